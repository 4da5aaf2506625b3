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
    bool is_odd = false;
};

/// Of a checkout with that version in brackets.
Who make_who(Dice& dice, const Text& version) {
    const std::vector<Name> users{{"alice", "alice"},
                                  {"bob", "bob"},
                                  {"1nou7p", "1nou7p"},
                                  {"J\xc3\xbcrgen", "J\xc3\xbcrgen"},
                                  {"M\xfcller", "M\xEF\xBF\xBDller"},
                                  {"\xd5\xc5\xc8\xfd", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
                                  {"CORP\\alice", "CORP\\alice"},
                                  {"pc-user$", "pc-user$"}};
    const Name user = users[static_cast<std::size_t>(dice.roll(std::ssize(users)))];
    const Text host = dice.of({"pc1", "pc2.example.com", "license-server002$", "10.1.2.3", "WS-7"});
    const Text pid = dice.one_in(3) ? " 3068" : "";
    switch (dice.roll(14)) {
        case 0: return {user.bytes + " Smith Jr. " + host + " " + host + pid, user.label + " Smith Jr.", host};
        case 1: return {user.bytes + " " + host + " " + host + ":0 APS Base", user.label, host};
        case 2: return {user.bytes + " " + host, user.label, host};
        case 3: return {user.bytes + " " + host + " disp " + version + pid, user.label, host};
        case 4:
            return dice.one_in(4) ? Who{user.bytes, user.label, "", true}
                                  : Who{user.bytes + " " + host + " " + host + pid, user.label, host};
        case 5: return dice.one_in(4) ? Who{"", "", "", true} : Who{user.bytes + "\t" + host + "  x", user.label, host};
        case 6: return {user.bytes + " Smith " + host + " display" + pid, "", ""};
        case 7: return {user.bytes + dice.of({" 1", " x"}) + " 115 " + host + " display115", "", ""};
        case 8:
            return {user.bytes + " Smith " + host + dice.of({" :0", " :0.0 x", " /dev/pts/3 y z", " localhost:10.0"}),
                    user.label + " Smith", host};
        default:
            return {
                user.bytes + " " + host + " " + dice.of({host, "/dev/tty", ":0.0", "10.1.2.3:screen", "feature=x", "a,b(c"}),
                user.label, host};
    }
}

/// "Total of 5 licenses issued;  Total of 2 licenses in use", in other words.
Text totals(Dice& dice, std::int64_t issued, std::int64_t used) {
    const auto part = [&dice](std::int64_t count) {
        const Text adjective = dice.one_in(6) ? dice.of({"borrowable ", "floating ", "node-locked  floating "}) : "";
        return dice.of({"", "Total of ", "Total of ", "Total  of "}) + number(count) + " " + adjective +
               (count == 1 || dice.one_in(8) ? "license" : "licenses");
    };
    return Text("(") + part(issued) + " issued;" + dice.of({"  ", ""}) + part(used) + " in use)";
}

}    // namespace

std::vector<Block> FeatureMaker::make_list(const std::vector<Text>& vendors, const Text& prefix) {
    std::vector<Block> list;
    std::set<Text> names;
    for (std::int64_t i = dice_.roll(6); i > 0; --i) {
        const Text name =
            prefix + dice_.of({"MATLAB", "3d.sim", "a-b+c", "x_1", "Feature:sub", "fluent"}) + number(dice_.roll(5));
        if (!names.insert(name).second) continue;
        switch (dice_.roll(10)) {
            case 0: list.push_back(unserved(name)); break;
            case 1: list.push_back(unknown(name)); break;
            case 2: list.push_back(uncounted(name, vendors)); break;
            case 3: list.push_back(without_users(name, vendors)); break;
            default: list.push_back(counted(name, dice_.between(0, 100), vendors));
        }
    }
    return list;
}

Block FeatureMaker::unserved(const Text& name) {
    Block block;
    block.name = name;
    block.is_served = false;
    const Text refused = ": Cannot get users of " + name + ": ";
    block.head = "Users of " + name;
    switch (dice_.roll(3)) {
        case 0: block.head += ":  (Error: 21 licenses, unsupported by licensed server)"; break;
        case 1: block.head += refused + "No such feature exists. (-5,222)"; break;
        default:
            block.head += refused + dice_.of({"", "No such feature exists."});
            block.lines = {{"Feature:       " + name}, {"FlexNet Licensing error:-5,222"}, {"For further information"}};
    }
    return block;
}

