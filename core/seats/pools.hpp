#pragma once

// Features as most license managers print them: a line or a row for each pool of seats, and a line for each user of one. A
// parser gathers both as views of its text, and takes the features of the model from here.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"

namespace slurmlic {

/// One pool of a feature; what the manager does not tell is absent.
struct Pool {
    std::string_view name = {};                 // of the feature
    std::string_view vendor = {};               // of the feature; may be empty
    std::size_t line = 0;                       // of the text, from 1
    bool is_known = true;                       // else nobody can tell its figures, and nothing is known of the feature
    bool names_users = true;                    // the lines of its users are in the text, if there are any
    bool uncounted = false;                     // issued without a limit
    std::optional<std::int64_t> issued = {};    // seats, as are all counts
    std::optional<std::int64_t> used = {};
    std::optional<std::int64_t> checkouts = {};    // where the manager counts them; else those of the holders
    std::optional<std::int64_t> reservations = {};
    std::optional<std::int64_t> queued = {};
    std::optional<std::int64_t> borrowed = {};    // those of its holders are added to it, where it is not absent
    std::optional<double> expiry = {};            // seconds since the epoch, or never_expires
};

/// The seats of a pool that one line says somebody has.
struct PoolHolder {
    std::size_t pool = 0;          // its place
    std::string_view user = {};    // empty where it can't be read for sure
    std::string_view host = {};    // likewise
    std::int64_t seats = 0;
    std::int64_t borrowed = 0;                   // of the seats
    std::int64_t borrowed_for = 0;               // seconds; 0 where nobody tells it
    std::optional<LocalMinutes> started = {};    // when it was checked out, or the waiting began
    std::uint32_t queue_place = 0;               // from 1, of those who wait; 0: it has the seats
};

/// Pools and who holds their seats.
class PoolList {
public:
    /// The place of the new pool; of too many, that of the last.
    std::size_t add(const Pool& pool) {
        is_full_ = is_full_ || pools_.size() == most_pools;
        if (!is_full_) pools_.push_back(pool);
        return pools_.size() - 1;
    }
    void add(const PoolHolder& holder);
    /// Somebody who waits for the seats, behind all others; Pool::queued is left to the parser.
    void add_waiting(PoolHolder holder);

    /// Why the text is too long to be read whole, since such a line takes many times its size; nothing where it is not. No site
    /// has as many.
    [[nodiscard]] std::optional<Diagnostic> too_long() const;

    [[nodiscard]] Pool& operator[](std::size_t place) { return pools_[place]; }
    [[nodiscard]] std::size_t size() const { return pools_.size(); }

    /// The features of `status`, sorted by name and vendor: pools of one name and vendor are one feature, whose counts are
    /// summed and whose expiry is the earliest. A count that one of the pools does not tell is absent, and so is the queue
    /// whose count is. Checkouts are what the manager counts, or the seats of the holders if that is more. Where it does not
    /// count them, they are the seats of the holders, if that is what is used, with the reservations or without. Some managers
    /// print a line for each process that shares a seat with others: if those of one user on one host, or of one user, count
    /// once, and that is what is used, they do. Else nobody can tell: checkouts and borrowed are absent, which is a mismatch, a
    /// hint. They are absent also where a pool is in use and names nobody.
    void join(SeatStatus& status) &&;

private:
    static constexpr std::size_t most_pools = 200'000;
    static constexpr std::size_t most_holders = 500'000;

    std::vector<Pool> pools_;
    bool is_full_ = false;
    std::vector<PoolHolder> holders_;    // and those who wait
    std::uint32_t waiting_ = 0;
};

}    // namespace slurmlic
