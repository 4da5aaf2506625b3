#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace slurmlic {

/// What a parser could not understand of one source: every line is counted, the first few are told.
class Skipped {
public:
    explicit Skipped(std::string source) : source_(std::move(source)) {}

    /// Counts one line and keeps "SOURCE:LINE: WHAT" while there are few.
    void add(std::size_t line, std::string_view what) {
        if (messages_.size() < most_messages) messages_.push_back(fmt::format("{}:{}: {}", source_, line, what));
        ++lines_;
    }

    /// Adds what was not understood of another text of the same source.
    void add(const Skipped& more) {
        for (const std::string& message : more.messages_) {
            if (messages_.size() < most_messages) messages_.push_back(message);
        }
        lines_ += more.lines_;
    }

    [[nodiscard]] const std::string& source() const { return source_; }
    [[nodiscard]] const std::vector<std::string>& messages() const { return messages_; }
    [[nodiscard]] std::uint64_t lines() const { return lines_; }

private:
    static constexpr std::size_t most_messages = 10;    // the rest would bury the first in a flood of garbage

    std::string source_;
    std::vector<std::string> messages_;
    std::uint64_t lines_ = 0;
};

}    // namespace slurmlic
