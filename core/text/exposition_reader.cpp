#include "core/text/exposition_reader.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <system_error>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

void skip_blanks(std::string_view& rest) { rest.remove_prefix(std::min(rest.find_first_not_of(blanks), rest.size())); }

/// Takes a name: letters, digits and "_", and ":" in names of metrics, a digit not in front; empty where there is none.
std::string_view take_name(std::string_view& rest, bool may_have_colons) {
    const auto is_part = [may_have_colons](char c) {
        return is_letter(c) || is_digit(c) || c == '_' || (may_have_colons && c == ':');
    };
    if (rest.empty() || is_digit(rest.front())) return {};
    const auto end = static_cast<std::size_t>(std::ranges::find_if_not(rest, is_part) - rest.begin());
    const std::string_view name = rest.substr(0, end);
    rest.remove_prefix(end);
    return name;
}

/// Takes a label value with its quotes, which stay away; nothing where it is wrong.
std::optional<std::string_view> take_label_value(std::string_view& rest) {
    if (!rest.starts_with('"')) return std::nullopt;
    rest.remove_prefix(1);
    for (std::size_t i = 0; i < rest.size(); ++i) {
        if (rest[i] == '"') {
            const std::string_view value = rest.substr(0, i);
            rest.remove_prefix(i + 1);
            return value;
        }
        if (rest[i] != '\\') continue;
        const char c = ++i < rest.size() ? rest[i] : '\0';
        if (c != '\\' && c != '"' && c != 'n') return std::nullopt;
    }
    return std::nullopt;
}

/// Takes labels from their "{" to their "}"; whether they are right.
bool take_labels(std::string_view& rest, SampleParts& sample) {
    rest.remove_prefix(1);
    for (;;) {
        skip_blanks(rest);
        if (rest.starts_with('}')) break;
        const std::string_view name = take_name(rest, false);
        skip_blanks(rest);
        if (name.empty() || !rest.starts_with('=')) return false;
        rest.remove_prefix(1);
        skip_blanks(rest);
        const std::optional<std::string_view> value = take_label_value(rest);
        if (!value) return false;
        sample.labels.emplace_back(name, *value);
        skip_blanks(rest);
        if (rest.starts_with(',')) {
            rest.remove_prefix(1);
        } else if (!rest.starts_with('}')) {
            return false;
        }
    }
    rest.remove_prefix(1);
    return true;
}

/// A decimal number that fits a double, NaN or Inf, with or without a sign.
std::optional<double> parse_number(std::string_view text) {
    if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
    double value = 0;
    const char* const end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stop != end || text.ends_with(')')) return std::nullopt;    // nan(1) is for from_chars alone
    return value;
}

}    // namespace

std::optional<SampleParts> parse_sample(std::string_view line) {
    SampleParts sample;
    skip_blanks(line);
    sample.name = take_name(line, true);
    if (sample.name.empty()) return std::nullopt;
    skip_blanks(line);
    if (line.starts_with('{') && !take_labels(line, sample)) return std::nullopt;
    const std::optional<double> value = parse_number(take_word(line));
    const std::string_view timestamp = take_word(line);
    if (!value || !(timestamp.empty() || parse_count(timestamp)) || !trim(line).empty()) return std::nullopt;
    sample.value = *value;
    return sample;
}

std::string unescaped(std::string_view value) {
    std::string text;
    text.reserve(value.size());
    for (std::size_t i = 0; i < value.size(); ++i) {
        const bool is_escape = value[i] == '\\' && i + 1 < value.size();
        if (is_escape) ++i;
        text += is_escape && value[i] == 'n' ? '\n' : value[i];
    }
    return text;
}

std::string_view Sample::label(std::string_view wanted) const {
    const auto found = std::ranges::find_if(labels, [wanted](const auto& one) { return one.first == wanted; });
    return found == labels.end() ? std::string_view() : found->second;
}

std::vector<Sample> read_exposition(std::string_view text, const std::vector<std::string_view>& prefixes) {
    std::vector<Sample> samples;
    text = text.substr(0, text.rfind('\n') + 1);    // a number without a line end may have been cut
    while (std::optional<std::string_view> line = take_line(text)) {
        skip_blanks(*line);
        const auto begins_line = [&line](std::string_view prefix) { return line->starts_with(prefix); };
        if (!prefixes.empty() && std::ranges::none_of(prefixes, begins_line)) continue;
        const std::optional<SampleParts> parts = parse_sample(*line);
        if (!parts) continue;
        Sample& sample = samples.emplace_back(Sample{.name = std::string(parts->name), .labels = {}, .value = parts->value});
        for (const auto& [name, value] : parts->labels) sample.labels.emplace_back(name, unescaped(value));
    }
    return samples;
}

}    // namespace slurmlic
