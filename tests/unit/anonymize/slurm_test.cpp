// Slurm's texts with other names: what is read of them is the same.

#include <doctest/doctest.h>

#include <set>
#include <utility>

#include "core/anonymize/anonymize.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "core/slurm/texts.hpp"

using namespace slurmlic;

namespace {

std::string anonymous(const std::string& text) {
    Pseudonyms names;
    const auto all = anonymize({{"saved.txt", text}}, slurm_texts(), names);
    REQUIRE(all);
    return all->front().text;
}

}    // namespace

TEST_CASE("scontrol show lic: servers and nodes get other names, all else stays") {
    CHECK(anonymous("LicenseName=vcs@27000@lic1.acme.com\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n"
                    "    LastConsumed=1 LastDeficit=0 LastUpdate=2026-11-22T19:31:01\n"
                    "LicenseName=a b@my server:27000\r\n\tTotal=5 Used=2 Free=3 Remote=yes Odd=lic1\r\n"
                    "LicenseName=x@slurmdb\n    Total=5 Used=2 Free=3 Remote=yes\n"
                    "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=vm,n[01-08],n[09]-ib Mode=2\n"
                    "slurm_load_licenses error: ask alice\n") ==
          "LicenseName=vcs@27000@host1.domain1.domain2\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n"
          "    LastConsumed=1 LastDeficit=0 LastUpdate=2026-11-22T19:31:01\n"
          "LicenseName=a b@host2:27000\r\n\tTotal=5 Used=2 Free=3 Remote=yes Odd=host1\r\n"
          "LicenseName=x@slurmdb\n    Total=5 Used=2 Free=3 Remote=yes\n"
          "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=host3,host4[01-08],host4[09]host5 "
          "Mode=2\n"
          "slurm_load_licenses error: word1 word2\n");
    CHECK(
        anonymous("LicenseName=a b@srv Total=5 Used=0 Free=5 Reserved=0 Remote=yes\nLicenseName=c@srv@x Total=1 Used=0 Free=1 "
                  "Remote=yes\n") ==
        "LicenseName=a b@host1 Total=5 Used=0 Free=5 Reserved=0 Remote=yes\nLicenseName=c@host1@host2 Total=1 Used=0 Free=1 "
        "Remote=yes\n");
    CHECK(anonymous("No licenses configured in Slurm.\n") == "No licenses configured in Slurm.\n");
}

TEST_CASE("Slurm: a license stays the same in both texts, whatever its users, servers and counts look like") {
    Pseudonyms names;
    const auto both =
        anonymize({{"lic",
                    "LicenseName=vcs_batch\n    Total=12345678901 Used=0 Free=1 Remote=no\n"
                    "LicenseName=alice@lic1\n    Total=1 Used=0 Free=1 Remote=yes\nLicenseName=x@10.0.0.1_27000\n"
                    "odd_field Total=1\nOdd=lic1\n"},
                   {"jobs",
                    "12345678901|R|vcs|chips|vcs_batch:12345678901,alice@lic1=3,ALICE@LIC1*2,x@10.0.0.1_27000:4,y@SLURMDB:2\n"
                    "2|R|CORP\\Alice|chips|ali\u200Bce@lic1\n3|R|12345678901|batch|vcs_int:1\n"}},
                  slurm_texts(), names);
    REQUIRE(both);
    CHECK((*both)[0].text ==
          "LicenseName=user1_batch\n    Total=12345678901 Used=0 Free=1 Remote=no\n"
          "LicenseName=user2@host1\n    Total=1 Used=0 Free=1 Remote=yes\n"
          "LicenseName=x@198.18.0.1_27000\nword1 Total=1\nWord2=host1\n");
    CHECK((*both)[1].text ==
          "12345678901|R|user1|word3|user1_batch:12345678901,user2@host1=3,USER2@HOST1*2,"
          "x@198.18.0.1_27000:4,y@SLURMDB:2\n"
          "2|R|DOMAIN1\\User2|word3|user2@host1\n3|R|user3|batch|user1_int:1\n");
}

