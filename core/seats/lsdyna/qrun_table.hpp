#pragma once

// The tables of `lstc_qrun -r`: programs with their users, and the groups that share seats; rules 5 to 9 and 13 to 16 of
// qrun.hpp.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "core/seats/lsdyna/qrun_lines.hpp"
#include "core/seats/pools.hpp"
#include "core/seats/seats.hpp"

namespace slurmlic {

class QrunTable {
public:
    /// `status` has to outlive it.
    explicit QrunTable(SeatStatus& status) : status_(status) {}

    /// Begins a table.
    void open();
    [[nodiscard]] bool is_open() const { return is_open_; }

    void add(const QrunRow& row, std::size_t line);
    /// Of the last program; false where there is none.
    bool add(const QrunUser& user);
    /// A line can't be read, and may have been a program: users that follow are of nobody.
    void lose_line();

    /// Ends the table, if one is open.
    void close(std::size_t line);

    /// As PoolList says it.
    [[nodiscard]] std::optional<Diagnostic> too_long() const { return pools_.too_long(); }

    /// The features of all tables.
    void join() && { std::move(pools_).join(status_); }

private:
    /// The last one, whose users may follow.
    struct Program {
        std::optional<std::size_t> pool;
        bool sums_users = false;
        bool has_users = false;    // whose seats can be read
        std::int64_t seats = 0;    // of its users
    };

    /// That of the programs since the last one.
    struct Group {
        std::optional<std::size_t> pool;         // there is a program
        std::optional<std::int64_t> used = 0;    // of all of them
        bool names_users = true;
        bool is_expiry_known = true;
        std::optional<double> expiry;
        std::vector<std::size_t> sums;    // programs whose USED is "-"
    };

    void add_program(const QrunRow& row, std::size_t line);
    void add_group(const QrunRow& row, std::size_t line);
    void open_group(std::size_t line);
    void close_program();
    void drop_sums();
    void tell_other_sum(std::int64_t used, std::size_t line);

    SeatStatus& status_;
    PoolList pools_;
    Program program_;
    Group group_;
    bool is_open_ = false;
    bool is_ended_ = false;    // by a group
};

}    // namespace slurmlic
