#include "core/settings/toml_reader.hpp"

#include <algorithm>

#include "core/text/globs.hpp"

namespace slurmlic {
namespace {

std::string type_name(toml::node_type type) {
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

void TomlReader::add(const toml::source_region& where, Diagnostic problem) {
    problem.file = file_;
    problem.line = where.begin.line;
    problems_.push_back(std::move(problem));
    if (problems_.size() > 100 * most_problems) keep_first_problems();
}

void TomlReader::add(const toml::source_region& where, const std::string& path, std::string what) {
    add(where, Diagnostic{.key = path, .got = std::move(what)});
}

void TomlReader::wrong_type(const std::string& path, const toml::node& node, std::string expected) {
    add(node.source(), Diagnostic{.key = path, .expected = std::move(expected), .got = type_name(node.type())});
}

void TomlReader::read_table(const std::string& prefix, const toml::table& table, const ValueReaders& readers) {
    for (const auto& [key, node] : table) {
        const std::string path = prefix + std::string(key.str());
        if (const auto known = readers.find(key.str()); known != readers.end()) {
            known->second(path, node);
            continue;
        }
        std::vector<std::string_view> names;
        for (const auto& [name, reader] : readers) names.push_back(name);
        const std::string_view near = nearest(key.str(), names);
        add(key.source(), "",
            fmt::format("unknown key {}: {}", excerpt(path),
                        near.empty() ? fmt::format("the keys here are {}", fmt::join(names, ", "))
                                     : fmt::format("did you mean {}?", near)));
    }
}

ValueReader TomlReader::texts(std::vector<std::string>& into, TextParser parse) {
    return each_text(parse, [&into](std::string text, std::size_t) { into.push_back(std::move(text)); });
}

ValueReader TomlReader::globs(std::vector<std::string>& into) {
    return [this, &into](const std::string& path, const toml::node& node) {
        texts(into)(path, node);
        if (std::optional<Diagnostic> problem = too_many_wildcards(into, path)) add(node.source(), std::move(*problem));
    };
}

void TomlReader::keep_first_problems() {
    std::ranges::stable_sort(problems_, {}, &Diagnostic::line);
    if (problems_.size() <= most_problems) return;
    const std::size_t first_line = problems_[most_problems].line;
    more_line_ = more_ == 0 ? first_line : std::min(more_line_, first_line);
    more_ += problems_.size() - most_problems;
    problems_.resize(most_problems);
}

std::vector<Diagnostic> TomlReader::take_problems() {
    keep_first_problems();
    if (more_ > 0) {
        problems_.push_back({.file = file_,
                             .line = more_line_,
                             .got = fmt::format("and {}", counted(static_cast<std::int64_t>(more_), "more problem"))});
    }
    return std::move(problems_);
}

}    // namespace slurmlic
