// --anonymize: pseudonyms, the texts of Slurm, and several files with one name for one user.

#include "core/anonymize/anonymize.hpp"

#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "tests/support/fake_host.hpp"

using namespace slurmlic;
using slurmlic::testing::Log;
using slurmlic::testing::World;

namespace {

std::string anonymous(const std::string& text) {
    Pseudonyms names({text});
    const auto all = anonymize({{"saved.txt", text}}, names);
    REQUIRE(all);
    return all->front().text;
}

}    // namespace

TEST_CASE("pseudonyms are the same for the same name, and differ for others") {
    Pseudonyms names({"user2 is there, and HOST1 too"});
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("bob") == "user3");    // user2 is a word of the text
    CHECK(names.user("alice") == "user1");
    CHECK(names.user("ALICE") == "USER1");
    CHECK(names.user("Alice") == "User1");
    CHECK(names.user("aLICE") == "USer1");    // any case that is left
    CHECK(names.user("") == "");
    CHECK(names.host("alice") == "host2");
    CHECK(names.host("lic1.acme.com") == "host3.domain1.domain2");
    CHECK(names.host("LIC1") == "HOST3");
    CHECK(names.host("lic2.acme.com.") == "host4.domain1.domain2.");
    CHECK(names.host("10.1.2.3") == "198.18.0.1");
    CHECK(names.host("10.1.2.4") == "198.18.0.2");
    CHECK(names.host("fe80::1") == "2001:db8::3");
    CHECK(names.is_known_host("Lic1.elsewhere"));
    CHECK(names.is_known_host("10.1.2.3"));
    CHECK_FALSE(names.is_known_host("10"));
    CHECK(names.is_known_user("BOB"));
    CHECK_FALSE(names.is_known_user("lic1"));
}

TEST_CASE("more spellings of a name than its pseudonym has stay different") {
    Pseudonyms names({});
    std::set<std::string> all;
    for (unsigned bits = 0; bits < 32; ++bits) {
        std::string name = "abcde";
        for (std::size_t i = 0; i < name.size(); ++i)
            name[i] = (bits >> i & 1U) != 0 ? static_cast<char>(name[i] - 32) : name[i];
        all.insert(names.user(name));
    }
    CHECK(all.size() == 32);
}

TEST_CASE("a mask keeps numbers, punctuation and the words of FlexLM and Slurm alone") {
    Pseudonyms names({});
    names.host("lic1");
    names.user("alice");
    CHECK(mask("Cannot connect to Lic1.acme.com (10.0.0.1) for alice, v11.7: see /home/bob-x/2017.06", names) ==
          "Cannot connect to Host1.domain1.domain2 (198.18.0.1) for user1, v11.7: word1 /word2/word3-word4/2017.06");
    CHECK(mask("host id 00:1a:2b:3c:4d:5e at 8:01:22, 123456789012", names) == "host word5 2001:db8::2 at 8:01:22, word6");
    CHECK(mask("M\xfcller", names) == "Word7");
}

