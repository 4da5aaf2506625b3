#pragma once

// Which bytes of a saved text tell who somebody is. The parsers mark them while they read, and anonymize replaces them: so it
// needs no grammar of its own.

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace slurmlic {

/// What a part of a text is. What is not marked is harmless: keywords, counts, states, times.
enum class Role : std::uint8_t {
    user,
    host,       // a host's name or address, without a port
    name,       // of a license, a feature, a daemon, a version: it stays, unless somebody has the same name
    path,       // of a file
    unknown,    // nobody can tell: a line that no parser understood, a vendor string
};

/// `size` bytes of the text from `begin` on.
struct Span {
    std::size_t begin = 0;
    std::size_t size = 0;
    Role role = Role::unknown;
};

/// Gathers spans of one text, which has to outlive it.
class Spans {
public:
    explicit Spans(std::string_view text) : text_(text) {}

    /// Marks a part of the text; an empty one is passed over. Lines of which nothing is known become one span: there may be
    /// many of them.
    void add(std::string_view part, Role role) {
        if (part.empty()) return;
        const auto begin = static_cast<std::size_t>(part.data() - text_.data());
        if (role == Role::unknown && !spans_.empty() && follows_line(spans_.back(), begin)) {
            spans_.back().size = begin + part.size() - spans_.back().begin;
        } else {
            spans_.push_back({begin, part.size(), role});
        }
    }
    [[nodiscard]] const std::vector<Span>& all() const { return spans_; }

private:
    [[nodiscard]] bool follows_line(const Span& last, std::size_t begin) const {
        return last.role == Role::unknown && last.begin + last.size + 1 == begin && text_[begin - 1] == '\n';
    }

    std::string_view text_;
    std::vector<Span> spans_;
};

/// A kind of text that a parser knows.
struct TextKind {
    std::string_view name;                                // "scontrol show lic", "squeue", ...
    bool (*is_it)(std::string_view text);                 // whether a text is of this kind
    void (*mark)(std::string_view text, Spans& spans);    // marks one that is
    std::string_view words = {};                          // in lower case: what the tool itself is named and calls things
};

/// "what A, B or C prints", of the kinds' names.
std::string what_prints(std::span<const TextKind> kinds);

/// Spans::add for a parser that may have been asked for no spans.
inline void mark(Spans* spans, std::string_view part, Role role) {
    if (spans != nullptr) spans->add(part, role);
}

}    // namespace slurmlic
