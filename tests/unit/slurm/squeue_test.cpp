#include "core/slurm/squeue.hpp"

#include "core/text/text.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/support/scaling.hpp"
#include "tests/support/sentences.hpp"

using namespace slurmlic;
using testing::sentence;
using testing::sentences;

namespace {

JobListing parsed(std::string_view text) {
    Result<JobListing> listing = parse_squeue(text);
    REQUIRE(listing.has_value());
    return std::move(*listing);
}

JobListing allocated(std::string_view text) {
    Result<JobListing> listing = parse_squeue_allocated(text);
    REQUIRE(listing.has_value());
    return std::move(*listing);
}

std::string error_of(std::string_view text) {
    const Result<JobListing> listing = parse_squeue(text);
    return listing ? "none" : sentence(listing.error(), "squeue");
}

/// "vcs:2 + fluent"
std::string licenses_in(const Job& job) {
    std::string all;
    std::string_view rest = job.licenses;
    while (!rest.empty()) {
        all += all.empty() ? "" : job.any_of ? " or " : " + ";
        all += take_until(rest, ',');
    }
    return all;
}

std::string licenses_of(const std::string& licenses) {
    const JobListing listing = parsed("1|R|alice|" + licenses + "\n");
    CHECK(listing.skipped.count() == 0);
    return listing.jobs.empty() ? "none" : licenses_in(listing.jobs[0]);
}

std::int64_t tasks_of(const std::string& id) { return parsed(id + "|PD|alice|vcs\n").jobs.at(0).tasks; }

}    // namespace

TEST_CASE("squeue: a job has an id, a state, a user and its licenses") {
    const JobListing listing = parsed("123|R|alice|vcs_batch:3,fluent@lic1:2\n\n4|PD|b.o-b|vcs_batch\r\n");
    REQUIRE(listing.jobs.size() == 2);
    CHECK(listing.jobs[0].id == "123");
    CHECK(listing.jobs[0].user == "alice");
    CHECK(listing.jobs[0].demand == Demand::running);
    CHECK(licenses_in(listing.jobs[0]) == "vcs_batch:3 + fluent@lic1:2");
    CHECK(listing.jobs[1].user == "b.o-b");
    CHECK(listing.jobs[1].demand == Demand::pending);
    CHECK(listing.jobs[1].line == 3);
    CHECK(licenses_in(listing.jobs[1]) == "vcs_batch");
}

TEST_CASE("squeue: licenses stand as the job names them, whatever their names hold") {
    CHECK(licenses_of("fluent") == "fluent");
    CHECK(licenses_of("27000@lic2") == "27000@lic2");
    CHECK(licenses_of("nx@27000@lic2:4") == "nx@27000@lic2:4");
    CHECK(licenses_of("a b@my server:2") == "a b@my server:2");
    CHECK(licenses_of("x:y@srv") == "x:y@srv");
    CHECK(licenses_of("x:y@srv:3") == "x:y@srv:3");
    CHECK(licenses_of("caf\xe9:3") == "caf\xe9:3");
    CHECK(licenses_of("vcs:0") == "vcs:0");
}

TEST_CASE("squeue: a job without licenses is no demand") {
    CHECK(licenses_of("(null)") == "none");
    CHECK(licenses_of("") == "none");
    CHECK(licenses_of("N/A") == "none");
    CHECK(parsed("").jobs.empty());
}

TEST_CASE("squeue: commas and semicolons part the licenses of a job") {
    CHECK(licenses_of("fluent:4;abaqus:2") == "fluent:4 + abaqus:2");
    CHECK(licenses_of("scratch:1;cfs:1,x=3;y*2;") == "scratch:1 + cfs:1 + x=3 + y*2");
}

