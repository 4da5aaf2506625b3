// lstc_qrun's texts with other names: what is read of them is the same, and no name is left.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <string>
#include <tuple>

#include "core/anonymize/anonymize.hpp"
#include "core/seats/lsdyna/lsdyna.hpp"
#include "core/text/text.hpp"
#include "tests/support/lsdyna_generator.hpp"

using namespace slurmlic;

namespace {

struct AnonymousQrun {
    std::string text;
    Pseudonyms names;
};

AnonymousQrun anonymous_qrun(const std::string& text) {
    AnonymousQrun made;
    const auto all = anonymize({{"saved.txt", text}}, lsdyna().texts, made.names);
    REQUIRE(all);
    CHECK(all->front().kind == "lstc_qrun");
    made.text = all->front().text;
    return made;
}

/// The label of one of the generator's users as it stands in its text.
std::string as_printed(std::string label) {
    if (const std::size_t at = label.find("\xEF\xBF\xBD"); at != npos) label.replace(at, 3, "\xFC");
    return label;
}

/// Who has how many seats, with the names replaced.
auto qrun_holders(const Feature& feature, Pseudonyms* names) {
    std::map<std::pair<std::string, std::string>, std::int64_t> all;
    for (const Checkout& one : feature.holders) {
        const std::string user = names == nullptr ? one.user : names->user(as_printed(one.user));
        all[{user, names == nullptr ? one.host : names->host(one.host)}] += one.seats;
    }
    return all;
}

auto qrun_servers(const SeatStatus& status, Pseudonyms* names) {
    std::map<std::pair<std::string, std::string>, bool> all;
    for (const Server& one : status.servers) all[{names == nullptr ? one.host : names->host(one.host), one.port}] = one.up;
    return all;
}

auto qrun_numbers(const Feature& one) {
    return std::tuple(one.name, one.issued, one.used, one.checkouts, one.queued, one.expiry);
}

void check_same_qrun(const SeatStatus& before, const SeatStatus& after, Pseudonyms& names) {
    REQUIRE(before.up == after.up);
    REQUIRE(before.failure.has_value() == after.failure.has_value());
    REQUIRE(before.skipped.count() == after.skipped.count());
    REQUIRE(before.mismatches.size() == after.mismatches.size());
    REQUIRE(qrun_servers(before, &names) == qrun_servers(after, nullptr));
    REQUIRE(before.features.size() == after.features.size());
    for (std::size_t i = 0; i < before.features.size(); ++i) {
        REQUIRE(qrun_numbers(before.features[i]) == qrun_numbers(after.features[i]));
        REQUIRE(qrun_holders(before.features[i], &names) == qrun_holders(after.features[i], nullptr));
    }
}

}    // namespace

TEST_CASE("lstc_qrun: a whole text with other names") {
    CHECK(anonymous_qrun("Using user specified server 31010@lic1.acme.com\n\nLICENSE INFORMATION\n\n"
                         "PROGRAM          EXPIRATION CPUS  USED   FREE    MAX | QUEUE\n"
                         "---------------- ----------      ----- ------ ------ | -----\n"
                         "MPPDYNA          12/30/2030          -     60    500 |     0\r\n"
                         " jane       59005@n13.acme.com  80\n ACME\\bob  5@10.0.0.7  2\n jane 7@n13 1,000\n ask carl\n"
                         "                   LICENSE GROUP   440     60    500 |     0\n"
                         "*** ERROR failed to open server lic1\n")
              .text ==
          "Using user specified server 31010@host1.domain1.domain2\n\nLICENSE INFORMATION\n\n"
          "PROGRAM          EXPIRATION CPUS  USED   FREE    MAX | QUEUE\n"
          "---------------- ----------      ----- ------ ------ | -----\n"
          "MPPDYNA          12/30/2030          -     60    500 |     0\r\n"
          " user1       59005@host2.domain1.domain2  80\n DOMAIN1\\user2  5@198.18.0.1  2\n user1 7@host2 1,000\n"
          " word1 word2\n"
          "                   LICENSE GROUP   440     60    500 |     0\n"
          "*** ERROR failed to open server host1\n");
}

TEST_CASE("lstc_qrun: the list of programs with other names") {
    CHECK(anonymous_qrun("Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable\n\n"
                         "                     Running Programs\n\n"
                         "    User             Host          Program              Started       # procs\n"
                         "------------------------------\n"
                         "jane   4711@n1.acme.cluster MPPDYNA          Wed Oct 20 10:00    16\nNo programs queued\n")
              .text ==
          "Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable\n\n"
          "                     Running Programs\n\n"
          "    User             Host          Program              Started       # procs\n"
          "------------------------------\n"
          "word1   4711@word2.word3.cluster MPPDYNA          Wed Oct 20 10:00    16\nNo programs queued\n");
}

TEST_CASE("lstc_qrun: what follows the words that are known gets other names") {
    CHECK(anonymous_qrun("Defaulting to server zlic2 1\nLICENSE INFORMATION of zsite\nRunning Programs on zlic2\n"
                         "No programs queued for zcarl\nPROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\n"
                         "A unlimited 0 1 9 | 0\nB never 0 1 9 | 0\nlicense group permanent 0 1 9 | 0\n")
              .text ==
          "Defaulting to server word1 1\nLICENSE INFORMATION of word2\nRunning Programs on word1\n"
          "No programs queued for word3\nPROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\n"
          "A unlimited 0 1 9 | 0\nB never 0 1 9 | 0\nlicense group permanent 0 1 9 | 0\n");
}

TEST_CASE("lstc_qrun: of random texts the same is read, and no name is left") {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
        CAPTURE(seed);
        const GeneratedQrun generated = generate_qrun(seed);
        AnonymousQrun made = anonymous_qrun(generated.text);
        CAPTURE(generated.text);
        CAPTURE(made.text);
        for (const std::string& name : generated.names) REQUIRE(made.text.find(name) == npos);
        const Result<SeatStatus> before = lsdyna().parse_status(generated.text);
        const Result<SeatStatus> after = lsdyna().parse_status(made.text);
        REQUIRE(before.has_value() == after.has_value());
        if (before) check_same_qrun(*before, *after, made.names);
    }
}
