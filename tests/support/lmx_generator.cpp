#include "tests/support/lmx_generator.hpp"

#include <array>
#include <limits>
#include <utility>

namespace {

using Text = std::string;

/// splitmix64: the same numbers with every library.
class LmxDice {
public:
    explicit LmxDice(std::uint64_t seed) : state_(seed) {}

    /// 0 to sides - 1.
    std::int64_t roll(std::int64_t sides) {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t x = state_;
        x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
        x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
        return static_cast<std::int64_t>((x ^ (x >> 31U)) % static_cast<std::uint64_t>(sides));
    }
    bool one_in(std::int64_t sides) { return roll(sides) == 0; }
    Text of(const std::vector<Text>& all) { return all[static_cast<std::size_t>(roll(std::ssize(all)))]; }

private:
    std::uint64_t state_;
};

/// One pool of a feature, and what is true of it.
struct Pool {
    bool is_known = true;
    bool uncounted = false;
    std::int64_t issued = 0;
    std::int64_t used = 0;
    std::int64_t named = 0;
    bool has_all_counts = true;    // of holders
    std::int64_t borrowed = 0;
    bool tells_borrowed = true;
    std::optional<double> expiry = {};
};

class LmxGenerator {
public:
    explicit LmxGenerator(std::uint64_t seed) : dice_(seed) {}

    GeneratedLmx generate() {
        crlf_ = dice_.one_in(5);
        extra_blanks_ = dice_.one_in(4);
        has_borrowed_ = dice_.one_in(3);
        if (!dice_.one_in(5)) put("LM-X End-user Utility v3.32");
        if (!dice_.one_in(5)) put("Copyright (C) 2002-2010 X-Formation. All rights reserved.");
        put("");
        if (dice_.one_in(8)) {
            nobody();
        } else {
            const std::int64_t sections = dice_.one_in(3) ? 1 + dice_.roll(3) : 1;
            for (std::int64_t i = 0; i < sections; ++i) section(i);
            if (!answered_.empty() && dice_.one_in(4)) say_again();
        }
        join();
        if (dice_.one_in(8) && !is_cut_without_newline_) {
            truth_.text.pop_back();
            if (crlf_) truth_.text.pop_back();
        }
        return std::move(truth_);
    }

private:
    // Lines

    void put(const Text& line) {
        Text all = line;
        is_cut_without_newline_ =
            needs_newline_ || line.find("Login time:") != Text::npos || line.find("Server version:") != Text::npos;
        if (extra_blanks_ && !line.empty()) all = dice_.of({"", " ", "\t", "    "}) + line + dice_.of({"", " ", "\t"});
        truth_.text += all + (crlf_ ? "\r\n" : "\n");
        if (extra_blanks_ && dice_.one_in(4)) truth_.text += crlf_ ? " \r\n" : "\n";
    }
    void put_odd(const Text& line) {
        put(line);
        ++truth_.skipped;
    }
    Text gap() { return extra_blanks_ ? dice_.of({" ", "  ", "\t", " \t "}) : " "; }

    // Servers

    void nobody() {
        put("++++++++++++++++++++++++++++++++++++++++");
        put("LM-X license server(s):");
        put("----------------------------------------");
        fail("There are no license server(s) available.");
    }

    void fail(const Text& why) {
        put(why);
        if (truth_.failure.empty() || has_no_words_) truth_.failure = why;
        has_no_words_ = false;
        if (dice_.one_in(4)) put("and more of it");
    }

    Text host(std::int64_t section, std::int64_t index) {
        const Text number = std::to_string(section * 10 + index);
        return dice_.of({"licsrv" + number, "licsrv" + number + ".example.com", "10.9.8." + number, "fe80::9:" + number});
    }

