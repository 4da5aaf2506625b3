#include <doctest/doctest.h>

#include "core/slurm/reservations.hpp"
#include "core/slurm/resources.hpp"

using namespace slurmlic;

namespace {

/// As Slurm 22.05.8 and 24.11.5 print it.
std::string reservation_line(const std::string& name, const std::string& licenses, const std::string& state = "ACTIVE") {
    return "ReservationName=" + name +
           " StartTime=2026-11-27T13:02:38 EndTime=2046-11-22T13:02:38 Duration=7300-00:00:00 Nodes=(null) NodeCnt=0 CoreCnt=0 "
           "Features=(null) PartitionName=(null) Flags=ANY_NODES TRES=(null) Users=root Groups=(null) Accounts=(null) "
           "Licenses=" +
           licenses + " State=" + state + " BurstBuffer=(null) Watts=n/a MaxStartDelay=(null)\n";
}

}    // namespace

TEST_CASE("reservations are read by name, whatever bytes it has") {
    const auto all = parse_reservations(reservation_line("r1", "vcs:5") + reservation_line("we ird.x-y", "a b@my srv:2,vcs") +
                                        "No reservations in the system\n\n");
    REQUIRE(all);
    REQUIRE(all->size() == 2);
    CHECK(all->at(0).name == "r1");
    CHECK(all->at(0).users == "root");
    CHECK(all->at(0).flags == "ANY_NODES");
    CHECK(all->at(0).nodes == "0");
    CHECK(all->at(0).is_active);
    CHECK(tokens_held(all->at(0), "vcs") == 5);
    CHECK(tokens_held(all->at(0), "VCS") == 0);    // another license
    CHECK(tokens_held(all->at(0), "fluent") == 0);
    CHECK(all->at(1).name == "we ird.x-y");
    CHECK(tokens_held(all->at(1), "a b@my srv") == 2);
    CHECK(tokens_held(all->at(1), "vcs") == 1);
}

TEST_CASE("a reservation that is not active holds nothing, nor does one of 0") {
    CHECK(tokens_held(parse_reservations(reservation_line("r", "vcs:5", "INACTIVE"))->at(0), "vcs") == 0);
    CHECK(tokens_held(parse_reservations(reservation_line("r", "vcs:0"))->at(0), "vcs") == 0);
    CHECK(tokens_held(parse_reservations(reservation_line("r", "(null)"))->at(0), "vcs") == 0);
}

TEST_CASE("one of ours is root's, without nodes, and of one license") {
    LicenseReservation one = parse_reservations(reservation_line("r", "vcs:5"))->at(0);
    CHECK(is_kept_by_slurmlic(one, "vcs"));
    CHECK_FALSE(is_kept_by_slurmlic(one, "VCS"));
    CHECK_FALSE(is_kept_by_slurmlic(one, "fluent"));
    one.flags = "LICENSE_ONLY";
    CHECK(is_kept_by_slurmlic(one, "vcs"));
    one.flags = "ANY_NODES,MAINT";
    CHECK_FALSE(is_kept_by_slurmlic(one, "vcs"));
    one.flags = "ANY_NODES";
    one.users = "root,alice";
    CHECK_FALSE(is_kept_by_slurmlic(one, "vcs"));
    one.users = "root";
    one.nodes = "3";
    CHECK_FALSE(is_kept_by_slurmlic(one, "vcs"));
}

TEST_CASE("resources are read with blanks in their names, and what is none is a skipped line") {
    const ResourceListing listing = parse_resources(
        "vcs|lic1|30|fluid|100\na b|my srv|50|pdf|60\n\nname|only\nx|y|many|z|1\n|y|3|z|1\np|q|lic1|7|z|1\ncut|lic1|7|z|1");
    REQUIRE(listing.shares.size() == 3);
    CHECK(listing.shares[1].name == "a b");
    CHECK(listing.shares[1].server == "my srv");
    CHECK(listing.shares[1].count == 50);
    CHECK(listing.shares[1].cluster == "pdf");
    CHECK(listing.shares[1].allowed == 60);
    CHECK(listing.shares[2].name == "p|q");
    CHECK(listing.shares[2].server == "lic1");
    CHECK(listing.skipped.count() == 4);
    CHECK(to_sentence(listing.skipped.first().at(0)) == ":4: expected name|server|count|cluster|allowed, got \"name|only\"");
}

TEST_CASE("half an answer is no answer: a number that is cut would look smaller") {
    const std::string text = reservation_line("r", "vcs:15");
    for (std::size_t end = 1; end < text.size(); ++end) CHECK_FALSE(parse_reservations(text.substr(0, end)));
    CHECK(to_sentence(parse_reservations("x\nReservationName=r StartTime=x Licenses=vcs:1\n").error()) ==
          ":2: expected StartTime=, NodeCnt=, Flags=, Users=, Licenses= and State=, got \"ReservationName=r StartTime=x "
          "Licenses=vcs:1\"");
    CHECK(parse_reservations("")->empty());
}
