#include "core/metrics/exposition_reader.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <map>
#include <set>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

bool is_name_start(char c) { return is_letter(c) || c == '_'; }

/// Takes [a-zA-Z_][a-zA-Z0-9_]*, with ":" where that is allowed; empty where there is no name.
std::string_view take_name(std::string_view& rest, bool with_colons) {
    std::size_t end = 0;
    while (end < rest.size() &&
           (is_name_start(rest[end]) || (with_colons && rest[end] == ':') || (end > 0 && is_digit(rest[end])))) {
        ++end;
    }
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(end);
    return name;
}

void skip_blanks(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of(" \t"), rest.size())); }

std::optional<double> parse_number(std::string_view text) {
    const std::string lower = ascii_lower(text);
    std::string_view digits = lower;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    double value = 0;
    const auto [stop, wrong] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (stop != digits.data() + digits.size() || digits.empty() || digits.starts_with("nan(")) return std::nullopt;
    if (wrong != std::errc{} && wrong != std::errc::result_out_of_range) return std::nullopt;
    return value;
}

class TextfileReader {
public:
    TextfileReading read(std::string_view text) {
        while (!text.empty() && problem_.empty()) {
            ++line_;
            const std::size_t end = text.find('\n');
            if (end == std::string_view::npos) {
                fail("expected a line end behind the last line");
            } else {
                read_line(text.substr(0, end));
                text.remove_prefix(end + 1);
            }
        }
        TextfileReading reading;
        for (auto& [name, family] : families_) reading.names.push_back(name);
        reading.problem = std::move(problem_);
        return reading;
    }

private:
    struct Family {
        bool has_help = false;
        bool has_type = false;
        bool has_samples = false;
    };

    void fail(std::string_view what) {
        if (problem_.empty()) problem_ = fmt::format("line {}: {}", line_, what);
    }
    void fail_at(std::string_view expected, std::string_view got) {
        fail(fmt::format("expected {}, got {}", expected, excerpt(got)));
    }

    void read_line(std::string_view line) {
        if (line.ends_with('\r')) return fail("expected LF alone as the line end, got CR LF");
        std::string_view rest = line;
        skip_blanks(rest);
        if (rest.empty()) return;
        if (rest.front() != '#') return read_sample(rest);
        rest.remove_prefix(1);
        const std::string_view word = take_word(rest);
        if (trim(rest).empty()) return;    // nothing is announced
        if (word == "HELP") return read_help(rest);
        if (word == "TYPE") return read_type(rest);
    }

    void read_help(std::string_view rest) {
        skip_blanks(rest);
        const std::string_view name = take_name(rest, true);
        if (name.empty()) return fail_at("a name behind HELP", rest);
        if (!is_utf8(rest)) return fail_at("UTF-8", rest);
        if (std::exchange(families_[std::string(name)].has_help, true)) fail(fmt::format("{} has HELP twice", name));
    }

    void read_type(std::string_view rest) {
        constexpr std::array<std::string_view, 5> kinds{"counter", "gauge", "histogram", "summary", "untyped"};
        skip_blanks(rest);
        const std::string_view name = take_name(rest, true);
        if (name.empty()) return fail_at("a name behind TYPE", rest);
        const std::string kind = ascii_lower(trim(rest));
        if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) return fail_at("a type such as gauge", trim(rest));
        Family& family = families_[std::string(name)];
        if (family.has_samples) return fail(fmt::format("{} has TYPE behind its samples", name));
        if (std::exchange(family.has_type, true)) fail(fmt::format("{} has TYPE twice", name));
    }

    void read_sample(std::string_view line) {
        std::string_view rest = line;
        const std::string name(take_name(rest, true));
        if (name.empty()) return fail_at("the name of a metric", line);
        std::map<std::string, std::string, std::less<>> labels;
        skip_blanks(rest);
        if (rest.starts_with('{') && !read_labels(rest, labels)) return;
        const std::string_view value = take_word(rest);
        if (!parse_number(value)) return fail_at("a number", value);
        if (!rest.empty()) return fail_at("nothing behind the value: node_exporter refuses blanks and timestamps", rest);
        families_[name].has_samples = true;
        std::string series = name;
        for (const auto& [label, text] : labels) series.append(1, '\0').append(label).append(1, '\0').append(text);
        if (!seen_.insert(std::move(series)).second) fail_at("each series once", line);
    }

    bool read_labels(std::string_view& rest, std::map<std::string, std::string, std::less<>>& labels) {
        std::set<std::string, std::less<>> names;
        rest.remove_prefix(1);
        for (;;) {
            skip_blanks(rest);
            if (rest.starts_with('}')) break;
            const std::string_view at = rest;
            const std::string label(take_name(rest, false));
            skip_blanks(rest);
            if (label.empty() || !rest.starts_with('=')) return fail_at("a label and =", at), false;
            if (label.starts_with("__")) return fail_at("no label that begins with __", label), false;
            if (!names.insert(label).second) return fail_at("each label once", label), false;
            rest.remove_prefix(1);
            skip_blanks(rest);
            const std::optional<std::string> value = take_value(rest);
            if (!value) return fail_at("a label's value in quotes, with \\\\, \\\" and \\n alone escaped", at), false;
            if (!is_utf8(*value)) return fail_at("UTF-8", *value), false;
            if (!value->empty()) labels.emplace(label, *value);
            skip_blanks(rest);
            if (rest.starts_with(',')) {
                rest.remove_prefix(1);
            } else if (!rest.starts_with('}')) {
                return fail_at("a comma or } behind a label", rest), false;
            }
        }
        rest.remove_prefix(1);
        return true;
    }

    static std::optional<std::string> take_value(std::string_view& rest) {
        if (!rest.starts_with('"')) return std::nullopt;
        std::string value;
        for (std::size_t i = 1; i < rest.size(); ++i) {
            if (rest[i] == '"') {
                rest.remove_prefix(i + 1);
                return value;
            }
            if (rest[i] == '\\') {
                if (++i == rest.size() || std::string_view("\\\"n").find(rest[i]) == std::string_view::npos) break;
                value += rest[i] == 'n' ? '\n' : rest[i];
            } else {
                value += rest[i];
            }
        }
        return std::nullopt;
    }

    std::map<std::string, Family> families_;
    std::unordered_set<std::string> seen_;
    std::string problem_;
    std::size_t line_ = 0;
};

}    // namespace

TextfileReading read_textfile(std::string_view text) { return TextfileReader().read(text); }

std::optional<double> value_in_textfile(std::string_view text, std::string_view series) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (line->size() <= series.size() || !line->starts_with(series) || (*line)[series.size()] != ' ') continue;
        return parse_number(trim(line->substr(series.size())));
    }
    return std::nullopt;
}

}    // namespace slurmlic
