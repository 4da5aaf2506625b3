#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <memory>
#include <string_view>

#include <fmt/format.h>

#include "core/metrics/exposition.hpp"
#include "core/text/spans.hpp"
#include "tests/support/exposition_reader.hpp"
#include "tests/support/rendered.hpp"

namespace slurmlic::testing {

/// Ends the process, so that libFuzzer and ctest see it.
inline void require(bool holds, std::string_view what) {
    if (holds) return;
    fmt::print(stderr, "broken: {}\n", what);
    std::abort();
}

/// The report must render to what the strict reader takes; the samples it has.
inline Exposition require_valid(const Report& report) {
    Exposition read = read_strictly(rendered(report));
    require(read.problem.empty(), read.problem);
    return read;
}

/// What a program says must be one printable line.
inline void require_one_line(std::string_view message) {
    require(message.find('\n') == std::string_view::npos, "a message of more than one line");
}

/// What a parser marks must be parts of its text.
inline void require_inside(const Spans& spans, std::string_view text) {
    for (const Span& one : spans.all()) {
        require(one.size > 0 && one.begin < text.size() && one.size <= text.size() - one.begin, "a span outside of the text");
    }
}

/// What an input may take of the processor, under ASan and with libFuzzer's counters: 0.6 s for one of 8 kB, three times what
/// the slowest of tests/bench/bound_shapes.py takes at that size. Of one whose time grows by the square of its size it is
/// little.
constexpr double most_seconds(std::size_t size) { return 0.1 + 60e-6 * static_cast<double>(size); }

/// The input at its exact length on the heap, so that AddressSanitizer sees a read past its end. It lives while its input is
/// tried, and ends the process if that takes too long.
class ExactCopy {
public:
    ExactCopy(const std::uint8_t* data, std::size_t size) : bytes_(new char[size]), size_(size), begun_(std::clock()) {
        for (std::size_t i = 0; i < size; ++i) bytes_[i] = static_cast<char>(data[i]);
    }
    ~ExactCopy() {
        const double seconds = static_cast<double>(std::clock() - begun_) / CLOCKS_PER_SEC;
        require(seconds <= most_seconds(size_),
                fmt::format("an input of {} bytes took {:.0f} ms of the processor, at most {:.0f} are bearable", size_,
                            seconds * 1e3, most_seconds(size_) * 1e3));
    }
    ExactCopy(const ExactCopy&) = delete;
    ExactCopy& operator=(const ExactCopy&) = delete;
    ExactCopy(ExactCopy&&) = delete;
    ExactCopy& operator=(ExactCopy&&) = delete;

    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

private:
    std::unique_ptr<char[]> bytes_;    // NOLINT(*-avoid-c-arrays)
    std::size_t size_;
    std::clock_t begun_;
};

}    // namespace slurmlic::testing
