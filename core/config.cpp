#include "core/config.hpp"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/text.hpp"

#include <toml++/toml.h>

namespace slurmlic {
namespace {

std::string_view type_words(toml::node_type type) {
    switch (type) {
        case toml::node_type::table: return "a table";
        case toml::node_type::array: return "an array";
        case toml::node_type::string: return "a string";
        case toml::node_type::integer: return "an integer";
        case toml::node_type::floating_point: return "a number with a fraction";
        case toml::node_type::boolean: return "a boolean";
        case toml::node_type::date:
        case toml::node_type::time:
        case toml::node_type::date_time: return "a date or time";
        default: return "nothing";
    }
}

/// What to do with the value of each key that a table may have.
using Reader = std::function<void(const std::string& path, const toml::node&)>;
using Keys = std::map<std::string_view, Reader>;

class SettingsReader {
public:
    explicit SettingsReader(std::string_view source) : source_(source) {}

    SettingsReading read(std::string_view text) {
        const toml::parse_result parsed = toml::parse(text, source_);
        if (!parsed) {
            problem(parsed.error().source(), parsed.error().description());
            return finish();
        }
        const Keys slurm_keys{
            {"scontrol", text_reader(settings_.slurm.scontrol, "\"/usr/bin/scontrol\"")},
            {"input", text_reader(settings_.slurm.input, "\"saved.txt\"")},
            {"clusters", list_reader(settings_.slurm.clusters, parse_cluster)},
            {"include", list_reader(settings_.slurm.filter.include, non_empty)},
            {"exclude", list_reader(settings_.slurm.filter.exclude, non_empty)},
        };
        const Keys keys{
            {"output", text_reader(settings_.output, "\"/var/lib/prometheus/node-exporter\"")},
            {"timeout", [this](const std::string& path, const toml::node& node) { read_timeout(path, node); }},
            {"quiet", switch_reader(settings_.quiet)},
            {"verbose", switch_reader(settings_.verbose)},
            {"slurm",
             [this, &slurm_keys](const std::string& path, const toml::node& node) {
                 if (const toml::table* const table = node.as_table()) return read_table(path + ".", *table, slurm_keys);
                 wrong_type(path, node, "a table, [slurm]");
             }},
        };
        read_table("", parsed.table(), keys);
        return finish();
    }

private:
    static Result<std::string> non_empty(std::string_view text) {
        if (text.empty()) return unexpected("expected some text, got \"\"");
        return std::string(text);
    }

    void problem(const toml::source_region& where, std::string_view what) {
        const std::uint64_t line = where.begin.line;
        problems_.emplace_back(line, fmt::format("{}:{}: {}", source_, line, what));
    }

    void wrong_type(const std::string& path, const toml::node& node, std::string_view expected) {
        problem(node.source(), fmt::format("{}: expected {}, got {}", path, expected, type_words(node.type())));
    }

    void read_table(const std::string& prefix, const toml::table& table, const Keys& keys) {
        for (const auto& [key, node] : table) {
            const auto known = keys.find(key.str());
            if (known != keys.end()) {
                known->second(prefix + std::string(key.str()), node);
                continue;
            }
            std::vector<std::string_view> names;
            for (const auto& [name, reader] : keys) names.push_back(name);
            const std::string_view near = nearest(key.str(), names);
            const std::string hint = near.empty() ? fmt::format("the keys here are {}", fmt::join(names, ", "))
                                                  : fmt::format("did you mean {}?", near);
            problem(key.source(), fmt::format("unknown key {}: {}", excerpt(prefix + std::string(key.str())), hint));
        }
    }

    /// The string behind a key, through `parse` where one is given.
    template <class Into>
    Reader text_reader(Into& into, std::string_view sample) {
        return [this, &into, sample](const std::string& path, const toml::node& node) {
            const auto* const text = node.as_string();
            if (text == nullptr) return wrong_type(path, node, fmt::format("a string such as {}", sample));
            Result<std::string> value = non_empty(text->get());
            if (!value) return problem(node.source(), fmt::format("{}: {}", path, value.error().message));
            into = std::move(*value);
        };
    }

    Reader switch_reader(bool& into) {
        return [this, &into](const std::string& path, const toml::node& node) {
            const auto* const value = node.as_boolean();
            if (value == nullptr) return wrong_type(path, node, "true or false");
            into = value->get();
        };
    }

    Reader list_reader(std::vector<std::string>& into, Result<std::string> (*parse)(std::string_view)) {
        return [this, &into, parse](const std::string& path, const toml::node& node) {
            const toml::array* const list = node.as_array();
            if (list == nullptr) return wrong_type(path, node, "an array of strings");
            for (const toml::node& element : *list) {
                const auto* const text = element.as_string();
                if (text == nullptr) {
                    wrong_type(path, element, "an array of strings");
                    continue;
                }
                Result<std::string> value = parse(text->get());
                if (value) {
                    into.push_back(std::move(*value));
                } else {
                    problem(element.source(), fmt::format("{}: {}", path, value.error().message));
                }
            }
        };
    }

    void read_timeout(const std::string& path, const toml::node& node) {
        const auto* const text = node.as_string();
        if (text == nullptr) return wrong_type(path, node, "a string such as \"20s\"");
        const Result<std::chrono::milliseconds> limit = parse_duration(text->get());
        if (!limit) return problem(node.source(), fmt::format("{}: {}", path, limit.error().message));
        settings_.timeout = *limit;
    }

    SettingsReading finish() {
        std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
        SettingsReading reading{std::move(settings_), {}};
        for (auto& [line, what] : problems_) reading.problems.push_back(std::move(what));
        return reading;
    }

    std::string source_;
    Settings settings_;
    std::vector<std::pair<std::uint64_t, std::string>> problems_;    // by line
};

}    // namespace

SettingsReading parse_settings(std::string_view text, std::string_view source) { return SettingsReader(source).read(text); }

Result<std::string> parse_cluster(std::string_view text) {
    const bool plain =
        !text.empty() && text.front() != '-' && is_printable_utf8(text) && text.find_first_of(" ,") == std::string_view::npos;
    if (!plain) return unexpected(fmt::format("expected the name of a cluster, got {}", excerpt(text)));
    if (text == "all") {
        return unexpected("expected the name of one cluster, got \"all\": scontrol does not tell them apart then");
    }
    return std::string(text);
}

}    // namespace slurmlic
