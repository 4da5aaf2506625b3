#include "tests/support/lmstat_generator.hpp"

#include <algorithm>
#include <iterator>
#include <vector>

#include "tests/support/lmstat_generator_features.hpp"

using namespace lmstat_generator;

namespace {

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
        if (dice_.one_in(10)) next_server_fails();
        for (auto& [name, feature] : truth_.features) {
            if (!feature.is_known) feature = GeneratedFeature{.is_known = false};
        }
        if (dice_.one_in(3)) installed();
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
    void maybe_odd_line() {
        if (has_odd_lines_ && !is_in_message_ && dice_.one_in(60))
            put(Line{features_.indent() + "odd line " + std::to_string(dice_.roll(100)), true});
    }

    // Servers

    void system(std::int64_t index) {
        const std::int64_t members = dice_.of({"1", "1", "2", "3", "3"})[0] - '0';
        std::vector<Text> hosts;
        Text list;
        for (std::int64_t i = 0; i < members; ++i) {
            hosts.push_back(dice_.of({"lic", "LicSrv-", "10.0.0."}) + std::to_string(index * 10 + i) +
                            dice_.of({".example.com", "-x.dom"}));
            ports_[hosts.back()] = dice_.one_in(6) ? "" : dice_.of({"27000", "1713", "port"});
            if (i > 0) list += ',';
            if (!ports_[hosts.back()].empty()) list += ports_[hosts.back()] + '@';
            list += hosts.back();
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

    void next_server_fails() {
        put("Error getting status: Cannot connect to license server system. (-15,570:111 \"Connection refused\")");
        truth_.has_failure = true;
    }

    // Daemons

    void daemons(const Text& host) {
        put("Vendor daemon status (on " + host + "):");
        const std::vector<Text> all = dice_.one_in(2) ? std::vector<Text>{"snpslmd", "cdslmd"} : std::vector<Text>{"MLM"};
        is_up_.clear();
        for (const Text& one : all) is_up_[one] = !dice_.one_in(12);
        if (all.size() == 1) return daemon_with_list(all[0], features_.make_list(all, all[0]), all);
        switch (dice_.roll(4)) {
            case 0: return lists_apart(all);
            case 1: return list_twice(all);
            case 2: return different_totals(all);
            default: return shared_list(all);
        }
    }

    void daemon_line(const Text& daemon) {
        const bool is_up = is_up_.at(daemon);
        const Text version = is_up ? dice_.of({"v11.6", "v11.19"}) : "";
        put(features_.indent() + daemon + (is_up ? ": UP " + version : ": The desired vendor daemon is down. (-97,121)"));
        truth_.daemons[{daemon, version}] = is_up;
    }

    /// `known` are the daemons that its pools may name; without them, the daemon in front is it.
    void daemon_with_list(const Text& daemon, const std::vector<Block>& list, const std::vector<Text>& known,
                          bool counts = true) {
        daemon_line(daemon);
        if (list.empty() || !dice_.one_in(8)) put("Feature usage info:");
        is_in_message_ = false;
        for (const Block& block : list) {
            put_block(block);
            if (!counts) continue;
            const bool is_named = known.size() > 1 && std::find(known.begin(), known.end(), block.pool_vendor) != known.end();
            const Text& vendor = is_named ? block.pool_vendor : daemon;
            const bool is_told = known.size() <= 1 || is_named;
            count(is_told && !is_up_.at(vendor) && block.is_served && block.truth.is_known ? unknown(block) : block, vendor);
        }
    }

    /// What its daemon, which is down, can't tell.
    static Block unknown(Block block) {
        block.truth = {.is_known = false};
        block.has_reason = true;
        block.is_mismatch = false;
        return block;
    }

    void lists_apart(const std::vector<Text>& all) {
        std::vector<Block> first = features_.make_list({all[0]}, "a_");
        std::vector<Block> second = features_.make_list({all[1]}, "b_");
        if (dice_.one_in(2)) {    // idle in both, with the same figures, in lists that differ
            const Block both = features_.counted("both", 5, {});
            first.push_back(both);
            second.push_back(both);
            first.push_back(features_.counted("a_only", 1, {}));
        }
        daemon_with_list(all[0], first, {});
        daemon_with_list(all[1], second, {});
    }

    void list_twice(const std::vector<Text>& all) {
        const std::vector<Block> list = features_.make_list(all, "");
        has_odd_lines_ = false;    // else the lists would differ
        daemon_with_list(all[0], list, all);
        daemon_with_list(all[1], list, all, false);
        has_odd_lines_ = true;
    }

    void different_totals(const std::vector<Text>& all) {
        std::vector<Block> first = {features_.counted("x", 10, {}), features_.counted("y", 20, {all[0]})};
        std::vector<Block> second = {features_.counted("x", 11, {}), features_.counted("y", 21, {all[1]})};
        daemon_with_list(all[0], first, {});
        daemon_with_list(all[1], second, {});
    }

    void shared_list(const std::vector<Text>& all) {
        daemon_line(all[0]);
        daemon_with_list(all[1], features_.make_list(all, ""), all);
    }

    // Truth

    void put_block(const Block& block) {
        maybe_odd_line();
        put(block.head);
        for (const Line& line : block.lines) put(line);
        is_in_message_ = block.is_open;
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
        sum.borrowed += one.borrowed;
        sum.is_known = sum.is_known && one.is_known;
        sum.names_users = sum.names_users && one.names_users;
        if (!sum.names_users) sum.borrowed = 0;
        sum.uncounted = sum.uncounted || one.uncounted;
        if (sum.uncounted) sum.issued = 0;
        if (one.expiry) sum.expiry = std::min(sum.expiry.value_or(*one.expiry), *one.expiry);
        for (const auto& [who, seats] : one.holders) {
            GeneratedSeats& held = sum.holders[who];
            held.started = held.all == 0 ? seats.started : std::min(held.started, seats.started);
            held.all += seats.all;
            held.borrowed += seats.borrowed;
            held.borrowed_for = std::max(held.borrowed_for, seats.borrowed_for);
        }
        if (block.is_mismatch) ++truth_.mismatches;
        if (block.has_reason) ++truth_.skipped;
    }

    // What lmstat -i adds

    void installed() {
        if (dice_.one_in(2))
            put("NOTE: lmstat -i does not give information from the server,\n  but only reads the license file.");
        const bool is_vendor_first = dice_.one_in(2);
        put(Text("Feature  Version  #licenses  ") + (is_vendor_first ? "Vendor  Expires" : "Expires  Vendor"));
        put("_______  _________");
        std::map<Text, std::map<Text, double>> rows;    // by name and vendor
        for (std::int64_t i = dice_.roll(8); i > 0 && !truth_.features.empty(); --i) {
            auto feature = truth_.features.begin();
            std::advance(feature, dice_.roll(std::ssize(truth_.features)));
            const Text vendor = dice_.of({"other", feature->first.second});
            const auto [text, seconds] = features_.expiry();
            const Text end = is_vendor_first ? vendor + "   " + text : text + " " + vendor;
            put(features_.indent() + feature->first.first + "   1.0  " + dice_.of({"5", "uncounted"}) + " " + end);
            double& row = rows[feature->first.first].try_emplace(vendor, seconds).first->second;
            row = std::min(row, seconds);
        }
        if (dice_.one_in(8)) put(Line{"odd row", true});
        for (auto& [name, feature] : truth_.features) {
            if (feature.is_known && rows.contains(name.first)) add_expiry(feature, rows[name.first], name.second);
        }
    }

    static void add_expiry(GeneratedFeature& feature, const std::map<Text, double>& rows, const Text& vendor) {
        for (const auto& [of, seconds] : rows) {
            if (of == vendor || !rows.contains(vendor)) feature.expiry = std::min(feature.expiry.value_or(seconds), seconds);
        }
    }

    Dice dice_;
    FeatureMaker features_{dice_};
    std::map<Text, bool> is_up_;    // the daemons of one system
    bool crlf_ = false;
    std::int64_t blanks_ = 0;    // 0 nowhere, 1 here and there, 2 everywhere, 3 with blanks in them
    bool has_odd_lines_ = true;
    bool is_in_message_ = false;    // of the last feature, which odd lines may be part of
    std::map<Text, Text> ports_;
    GeneratedLmstat truth_;
};

}    // namespace

GeneratedLmstat generate_lmstat(std::uint64_t seed) { return Generator(seed).generate(); }
