// Of no text does the work grow faster than the text.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/lmx/lmx.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

const std::string head = "LM-X License Server on 6200@h:\nServer version: v5.1 Uptime: 1 sec(s)\n";

std::string feature(const std::string& name) {
    return "Feature: " + name + " Version: 1 Vendor: v\nExpire date: NONE\n1 of 3 license(s) used:\n";
}

std::string holder(const std::string& who) {
    return "1 license(s) used by " + who + " [10.0.0.1]\nBorrow expire time: 2022-02-25 09:26\n";
}

/// `front`, and so many pieces, which `piece` makes of their number.
template <class Piece>
auto pieces(const std::string& front, Piece piece) {
    return [front, piece](std::size_t count) {
        std::string text = front;
        for (std::size_t i = 0; i < count; ++i) text += piece(i);
        return text;
    };
}

/// Reading it all: status, spans, and what it is.
void read(std::string_view text) {
    const Manager manager = lmx();
    REQUIRE(manager.parse_status(text).has_value());
    Spans spans(text);
    manager.texts.front().mark(text, spans);
    static_cast<void>(manager.texts.front().is_it(text));
}

template <class Generate>
void check_linear(Generate generate, std::size_t size = 10'000) {
    CHECK(slurmlic::testing::is_linear(generate, read, size));
}

}    // namespace

TEST_CASE("lmx: many servers, features, and users take no longer than few") {
    check_linear(pieces(head, [](std::size_t i) { return "LM-X License Server on 6200@h" + std::to_string(i) + ":\n"; }));
    check_linear(pieces("", [](std::size_t) { return "LM-X License Server on 6200@h:\nServer version: v1 Uptime: 1\n"; }));
    check_linear(pieces(head, [](std::size_t i) { return feature("f" + std::to_string(i)); }));
    check_linear(pieces(head, [](std::size_t) { return feature("f"); }));
    check_linear(pieces(head, [](std::size_t) { return "Feature: f Version: 1\n"; }));
    check_linear(pieces(head + feature("f"), [](std::size_t i) { return holder("u" + std::to_string(i) + "@h"); }));
    check_linear(pieces(head + feature("f"), [](std::size_t) { return holder("ann@h"); }));
    check_linear(pieces(head + feature("f"), [](std::size_t i) { return holder("\xfc" + std::to_string(i) + "@\xff"); }));
    check_linear(pieces(head + feature("f"), [](std::size_t) { return "1 of 3 license(s) used\nodd\nError: x\n"; }));
}

TEST_CASE("lmx: one long line takes no longer than many short ones") {
    const std::string users = feature("f") + "1 license(s) used by ";
    for (const std::string piece : {"a", " ", "@", "[", " [", "] ", " [1", " [1%", "a@b ", "[10.0.0.1] "}) {
        CAPTURE(piece);
        check_linear(pieces(head + users, [&](std::size_t) { return piece; }), 100'000);
    }
    for (const std::string piece : {"6200@h:", ":", ":1", ":1@", ", ", "1@a, "}) {
        CAPTURE(piece);
        check_linear(pieces(head + "LM-X License Server on 1@h", [&](std::size_t) { return piece; }), 100'000);
    }
    for (const std::string piece :
         {"Version: ", "Version ", "Feature: x ", "Start date", "Expire date:", " Shared on ", ": ", "a "}) {
        CAPTURE(piece);
        check_linear(pieces(head + "Feature: ", [&](std::size_t) { return piece; }), 100'000);
        check_linear(pieces(head + "Shared on ", [&](std::size_t) { return piece; }), 100'000);
        check_linear(pieces(head, [&](std::size_t) { return piece; }), 100'000);
    }
}
