#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/exposition.hpp"

namespace slurmlic {

/// Gathers text into pieces of a fixed size for a Sink. After the sink refused a piece, the rest is dropped.
class LineBuffer {
public:
    explicit LineBuffer(const Sink& sink) : sink_(sink) {}

    void append(std::string_view text) {
        while (text.size() > capacity - size_) {
            const std::size_t part = capacity - size_;
            copy(text.substr(0, part));
            text.remove_prefix(part);
            flush();
        }
        copy(text);
    }

    void append(std::int64_t number) {
        if (capacity - size_ < longest_number) flush();
        size_ = static_cast<std::size_t>(std::to_chars(bytes_.get() + size_, bytes_.get() + capacity, number).ptr - bytes_.get());
    }

    /// A label value or HELP text: backslash and newline are escaped, and in values the quote.
    void append_escaped(std::string_view text, bool is_value) {
        const std::string_view special = is_value ? std::string_view("\\\n\"") : std::string_view("\\\n");
        for (std::size_t at = text.find_first_of(special); at != std::string_view::npos; at = text.find_first_of(special)) {
            append(text.substr(0, at));
            append(text[at] == '\n' ? "\\n" : text[at] == '"' ? "\\\"" : "\\\\");
            text.remove_prefix(at + 1);
        }
        append(text);
    }

    /// Hands over what is left; whether the sink took everything.
    bool finish() {
        flush();
        return taken_;
    }

private:
    static constexpr std::size_t capacity = std::size_t{128} * 1024;
    static constexpr std::size_t longest_number = 20;

    void copy(std::string_view text) {
        std::memcpy(bytes_.get() + size_, text.data(), text.size());
        size_ += text.size();
    }

    void flush() {
        if (taken_ && size_ > 0) taken_ = sink_({bytes_.get(), size_});
        size_ = 0;
    }

    const Sink& sink_;
    std::unique_ptr<char[]> bytes_ = std::make_unique_for_overwrite<char[]>(capacity);    // NOLINT(*-avoid-c-arrays)
    std::size_t size_ = 0;
    bool taken_ = true;
};

}    // namespace slurmlic
