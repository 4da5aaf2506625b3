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

void SampleWriter::count_in(std::initializer_list<Label> labels) {
    constexpr std::size_t around = sizeof "{} 123\n";
    constexpr std::size_t around_label = sizeof "=\"\",";
    ++extent_->series;
    extent_->bytes += name_.size() + around;
    for (const Label& label : labels) extent_->bytes += label.name.size() + label.value.size() + around_label;
}

std::string* SampleWriter::begin(std::initializer_list<Label> labels) {
    if (text_ == nullptr) {
        count_in(labels);
        return nullptr;
    }
    text_->hand_on_if_long();
    std::string& text = text_->buffer;
    if (!has_samples_) {
        fmt::format_to(std::back_inserter(text), "# HELP {0} {1}\n# TYPE {0} gauge\n", name_, help_);
        has_samples_ = true;
    }
    text += name_;
    char separator = '{';
    for (const Label& label : labels) {
        if (label.name.empty()) continue;
        text += separator;
        text += label.name;
        text += "=\"";
        append_escaped(text, label.value);
        text += '"';
        separator = ',';
    }
    text += separator == '{' ? " " : "} ";
    return &text;
}

void SampleWriter::count(std::initializer_list<Label> labels, std::optional<std::int64_t> count) {
    if (!count) return;
    std::string* const text = begin(labels);
    if (text == nullptr) return;
    const fmt::format_int digits(*count);
    text->append(digits.data(), digits.size());
    *text += '\n';
}

void SampleWriter::tokens(std::initializer_list<Label> labels, std::optional<std::int64_t> count) {
    if (count == infinite_count) return number(labels, std::numeric_limits<double>::infinity());
    this->count(labels, count);
}

void SampleWriter::number(std::initializer_list<Label> labels, std::optional<double> value) {
    if (!value) return;
    std::string* const text = begin(labels);
    if (text == nullptr) return;
    if (std::isnan(*value)) {
        *text += "NaN";
    } else if (std::isinf(*value)) {
        *text += *value > 0 ? "+Inf" : "-Inf";
    } else {
        fmt::format_to(std::back_inserter(*text), "{}", *value);
    }
    *text += '\n';
}

}    // namespace slurmlic
