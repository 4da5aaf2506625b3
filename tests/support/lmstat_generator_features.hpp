#pragma once

// The features of random `lmstat -a` outputs: lines, and what they say.

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/lmstat_generator.hpp"

namespace lmstat_generator {

using Text = std::string;

/// splitmix64: the same numbers with every library.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// 0 to sides - 1.
    std::int64_t roll(std::int64_t sides) {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t x = state_;
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<std::int64_t>((x ^ (x >> 31U)) % static_cast<std::uint64_t>(sides));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + roll(most - least + 1); }
    bool one_in(std::int64_t sides) { return roll(sides) == 0; }
    Text of(const std::vector<Text>& all) { return all[static_cast<std::size_t>(roll(std::ssize(all)))]; }

private:
    std::uint64_t state_;
};

/// A line, and whether no parser can be asked to understand it.
struct Line {
    Text text;
    bool is_odd = false;
};

using Lines = std::vector<Line>;

/// One feature of one list: its lines and what they say.
struct Block {
    Text name;
    Text pool_vendor;    // of its pool lines, empty without any
    bool is_mismatch = false;
    bool has_reason = false;    // it is not known, which is a skipped line
    bool is_open = false;       // any lines may follow
    bool is_served = true;      // else the server says that it is not
    GeneratedFeature truth;
    Text head;
    Lines lines;    // behind the head
};

/// Makes features from dice. The daemons that a pool may name are `vendors`.
class FeatureMaker {
public:
    explicit FeatureMaker(Dice& dice) : dice_(dice) {}

    std::vector<Block> make_list(const std::vector<Text>& vendors, const Text& prefix);

    /// With so many seats more than are in use; idle without vendors.
    Block counted(const Text& name, std::int64_t spare, const std::vector<Text>& vendors);

    /// As text, and in seconds since the epoch.
    std::pair<Text, double> expiry();

    Text indent() { return dice_.of({"", "  ", "    ", "\t", "      "}); }

private:
    Block unserved(const Text& name);
    Block unknown(const Text& name);
    Block without_users(const Text& name, const std::vector<Text>& vendors);
    Block uncounted(const Text& name, const std::vector<Text>& vendors);
    void details(Block& block, const std::vector<Text>& vendors);
    void pool(Block& block);
    void reservation(Block& block);
    void checkout(Block& block);
    void seats_held(Block& block, const Text& front, std::int64_t seats, const NamePair& who, bool is_odd);

    Dice& dice_;
};

}    // namespace lmstat_generator