TEST_CASE("squeue: a line may have an account, and what ends in a count is none") {
    const JobListing listing = parsed(
        "1|R|alice|chips|vcs:3;fluent\n2|R|bob|abaqus:2|fluent:1\n3|R|bob||vcs\n4|PD|bob|ab=c|x:1|y:2\n5|PD|bob|ab=2|x\n");
    REQUIRE(listing.jobs.size() == 5);
    CHECK(listing.skipped.count() == 0);
    CHECK(licenses_in(listing.jobs[0]) == "vcs:3 + fluent");
    CHECK(licenses_in(listing.jobs[1]) == "abaqus:2 or fluent:1");    // as earlier versions asked
    CHECK(licenses_in(listing.jobs[2]) == "vcs");
    CHECK(licenses_in(listing.jobs[3]) == "x:1 or y:2");
    CHECK(licenses_in(listing.jobs[4]) == "ab=2 or x");
}

TEST_CASE("squeue: every state in which a job is listed holds licenses or waits for them") {
    const JobListing listing = parsed(
        "1|ST|u|a|x\n2|SI|u|a|x\n3|RS|u|a|x\n4|S|u|a|x\n5|CF|u|a|x\n6|SE|u|a|x\n7|RD|u|a|x\n8|RQ|u|a|x\n9|RF|u|a|x\n"
        "10|RH|u|a|x\n11|EX|u|a|x\n");
    std::string states;
    for (const Job& one : listing.jobs) states += one.demand == Demand::running ? 'r' : 'p';
    CHECK(states == "rrrrrpppppp");
}

TEST_CASE("squeue: a request for one of several says so") {
    const JobListing listing = parsed("1|PD|alice|abaqus:2|fluent\n2|R|bob|abaqus:2\n");
    CHECK(listing.jobs[0].any_of);
    CHECK(licenses_in(listing.jobs[0]) == "abaqus:2 or fluent");
    CHECK_FALSE(listing.jobs[1].any_of);
}

TEST_CASE("squeue: a count that is no number is a skipped line, and the other licenses of the job count") {
    const JobListing listing =
        parsed("1|R|alice|power:full_node,vcs:2,x:\n2|R|bob|power:full_node\n3|R|bob|vcs:-1\n4|R|bob|:5\n");
    REQUIRE(listing.jobs.size() == 1);
    CHECK(licenses_in(listing.jobs[0]) == "vcs:2");
    CHECK(sentences(listing.skipped.first(), "squeue") ==
          std::vector<std::string>{"squeue:1: expected the licenses of job 1 as NAME:COUNT, got \"power:full_node\"",
                                   "squeue:2: expected the licenses of job 2 as NAME:COUNT, got \"power:full_node\"",
                                   "squeue:3: expected the licenses of job 3 as NAME:COUNT, got \"vcs:-1\"",
                                   "squeue:4: expected the licenses of job 4 as NAME:COUNT, got \":5\""});
}

TEST_CASE("squeue: a folded array counts as its tasks") {
    CHECK(tasks_of("5") == 1);
    CHECK(tasks_of("5_3") == 1);
    CHECK(tasks_of("7+1") == 1);
    CHECK(tasks_of("5_[5-7%8]") == 3);
    CHECK(tasks_of("5_[5-7]") == 3);
    CHECK(tasks_of("5_[1,4,10-20:2]") == 8);
    CHECK(tasks_of("5_[9]") == 1);
}

TEST_CASE("squeue: an id that can't be counted is a skipped line") {
    const JobListing listing = parsed(
        "1|R|alice|vcs\n5_[1,2,...]|PD|alice|vcs\n5_[7-5]|PD|alice|vcs\n5_[]|PD|alice|vcs\nx|R|alice|vcs\n"
        "5_[1-3%bob]|PD|alice|vcs\n");
    CHECK(listing.jobs.size() == 1);
    CHECK(listing.skipped.count() == 5);
    CHECK(
        sentence(listing.skipped.first().front(), "squeue") ==
        "squeue:2: expected ID|STATE|USER|ACCOUNT|LICENSES such as 5_3|R|alice|chips|vcs:2, got \"5_[1,2,...]|PD|alice|vcs\"");
}

