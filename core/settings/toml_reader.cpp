#include "core/settings/toml_reader.hpp"

#include <algorithm>

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

ValueReader TomlReader::boolean(bool& into) {
    return [this, &into](const std::string& path, const toml::node& node) {
        const auto* const value = node.as_boolean();
        if (value == nullptr) return wrong_type(path, node, "true or false");
        into = value->get();
    };
}

ValueReader TomlReader::texts(std::vector<std::string>& into, TextParser parse) {
    return each_text(parse, [&into](std::string text, std::size_t) { into.push_back(std::move(text)); });
}

std::vector<Diagnostic> TomlReader::take_problems() {
    std::ranges::stable_sort(problems_, {}, &Diagnostic::line);
    return std::move(problems_);
}

}    // namespace slurmlic