TEST_CASE("what nobody sees is shown in an anonymous text, but for the ends of lines") {
    CHECK(anonymous("LicenseName=a\u202Eb\r\n\tTotal=1 \x1B Used=0\x1B Free=1 Remote=no\r\n") ==
          "LicenseName=ab\r\n\tTotal=1 \\x1b Used=0\\x1b Free=1 Remote=no\r\n");
}

TEST_CASE("squeue: users and the servers of licenses get other names") {
    CHECK(anonymous("JOBID|ST|USER|LICENSES\n1|R|alice|vcs_batch:3,fluent@lic1:2\n5_[5-7%8]|PD|ALICE|a|b@lic1\n"
                    "7|R|bob|27000@lic2\n8|R|x|power:full_node\n9|R|y|(null)\n10|ZZ|z|a\n11|R|z|b@lic1:full\nCLUSTER: "
                    "acme\nslurm says hello\n") ==
          "JOBID|ST|USER|LICENSES\n1|R|user1|vcs_batch:3,fluent@host1:2\n5_[5-7%8]|PD|USER1|a|b@host1\n"
          "7|R|user2|27000@host2\n8|R|user3|power:word1\n9|R|user4|(null)\n10|WORD2|user5|a\n11|R|user5|b@host1:word3\nCLUSTER:"
          " word4\nslurm word5 word6\n");
    CHECK(anonymous("") == "");
}

TEST_CASE("what is read of Slurm's texts is the same but for the names") {
    const std::string listing =
        "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\nLicenseName=b@srv1\n    Total=4 Used=1 Free=3 "
        "Reserved=0 "
        "Remote=yes\n    LastConsumed=1 LastDeficit=0 LastUpdate=Unknown\nLicenseName=c\n    Total=123456789012 Used=-2 Free=3 "
        "Remote=no\n    Nodes=n[1-3] Mode=2\nLicenseName=cut\n    Total=5 Us";
    const auto epoch = [](const LocalTime&) { return std::int64_t{0}; };
    const auto before = parse_scontrol(listing, epoch);
    const auto after = parse_scontrol(anonymous(listing), epoch);
    REQUIRE((before && after));
    CHECK(before->skipped.count() == after->skipped.count());
    REQUIRE(before->licenses.size() == after->licenses.size());
    for (std::size_t i = 0; i < before->licenses.size(); ++i) {
        CHECK(before->licenses[i].total == after->licenses[i].total);
        CHECK(before->licenses[i].used == after->licenses[i].used);
        CHECK(before->licenses[i].remote == after->licenses[i].remote);
        CHECK(before->licenses[i].mode == after->licenses[i].mode);
    }
    const std::string jobs =
        "5_3|R|u|a:2\n5_[1,4,10-20:2]|PD|u|a b@srv:2,27000@lic2\n2|R|v|a:x,b:7\n3|R|u|a|b:2\n4|ZZ|u|a\nx\n"
        "6|R|w|a:123456789012\n";
    const auto old_jobs = parse_squeue(jobs);
    const auto new_jobs = parse_squeue(anonymous(jobs));
    REQUIRE((old_jobs && new_jobs));
    CHECK(old_jobs->skipped.count() == new_jobs->skipped.count());
    REQUIRE(old_jobs->jobs.size() == new_jobs->jobs.size());
    for (std::size_t i = 0; i < old_jobs->jobs.size(); ++i) {
        CHECK(old_jobs->jobs[i].id == new_jobs->jobs[i].id);
        CHECK(old_jobs->jobs[i].tasks == new_jobs->jobs[i].tasks);
        CHECK(old_jobs->jobs[i].any_of == new_jobs->jobs[i].any_of);
    }
    const auto tokens_of = [](const JobListing& all) {
        std::multiset<std::pair<std::int64_t, std::int64_t>> tokens;
        for (const LicenseDemand& one : add_up_demand("", all.jobs, nullptr, {}, 100).sum.licenses) {
            tokens.emplace(one.running_tokens, one.pending_tokens);
        }
        return tokens;
    };
    CHECK(tokens_of(*old_jobs) == tokens_of(*new_jobs));
}
