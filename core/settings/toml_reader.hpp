#pragma once

// How TOML becomes settings: what parse_settings.cpp and app_tables.cpp share. Includes toml++, which is large.

#include <functional>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/settings/settings.hpp"
#include "core/text/text.hpp"

#include <toml++/toml.h>

namespace slurmlic {

/// Reads the value of one key; `path` is the key with the tables it is in: "slurm.clusters".
using ValueReader = std::function<void(const std::string& path, const toml::node&)>;
using ValueReaders = std::map<std::string_view, ValueReader>;
using TextParser = Result<std::string> (*)(std::string_view);

/// Problems that are told of one file: nobody reads more, and they take more memory than what is wrong.
inline constexpr std::size_t most_problems = 20;

/// Reads values, and gathers what is wrong with them.
class TomlReader {
public:
    explicit TomlReader(std::string_view file) : file_(file) {}

    /// Notes what is wrong; `problem` gets file and line.
    void add(const toml::source_region& where, Diagnostic problem);
    void add(const toml::source_region& where, const std::string& path, std::string what);
    void wrong_type(const std::string& path, const toml::node& node, std::string expected);

    /// Every key of the table by its reader; one that has none is a problem.
    void read_table(const std::string& prefix, const toml::table& table, const ValueReaders& readers);

    /// Of an array of tables each one.
    template <class ReadOne>
    ValueReader each_table(ReadOne read_one) {
        return [this, read_one](const std::string& path, const toml::node& node) {
            const toml::array* const list = node.as_array();
            if (list == nullptr) return wrong_type(path, node, fmt::format("tables, [[{}]]", path));
            for (const toml::node& element : *list) {
                if (const toml::table* const table = element.as_table()) {
                    read_one(path, *table);
                } else {
                    wrong_type(path, element, fmt::format("a table, [[{}]]", path));
                }
            }
        };
    }

    /// A string, by its parser; `sample` shows one in messages.
    template <class Value, class Parsed>
    ValueReader parsed(Value& into, const std::string& sample, Result<Parsed> (*parse)(std::string_view)) {
        return [this, &into, sample, parse](const std::string& path, const toml::node& node) {
            const auto* const text = node.as_string();
            if (text == nullptr) return wrong_type(path, node, "a string such as " + sample);
            Result<Parsed> value = parse(text->get());
            if (value) {
                into = std::move(*value);
            } else {
                add(node.source(), path, value);
            }
        };
    }
    template <class Value>
    ValueReader text(Value& into, const std::string& sample) {
        return parsed(into, sample, parse_text);
    }
    template <class Value>
    ValueReader boolean(Value& into) {
        return [this, &into](const std::string& path, const toml::node& node) {
            const auto* const value = node.as_boolean();
            if (value == nullptr) return wrong_type(path, node, "true or false");
            into = value->get();
        };
    }

    /// A whole number of `things`, at least `least`; `sample` shows one in messages.
    template <class Value>
    ValueReader count(Value& into, std::int64_t least, const std::string& things, const std::string& sample) {
        return [this, &into, least, things, sample](const std::string& path, const toml::node& node) {
            const auto* const value = node.as_integer();
            if (value == nullptr) return wrong_type(path, node, fmt::format("how many {}, such as {}", things, sample));
            if (value->get() >= least) {
                into = static_cast<Value>(value->get());
            } else {
                add(node.source(), Diagnostic{.key = path,
                                              .expected = fmt::format("{} or more {}", least, things),
                                              .got = fmt::format("{}", value->get())});
            }
        };
    }

    /// An array of strings, each by `parse`; `keep(value, line)` takes it.
    template <class Value, class Keep>
    ValueReader each_text(Result<Value> (*parse)(std::string_view), Keep keep) {
        return [this, parse, keep](const std::string& path, const toml::node& node) {
            const toml::array* const list = node.as_array();
            if (list == nullptr) return wrong_type(path, node, "an array of strings");
            for (const toml::node& element : *list) {
                const auto* const text = element.as_string();
                if (text == nullptr) {
                    wrong_type(path, element, "an array of strings");
                } else if (Result<Value> value = parse(text->get())) {
                    keep(std::move(*value), element.source().begin.line);
                } else {
                    add(element.source(), path, value);
                }
            }
        };
    }
    ValueReader texts(std::vector<std::string>& into, TextParser parse = parse_text);
    ValueReader globs(std::vector<std::string>& into);

    /// What was wrong, in the order of the lines; of many the first ones, and how many more there are.
    std::vector<Diagnostic> take_problems();

private:
    template <class Value>
    void add(const toml::source_region& where, const std::string& path, const Result<Value>& wrong) {
        Diagnostic problem = wrong.error();
        problem.key = path;
        add(where, std::move(problem));
    }

    void keep_first_problems();

    std::string file_;
    std::vector<Diagnostic> problems_;
    std::size_t more_ = 0;         // problems that are not kept
    std::size_t more_line_ = 0;    // where the first of them is
};

/// One [[MANAGER]] table, and one [[tool]]. `names` are those of the tables before.
void read_app(TomlReader& reader, const Manager& manager, const toml::table& table, std::set<std::string>& names,
              std::vector<AppSettings>& apps);
void read_tool(TomlReader& reader, const toml::table& table, std::set<std::string>& names, std::vector<ToolSettings>& tools);

/// [users]: the license servers' names, and Slurm's.
ValueReader user_names_reader(TomlReader& reader, UserNames& users);

}    // namespace slurmlic
