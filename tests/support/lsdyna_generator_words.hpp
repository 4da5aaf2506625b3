#pragma once

// The small parts of random outputs of lstc_qrun: words, blanks, names, dates.

#include <array>
#include <cstdint>
#include <optional>
#include <random>
#include <string>
#include <vector>

class QrunWords {
public:
    explicit QrunWords(std::uint64_t seed) : random_(seed) {}

    std::int64_t number(std::int64_t least, std::int64_t most);
    bool chance(int percent) { return number(1, 100) <= percent; }
    template <class All>
    auto one_of(const All& all) {
        return all[static_cast<std::size_t>(number(0, static_cast<std::int64_t>(all.size()) - 1))];
    }
    std::mt19937_64& random() { return random_; }

    std::string blanks() { return one_of(std::array<std::string, 5>{" ", "  ", "\t", " \t ", "          "}); }
    /// The fields with blanks between, and mostly "|" in front of one.
    std::string row(const std::vector<std::string>& fields, std::size_t bar);

    std::string user();
    std::string host();
    /// Those that user() and host() gave.
    [[nodiscard]] const std::vector<std::string>& names() const { return names_; }

    struct Expiry {
        std::string text;
        std::optional<double> end = {};    // absent where it tells none
        bool is_readable = true;
    };
    Expiry expiry();

private:
    std::mt19937_64 random_;
    std::vector<std::string> names_;
};

/// A name as it is shown.
std::string shown_name(std::string name);
