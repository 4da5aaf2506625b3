#pragma once

// How TOML becomes settings: what core/config.cpp and core/config_flexlm.cpp share. Includes toml++, which is large.

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/settings/settings.hpp"
#include "core/text/text.hpp"

#include <toml++/toml.h>

namespace slurmlic {

/// What to do with the value of each key that a table may have.
using Reader = std::function<void(const std::string& path, const toml::node&)>;
using Keys = std::map<std::string_view, Reader>;
using TextParser = Result<std::string> (*)(std::string_view);

/// Reads values, and gathers what is wrong with them: by line, as "SOURCE:LINE: KEY: ...".
class ConfigReader {
public:
    explicit ConfigReader(std::string_view source) : source_(source) {}

    void problem(const toml::source_region& where, std::string_view what);
    void wrong_type(const std::string& path, const toml::node& node, std::string_view expected);
    void read_table(const std::string& prefix, const toml::table& table, const Keys& keys);

    /// The string behind a key.
    template <class Into>
    Reader text_reader(Into& into, std::string_view sample, TextParser parse = parse_text) {
        return [this, &into, sample, parse](const std::string& path, const toml::node& node) {
            const auto* const text = node.as_string();
            if (text == nullptr) return wrong_type(path, node, fmt::format("a string such as {}", sample));
            Result<std::string> value = parse(text->get());
            if (!value) return problem(node.source(), fmt::format("{}: {}", path, value.error().message));
            into = std::move(*value);
        };
    }

    Reader switch_reader(bool& into);
    Reader list_reader(std::vector<std::string>& into, TextParser parse = parse_text);

    [[nodiscard]] const std::string& source() const { return source_; }

    /// What was wrong, in the order of the lines.
    std::vector<std::string> take_problems();

private:
    std::string source_;
    std::vector<std::pair<std::uint64_t, std::string>> problems_;    // by line
};

/// The keys "flexlm" and "tool"; `settings` is filled as they are read.
Reader flexlm_reader(ConfigReader& reader, Settings& settings);
Reader tool_reader(ConfigReader& reader, Settings& settings);

/// Tools may stand in front of the apps that they name: so this comes last.
void check_tools(ConfigReader& reader, const Settings& settings, const toml::table& root);

}    // namespace slurmlic
