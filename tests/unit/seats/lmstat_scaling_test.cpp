// Of no text does the work grow faster than the text.

#include <doctest/doctest.h>

#include <string>

#include "core/seats/managers.hpp"
#include "tests/support/scaling.hpp"

using namespace slurmlic;

namespace {

const std::string head =
    "License server status: 1@h\nh: license server UP v1\nVendor daemon status (on h):\n  d: UP v1\nFeature usage info:\n";

std::string feature(const std::string& name, std::size_t issued) {
    return "Users of " + name + ":  (Total of " + std::to_string(issued) + " licenses issued;  Total of 0 licenses in use)\n";
}

std::string checkout(const std::string& user, const std::string& host) {
    return "  " + user + " " + host + " " + host + " (v1) (l/1 1), start Mon 9/28 8:01\n";
}

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
    const Manager& manager = usual_manager();
    REQUIRE(manager.parse_status(text).has_value());
    Spans spans(text);
    manager.texts.front().mark(text, spans);
}

template <class Generate>
void check_linear(Generate generate, std::size_t size = 4'000) {
    CHECK(slurmlic::testing::is_linear(generate, read, size));
}

/// The number in letters that differ in nothing but their case.
std::string in_case(std::size_t number) {
    std::string name = "abcdefghijklmnopq";
    for (std::size_t bit = 0; bit < name.size(); ++bit) {
        if ((number >> bit & 1U) != 0) name[bit] = static_cast<char>(name[bit] - 'a' + 'A');
    }
    return name;
}

}    // namespace

TEST_CASE("lmstat: features that come again and again take no longer than others") {
    check_linear(lines(head, [](std::size_t) { return feature("a", 1); }));
    check_linear(lines(head, [](std::size_t i) { return feature("a", i); }));
    check_linear(lines(head, [](std::size_t i) { return "d" + std::to_string(i) + ": UP v1\n" + feature("a", 1); }));
    check_linear(lines(head, [](std::size_t i) { return "d: UP v1\n" + feature("a", i); }));
    check_linear(lines(head, [](std::size_t i) { return feature(in_case(i), i); }));
}

TEST_CASE("lmstat: many servers, of one name or of many, take no longer than others") {
    const std::string up = ": license server UP v1\n";
    check_linear(lines("", [&](std::size_t i) { return "h" + std::to_string(i) + up; }));
    check_linear(lines("", [&](std::size_t i) { return "h." + std::to_string(i) + up; }));
    check_linear(lines("", [&](std::size_t i) { return in_case(i) + up; }));
    check_linear([&](std::size_t count) {
        std::string text = "License server status: ";
        for (std::size_t i = 0; i < count; ++i) text += std::to_string(i) + "@h,";
        return lines(text + "\n", [&](std::size_t) { return "h" + up; })(count);
    });
    check_linear([&](std::size_t count) {
        std::string text = "License server status: ";
        for (std::size_t i = 0; i < count; ++i) text += "alias" + std::to_string(i) + ",";
        return lines(text + "\n", [&](std::size_t i) { return "real" + std::to_string(i) + up; })(count);
    });
    check_linear([&](std::size_t count) {
        std::string text = "License server status: ";
        for (std::size_t i = 0; i < count; ++i) text += std::to_string(i) + "@h,";
        return text + "\nError getting status: " + std::string(count, 'x') + " (-1)\n";
    });
    check_linear(lines("License server status: ",
                       [](std::size_t i) {
                           std::string name = "h" + std::to_string(i);
                           for (int label = 0; label < 100; ++label) name += ".a";
                           return name + ",";
                       }),
                 200);
}

TEST_CASE("lmstat: many status lines take no longer than others") {
    const std::string up = "h: license server UP v1\n" + feature("a", 1);
    check_linear(lines("", [&](std::size_t) { return "License server status: 1@h\n" + up; }));
    check_linear(lines("", [&](std::size_t i) { return "License server status: " + std::to_string(i) + "@h\n" + up; }));
}

TEST_CASE("lmstat: many daemons, and many features of theirs, take no longer than others") {
    check_linear([](std::size_t count) {
        std::string text = head;
        for (std::size_t i = 0; i < count; ++i) text += "d" + std::to_string(i) + ": UP v1\n";
        return lines(text,
                     [](std::size_t i) { return feature("f", i) + "  \"f\" v1, vendor: d" + std::to_string(i) + "\n"; })(count);
    });
    check_linear(lines(head, [](std::size_t i) { return "d" + std::to_string(i) + ": odd (-5,3)\n"; }));
}

TEST_CASE("lmstat: many checkouts of one user, or of users that are hard to tell apart, take no longer than others") {
    check_linear(lines(head + feature("a", 1), [](std::size_t) { return checkout("alice", "pc"); }));
    check_linear(lines(head, [](std::size_t i) { return feature("a", i) + checkout("alice", "pc" + std::to_string(i)); }));
    check_linear(lines(head + feature("a", 1), [](std::size_t i) { return checkout(in_case(i), in_case(i + 1)); }));
    check_linear(lines(head + feature("a", 1), [](std::size_t i) {    // all the same when printed
        std::string name = in_case(i);
        for (char& c : name) c = static_cast<char>(c | 0x80);
        return checkout(name, name);
    }));
}

TEST_CASE("lmstat: one long line takes no longer than many short ones") {
    for (const std::string piece : {", ", ", start ", "a."}) {
        CAPTURE(piece);
        check_linear(lines(head + feature("a", 1) + "x", [&](std::size_t) { return piece; }), 300'000);
    }
}

TEST_CASE("lmstat: figures that could not be told, totals and lists that are nearly alike take no longer than others") {
    const std::string refused = ": Cannot get users of x: No socket connection. (-7,10015)\n";
    check_linear(lines(head, [&](std::size_t i) { return "Users of f" + std::to_string(i) + refused; }));
    check_linear(lines(head + "Users of x" + refused, [](std::size_t) { return "Feature:   x (-\n"; }));
    check_linear(lines(head + feature("a", 1), [](std::size_t) { return "(3 licenses queued)\n"; }));
    check_linear(lines(head, [](std::size_t i) { return "Feature usage info\n" + feature("a", 1) + feature("b", i); }));
    check_linear(lines(head, [](std::size_t) { return feature("a", 1) + "Error getting status\n"; }));
}

TEST_CASE("lmstat: one long line of one kind of piece takes no longer than many short ones") {
    for (const std::string piece : {":(", ": (", "(linger:", " (", "a ", " ", "(-", "(1 license queued;"}) {
        CAPTURE(piece);
        for (const std::string front : {"Users of x", "x, start 1,", "Feature \"x\" v1, vendor: d "}) {
            check_linear(lines(head + feature("a", 1) + front, [&](std::size_t) { return piece; }), 100'000);
        }
    }
}

TEST_CASE("lmstat -i: many rows of one feature take no longer than others") {
    check_linear([](std::size_t count) {
        const auto status = lines(head, [](std::size_t i) { return "d" + std::to_string(i) + ": UP v1\n" + feature("f", i); });
        return lines(status(count) + "Feature Version #licenses Expires Vendor\n",
                     [](std::size_t i) { return "f 1 1 permanent d" + std::to_string(i) + "\n"; })(count);
    });
}