TEST_CASE("scontrol show lic: servers and nodes get other names, all else stays") {
    CHECK(anonymous("LicenseName=vcs@27000@lic1.acme.com\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n"
                    "    LastConsumed=1 LastDeficit=0 LastUpdate=2026-11-22T19:31:01\n"
                    "LicenseName=a b@my server:27000\r\n\tTotal=5 Used=2 Free=3 Remote=yes Odd=lic1\r\n"
                    "LicenseName=x@slurmdb\n    Total=5 Used=2 Free=3 Remote=yes\n"
                    "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=vm,n[01-08],n[09]-ib Mode=2\n"
                    "slurm_load_licenses error: ask alice\n") ==
          "LicenseName=vcs@27000@host1.domain1.domain2\n    Total=5 Used=2 Free=3 Reserved=0 Remote=yes\n"
          "    LastConsumed=1 LastDeficit=0 LastUpdate=2026-11-22T19:31:01\n"
          "LicenseName=a b@host2:27000\r\n\tTotal=5 Used=2 Free=3 Remote=yes Word1=host1\r\n"
          "LicenseName=x@slurmdb\n    Total=5 Used=2 Free=3 Remote=yes\n"
          "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=host3,host4[01-08],host5[09] Mode=2\n"
          "slurm_load_licenses error: word2 word3\n");
    CHECK(
        anonymous("LicenseName=a b@srv Total=5 Used=0 Free=5 Reserved=0 Remote=yes\nLicenseName=c@srv@x Total=1 Used=0 Free=1 "
                  "Remote=yes\n") ==
        "LicenseName=a b@host1 Total=5 Used=0 Free=5 Reserved=0 Remote=yes\nLicenseName=c@host1@host2 Total=1 Used=0 Free=1 "
        "Remote=yes\n");
    CHECK(anonymous("No licenses configured in Slurm.\n") == "No licenses configured in Slurm.\n");
}

TEST_CASE("squeue: users and the servers of licenses get other names") {
    CHECK(anonymous("JOBID|ST|USER|LICENSES\n1|R|alice|vcs_batch:3,fluent@lic1:2\n5_[5-7%8]|PD|ALICE|a|b@lic1\n"
                    "7|R|bob|27000@lic2\n8|R|x|power:full_node\n9|R|y|(null)\n10|ZZ|z|a\nslurm says hello\n") ==
          "JOBID|ST|USER|LICENSES\n1|R|user1|vcs_batch:3,fluent@host1:2\n5_[5-7%8]|PD|USER1|a|b@host1\n"
          "7|R|user2|27000@host2\n8|R|user3|power:word1\n9|R|user4|(null)\n10|WORD2|user5|a\nslurm word3 word4\n");
    CHECK(anonymous("") == "");
}

TEST_CASE("what is read of Slurm's texts is the same but for the names") {
    const std::string listing =
        "LicenseName=a\n    Total=5 Used=2 Free=3 Reserved=0 Remote=no\nLicenseName=b@srv1\n    Total=4 Used=1 Free=3 "
        "Reserved=0 "
        "Remote=yes\n    LastConsumed=1 LastDeficit=0 LastUpdate=Unknown\nLicenseName=cut\n    Total=5 Us";
    const auto epoch = [](const LocalTime&) { return std::int64_t{0}; };
    const auto before = parse_scontrol(listing, "x", epoch);
    const auto after = parse_scontrol(anonymous(listing), "x", epoch);
    REQUIRE((before && after));
    CHECK(before->skipped.lines() == after->skipped.lines());
    REQUIRE(before->licenses.records.size() == after->licenses.records.size());
    for (std::size_t i = 0; i < before->licenses.records.size(); ++i) {
        CHECK(before->licenses.records[i].total == after->licenses.records[i].total);
        CHECK(before->licenses.records[i].used == after->licenses.records[i].used);
        CHECK(before->licenses.records[i].remote == after->licenses.records[i].remote);
    }
    const std::string jobs =
        "5_3|R|u|a:2\n5_[1,4,10-20:2]|PD|u|a b@srv:2,27000@lic2\n2|R|v|a:x,b:7\n3|R|u|a|b:2\n4|ZZ|u|a\nx\n";
    const auto old_jobs = parse_squeue(jobs, "x");
    const auto new_jobs = parse_squeue(anonymous(jobs), "x");
    REQUIRE((old_jobs && new_jobs));
    CHECK(old_jobs->skipped.lines() == new_jobs->skipped.lines());
    REQUIRE(old_jobs->jobs.size() == new_jobs->jobs.size());
    for (std::size_t i = 0; i < old_jobs->jobs.size(); ++i) {
        CHECK(old_jobs->jobs[i].id == new_jobs->jobs[i].id);
        CHECK(old_jobs->jobs[i].tasks == new_jobs->jobs[i].tasks);
        CHECK(old_jobs->jobs[i].any_of == new_jobs->jobs[i].any_of);
        REQUIRE(old_jobs->jobs[i].tokens.size() == new_jobs->jobs[i].tokens.size());
        for (std::size_t k = 0; k < old_jobs->jobs[i].tokens.size(); ++k) {
            CHECK(old_jobs->jobs[i].tokens[k].count == new_jobs->jobs[i].tokens[k].count);
        }
    }
}

