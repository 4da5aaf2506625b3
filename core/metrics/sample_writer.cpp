#include "core/metrics/sample_writer.hpp"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>

#include <fmt/format.h>

namespace slurmlic {
namespace {

/// Appends a label value: backslash, quote and newline are escaped.
void append_escaped(std::string& text, std::string_view value) {
    const auto is_special = [](char c) { return c == '\\' || c == '"' || c == '\n'; };
    for (;;) {
        const auto* const end = std::ranges::find_if(value, is_special);
        text.append(value.begin(), end);
        if (end == value.end()) return;
        text += '\\';
        text += *end == '\n' ? 'n' : *end;
        value.remove_prefix(static_cast<std::size_t>(end - value.begin()) + 1);
    }
}

}    // namespace

void SampleWriter::begin(std::initializer_list<Label> labels) {
    if (!has_samples_) {
        fmt::format_to(std::back_inserter(text_), "# HELP {0} {1}\n# TYPE {0} gauge\n", name_, help_);
        has_samples_ = true;
    }
    text_ += name_;
    char separator = '{';
    for (const Label& label : labels) {
        if (label.name.empty()) continue;
        text_ += separator;
        text_ += label.name;
        text_ += "=\"";
        append_escaped(text_, label.value);
        text_ += '"';
        separator = ',';
    }
    text_ += separator == '{' ? " " : "} ";
}

void SampleWriter::count(std::initializer_list<Label> labels, std::optional<std::int64_t> count) {
    if (!count) return;
    begin(labels);
    const fmt::format_int digits(*count);
    text_.append(digits.data(), digits.size());
    text_ += '\n';
}

void SampleWriter::tokens(std::initializer_list<Label> labels, std::optional<std::int64_t> count) {
    if (count == infinite_count) return number(labels, std::numeric_limits<double>::infinity());
    this->count(labels, count);
}

void SampleWriter::number(std::initializer_list<Label> labels, std::optional<double> value) {
    if (!value) return;
    begin(labels);
    if (std::isnan(*value)) {
        text_ += "NaN";
    } else if (std::isinf(*value)) {
        text_ += *value > 0 ? "+Inf" : "-Inf";
    } else {
        fmt::format_to(std::back_inserter(text_), "{}", *value);
    }
    text_ += '\n';
}

}    // namespace slurmlic
