#include "core/anonymize/mask.hpp"

#include <doctest/doctest.h>

#include <array>
#include <chrono>
#include <string>

#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

constexpr std::array kinds{TextKind{"a", nullptr, nullptr, "lmx_server slurmctld"}, TextKind{"b", nullptr, nullptr, "rlm"}};

double seconds_to_mask(const std::string& part, std::size_t times) {
    std::string text;
    for (std::size_t i = 0; i < times; ++i) text += part;
    Pseudonyms names;
    names.user("a");
    const auto begin = std::chrono::steady_clock::now();
    Mask(kinds, names).masked(text);
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

}    // namespace

TEST_CASE("a mask keeps numbers, punctuation and the words of the tools alone") {
    Pseudonyms names;
    names.host("lic1");
    names.user("alice");
    Mask mask(kinds, names);
    CHECK(mask.masked("Cannot connect to Lic1.acme.com (10.0.0.1) for alice, v11.7: see /home/bob-x/2017.06") ==
          "Cannot connect to Host1.domain1.domain2 (198.18.0.1) for user1, v11.7: word1 /word2/word3-word4/2017.06");
    CHECK(mask.masked("host id 00:1a:2b:3c:4d:5e at 8:01:22, 123456789012") ==
          "host word5 2001:db8::2 at 8:01:22, 123456789012");
    CHECK(mask.masked("M\xfcller") == "Word6");
    CHECK(mask.masked("____ RLM: lmx_server, slurmctld, lmgrd") == "____ RLM: lmx_server, slurmctld, word7");
    CHECK(mask.masked("") == "");
}

TEST_CASE("a mask knows a name in any company") {
    Pseudonyms names;
    names.host("license-server2$");
    names.host("10.0.0.1");
    names.host("fe80::1");
    names.user("alice");
    Mask mask(kinds, names);
    CHECK(mask.masked("x-LICENSE-server2$ license-server2$.acme.com.") == "word1-Host1 host1.domain1.domain2.");
    CHECK(mask.masked("at 10.0.0.1. 10.0.0.1-5 v10.0.0.1x fe80::1: no, fe80::1") ==
          "at 198.18.0.1. 198.18.0.1-5 v10.0.0.word2 2001:db8::2: no, 2001:db8::2");
    CHECK(mask.masked("alice. alice-x \"alice\" x.alice") == "user1. user1-word1 \"user1\" word1.user1");
}

TEST_CASE("in a name only what is somebody's is replaced, wherever it stands") {
    Pseudonyms names;
    names.user("alice");
    names.user("x_y");
    names.host("lic1.acme.com");
    names.host("server");
    Mask mask(kinds, names);
    CHECK(mask.named("vcs_batch") == "vcs_batch");
    CHECK(mask.named("ALICE") == "USER1");
    CHECK(mask.named("alice_lab-x_y.alice+1") == "user1_lab-user2.user1+1");
    CHECK(mask.named("a_lic1.acme.com_batch") == "a_host1.domain1.domain2_batch");
    CHECK(mask.named("lic1.other") == "host1.other");
    CHECK(mask.named("server") == "server");    // a word of the tools tells nothing
    CHECK(mask.named("malice 4711 v2") == "malice 4711 v2");
    CHECK(mask.named("") == "");
}

TEST_CASE("a name of a feature that is kept stays in what nobody understood, too") {
    Pseudonyms names;
    names.user("alice");
    Mask mask(kinds, names);
    mask.keep("VCS-Run_time+alice");
    CHECK(mask.masked("no vcs, RUN_time, vcs_bob or alice") == "no vcs, RUN_time, word1 or user1");
}

TEST_CASE("a text eight times as long takes about eight times as long to mask") {
    for (const char* const part : {"a.", "a-", "1.", "b$", ":.", "1:", "a1", "a ", "\xfc."}) {
        CAPTURE(part);
        CHECK(seconds_to_mask(part, 200'000) < 24 * (seconds_to_mask(part, 25'000) + 0.005));
    }
}

TEST_CASE("a text of twice as many different words takes about twice as long to mask") {
    const auto generate = [](std::size_t size) {
        std::string text;
        for (std::size_t i = 0; i < size; ++i) text += "w" + std::to_string(i * 7919 % 1'000'003) + (i % 2 == 0 ? " " : "\n");
        return text;
    };
    const auto run = [](const std::string& text) {
        Pseudonyms names;
        names.avoid(text);
        CHECK(Mask(kinds, names).masked(text).starts_with("word1 word2\n"));
    };
    CHECK(testing::is_linear(generate, run, 50'000));
}
