#pragma once

// What all texts for people have in common: how wide, whether in colour, and how a count is spelled.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace slurmlic {

/// How a text is to look. Who calls knows the terminal; nothing here asks for it.
struct ViewStyle {
    std::size_t columns = 80;
    bool colours = false;
    std::size_t most_users = 10;    // of a tool; the rest is counted in one line. JSON always has all
};

/// What a piece of text is to say by its colour.
enum class Tone : std::uint8_t { plain, title, quiet, notice, alarm };

/// The text in the colour of its tone, where the style has colours and there is text.
std::string paint(std::string text, Tone tone, const ViewStyle& style);

/// A count as people read it: infinite_count is "inf", nothing is `unknown`.
std::string count_text(std::optional<std::int64_t> count, std::string_view unknown = "?");

/// The same with a "+" in front of what is above 0.
std::string signed_text(std::optional<std::int64_t> count, std::string_view unknown);

}    // namespace slurmlic