TEST_CASE("squeue: suspended and configuring jobs hold licenses, ending ones do not") {
    for (const std::string_view state : {"R", "CF", "S", "ST", "SI", "RS"}) CHECK(demand_of(state) == Demand::running);
    for (const std::string_view state : {"PD", "RH", "RD", "RQ", "SE"}) CHECK(demand_of(state) == Demand::pending);
    for (const std::string_view state : {"CG", "CD", "F", "TO", "OOM", "CA"}) CHECK(demand_of(state) == Demand::none);
    CHECK_FALSE(demand_of("ZZ").has_value());
    CHECK(parsed("1|CG|alice|vcs:2\n").jobs.empty());
}

TEST_CASE("squeue: a state that is not known is a skipped line") {
    const JobListing listing = parsed("1|R|alice|vcs\n2|ZZ|alice|vcs\n");
    CHECK(listing.jobs.size() == 1);
    CHECK(sentences(listing.skipped.first(), "squeue") ==
          std::vector<std::string>{"squeue:2: expected the state of job 2 such as R or PD, got \"ZZ\""});
}

TEST_CASE("squeue: head lines are passed over") {
    const JobListing listing = parsed("CLUSTER: fluid\nJOBID|ST|USER|LICENSES\n1|R|alice|vcs\n");
    CHECK(listing.jobs.size() == 1);
    CHECK(listing.skipped.count() == 0);
}

TEST_CASE("squeue: a text that is not squeue's is an error") {
    CHECK(error_of("squeue: error: Invalid job format\n") ==
          "squeue:1: expected ID|STATE|USER|ACCOUNT|LICENSES such as 5_3|R|alice|chips|vcs:2, got \"squeue: error: Invalid job "
          "format\"");
    CHECK(error_of("1|R\n") ==
          "squeue:1: expected ID|STATE|USER|ACCOUNT|LICENSES such as 5_3|R|alice|chips|vcs:2, got \"1|R\"");
}

TEST_CASE("squeue: what running jobs hold takes the place of what they would be content with") {
    JobListing listing =
        parsed("1|R|alice|abaqus:2|fluent:4\n2|R|bob|abaqus:1|fluent:1\n3|PD|bob|abaqus:1|fluent:1\n4|R|bob|vcs:7\n");
    const JobListing held =
        allocated("1|alice|fluent:4|\n2|bob||\n4                   |bob|vcs:7,abaqus:1|\n9|carol|(null)|\n");
    choose_allocated(listing, &held.jobs);
    REQUIRE(listing.jobs.size() == 3);
    CHECK(licenses_in(listing.jobs[0]) == "fluent:4");
    CHECK_FALSE(listing.jobs[0].any_of);
    CHECK(licenses_in(listing.jobs[1]) == "abaqus:1 or fluent:1");
    CHECK(licenses_in(listing.jobs[2]) == "vcs:7");
    CHECK(
        sentences(listing.skipped.first(), "squeue") ==
        std::vector<std::string>{"squeue:2: expected squeue to tell which of its licenses job 2 holds, got nothing (only Slurm "
                                 "25.05 and later do)"});
}

TEST_CASE("squeue: a job that ended between the two requests is left out without a word, unless nobody could tell") {
    JobListing listing = parsed("1|R|alice|a|abaqus:2|fluent:4\n2|R|bob|a|vcs:1\n");
    JobListing untold = listing;
    const JobListing held = allocated("9|carol|vcs:1|\n");
    choose_allocated(listing, &held.jobs);
    CHECK(listing.jobs.size() == 1);
    CHECK(listing.skipped.count() == 0);
    choose_allocated(untold, nullptr);
    CHECK(untold.jobs.size() == 1);
    CHECK(untold.skipped.count() == 1);
}

