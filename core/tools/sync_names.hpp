#pragma once

// What a reservation of slurmlic is called:
//
//  1 "slurmlic_TOOL_LICENSE". Of both, ASCII letters, digits and any of ".-+@" stay, any other byte becomes "_".
//  2 Where a byte was replaced, or the name is longer than 100 bytes and cut, "_" and eight hexadecimal digits follow that
//    belong to tool and license alone, so that two of them do not get one name.
//  3 "_" stands in names itself: the tool a_b with the license c would share a name with the tool a and its license b_c. Then
//    neither has a plan (core/tools/sync.hpp).

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

inline std::string reservation_name(std::string_view tool, std::string_view license) {
    constexpr std::size_t longest = 100;
    std::string name = fmt::format("slurmlic_{}_{}", tool, license);
    std::uint32_t hash = 2166136261U;    // FNV-1a: no secret, only a mark
    bool is_changed = false;
    for (char& c : name) {
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
        if (is_letter(c) || is_digit(c) || std::string_view("_.-+@").find(c) != npos) continue;
        c = '_';
        is_changed = true;
    }
    if (name.size() > longest) {
        name.resize(longest);
        is_changed = true;
    }
    return is_changed ? fmt::format("{}_{:08x}", name, hash) : name;
}

}    // namespace slurmlic
