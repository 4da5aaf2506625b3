#pragma once

// How the samples of a family become text, and what a family is. Whoever writes one gives its labels sorted by name.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/metrics/report.hpp"

namespace slurmlic {

struct Label {
    std::string_view name;    // empty: there is no such label
    std::string_view value;
};

/// A label that only some samples of a family have.
inline Label unless_empty(std::string_view name, std::string_view value) { return {value.empty() ? value : name, value}; }

/// Appends the samples of one family to a text; HELP and TYPE stand before the first. A family without samples leaves no trace.
class SampleWriter {
public:
    SampleWriter(std::string_view name, std::string_view help, std::string& text) : name_(name), help_(help), text_(text) {}

    // A value that is absent has no sample.

    void count(std::initializer_list<Label> labels, std::optional<std::int64_t> count);
    /// Of tokens: infinite_count is +Inf.
    void tokens(std::initializer_list<Label> labels, std::optional<std::int64_t> count);
    void number(std::initializer_list<Label> labels, std::optional<double> value);

private:
    /// All of a sample before its value.
    void begin(std::initializer_list<Label> labels);

    std::string_view name_;
    std::string_view help_;
    std::string& text_;
    bool has_samples_ = false;
};

/// A family of series: its name, its HELP (no backslash or newline in it), and who writes its samples.
struct Family {
    std::string_view name;
    std::string_view help;
    void (*write)(const Report& report, SampleWriter& to);
};

}    // namespace slurmlic