TEST_CASE("--anonymize prints one text as it is, several behind what they are, with one name for one user") {
    World world;
    world.files["/home/alice/lic"] = "LicenseName=vcs@lic1\n    Total=5 Used=2 Free=3 Remote=yes\n";
    world.files["/jobs"] = "1|R|alice|vcs@lic1:3";
    world.files["/lmstat"] =
        "Users of A:  (Total of 1 license issued;  Total of 1 license in use)\n  alice lic1 x (v1) (lic1/27000 1), start Mon "
        "9/28 8:01\n";
    world.options.anonymize = {"/jobs"};
    CHECK(world.run() == Exit::ok);
    CHECK(world.out == "1|R|user1|vcs@host1:3");
    world.out.clear();
    world.options.anonymize = {"/home/alice/lic", "/jobs", "/lmstat"};
    CHECK(world.run() == Exit::ok);
    CHECK(world.out ==
          "==> 1: scontrol show lic <==\nLicenseName=vcs@host1\n    Total=5 Used=2 Free=3 Remote=yes\n"
          "==> 2: squeue <==\n1|R|user1|vcs@host1:3\n"
          "==> 3: lmstat <==\nUsers of A:  (Total of 1 license issued;  Total of 1 license in use)\n"
          "  user1 host1 host2 (v1) (host1/27000 1), start Mon 9/28 8:01\n");
    CHECK(world.log == Log{});
    CHECK(world.ran.empty());
}

TEST_CASE("on a host that has an identity --anonymize gives a name one pseudonym in every call") {
    World world;
    world.files["/jobs"] = "1|R|alice|vcs@lic1:3\n";
    world.files["/later"] = "1|R|bob|a:1\n2|R|alice|vcs@lic1:3\n";
    const auto last_line = [&world](const std::string& file) {
        world.out.clear();
        world.options.anonymize = {file};
        CHECK(world.run() == Exit::ok);
        return world.out.substr(world.out.rfind("|R|user"));
    };
    world.files["/etc/machine-id"] = "uninitialized\n";
    CHECK(last_line("/jobs") == "|R|user1|vcs@host1:3\n");
    CHECK(last_line("/later") == "|R|user2|vcs@host1:3\n");
    world.files["/etc/machine-id"] = "07060504030201000f0e0d0c0b0a0908\n";
    const std::string first = last_line("/jobs");
    CHECK(first != "|R|user1|vcs@host1:3\n");
    CHECK(first.find("alice") == std::string::npos);
    CHECK(last_line("/later") == first);
    world.files["/etc/machine-id"] = "17060504030201000f0e0d0c0b0a0908\n";
    CHECK(last_line("/later") != first);
}

TEST_CASE("--anonymize prints nothing where a text can't be read or is of no known kind") {
    World world;
    world.files["/jobs"] = "1|R|alice|a:3\n";
    world.files["/x"] = "alice was here\n";
    world.options.anonymize = {"/jobs", "/gone"};
    CHECK(world.run() == Exit::usage);
    CHECK(world.log == Log{"error: cannot read /gone: No such file or directory"});
    world.options.anonymize = {"/jobs", "/x"};
    CHECK(world.run() == Exit::usage);
    CHECK(world.log ==
          Log{"error: /x: expected what scontrol show lic, squeue (as slurmlic runs it) or lmstat prints, got neither"});
    CHECK(world.out.empty());
}