    void section(std::int64_t index) {
        if (!dice_.one_in(4)) put("++++++++++++++++++++++++++++++++++++++++");
        std::vector<std::pair<Text, Text>> servers;
        Text list;
        for (std::int64_t i = 0, count = dice_.one_in(5) ? 3 : 1; i < count; ++i) {
            const Text port = dice_.of({"6200", "6300", "27007"});
            servers.emplace_back(host(index, i), port);
            list += (i == 0 ? "" : dice_.of({":", ",", ", "})) + port + "@" + servers.back().first;
        }
        needs_newline_ = false;
        put("LM-X License Server on " + list + dice_.of({":", ":", ":", "", ": Vendor ACME:"}));
        const bool is_down = dice_.one_in(6);
        const Text version = is_down || dice_.one_in(10) ? "" : dice_.of({"v5.1", "v4.9.3", "v5.5"});
        for (const auto& one : servers) truth_.servers[one] = {version, !is_down};
        if (is_down) {
            if (dice_.one_in(2)) put("");
            if (dice_.one_in(4)) return no_words();
            needs_newline_ = true;    // of words that are as good as any
            return fail(dice_.of({"There are no license server(s) available.",
                                  "License server does not respond (Internal: 40 Feature: X)",
                                  "Error: Network error. Connection refused", "Unable to connect to license server.",
                                  "No response from alice", "Host ws82 not found", "Access denied"}));
        }
        if (version.empty() && dice_.one_in(3)) {    // no answer
            for (const auto& one : servers) truth_.servers[one].up = false;
            return no_words();
        }
        truth_.up = true;
        answered_.insert(answered_.end(), servers.begin(), servers.end());
        put("");
        if (dice_.one_in(8)) put_odd("WARNING: ask alice");
        const Text uptime = "Uptime:" + gap() + "3 day(s) 12 hour(s) 0 min(s) 51 sec(s)";
        const Text told = "Server version:" + gap() + version;
        if (!version.empty()) put(dice_.one_in(4) ? uptime + gap() + told : told + gap() + uptime);
        if (!version.empty() && dice_.one_in(5)) return;    // it serves nothing
        for (std::int64_t i = 0, count = 1 + dice_.roll(6); i < count; ++i) feature();
        if (dice_.one_in(4)) put("----------------------------------------");
        if (dice_.one_in(6)) fail("Error: the connection was closed");
    }

    void no_words() {
        is_cut_without_newline_ = true;    // the host of the head may go on
        if (!truth_.failure.empty()) return;
        truth_.failure = "no answer";
        has_no_words_ = true;
    }

    /// The head of one that had answered comes again, with another one.
    void say_again() {
        auto& [old_host, old_port] = answered_[static_cast<std::size_t>(dice_.roll(std::ssize(answered_)))];
        const Text old = old_port + "@" + old_host;
        const Text other = "6200@licsrv99";
        put_odd("LM-X License Server on " + (dice_.one_in(2) ? old + ":" + other : other + ":" + old) + ":");
        put("Server version: v5.0 Uptime: 1 sec(s)");
        truth_.servers[{"licsrv99", "6200"}] = {"v5.0", true};
        Text& version = truth_.servers[{old_host, old_port}].version;
        if (version.empty()) version = "v5.0";
        put("Feature: HyperWorks Version: 21.0 Vendor: ALTAIR");
        put("3 of 9 license(s) used:");
        put("3 license(s) used by alice@WS82 [10.6.0.7]");
    }

    // Features

    void feature() {
        if (!dice_.one_in(5)) put("----------------------------------------");
        const Text name = dice_.of({"HyperWorks", "GlobalZoneEU", "Reader V5", "a_b-c.d", "x", "f\xc3\xa4st", "5_0_2-rayArc"});
        const Text vendor = dice_.of({"ALTAIR", "ACME", "ACME Inc."});
        feature_line(name, vendor);
        Pool pool;
        if (!dice_.one_in(10)) dates(pool);
        if (!dice_.one_in(6)) put("Key type:" + gap() + "EXCLUSIVE" + gap() + "License sharing:" + gap() + "CUSTOM VIRTUAL");
        put("");
        auto& holders = truth_.features[{name, vendor}].holders;
        if (dice_.one_in(12)) {
            without_figures(pool);
        } else {
            figures(pool);
            for (std::int64_t left = pool.used; left > 0;) left -= holder(pool, left, holders);
            if (dice_.one_in(6)) put("3 denial(s) in the last 24 hours" + dice_.of({"", ".", ":"}));
        }
        if (dice_.one_in(12)) put_odd("odd line " + std::to_string(dice_.roll(100)));
        pools_[{name, vendor}].push_back(pool);
    }

