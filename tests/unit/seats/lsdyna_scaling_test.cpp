// Of no text of lstc_qrun does the work grow faster than the text.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/lsdyna/lsdyna.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

const std::string qrun_head = "Using default server 1@h\nPROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\n";

/// `front`, and so many pieces, which `piece` makes of their number.
template <class Piece>
auto pieces(const std::string& front, Piece piece) {
    return [front, piece](std::size_t count) {
        std::string text = front;
        for (std::size_t i = 0; i < count; ++i) text += piece(i);
        return text;
    };
}

/// Reading it all: status, spans, and whose it is.
void read_qrun(std::string_view text) {
    static_cast<void>(lsdyna().parse_status(text));
    Spans spans(text);
    lsdyna().texts.front().mark(text, spans);
    static_cast<void>(lsdyna().texts.front().is_it("\n" + std::string(text)));
}

template <class Generate>
void check_linear(Generate generate, std::size_t size = 8'000) {
    CHECK(slurmlic::testing::is_linear(generate, read_qrun, size));
}

}    // namespace

TEST_CASE("lstc_qrun: many programs, users, groups and servers take no longer than others") {
    const std::string row = " 12/31/2030 - 1 9 | 0\n";
    const std::string group = "LICENSE GROUP 1 1 9 | 0\n";
    check_linear(pieces(qrun_head, [&](std::size_t i) { return "p" + std::to_string(i) + row; }));
    check_linear(pieces(qrun_head, [&](std::size_t) { return "p" + row; }));
    check_linear(pieces(qrun_head + "p" + row, [](std::size_t i) { return "u" + std::to_string(i) + " 1@h 1\n"; }));
    check_linear(pieces(qrun_head + "p" + row, [](std::size_t i) { return "u 1@h" + std::to_string(i % 7) + " 1\n"; }));
    check_linear(pieces(qrun_head, [&](std::size_t i) { return "p" + row + "u" + std::to_string(i) + " 1@h 1\n" + group; }));
    check_linear(pieces("", [&](std::size_t i) { return "Using default server 1@h" + std::to_string(i) + "\n" + qrun_head; }));
    check_linear(pieces("", [](std::size_t i) { return "Using x server " + std::to_string(i) + "@h\n*** ERROR no\n"; }));
}

TEST_CASE("lstc_qrun: lines that can't be read take no longer than others") {
    const std::string row = "p 12/31/2030 - 1 9 | 0\n";
    check_linear(pieces(qrun_head + row, [](std::size_t) { return "what\n"; }));
    check_linear(pieces(qrun_head, [&](std::size_t) { return row + "what\n"; }));
    check_linear(pieces(qrun_head, [](std::size_t) { return "p 12/31/2030 x\n"; }));
    check_linear(pieces("", [](std::size_t) { return "1 2 3\n"; }));
    check_linear(pieces("Running Programs\n", [](std::size_t i) { return "u 1@h" + std::to_string(i) + " P now 1\n"; }));
}

TEST_CASE("lstc_qrun: one long line takes no longer than many short ones") {
    for (const std::string piece :
         {"a ", " ", "|", "@", "1@", "PROGRAM ", "LICENSE ", "GROUP LICENSE ", " server ", "12/", "*"}) {
        CAPTURE(piece);
        for (const std::string& front : {qrun_head, qrun_head + "p 12/31/2030 - 1 9 | 0\nu ", std::string("Using "),
                                         std::string("PROGRAM USED MAX "), std::string("*** ERROR")}) {
            check_linear(pieces(front, [&](std::size_t) { return piece; }), 100'000);
        }
    }
}
