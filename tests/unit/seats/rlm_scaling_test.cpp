// Of no text does the work grow faster than the text.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/rlm/rlm.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

const std::string list = "rlm status on h (port 1), up 1d\nacme license pool status on h (port 2)\n";
const std::string users = "---\nacme license usage status on h (port 2)\n";

std::string pool(const std::string& name) { return name + " v1.0\ncount: 5, inuse: 1, exp: 1-jan-2030\n"; }
std::string user(const std::string& name, const std::string& who) { return name + " v1.0: " + who + " 1/0 at 1/1 1:1\n"; }

/// `front`, and so many lines, which `line` makes of their number.
template <class Line>
auto lines(const std::string& front, Line line) {
    return [front, line](std::size_t count) {
        std::string text = front;
        for (std::size_t i = 0; i < count; ++i) text += line(i);
        return text;
    };
}

/// Reading it all: status and spans.
void read(std::string_view text) {
    const Manager manager = rlm();
    REQUIRE(manager.parse_status(text).has_value());
    static_cast<void>(manager.texts.front().is_it(text));
    Spans spans(text);
    manager.texts.front().mark(text, spans);
}

template <class Generate>
void check_linear(Generate generate, std::size_t size = 6'000) {
    CHECK(slurmlic::testing::is_linear(generate, read, size));
}

}    // namespace

TEST_CASE("rlm: many pools, of one name or of many, take no longer than others") {
    check_linear(lines(list, [](std::size_t) { return pool("a"); }));
    check_linear(lines(list, [](std::size_t i) { return pool("a" + std::to_string(i)); }));
    check_linear(lines(list, [](std::size_t i) { return pool("a" + std::string(i % 7, '\x80')); }));
    check_linear(lines(list, [](std::size_t i) { return "a" + std::to_string(i) + " v1.0\n"; }));
    check_linear(lines(list + pool("a"), [](std::size_t) { return "obsolete: 0\n"; }));
}

TEST_CASE("rlm: many users, of listed features or of others, take no longer than others") {
    check_linear(lines(list + pool("a") + users, [](std::size_t) { return user("a", "u@h"); }));
    check_linear(lines(list + pool("a") + users, [](std::size_t i) { return user("a", "u" + std::to_string(i) + "@h"); }));
    check_linear(lines(list + pool("a") + users, [](std::size_t i) { return user("b" + std::to_string(i), "u@h"); }));
    check_linear(lines(list, [](std::size_t i) { return pool("a" + std::to_string(i)) + user("a0", "u"); }));
}

TEST_CASE("rlm: many servers, ISVs and failures take no longer than others") {
    check_linear(lines("", [](std::size_t i) { return "rlm status on h" + std::to_string(i) + " (port 1), up\n"; }));
    check_linear(lines(list, [](std::size_t i) { return "i" + std::to_string(i) + " ISV server status on h\n" + pool("a"); }));
    check_linear(lines("Name Running\n", [](std::size_t i) { return "i" + std::to_string(i) + " No\n"; }));
    check_linear(lines("", [](std::size_t i) {
        const std::string number = std::to_string(i);
        return "Error connecting to \"rlm\" server\nConnection attempted to host: \"h" + number + "\" on port 1\n";
    }));
    check_linear(lines("Error connecting to \"rlm\" server\n", [](std::size_t) { return "no reason\n"; }));
    check_linear(lines("", [](std::size_t i) {
        return "rlm status on h (port 1), up\nacme license usage status on h\n" + user("a", std::to_string(i));
    }));
}

TEST_CASE("rlm: one long line of one kind of piece takes no longer than many short ones") {
    for (const std::string piece : {"v1", " v1", " v1:", " v1: ", "1/0 at ", "1/0 at 1 ", "u@h 1/0 at ", "(", "()", " (x)", "@",
                                    "at ", ", ", "count: 1, ", ":", "v1 ", " "}) {
        CAPTURE(piece);
        for (const std::string front :
             {"", "a v1.0: ", "a v1.0, ", "rlm status on ", "Setting license file path to ", "x log "}) {
            check_linear(lines(list + pool("a") + front, [&](std::size_t) { return piece; }), 30'000);
        }
    }
}