    void feature_line(const Text& name, const Text& vendor) {
        std::vector<Text> parts{"Feature:" + gap() + name, "Version:" + gap() + dice_.of({"21.0", "2024.0"}),
                                "Vendor:" + gap() + vendor};
        if (dice_.one_in(4)) std::swap(parts[0], parts[2]);
        if (dice_.one_in(4)) std::swap(parts[1], parts[2]);
        put(parts[0] + gap() + parts[1] + gap() + parts[2]);
    }

    void dates(Pool& pool) {
        const std::array<std::pair<const char*, std::optional<double>>, 5> all{{
            {"2023-01-31", 1'675'209'600.0},
            {"2024-02-29", 1'709'251'200.0},
            {"NONE", std::numeric_limits<double>::infinity()},
            {"2030-12-31", 1'924'992'000.0},
            {"2023-02-30", std::nullopt},
        }};
        const auto& [date, expiry] = all.at(static_cast<std::size_t>(dice_.roll(dice_.one_in(8) ? 5 : 4)));
        const Text start = "Start date:" + gap() + dice_.of({"2022-02-17", "NONE"});
        const Text expire = "Expire date:" + gap() + date;
        put(dice_.one_in(4) ? expire + gap() + start : start + gap() + expire);
        pool.expiry = expiry;
        if (!expiry) ++truth_.skipped;
    }

    void without_figures(Pool& pool) {
        pool.is_known = false;
        ++truth_.skipped;
        if (dice_.one_in(3)) return;
        put(dice_.of({"-1 of 3", "99999999999999999999 of 3", "1 of x3"}) + " license(s) used");
    }

    void figures(Pool& pool) {
        pool.used = dice_.one_in(2) ? 0 : 1 + dice_.roll(dice_.one_in(3) ? 40000 : 9);
        pool.uncounted = dice_.one_in(4);
        pool.issued = pool.uncounted ? 0 : pool.used + dice_.roll(1'000'000);
        const Text issued = pool.uncounted ? dice_.of({"2147483647", "2147483647", "UNLIMITED"}) : std::to_string(pool.issued);
        put(std::to_string(pool.used) + gap() + "of" + gap() + issued + gap() + "license(s) used" +
            (pool.used > 0 || dice_.one_in(4) ? ":" : ""));
    }

    // Holders

    using Holders = std::map<std::pair<Text, Text>, GeneratedLmxSeats>;

    /// How many seats it takes; those of a holder who isn't named as well.
    std::int64_t holder(Pool& pool, std::int64_t left, Holders& holders) {
        put("");
        const std::int64_t seats = 1 + dice_.roll(left);
        if (dice_.one_in(30)) return seats;
        const Text front = std::to_string(seats) + gap() + "license(s) used by" + gap();
        const Text user = dice_.of(
            {"alice", "bob@corp.example.com", "CORP\\carol.doe", "Jane Roe", "m\xfcller", "j\xc3\xb6rg", "alice [b] x"});
        const Text where = dice_.of({"WS82", "pc 1", "ws82.example.com_ver2023", "10.6.0.7"});
        const Text shown = user == "m\xfcller" ? "m\xef\xbf\xbdller" : user;
        std::pair<Text, Text> who{shown, where};
        if (dice_.one_in(30)) {
            who = {"", ""};
            put_odd(front + user.substr(0, user.find('@')) + " [10.6.0.7]");
        } else if (dice_.one_in(60)) {
            put_odd("x" + front + user + "@" + where + " [10.6.0.7]");
            pool.has_all_counts = pool.tells_borrowed = false;
            return seats;
        } else if (dice_.one_in(30)) {
            put_odd(front + user + "@" + where + " [10.6.0.7]" + dice_.of({" (borrowed by alice)", " [b]", " more"}));
            pool.tells_borrowed = false;
        } else if (where != "pc 1" && dice_.one_in(10)) {
            put(front + user + "@" + where);
        } else {
            put(front + user + "@" + where + gap() + dice_.of({"[10.6.0.7]", "[fe80::7:1]", "[fe80::7:1%eth0]"}));
        }
        pool.named += seats;
        const std::int64_t borrowed = details(user, where) ? seats : 0;
        pool.borrowed += borrowed;
        tells_borrowed_ = tells_borrowed_ || borrowed > 0;
        GeneratedLmxSeats& sum = holders[who];
        sum.all += seats;
        sum.borrowed += borrowed;
        return seats;
    }

    /// Whether the seats are borrowed.
    bool details(const Text& user, const Text& where) {
        const Text indent = dice_.of({"", "    "});
        const bool is_borrowed = has_borrowed_ && dice_.one_in(3);
        const Text borrow = "Borrow expire time:" + gap() + "2022-02-25 09:26";
        const Text times = "Login time: 2022-02-18 09:26   Checkout time: 2022-02-18 09:29 ";
        if (!is_borrowed) {
            put(indent + times);
        } else {
            put(indent + (dice_.one_in(2) ? borrow : times + gap() + borrow));
        }
        switch (dice_.roll(3)) {
            case 0: put(indent + "Shared on custom string: " + user + ":" + where + ":27164_23514544"); break;
            case 1: put(indent + "Shared on username: " + user + "   Shared on hostname: " + where + " "); break;
            default: break;
        }
        return is_borrowed;
    }

    // Truth

    void join() {
        for (auto& [name, pools] : pools_) {
            GeneratedLmxFeature& feature = truth_.features[name];
            for (const Pool& one : pools) {
                if (!one.is_known) feature.is_known = false;
            }
            if (!feature.is_known) {
                feature = {.is_known = false, .issued = {}, .used = {}, .checkouts = {}, .borrowed = {}};
                continue;
            }
            for (const Pool& one : pools) add(feature, one);
            if (!feature.checkouts || *feature.checkouts == *feature.used) continue;
            ++truth_.mismatches;    // some of them are not named
            feature.checkouts.reset();
        }
        truth_.is_error = !truth_.up && (truth_.failure.empty() || has_no_words_);
    }

    void add(GeneratedLmxFeature& feature, const Pool& pool) const {
        feature.uncounted = feature.uncounted || pool.uncounted;
        if (pool.uncounted) feature.issued.reset();
        if (feature.issued) *feature.issued += pool.issued;
        *feature.used += pool.used;
        if (!pool.has_all_counts) feature.checkouts.reset();
        if (feature.checkouts) *feature.checkouts += pool.named;
        if (!tells_borrowed_ || !pool.tells_borrowed || pool.named < pool.used) feature.borrowed.reset();
        if (feature.borrowed) *feature.borrowed += pool.borrowed;
        if (pool.expiry && (!feature.expiry || *pool.expiry < *feature.expiry)) feature.expiry = pool.expiry;
    }

    LmxDice dice_;
    GeneratedLmx truth_;
    std::map<std::pair<Text, Text>, std::vector<Pool>> pools_;    // by name and vendor
    std::vector<std::pair<Text, Text>> answered_;                 // hosts and ports
    bool has_no_words_ = false;                                   // the failure: nobody said why
    bool needs_newline_ = false;                                  // all lines to come
    bool crlf_ = false;
    bool is_cut_without_newline_ = false;    // the last line may go on
    bool extra_blanks_ = false;
    bool has_borrowed_ = false;
    bool tells_borrowed_ = false;
};

}    // namespace

GeneratedLmx generate_lmx(std::uint64_t seed) { return LmxGenerator(seed).generate(); }
