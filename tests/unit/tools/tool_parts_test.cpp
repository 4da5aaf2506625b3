#include "core/tools/pools.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "core/tools/tool_seats.hpp"
#include "core/tools/user_names.hpp"
#include "core/tools/user_table.hpp"

using namespace slurmlic;

namespace {

Feature feature(const std::string& name, std::int64_t issued, std::vector<Checkout> holders) {
    Feature one;
    one.name = name;
    one.issued = issued;
    one.checkouts = 0;
    one.holders = std::move(holders);
    for (const Checkout& holder : one.holders) *one.checkouts += holder.seats;
    return one;
}

ToolMembers members_of(const std::vector<const Feature*>& features) {
    ToolMembers members;
    for (const Feature* const one : features) members.features.push_back({0, one});
    return members;
}

/// "user seats/borrowed" of all, by name.
std::vector<std::string> people(UserTable users) {
    std::vector<std::string> all;
    for (const ToolUser& one : std::move(users).take()) {
        all.push_back(one.user + " " + std::to_string(one.seats) + "/" + std::to_string(one.borrowed));
    }
    return all;
}

}    // namespace

TEST_CASE("the features of a tool are summed, or where they are checked out together count once for each user") {
    const Feature base = feature("base", 30, {{"ann", "n1", 4, 1, 60}, {"bob", "n2", 2}});
    const Feature base_of_other = feature("Base", 2, {{"ANN", "n1", 1}});
    const Feature solver = feature("solver", 20, {{"ann", "n1", 3}, {"cy", "n3", 7}});
    ToolMembers members = members_of({&base, &base_of_other, &solver});
    UserTable summed;
    const ToolSeats sum = add_seats(members, ToolUsers::kept, summed);
    CHECK(sum.used == 17);
    CHECK(sum.issued == 52);
    CHECK(people(std::move(summed)) == std::vector<std::string>{"ANN 8/1", "bob 2/0", "cy 7/0"});
    members.combine = Combine::max;
    UserTable together;
    const ToolSeats max = add_seats(members, ToolUsers::kept, together);
    CHECK(max.used == 14);
    CHECK(max.issued == 20);
    CHECK(people(std::move(together)) == std::vector<std::string>{"ANN 5/1", "bob 2/0", "cy 7/0"});
}

TEST_CASE("a feature that could not be told leaves a tool without seats, and an uncounted one without an issued number") {
    const Feature known = feature("a", 5, {{"ann", "n1", 1}});
    Feature untold = feature("b", 5, {});
    untold.issued = untold.checkouts = {};
    Feature uncounted = feature("c", 0, {{"ann", "n1", 2}});
    uncounted.issued = {};
    UserTable users;
    CHECK_FALSE(add_seats(members_of({&known, &untold}), ToolUsers::kept, users).used);
    const ToolSeats seats = add_seats(members_of({&known, &uncounted}), ToolUsers::kept, users);
    CHECK(seats.used == 3);
    CHECK_FALSE(seats.issued);
}

TEST_CASE("checkouts that nobody is told to hold are the unknown user's") {
    Feature one = feature("a", 5, {{"ann", "n1", 1}});
    one.checkouts = 4;
    UserTable users;
    CHECK(add_seats(members_of({&one}), ToolUsers::kept, users).used == 4);
    CHECK(people(std::move(users)) == std::vector<std::string>{" 3/0", "ann 1/0"});
}

TEST_CASE("users are who the settings say, without their domain, in any case") {
    UserNames names;
    CHECK(names.add("asmith", "alice"));
    CHECK(names.add("OTHER\\asmith", "adam"));
    CHECK_FALSE(names.add("ASMITH", "eve"));
    CHECK(names.of("ASmith") == "alice");
    CHECK(names.of("CORP\\asmith") == "alice");
    CHECK(names.of("other\\asmith") == "adam");
    CHECK(names.of("CORP\\ann") == "ann");
    CHECK(names.of("a\\b\\ann") == "ann");
    CHECK(names.of("ann\\") == "ann\\");
    CHECK(names.of("") == "");
    CHECK(names.of("CORP\\as\u200Bmith") == "alice");
    CHECK(names.add("b\u2066ob", "bo\u2069b2"));
    CHECK(names.of("Bob") == "bob2");
    SeatStatus status;
    status.features = {feature("f", 9, {{"CORP\\asmith", "n1", 1, 1, 5}, {"alice", "n1", 2, 1, 9}, {"alice", "n2", 3}})};
    names.rename(status);
    const std::vector<Checkout>& holders = status.features[0].holders;
    REQUIRE(holders.size() == 2);
    CHECK(holders[0].user == "alice");
    CHECK(holders[0].seats == 3);
    CHECK(holders[0].borrowed == 2);
    CHECK(holders[0].borrowed_for == 9);
}

TEST_CASE("the sum of pools has no number that one of them lacks, and stays infinite") {
    ToolPool a{.total = 10, .used = 4, .free = 6, .reserved = 1, .pending = 2, .unexplained = 0};
    ToolPool b{.total = infinite_count, .used = 1, .free = infinite_count, .reserved = {}, .pending = 3, .unexplained = 1};
    const ToolPool sum = sum_of({a, b});
    CHECK(sum.total == infinite_count);
    CHECK(sum.used == 5);
    CHECK_FALSE(sum.reserved);
    CHECK(sum.pending == 5);
    CHECK(sum.unexplained == 1);
    b.is_seen_twice = true;
    CHECK(sum_of({a, b}).total == 10);
    CHECK(sum_of({a, b}).used == 5);
}
