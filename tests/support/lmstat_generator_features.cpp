#include "tests/support/lmstat_generator_features.hpp"

#include <algorithm>
#include <limits>
#include <set>

namespace lmstat_generator {
namespace {

constexpr double permanent = std::numeric_limits<double>::infinity();

/// A name as its bytes, and as a label.
struct Name {
    Text bytes;
    Text label;
};

Text number(std::int64_t n) { return std::to_string(n); }

Text licenses(std::int64_t n) { return number(n) + (n == 1 ? " license" : " licenses"); }

/// Days from 1970-01-01 to a date, counted one year and one month at a time.
std::int64_t days_until(std::int64_t year, std::int64_t month, std::int64_t day) {
    const auto is_leap = [](std::int64_t y) { return (y % 4 == 0 && y % 100 != 0) || y % 400 == 0; };
    const std::vector<std::int64_t> lengths{31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    std::int64_t days = day - 1;
    for (std::int64_t y = 1970; y < year; ++y) days += is_leap(y) ? 366 : 365;
    for (std::int64_t m = 1; m < month; ++m)
        days += lengths[static_cast<std::size_t>(m - 1)] + (m == 2 && is_leap(year) ? 1 : 0);
    return days;
}

struct Who {
    Text bytes;
    Text user;
    Text host;
    bool is_sure = true;
};

Who make_who(Dice& dice) {
    const std::vector<Name> users{{"alice", "alice"},
                                  {"bob", "bob"},
                                  {"1nou7p", "1nou7p"},
                                  {"J\xc3\xbcrgen", "J\xc3\xbcrgen"},
                                  {"M\xfcller", "M\xEF\xBF\xBDller"},
                                  {"\xd5\xc5\xc8\xfd", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
                                  {"pc-user$", "pc-user$"}};
    const Name user = users[static_cast<std::size_t>(dice.roll(std::ssize(users)))];
    const Text host = dice.of({"pc1", "pc2.example.com", "license-server002$", "10.1.2.3", "WS-7"});
    switch (dice.roll(12)) {
        case 0: return {user.bytes + " Smith Jr. " + host + " " + host, user.label + " Smith Jr.", host};
        case 1: return {user.bytes + " " + host + " " + host + ":0 APS Base", user.label, host};
        case 2: return {user.bytes + " " + host, user.label, host};
        case 3: return {user.bytes + " " + host + " disp 2017.06", user.label, host};
        case 4:
            return dice.one_in(4) ? Who{user.bytes, user.label, "", false}
                                  : Who{user.bytes + " " + host + " " + host, user.label, host};
        case 5: return dice.one_in(4) ? Who{"", "", "", false} : Who{user.bytes + "\t" + host + "  x", user.label, host};
        default:
            return {
                user.bytes + " " + host + " " + dice.of({host, "/dev/tty", ":0.0", "10.1.2.3:screen", "feature=x", "a,b(c"}),
                user.label, host};
    }
}

}    // namespace

std::vector<Block> FeatureMaker::make_list(const std::vector<Text>& vendors, const Text& prefix) {
    std::vector<Block> list;
    std::set<Text> names;
    for (std::int64_t i = dice_.roll(6); i > 0; --i) {
        const Text name =
            prefix + dice_.of({"MATLAB", "3d.sim", "a-b+c", "x_1", "Feature:sub", "fluent"}) + number(dice_.roll(5));
        if (!names.insert(name).second) continue;
        const std::int64_t kind = dice_.roll(8);
        list.push_back(kind == 0   ? unserved(name)
                       : kind == 1 ? uncounted(name, vendors)
                                   : counted(name, dice_.between(0, 100), vendors));
    }
    return list;
}

Block FeatureMaker::unserved(const Text& name) {
    Block block;
    block.name = name;
    const Text figures = dice_.of({":  (Error: 21 licenses, unsupported by licensed server)",
                                   ": Cannot get users of " + name + ": No such feature exists. (-5,222)",
                                   ": Cannot get users of " + name + ": The desired vendor daemon is down. (-97,121)"});
    block.head = "Users of " + name + figures;
    return block;
}

Block FeatureMaker::uncounted(const Text& name, const std::vector<Text>& vendors) {
    Block block;
    block.name = name;
    block.truth.uncounted = true;
    if (dice_.one_in(2)) details(block, vendors);
    block.truth.used = block.truth.checkouts;
    block.head = "Users of " + name + ":  (Uncounted, node-locked)";
    return block;
}

Block FeatureMaker::counted(const Text& name, std::int64_t spare, const std::vector<Text>& vendors) {
    Block block;
    block.name = name;
    if (!vendors.empty() && !dice_.one_in(3)) details(block, vendors);
    GeneratedFeature& truth = block.truth;
    truth.used = truth.checkouts + truth.reservations;
    block.is_mismatch = dice_.one_in(20) && !vendors.empty();
    if (block.is_mismatch) ++truth.used;
    truth.issued = truth.used + spare;
    const Text gap = dice_.of({"  ", " ", ""});
    block.head = "Users of " + name + ":" + gap + "(Total of " + licenses(truth.issued) + " issued;  Total of " +
                 licenses(truth.used) + " in use)";
    return block;
}

void FeatureMaker::details(Block& block, const std::vector<Text>& vendors) {
    block.pool_vendor = dice_.of(vendors);
    for (std::int64_t pools = dice_.between(1, 3); pools > 0; --pools) {
        pool(block);
        for (std::int64_t i = dice_.roll(6); i > 0; --i) {
            dice_.one_in(4) ? reservation(block) : checkout(block);
        }
    }
}

void FeatureMaker::pool(Block& block) {
    const auto [text, seconds] = expiry();
    const bool has_expiry = !dice_.one_in(3);
    block.lines.push_back({indent() + "\"" + block.name + "\" " + dice_.of({"v44", "v2017.06", "vL-2016.06"}) +
                           ", vendor: " + block.pool_vendor + (has_expiry ? ", expiry: " + text : "")});
    if (has_expiry) block.truth.expiry = std::min(block.truth.expiry.value_or(seconds), seconds);
    if (dice_.one_in(2)) block.lines.push_back({"  vendor_string: vi=0:at=276,(x) \"y\", start Mon 1/1 1:00, 5 licenses"});
    block.lines.push_back({indent() + dice_.of({"floating license", "nodelocked license, locked to \"ID=0050569c\"",
                                                "uncounted nodelocked license locked to NOTHING (hostid=ANY)"})});
}

std::pair<Text, double> FeatureMaker::expiry() {
    const std::vector<Text> months{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"};
    if (dice_.one_in(3))
        return {dice_.of({"permanent(no expiration date)", "permanent", "1-jan-0", "01-jan-0000", "31-MAY-0", "1-jan-1900",
                          "1-jan-00"}),
                permanent};
    const std::int64_t year = dice_.between(2000, 2069);
    const std::int64_t month = dice_.between(1, 12);
    const std::int64_t day = dice_.between(1, 28);
    const bool is_short = year >= 2010 && dice_.one_in(4);
    const Text text =
        number(day) + "-" + months[static_cast<std::size_t>(month - 1)] + "-" + number(is_short ? year - 2000 : year);
    return {text, static_cast<double>((days_until(year, month, day) + 1) * 86400)};
}

void FeatureMaker::reservation(Block& block) {
    const std::int64_t seats = dice_.between(1, 50);
    const Text kind = dice_.of({"USER", "HOST", "DISPLAY", "INTERNET", "PROJECT", "GROUP", "HOST_GROUP"});
    block.lines.push_back({dice_.of({"\t", "    "}) + number(seats) +
                           (seats == 1 ? " RESERVATION for " : " RESERVATIONs for ") + kind + " " +
                           dice_.of({"G1", "big group", "pc1"}) + " (lic1/27000)"});
    block.truth.reservations += seats;
}

void FeatureMaker::checkout(Block& block) {
    const Who one = make_who(dice_);
    const std::int64_t seats = dice_.one_in(3) ? dice_.between(2, 40) : 1;
    const Text front = indent() + one.bytes + " (" + dice_.of({"v44", "v2017.06", "vL-2016.06"}) + ") (lic1.example.com/" +
                       dice_.of({"27000", "port"}) + " " + number(dice_.roll(30000)) + ")";
    GeneratedFeature& truth = block.truth;
    if (dice_.one_in(8)) {
        block.lines.push_back({front + " queued for " + licenses(seats), !one.is_sure});
        truth.queued += seats;
        return;
    }
    const bool lingers = dice_.one_in(8);
    const Text time = dice_.of({"Mon 9/28 8:01", "Fri 10/20 16:44:22"});
    const Text count = seats == 1 && dice_.one_in(2) ? "" : ", " + licenses(seats);
    const Text pid = dice_.one_in(4) ? ", PID: " + number(dice_.roll(100000)) + " " : "";
    const Text linger = lingers ? dice_.of({" (linger: 15429540)", "  (linger: 885098 / 1340160)"}) : "";
    block.lines.push_back({front + ", start " + time + count + pid + linger, !one.is_sure});
    truth.checkouts += seats;
    if (lingers) truth.linger += seats;
    truth.holders[{one.user, one.host}] += seats;
}

}    // namespace lmstat_generator
