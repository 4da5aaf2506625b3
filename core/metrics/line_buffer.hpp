#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <cstring>
#include <memory>
#include <string_view>

#include "core/text/sink.hpp"

namespace slurmlic {

/// Whether escape() may change the text.
inline bool needs_escapes(std::string_view text) {
    unsigned special = 0;    // nearly always none: no branch in the loop, so that it runs in vectors
    for (const char c : text) {
        special |= static_cast<unsigned>(c == '\\') | static_cast<unsigned>(c == '\n') | static_cast<unsigned>(c == '"');
    }
    return special != 0;
}

/// Hands a label value or HELP text on, piece by piece: backslash and newline are escaped, and in values the quote.
template <class Append>
void escape(std::string_view text, bool is_value, Append append) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        switch (text[i]) {
            case '\n': append("\\n"); break;
            case '\\': append("\\\\"); break;
            case '"': append(is_value ? "\\\"" : "\""); break;
            default: append(text.substr(i, 1));
        }
    }
}

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

    void append_line_end(std::int64_t number) {
        make_room(longest_number + 1);
        char* const begin = bytes_.get();
        char* end = std::to_chars(begin + size_, begin + capacity, number).ptr;
        *end++ = '\n';
        size_ = static_cast<std::size_t>(end - begin);
    }

    /// All of them; in one step where they fit, which they nearly always do.
    template <class... Texts>
    void append_all(const Texts&... texts) {
        const std::size_t size = (texts.size() + ...);
        if (size > capacity) {
            (append(texts), ...);
            return;
        }
        make_room(size);
        (copy(texts), ...);
    }

    /// A label value or HELP text, escaped.
    void append_escaped(std::string_view text, bool is_value) {
        if (!needs_escapes(text)) return append(text);
        escape(text, is_value, [this](std::string_view piece) { append(piece); });
    }

    /// Hands over what is left; whether the sink took everything.
    bool finish() {
        flush();
        return taken_;
    }

private:
    static constexpr std::size_t capacity = std::size_t{128} * 1024;
    static constexpr std::size_t longest_number = 20;

    void make_room(std::size_t size) {
        if (capacity - size_ < size) flush();
    }

    void copy(std::string_view text) {
        if (text.empty()) return;    // an empty view may point nowhere, which memcpy does not allow
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
