#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slurmlic {

/// Names in one piece of memory: a million of them cost little more than their bytes.
class NameList {
public:
    void push_back(std::string_view name) {
        bytes_ += name;
        ends_.push_back(bytes_.size());
    }
    [[nodiscard]] std::size_t size() const { return ends_.size(); }

    /// Lives until the next push_back.
    [[nodiscard]] std::string_view operator[](std::size_t i) const {
        const std::size_t begin = i == 0 ? 0 : ends_[i - 1];
        return std::string_view(bytes_).substr(begin, ends_[i] - begin);
    }

private:
    std::string bytes_;
    std::vector<std::size_t> ends_;
};

/// Numbers for names, in the order of their first appearance; 0 is the empty name. A hash table of numbers, open
/// addressing: std::unordered_map would take ten times the memory of the names.
class NameTable {
public:
    NameTable() : slots_(first_size) { names_.push_back(""); }

    std::uint32_t number(std::string_view name) {
        if (name.empty()) return 0;
        std::uint32_t& slot = slots_[find(name)];
        if (slot != 0) return slot;
        const auto fresh = static_cast<std::uint32_t>(names_.size());
        slot = fresh;
        names_.push_back(name);
        if (names_.size() * 2 > slots_.size()) grow();
        return fresh;
    }
    [[nodiscard]] const NameList& names() const { return names_; }
    NameList take_names() && { return std::move(names_); }

private:
    static constexpr std::size_t first_size = 64;    // a power of two, as all sizes

    /// The place of a name, or the empty one where it belongs.
    [[nodiscard]] std::size_t find(std::string_view name) const {
        const std::size_t mask = slots_.size() - 1;
        std::size_t at = std::hash<std::string_view>{}(name)&mask;
        while (slots_[at] != 0 && names_[slots_[at]] != name) at = (at + 1) & mask;
        return at;
    }

    void grow() {
        slots_ = std::vector<std::uint32_t>(slots_.size() * 2);
        for (std::uint32_t i = 1; i < names_.size(); ++i) slots_[find(names_[i])] = i;
    }

    std::vector<std::uint32_t> slots_;    // 0 is free
    NameList names_;
};

}    // namespace slurmlic
