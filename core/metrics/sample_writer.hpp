#pragma once

// How the samples of a family become text, and what a family is. Whoever writes one gives its labels sorted by name.

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include "core/metrics/report.hpp"
#include "core/text/pieces.hpp"

namespace slurmlic {

struct Label {
    std::string_view name;    // empty: there is no such label
    std::string_view value;
};

/// A label that only some samples of a family have.
inline Label unless_empty(std::string_view name, std::string_view value) { return {value.empty() ? value : name, value}; }

/// How much a report is: samples, and bytes of their text (of values and escapes about so many).
struct Extent {
    std::size_t series = 0;
    std::size_t bytes = 0;
};

/// The text as it grows, handed on piece by piece.
class ExpositionText {
public:
    explicit ExpositionText(const TakePiece& take) : take_(take) {}

    std::string buffer;    // what is not handed on yet

    void hand_on_if_long() {
        constexpr std::size_t piece_size = std::size_t{256} * 1024;
        if (buffer.size() >= piece_size) hand_on();
    }
    void hand_on() {
        take_(buffer);
        buffer.clear();
    }

private:
    const TakePiece& take_;
};

/// Writes the samples of one family; HELP and TYPE stand before the first. A family without samples leaves no trace.
class SampleWriter {
public:
    SampleWriter(std::string_view name, std::string_view help, ExpositionText& text) : name_(name), help_(help), text_(&text) {}

    /// Only notes how much it would write.
    SampleWriter(std::string_view name, Extent& extent) : name_(name), extent_(&extent) {}

    // A value that is absent has no sample.

    void count(std::initializer_list<Label> labels, std::optional<std::int64_t> count);
    /// Of tokens: infinite_count is +Inf.
    void tokens(std::initializer_list<Label> labels, std::optional<std::int64_t> count);
    void number(std::initializer_list<Label> labels, std::optional<double> value);

private:
    /// All of a sample before its value; nothing where it is only counted.
    std::string* begin(std::initializer_list<Label> labels);
    void count_in(std::initializer_list<Label> labels);

    std::string_view name_;
    std::string_view help_;
    ExpositionText* text_ = nullptr;
    Extent* extent_ = nullptr;
    bool has_samples_ = false;
};

/// A family of series: its name, its HELP (no backslash or newline in it), and who writes its samples.
struct Family {
    std::string_view name;
    std::string_view help;
    void (*write)(const Report& report, SampleWriter& to);
};

}    // namespace slurmlic
