#include "core/seats/lsdyna/qrun_table.hpp"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "core/seats/expiry.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view group_feature = "LICENSE_GROUP";

Pool pool_of(const QrunRow& row, std::size_t line) {
    return {.name = row.is_group ? group_feature : row.name,
            .line = line,
            .is_known = row.is_known,
            .issued = row.issued,
            .used = row.used,
            .queued = row.queued,
            .expiry = row.expiry};
}

}    // namespace

void QrunTable::open() {
    is_open_ = true;
    is_ended_ = false;
    group_ = {};
}

void QrunTable::add(const QrunRow& row, std::size_t line) {
    close_program();
    if (row.is_group) return add_group(row, line);
    add_program(row, line);
}

void QrunTable::add_program(const QrunRow& row, std::size_t line) {
    if (!group_.pool) open_group(line);
    is_ended_ = false;
    program_.pool = pools_.add(pool_of(row, line));
    program_.sums_users = row.is_known && row.sums_users;
    const bool is_dated = row.is_known && row.expiry;
    if (is_dated) keep_earliest(group_.expiry, *row.expiry);
    if (!is_dated) group_.is_expiry_known = false;
}

/// Its place is kept, so that it is absent where the table ends without it.
void QrunTable::open_group(std::size_t line) {
    group_.pool = pools_.add({.name = group_feature, .line = line, .is_known = false});
}

bool QrunTable::add(const QrunUser& user) {
    if (!program_.pool) return false;
    if (!user.seats) return true;
    program_.has_users = true;
    add_saturating(program_.seats, *user.seats);
    for (const std::size_t pool : {*program_.pool, *group_.pool}) {
        pools_.add(PoolHolder{.pool = pool, .user = user.user, .host = user.host, .seats = *user.seats});
    }
    return true;
}

void QrunTable::lose_line() {
    group_.is_expiry_known = false;
    close_program();
}

/// Adds what the program has in use to its group.
void QrunTable::close_program() {
    const Program program = std::exchange(program_, {});
    if (!program.pool) return;
    Pool& pool = pools_[*program.pool];
    if (program.sums_users) {
        pool.used = program.seats;
        group_.sums.push_back(*program.pool);
    }
    pool.names_users = program.sums_users || program.has_users;
    if (!pool.names_users && pool.used != 0) group_.names_users = false;
    if (!pool.is_known) group_.used.reset();
    if (group_.used) add_saturating(*group_.used, *pool.used);
}

void QrunTable::add_group(const QrunRow& row, std::size_t line) {
    if (!group_.pool) open_group(line);
    const bool is_confirmed = row.is_known && row.used == group_.used;
    if (!is_confirmed) drop_sums();
    if (row.is_known && !is_confirmed) tell_other_sum(*row.used, line);
    Pool pool = pool_of(row, line);
    if (!pool.expiry && group_.is_expiry_known) pool.expiry = group_.expiry;
    pool.names_users = is_confirmed && group_.names_users;
    pools_[*group_.pool] = pool;
    group_ = {};
    is_ended_ = true;
}

/// Nothing says that the users below these programs are all.
void QrunTable::drop_sums() {
    for (const std::size_t place : group_.sums) pools_[place].is_known = false;
}

/// A skipped line where a program is absent for it, else a hint.
void QrunTable::tell_other_sum(std::int64_t used, std::size_t line) {
    std::string expected = fmt::format("programs whose USED sum up to the {} of LICENSE GROUP", used);
    std::string got = group_.used ? std::to_string(*group_.used) : "a program that can't be read";
    if (!group_.sums.empty()) return status_.skipped.add(line, std::move(expected), std::move(got));
    if (!group_.used || pools_.too_long()) return;
    status_.mismatches.push_back(
        {.severity = Severity::info, .line = line, .expected = std::move(expected), .got = std::move(got)});
}

void QrunTable::close(std::size_t line) {
    if (!is_open_) return;
    close_program();
    drop_sums();
    if (!is_ended_) status_.skipped.add(line, "the row LICENSE GROUP at the end of the table", "none");
    is_open_ = false;
}

}    // namespace slurmlic