TEST_CASE("squeue: held licenses stand apart by commas or semicolons") {
    const JobListing held = allocated("1|alice|fluent:4;vcs:2|\n2|bob|a:1,b:2\n3|bob||\n");
    REQUIRE(held.jobs.size() == 3);
    CHECK(licenses_in(held.jobs[0]) == "fluent:4 + vcs:2");
    CHECK(licenses_in(held.jobs[1]) == "a:1 + b:2");
    CHECK(held.jobs[1].demand == Demand::running);
}

TEST_CASE("squeue: held licenses in another form are an error") {
    const Result<JobListing> held = parse_squeue_allocated("Invalid job format specification: LicensesAlloc\n");
    REQUIRE_FALSE(held.has_value());
    CHECK(
        sentence(held.error(), "squeue") ==
        "squeue:1: expected ID|USER|LICENSES such as 5_3|alice|vcs:2, got \"Invalid job format specification: LicensesAlloc\"");
}

TEST_CASE("users and hosts are marked, and what is not understood") {
    const std::string text =
        "CLUSTER: fluid\n1|R|alice|vcs@27000@lic1:2,x\n2_3|CD| bob |y@lic2\nhello|there|x\n3|R|eve|z@lic3:full_node\n"
        "4|ZZ|carl|z@lic4\n";
    Spans spans(text);
    static_cast<void>(parse_squeue(text, &spans));
    std::vector<std::string> all;
    for (const Span& one : spans.all()) {
        const std::string role = one.role == Role::user ? "user " : one.role == Role::host ? "host " : "unknown ";
        if (one.role != Role::name) all.push_back(role + text.substr(one.begin, one.size));
    }
    CHECK(all == std::vector<std::string>{"unknown CLUSTER: fluid", "user alice", "host lic1", "user bob", "host lic2",
                                          "unknown hello|there|x", "user eve", "host lic3", "unknown full_node", "unknown ZZ",
                                          "user carl", "host lic4"});
}

TEST_CASE("a squeue text is known by its jobs or its head, and no text at all is one without jobs") {
    CHECK(is_squeue("\n5_[1-3]|PD|alice|vcs\n"));
    CHECK(is_squeue("slurm_load_jobs: some warning\n1|R|alice|\n"));
    CHECK(is_squeue("JOBID|ST|USER|LICENSES\n"));
    CHECK(is_squeue(" \n"));
    CHECK_FALSE(is_squeue("LicenseName=a|b|c\n"));
    CHECK_FALSE(is_squeue("12:00:01 (lmgrd) up\n"));
}

TEST_CASE("the work grows no faster than the text, whatever its lines are") {
    const auto run = [](const std::string& text) {
        Spans spans(text);
        static_cast<void>(parse_squeue(text, &spans));
    };
    const auto check = [&run](const std::string& front, const std::string& part, std::size_t count) {
        const auto generate = [&](std::size_t size) {
            std::string text = front;
            for (std::size_t i = 0; i < size; ++i) text += part;
            return text;
        };
        CAPTURE(part);
        CHECK(testing::is_linear(generate, run, count));
    };
    check("", "1_3|R|alice|a:1,b:2,c@d:3\n", 30'000);
    check("", "1_[1,2,3,4,5,6]|PD|a|x\n", 30'000);
    check("", "1|ZZ|a|x\n", 30'000);
    check("", "garbage\n", 100'000);
    check("1|R|a|", ",", 500'000);
    check("1|R|a|", "b@c:", 200'000);
    check("1_[", "1,", 1'000'000);
}

TEST_CASE("the choices of many jobs are looked up, not searched for") {
    const auto generate = [](std::size_t count) {
        std::string text;
        for (std::size_t i = 0; i < count; ++i) text += std::to_string(i) + "|R|a|x:1|y:1\n";
        return text;
    };
    const auto run = [](const std::string& text) {
        Result<JobListing> listing = parse_squeue(text);
        const std::vector<Job> allocated = listing->jobs;
        choose_allocated(*listing, &allocated);
    };
    CHECK(testing::is_linear(generate, run, 30'000));
}