Block FeatureMaker::unknown(const Text& name) {
    Block block;
    block.name = name;
    block.truth.is_known = false;
    block.has_reason = true;
    const Text refused = ":  Cannot get users of " + name + ": ";
    block.head = "Users of " + name;
    switch (dice_.roll(5)) {
        case 0: block.head += refused + "No socket connection to license server manager. (-7,10015)"; break;
        case 1: block.head += refused + "The desired vendor daemon is down. (-97,121)"; break;
        case 2:
            block.head += ": None";
            block.has_reason = false;
            break;
        case 3:
            block.head += ": (Total of many licenses issued)";
            block.is_open = true;
            break;
        default:
            block.head += refused + dice_.of({"", "Cannot connect to license server system."});
            block.lines = {{" The license server manager (lmgrd) has not been started yet,"},
                           {"Cannot connect to license server system. (-15,10)"},
                           {"Feature:       " + name},
                           {"License path:  27020@lic1.example.com:"},
                           {"FlexNet Licensing error:-15,10.  System Error: 10035 \"WinSock: Operation would block\""},
                           {"For further information, refer to the documentation,"},
                           {"available at \"www.example.com\"."}};
    }
    return block;
}

Block FeatureMaker::without_users(const Text& name, const std::vector<Text>& vendors) {
    Block block;
    block.name = name;
    block.pool_vendor = dice_.of(vendors);
    GeneratedFeature& truth = block.truth;
    truth.names_users = false;
    for (std::int64_t pools = dice_.between(1, 3); pools > 0; --pools) {
        const std::int64_t used = dice_.between(0, 9);
        const std::int64_t issued = used + dice_.between(0, 9);
        const std::int64_t queued = dice_.between(0, 3);
        const std::int64_t reserved = dice_.between(0, 3);
        const auto [text, seconds] = expiry();
        const Text line = "Feature \"" + name + "\" v1.0, vendor: " + block.pool_vendor + ", expiry: " + text + " (Total of " +
                          licenses(issued) + " issued;  Total of " + number(used) + " floating non-reserved licenses in use)";
        block.head.empty() ? void(block.head = line) : block.lines.push_back({line});
        block.lines.push_back({indent() + "(Total of " + number(queued) + " users queued;  Total of " + number(reserved) +
                               " licenses reserved)"});
        truth.issued += issued;
        truth.used += used;
        truth.queued += queued;
        truth.reservations += reserved;
        truth.expiry = std::min(truth.expiry.value_or(seconds), seconds);
    }
    truth.checkouts = truth.used;
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
    block.head = "Users of " + name + ":" + dice_.of({"  ", " ", ""}) + totals(dice_, truth.issued, truth.used);
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
    if (block.truth.queued == 0 || dice_.one_in(4)) {    // a total, which the places in the queue may be part of
        block.truth.queued += dice_.roll(3);
        block.lines.push_back({indent() + Text("(") + licenses(block.truth.queued) + " queued)"});
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
    const Text version = dice_.of({"44", "2017.06", "L-2016.06"});
    const Who one = make_who(dice_, version);
    const std::int64_t seats = dice_.one_in(3) ? dice_.between(2, 40) : 1;
    const Text front = indent() + one.bytes + " (v" + version + ") (lic1.example.com/" + dice_.of({"27000", "port"}) + " " +
                       number(dice_.roll(30000)) + ")";
    if (dice_.one_in(8)) {
        block.lines.push_back({front + " queued for " + licenses(seats), one.is_odd});
        block.truth.queued += seats;
    } else {
        seats_held(block, front, seats, {one.user, one.host}, one.is_odd);
    }
}

void FeatureMaker::seats_held(Block& block, const Text& front, std::int64_t seats, const NamePair& who, bool is_odd) {
    struct Start {
        Text text;
        std::int32_t minutes;    // as it is read at generated_now
    };
    const std::vector<Start> starts{{"Mon 9/28 8:01", 29843041}, {"Fri 10/20 16:44:22", 28297004}};    // of 2026 and 2023
    const Start& start = starts[static_cast<std::size_t>(dice_.roll(2))];
    const Text count = seats == 1 && dice_.one_in(2) ? "" : Text(", ") + licenses(seats);
    Text remark = dice_.one_in(4) ? Text(", PID: ") + number(dice_.roll(100000)) + " " : "";
    if (dice_.one_in(8)) remark += dice_.of({", PROJECT: apollo 11", ", PROJECT: apollo, phase 2, HOST-ID:  x"});
    std::int64_t left = 0;
    if (dice_.one_in(4)) {
        left = dice_.one_in(3) ? 0 : dice_.between(1, 2'000'000);
        const bool is_number = !dice_.one_in(16);
        remark += Text(" (linger: ") + (is_number ? number(left) : "soon") + dice_.of({")", " / 2000000)"});
        if (!is_number) left = 0;
        is_odd = is_odd || !is_number;
    }
    block.lines.push_back({front + ", start " + start.text + count + remark, is_odd});
    GeneratedFeature& truth = block.truth;
    truth.checkouts += seats;
    GeneratedSeats& held = truth.holders[who];
    held.started = held.all == 0 ? start.minutes : std::min(held.started, start.minutes);
    held.all += seats;
    if (left == 0) return;
    truth.borrowed += seats;
    held.borrowed += seats;
    held.borrowed_for = std::max(held.borrowed_for, left);
}

}    // namespace lmstat_generator
