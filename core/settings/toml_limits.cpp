#include "core/settings/toml_limits.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::array<std::string_view, 4> quotes{R"(""")", "'''", "\"", "'"};

/// What opens a string, and ends it, too; empty where none begins.
std::string_view quote_at(std::string_view text) {
    for (const std::string_view quote : quotes) {
        if (text.starts_with(quote)) return quote;
    }
    return {};
}

/// How many characters of a string are passed over at once, and whether it ends with them.
struct StringStep {
    std::size_t size;
    bool is_end;
};

StringStep string_step(std::string_view text, std::string_view quote) {
    if (text.front() == '\\' && quote.front() == '"') return {text.size() > 1 && text[1] != '\n' ? std::size_t{2} : 1, false};
    if (!text.starts_with(quote)) return {1, false};
    // A string over several lines may end in quotes of its own: """a"""" is a" for one.
    std::size_t size = quote.size();
    while (quote.size() == 3 && size < 5 && size < text.size() && text[size] == quote.front()) ++size;
    return {size, true};
}

}    // namespace

std::optional<Diagnostic> beyond_limits(std::string_view text) {
    constexpr std::size_t most_dots = 100;
    constexpr std::size_t most_marks = 100'000;
    std::size_t line = 1;
    std::size_t dots = 0;
    std::size_t marks = 0;
    std::string_view quote;    // of the string that we are in
    while (!text.empty()) {
        const char front = text.front();
        if (front == '\n') {
            ++line;
            dots = 0;
        }
        std::size_t size = 1;
        if (!quote.empty()) {
            const StringStep step = string_step(text, quote);
            size = step.size;
            if (step.is_end) quote = {};
        } else if (front == '#') {
            size = text.find('\n');
        } else if (quote = quote_at(text); !quote.empty()) {
            size = quote.size();
        } else if (front == '.' && ++dots > most_dots) {
            return Diagnostic{.line = line, .expected = "keys of at most 100 names", .got = "more dots than that"};
        } else if (std::string_view("=,.[{").find(front) != npos && ++marks > most_marks) {
            return Diagnostic{.line = line, .expected = "at most 100,000 keys and values", .got = "more than that"};
        }
        text.remove_prefix(std::min(size, text.size()));
    }
    return std::nullopt;
}

}    // namespace slurmlic
