#include "tests/lmstat_generator.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <string_view>
#include <vector>

namespace {

using Text = std::string;

constexpr double permanent = std::numeric_limits<double>::infinity();

/// splitmix64: the same numbers with every library.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed) {}

    /// 0 to sides - 1.
    std::int64_t roll(std::int64_t sides) {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t x = state_;
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<std::int64_t>((x ^ (x >> 31U)) % static_cast<std::uint64_t>(sides));
    }
    std::int64_t between(std::int64_t least, std::int64_t most) { return least + roll(most - least + 1); }
    bool one_in(std::int64_t sides) { return roll(sides) == 0; }
    Text of(const std::vector<Text>& all) { return all[static_cast<std::size_t>(roll(std::ssize(all)))]; }

private:
    std::uint64_t state_;
};

/// A line, and whether no parser can be asked to understand it.
struct Line {
    Text text;
    bool is_odd = false;
};

using Lines = std::vector<Line>;

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

/// One feature of one list: its lines and what they say.
struct Block {
    Text name;
    Text pool_vendor;    // of its pool lines, empty without any
    bool is_mismatch = false;
    GeneratedFeature truth;
    Lines lines;
};

class Generator {
public:
    explicit Generator(std::uint64_t seed) : dice_(seed) {}

    GeneratedLmstat generate() {
        crlf_ = dice_.one_in(5);
        blanks_ = dice_.roll(4);
        if (!dice_.one_in(4)) put("lmutil - Copyright (c) 1989-2019 Flexera. All Rights Reserved.");
        if (!dice_.one_in(4)) put("Flexible License Manager status on Fri 10/20/2017 17:02");
        const std::int64_t systems = dice_.one_in(4) ? dice_.between(2, 3) : 1;
        for (std::int64_t i = 0; i < systems; ++i) {
            system(i);
            if (dice_.one_in(3)) put("----------------------------------------------------");
        }
        if (dice_.one_in(10) && !truth_.text.empty()) truth_.text.pop_back();    // no last newline
        return std::move(truth_);
    }

private:
    // Lines

    void put(const Line& line) {
        const bool is_blank_behind = blanks_ == 1 ? dice_.one_in(3) : blanks_ >= 2;
        const Text end = crlf_ ? "\r\n" : "\n";
        truth_.text += line.text + end;
        if (is_blank_behind) truth_.text += (blanks_ == 3 ? "  \t" : "") + end;
        if (line.is_odd) ++truth_.skipped;
    }
    void put(const Text& text) { put(Line{text, false}); }
    Text indent() { return dice_.of({"", "  ", "    ", "\t", "      "}); }
    void maybe_odd_line() {
        if (dice_.one_in(60)) put(Line{indent() + "odd line " + number(dice_.roll(100)), true});
    }

    // Servers

    void system(std::int64_t index) {
        const std::int64_t members = dice_.of({"1", "1", "2", "3", "3"})[0] - '0';
        std::vector<Text> hosts;
        Text list;
        for (std::int64_t i = 0; i < members; ++i) {
            hosts.push_back(dice_.of({"lic", "LicSrv-", "10.0.0."}) + number(index * 10 + i) +
                            dice_.of({".example.com", "-x.dom"}));
            ports_[hosts.back()] = dice_.one_in(6) ? "" : dice_.of({"27000", "1713", "port"});
            list += (i == 0 ? "" : ",") + (ports_[hosts.back()].empty() ? Text() : ports_[hosts.back()] + "@") + hosts.back();
        }
        const Text detecting = "[Detecting lmgrd processes...]";
        const bool is_same_line = dice_.one_in(4);
        if (!is_same_line && dice_.one_in(2)) put(detecting);
        put((is_same_line ? detecting : "") + "License server status: " + list);
        if (!dice_.one_in(4)) put("    License file(s) on " + hosts[0] + ": C:\\Program Files\\X: y\\license.dat:");
        const bool serves = dice_.one_in(6) ? failing_servers(hosts) : serving_servers(hosts);
        truth_.up = truth_.up || serves;
        truth_.has_failure = truth_.has_failure || !serves;
        if (serves) daemons(hosts[0]);
    }

