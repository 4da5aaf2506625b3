#include "core/settings/toml_reader.hpp"

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

}    // namespace

void ConfigReader::problem(const toml::source_region& where, std::string_view what) {
    const std::uint64_t line = where.begin.line;
    problems_.emplace_back(line, fmt::format("{}:{}: {}", source_, line, what));
}

void ConfigReader::wrong_type(const std::string& path, const toml::node& node, std::string_view expected) {
    problem(node.source(), fmt::format("{}: expected {}, got {}", path, expected, type_words(node.type())));
}

void ConfigReader::read_table(const std::string& prefix, const toml::table& table, const Keys& keys) {
    for (const auto& [key, node] : table) {
        const auto known = keys.find(key.str());
        if (known != keys.end()) {
            known->second(prefix + std::string(key.str()), node);
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& [name, reader] : keys) names.push_back(name);
        const std::string_view near = nearest(key.str(), names);
        const std::string hint =
            near.empty() ? fmt::format("the keys here are {}", fmt::join(names, ", ")) : fmt::format("did you mean {}?", near);
        problem(key.source(), fmt::format("unknown key {}: {}", excerpt(prefix + std::string(key.str())), hint));
    }
}

Reader ConfigReader::switch_reader(bool& into) {
    return [this, &into](const std::string& path, const toml::node& node) {
        const auto* const value = node.as_boolean();
        if (value == nullptr) return wrong_type(path, node, "true or false");
        into = value->get();
    };
}

Reader ConfigReader::list_reader(std::vector<std::string>& into, TextParser parse) {
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

std::vector<std::string> ConfigReader::take_problems() {
    std::stable_sort(problems_.begin(), problems_.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> all;
    for (auto& [line, what] : problems_) all.push_back(std::move(what));
    return all;
}

}    // namespace slurmlic