    GeneratedServer& server(const Text& host) { return truth_.servers[{host, ports_[host]}]; }

    /// Another spelling of one host.
    Text spelled(const Text& host) {
        Text other = host;
        if (dice_.one_in(3))
            std::transform(other.begin(), other.end(), other.begin(),
                           [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
        const std::size_t dot = other.find('.', other.size() > 12 && other[0] == '1' ? 8 : 0);
        if (dice_.one_in(4) && dot != Text::npos) other = other.substr(0, dot);
        return other;
    }

    void up_line(const Text& host, bool is_master) {
        const Text version = dice_.of({"v11.7", "v11.19.6", "v9.2"});
        put(Text(static_cast<std::size_t>(dice_.roll(7)), ' ') + spelled(host) + ": license server UP " +
            (is_master ? "(MASTER) " : "") + version);
        GeneratedServer& one = server(host);
        if (one.version.empty()) one.version = version;
        one.up = true;
        one.master = one.master || is_master;
    }

    void down_line(const Text& host) {
        server(host);
        put(spelled(host) + ": " +
            dice_.of({"Cannot connect to license server system. (-15,570:115 \"Operation now in progress\")",
                      "Cannot read data from license server system. (-16,287)"}));
    }

    bool serving_servers(const std::vector<Text>& hosts) {
        const std::int64_t master = dice_.roll(std::ssize(hosts));
        const std::int64_t down = hosts.size() > 1 && dice_.one_in(3) ? dice_.roll(std::ssize(hosts)) : -1;
        for (std::int64_t i = 0; i < std::ssize(hosts); ++i) {
            const Text& host = hosts[static_cast<std::size_t>(i)];
            if (i == down && i != master) {
                down_line(host);
            } else {
                up_line(host, i == master && (hosts.size() > 2 || !dice_.one_in(3)));
                if (dice_.one_in(8)) up_line(host, dice_.one_in(2));    // again
            }
        }
        return true;
    }

    bool failing_servers(const std::vector<Text>& hosts) {
        for (const Text& host : hosts) server(host);
        const std::int64_t kind = dice_.roll(4);
        if (kind == 0) {
            put("lmgrd is not running: License server machine is down or not responding. (-96,7:2 \"No such file or "
                "directory\")");
        } else if (kind == 1) {
            put("Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")");
        } else if (kind == 2 && hosts.size() > 2) {
            for (const Text& host : hosts) up_line(host, false);    // no MASTER
        } else {
            for (const Text& host : hosts) down_line(host);
        }
        return false;
    }

    // Daemons

    void daemons(const Text& host) {
        put("Vendor daemon status (on " + host + "):");
        const std::vector<Text> all = dice_.one_in(2) ? std::vector<Text>{"snpslmd", "cdslmd"} : std::vector<Text>{"MLM"};
        if (all.size() == 1) return daemon_with_list(all[0], make_list(all, all[0]), all);
        switch (dice_.roll(4)) {
            case 0: return lists_apart(all);
            case 1: return list_twice(all);
            case 2: return different_totals(all);
            default: return shared_list(all);
        }
    }

    void daemon_line(const Text& daemon, bool is_up) {
        const Text version = is_up ? dice_.of({"v11.6", "v11.19"}) : "";
        put(indent() + daemon + (is_up ? ": UP " + version : ": The desired vendor daemon is down. (-97,121)"));
        truth_.daemons[{daemon, version}] = is_up;
    }

    /// `known` are the daemons that its pools may name; without them, the daemon in front is it.
    void daemon_with_list(const Text& daemon, const std::vector<Block>& list, const std::vector<Text>& known,
                          bool counts = true) {
        daemon_line(daemon, !dice_.one_in(12));
        if (!dice_.one_in(8)) put("Feature usage info:");
        for (const Block& block : list) {
            put_block(block);
            if (!counts) continue;
            const bool is_named = known.size() > 1 && std::find(known.begin(), known.end(), block.pool_vendor) != known.end();
            count(block, is_named ? block.pool_vendor : daemon);
        }
    }

    void lists_apart(const std::vector<Text>& all) {
        std::vector<Block> first = make_list({all[0]}, "a_");
        std::vector<Block> second = make_list({all[1]}, "b_");
        if (dice_.one_in(2)) {    // idle in both, with the same figures, in lists that differ
            const Block both = counted("both", 5, {});
            first.push_back(both);
            second.push_back(both);
            first.push_back(counted("a_only", 1, {}));
        }
        daemon_with_list(all[0], first, {});
        daemon_with_list(all[1], second, {});
    }

    void list_twice(const std::vector<Text>& all) {
        const std::vector<Block> list = make_list(all, "");
        daemon_with_list(all[0], list, all);
        daemon_with_list(all[1], list, all, false);
    }

    void different_totals(const std::vector<Text>& all) {
        std::vector<Block> first = {counted("x", 10, {}), counted("y", 20, {all[0]})};
        std::vector<Block> second = {counted("x", 11, {}), counted("y", 21, {all[1]})};
        daemon_with_list(all[0], first, {});
        daemon_with_list(all[1], second, {});
    }

    void shared_list(const std::vector<Text>& all) {
        daemon_line(all[0], true);
        daemon_with_list(all[1], make_list(all, ""), all);
    }

    // Features

    std::vector<Block> make_list(const std::vector<Text>& vendors, const Text& prefix) {
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

    Block unserved(const Text& name) {
        Block block;
        block.name = name;
        const Text figures = dice_.of({":  (Error: 21 licenses, unsupported by licensed server)",
                                       ": Cannot get users of " + name + ": No such feature exists. (-5,222)",
                                       ": Cannot get users of " + name + ": The desired vendor daemon is down. (-97,121)"});
        block.lines.push_back({"Users of " + name + figures});
        return block;
    }

    Block uncounted(const Text& name, const std::vector<Text>& vendors) {
        Block block;
        block.name = name;
        block.truth.uncounted = true;
        if (dice_.one_in(2)) details(block, vendors);
        block.truth.used = block.truth.checkouts;
        block.lines.insert(block.lines.begin(), {"Users of " + name + ":  (Uncounted, node-locked)"});
        return block;
    }

    /// Idle without vendors.
    Block counted(const Text& name, std::int64_t spare, const std::vector<Text>& vendors) {
        Block block;
        block.name = name;
        if (!vendors.empty() && !dice_.one_in(3)) details(block, vendors);
        GeneratedFeature& truth = block.truth;
        truth.used = truth.checkouts + truth.reservations;
        block.is_mismatch = dice_.one_in(20) && !vendors.empty();
        if (block.is_mismatch) ++truth.used;
        truth.issued = truth.used + spare;
        const Text gap = dice_.of({"  ", " ", ""});
        block.lines.insert(block.lines.begin(), {"Users of " + name + ":" + gap + "(Total of " + licenses(truth.issued) +
                                                 " issued;  Total of " + licenses(truth.used) + " in use)"});
        return block;
    }

    void details(Block& block, const std::vector<Text>& vendors) {
        block.pool_vendor = dice_.of(vendors);
        for (std::int64_t pools = dice_.between(1, 3); pools > 0; --pools) {
            pool(block);
            for (std::int64_t i = dice_.roll(6); i > 0; --i) {
                dice_.one_in(4) ? reservation(block) : checkout(block);
            }
        }
    }

    void pool(Block& block) {
        const auto [text, seconds] = expiry();
        const bool has_expiry = !dice_.one_in(3);
        block.lines.push_back({indent() + "\"" + block.name + "\" " + dice_.of({"v44", "v2017.06", "vL-2016.06"}) +
                               ", vendor: " + block.pool_vendor + (has_expiry ? ", expiry: " + text : "")});
        if (has_expiry) block.truth.expiry = std::min(block.truth.expiry.value_or(seconds), seconds);
        if (dice_.one_in(2)) block.lines.push_back({"  vendor_string: vi=0:at=276,(x) \"y\", start Mon 1/1 1:00, 5 licenses"});
        block.lines.push_back({indent() + dice_.of({"floating license", "nodelocked license, locked to \"ID=XXXX\"",
                                                    "uncounted nodelocked license locked to NOTHING (hostid=ANY)"})});
    }

    std::pair<Text, double> expiry() {
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

    void reservation(Block& block) {
        const std::int64_t seats = dice_.between(1, 50);
        const Text kind = dice_.of({"USER", "HOST", "DISPLAY", "INTERNET", "PROJECT", "GROUP", "HOST_GROUP"});
        block.lines.push_back({dice_.of({"\t", "    "}) + number(seats) +
                               (seats == 1 ? " RESERVATION for " : " RESERVATIONs for ") + kind + " " +
                               dice_.of({"G1", "big group", "pc1"}) + " (lic1/27000)"});
        block.truth.reservations += seats;
    }

    // Checkouts

    struct Who {
        Text bytes;
        Text user;
        Text host;
        bool is_sure = true;
    };

    Who who() {
        const std::vector<Name> users{{"alice", "alice"},
                                      {"bob", "bob"},
                                      {"1nou7p", "1nou7p"},
                                      {"J\xc3\xbcrgen", "J\xc3\xbcrgen"},
                                      {"M\xfcller", "M\xEF\xBF\xBDller"},
                                      {"\xd5\xc5\xc8\xfd", "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
                                      {"pc-user$", "pc-user$"}};
        const Name user = users[static_cast<std::size_t>(dice_.roll(std::ssize(users)))];
        const Text host = dice_.of({"pc1", "pc2.example.com", "license-server002$", "10.1.2.3", "WS-7"});
        switch (dice_.roll(12)) {
            case 0: return {user.bytes + " Smith Jr. " + host + " " + host, user.label + " Smith Jr.", host};
            case 1: return {user.bytes + " " + host + " " + host + ":0 APS Base", user.label, host};
            case 2: return {user.bytes + " " + host, user.label, host};
            case 3: return {user.bytes + " " + host + " disp 2017.06", user.label, host};
            case 4:
                return dice_.one_in(4) ? Who{user.bytes, user.label, "", false}
                                       : Who{user.bytes + " " + host + " " + host, user.label, host};
            case 5: return dice_.one_in(4) ? Who{"", "", "", false} : Who{user.bytes + "\t" + host + "  x", user.label, host};
            default:
                return {user.bytes + " " + host + " " +
                            dice_.of({host, "/dev/tty", ":0.0", "10.1.2.3:screen", "feature=x", "a,b(c"}),
                        user.label, host};
        }
    }

    void checkout(Block& block) {
        const Who one = who();
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

    // Truth

    void put_block(const Block& block) {
        maybe_odd_line();
        for (const Line& line : block.lines) put(line);
        maybe_odd_line();
    }

    void count(const Block& block, const Text& vendor) {
        GeneratedFeature& sum = truth_.features[{block.name, vendor}];
        const GeneratedFeature& one = block.truth;
        sum.issued += one.issued;
        sum.used += one.used;
        sum.checkouts += one.checkouts;
        sum.reservations += one.reservations;
        sum.queued += one.queued;
        sum.linger += one.linger;
        sum.uncounted = sum.uncounted || one.uncounted;
        if (one.expiry) sum.expiry = std::min(sum.expiry.value_or(*one.expiry), *one.expiry);
        for (const auto& [who, seats] : one.holders) sum.holders[who] += seats;
        if (block.is_mismatch) ++truth_.mismatches;
    }

    Dice dice_;
    bool crlf_ = false;
    std::int64_t blanks_ = 0;    // 0 nowhere, 1 here and there, 2 everywhere, 3 with blanks in them
    std::map<Text, Text> ports_;
    GeneratedLmstat truth_;
};

}    // namespace

GeneratedLmstat generate_lmstat(std::uint64_t seed) { return Generator(seed).generate(); }
