#include "tests/support/rlm_generator.hpp"

#include <algorithm>
#include <limits>
#include <set>
#include <utility>

#include "tests/support/lmstat_generator_features.hpp"

const std::vector<std::string> names_of_rlm_generator{"alice", "bob",    "smith",    "corp",      "pc1",
                                                      "ws",    "licsrv", "10.1.2.3", "m\xfcller", "example"};

namespace rlm_generator {
namespace {

using lmstat_generator::Dice;
using Text = std::string;
using Texts = std::vector<Text>;

/// Bytes in the output, and what a label says of them.
struct Name {
    Text bytes;
    Text label;
};

Text number(std::int64_t count) { return std::to_string(count); }

class Generator {
public:
    explicit Generator(std::uint64_t seed) : dice_(seed) {}

    GeneratedRlm generate() {
        line_end_ = dice_.one_in(5) ? "\r\n" : "\n";
        indent_ = dice_.of({"", "\t", "    ", "  \t"});
        is_middle_ = dice_.one_in(6);
        const std::int64_t servers = is_middle_ ? 1 : dice_.of({"1", "1", "2", "3"})[0] - '0';
        const Text path = banner(servers);
        if (is_middle_) middle();
        for (std::int64_t i = 0; i < servers && !is_middle_; ++i) {
            const std::size_t begin = truth_.text.size();
            if (server(i, path)) section_ = {begin, truth_.text.size() - begin};
        }
        if (section_.second > 0 && dice_.one_in(6)) say_again();
        sum_up();
        if (dice_.one_in(10) && !truth_.text.empty()) truth_.text.pop_back();    // no last newline
        return std::move(truth_);
    }

private:
    struct Pool {
        Text name;
        std::int64_t issued = 0;
        std::int64_t used = 0;
        std::optional<std::int64_t> reservations = {};
        std::optional<double> expiry = {};
        bool uncounted = false;
        bool is_known = true;
    };
    struct Sum {
        bool is_known = true;
        bool uncounted = false;
        bool names_users = true;
        bool tells_reservations = true;
        std::int64_t issued = 0;
        std::int64_t used = 0;
        std::int64_t reservations = 0;
        std::optional<double> expiry = {};
        std::vector<std::pair<RlmNames, std::int64_t>> lines = {};    // of its users
    };

    // Lines

    void put(const Text& line) {
        truth_.text += indent_ + line + dice_.of({"", "", " "}) + line_end_;
        if (dice_.one_in(12)) truth_.text += dice_.of({"", "  ", "\t"}) + line_end_;
    }
    void ruler() {
        put("");
        put("------------------------");
        put("");
    }
    void maybe_odd_line() {
        if (!dice_.one_in(40)) return;
        put(dice_.of({"odd line ", "WARNING: something, is odd ", "\xff\x01 odd: "}) + number(dice_.roll(100)));
        ++truth_.skipped;
    }

    /// What stands in front of the first server; the one that the license file path names, if it is one.
    Text banner(std::int64_t servers) {
        const bool is_file = dice_.one_in(5);
        if (!dice_.one_in(8)) {
            put("Setting license file path to " + Text(is_file        ? "/opt/alice/rlm.lic"
                                                       : servers == 1 ? "5053@licsrv0.example.com"
                                                                      : "5053@licsrv0.example.com:5053@licsrv1"));
            path_names_one_ = !is_file && servers == 1;
        }
        put(dice_.of({"rlmutil v12.2", "rlmutil v15.2", "rlmstat v9.1"}));
        put("Copyright (C) 2006-2017, Reprise Software, Inc. All rights reserved.");
        put("");
        return path_names_one_ ? "licsrv0.example.com" : "";
    }

    void statistics() {
        put(dice_.of({"rlm", "acme", "alice"}) + " comm version: v1.2");
        put("Startup time: Tue Oct 19 01:40:13 2021");
        put("Todays Statistics (13:48:32), init time: Tue Nov  2 23:00:06 2021");
        put("             Recent Stats         Todays Stats         Total Stats");
        put("              00:16:08             13:48:32         15d 11:08:25");
        put("Messages:    582 (0/sec)           28937 (0/sec)          777647 (0/sec)");
        put("Denials:     0 (0/sec)           0 (0/sec)          0 (0/sec)");
    }

    // Servers

    /// Whether it is up.
    bool server(std::int64_t index, const Text& path) {
        const Text host = dice_.of({"licsrv", "LICSRV"}) + number(index) + dice_.of({"", ".example.com"});
        const Text port = dice_.of({"5053", "4101"});
        if (dice_.one_in(6)) {
            dead_server(host, port, path);
            return false;
        }
        put("rlm status on " + host + " (port " + port + ")" + dice_.of({", up 99d 11:08:25", ", up 00:03:51"}));
        const Text version = dice_.of({"v12.2", "v15.0", ""});
        if (!version.empty()) put("rlm software version " + version + dice_.of({" (build:2)", ""}));
        truth_.servers[{host, port}] = {version, true};
        truth_.up = true;
        statistics();
        maybe_odd_line();
        isvs(host);
        return true;
    }

    void say_again() {
        truth_.text += truth_.text.substr(section_.first, section_.second);
        ++truth_.skipped;
    }

    void dead_server(const Text& host, const Text& port, const Text& path) {
        const bool is_named = !dice_.one_in(3);
        put("Error connecting to \"rlm\" server");
        put("");
        put("Connection attempted to host: \"" + (is_named ? host : "") + "\" on port " + port);
        put("");
        put(dice_.of({"No error", "Connection refused at server (-111)", "Bad server hostname alice (-23)"}));
        truth_.has_failure = true;
        if (is_named) {
            truth_.servers[{host, port}] = {"", false};
        } else if (!path.empty()) {
            truth_.servers[{path, "5053"}] = {"", false};
        }
        if (dice_.one_in(2)) ruler();
        if (!dice_.one_in(6)) return;
        truth_.up = true;
        list("", host, true);    // whose head is missing
    }

    void isvs(const Text& host) {
        Texts names{"acme", "zeta", "foo-bar"};
        names.resize(static_cast<std::size_t>(dice_.between(1, 3)));
        std::map<Text, bool> runs;
        for (const Text& name : names) runs[name] = !dice_.one_in(5);
        const bool has_table = !dice_.one_in(6);
        if (has_table) table(names, runs);
        if (dice_.one_in(10)) {
            refuse("bob");
            daemon("bob", "", false);
        }
        for (const Text& name : names) {
            const bool is_refused = !runs[name] && (!has_table || dice_.one_in(3));
            if (is_refused) refuse(name);
            if (runs[name]) {
                isv(name, host);
            } else {
                daemon(name, "", false);
                if (dice_.one_in(3)) list(name, host, false);
            }
        }
    }

    void daemon(const Text& name, const Text& version, bool is_up) {
        bool& all_up = truth_.daemons.try_emplace({name, version}, true).first->second;
        all_up = all_up && is_up;
    }

    void table(const Texts& names, std::map<Text, bool>& runs) {
        Texts columns{"Name", "Port", "Running", "Restarts"};
        if (dice_.one_in(4)) std::reverse(columns.begin(), columns.end());
        if (dice_.one_in(6)) columns.insert(columns.begin() + 1, "Extra");
        put("--------- ISV servers ----------");
        put(row(columns, {}));
        for (const Text& name : names) {
            const Text answer = runs[name] ? dice_.of({"Yes", "yes"}) : dice_.of({"No", "NO"});
            put(row(columns, {{"Name", name}, {"Port", "63133"}, {"Running", answer}, {"Restarts", "0"}, {"Extra", "x"}}));
        }
        if (dice_.one_in(8)) {
            put("broken row");
            ++truth_.skipped;
        }
        ruler();
    }

    Text row(const Texts& columns, const std::map<Text, Text>& cells) {
        Text line;
        for (const Text& one : columns)
            line += (cells.empty() ? one : cells.at(one)) + Text(static_cast<std::size_t>(dice_.between(1, 12)), ' ');
        return line;
    }

    void refuse(const Text& name) {
        put("Error connecting to \"" + name + "\" server");
        put("");
        put("Connection attempted to host: \"licsrv0\" on port 63133");
        put("Connection refused (-111)");
        ruler();
    }

    void isv(const Text& name, const Text& host) {
        put(name + " ISV server status on " + host + " (port 63133), up 99d 11:08:18");
        const Text version = dice_.of({"v12.2", "v14.1", ""});
        if (!version.empty()) put(name + " software version " + version + " (build: 2)");
        daemon(name, version, true);
        put(name + " Debug log filename: C:\\alice\\logs\\x.dlog");
        put(name + " Report log filename: <stdout>");
        statistics();
        ruler();
        list(name, host, true);
    }

    /// A text that begins within the pools of an ISV.
    void middle() {
        truth_.up = true;
        list("", "licsrv0", true);
    }

    // Pools

    void list(const Text& isv, const Text& host, bool runs) {
        if (!isv.empty()) put(isv + " license pool status on " + host + " (port 63133)");
        put("");
        std::vector<Pool> pools;
        for (std::int64_t i = isv.empty() ? 1 + dice_.roll(5) : dice_.roll(6); i > 0; --i) pools.push_back(pool(isv));
        const bool names_users = dice_.one_in(2) || !dice_.one_in(4);
        for (Pool& one : pools) {
            put_pool(one, i_++);
            if (!runs && one.is_known) ++truth_.skipped;    // nobody can tell its figures
            add(one, isv, runs, names_users);
            maybe_odd_line();
            if (dice_.one_in(30)) nobodys_pool();
        }
        const bool has_tokens = dice_.one_in(5);
        if (has_tokens) put("tok-ens v1.0"), put("\tToken-based license");
        put("");
        ruler();
        if (!names_users) return;
        users(isv, host, pools, has_tokens);
    }

    /// One whose name can't be read.
    void nobodys_pool() {
        put("nobody 1.0, pool: 3");
        put("\tcount: 5, # reservations: 0, inuse: 4, exp: 1-jan-2020");
        put("\tobsolete: 0, min_remove: 120, total checkouts: 7");
        truth_.skipped += 3;
    }

    Pool pool(const Text& isv) {
        Pool one;
        one.name =
            dice_.of({"solver", "mesh-er", "rend_i", "a v2", "3d.sim", "x@y."}) + (isv.empty() ? "9" : number(dice_.roll(2)));
        one.issued = dice_.one_in(8) ? 1'000'000 : dice_.roll(100);
        one.used = dice_.one_in(3) ? 0 : dice_.roll(one.issued + 1);
        one.uncounted = dice_.one_in(10);
        one.is_known = !dice_.one_in(15);
        if (!one.uncounted && !dice_.one_in(10)) one.reservations = dice_.one_in(3) ? dice_.roll(9) : 0;
        return one;
    }

    /// "exp: ..." of a pool; may be empty.
    Text expiry(Pool& one) {
        switch (dice_.roll(5)) {
            case 0: one.expiry = std::numeric_limits<double>::infinity(); return "exp: permanent";
            case 1: one.expiry = 1643673600; return "exp: 31-jan-2022";
            case 2: one.expiry = 1737417600; return "exp: 20-JAN-2025";
            case 3: one.expiry = std::numeric_limits<double>::infinity(); return "exp: 1-jan-0";
            default: return "";
        }
    }

    void put_pool(Pool& one, std::int64_t index) {
        put(one.name + dice_.of({" v1.0", " v2024.0331", " v3"}) + dice_.of({"", ", pool: " + number(index)}));
        Texts fields;
        if (one.uncounted) {
            fields = {dice_.of({"UNCOUNTED", "count: uncounted"})};
        } else {
            fields = {"count: " + number(one.issued)};
        }
        if (one.reservations) fields.push_back(dice_.of({"# reservations: ", "#reservations: "}) + number(*one.reservations));
        fields.push_back("inuse: " + number(one.used));
        const Text date = expiry(one);
        if (!date.empty()) fields.push_back(date);
        if (!one.is_known) break_field(fields);
        Texts others{"obsolete: 0", "min_remove: 120", "total checkouts: " + number(dice_.roll(9'999))};
        if (dice_.one_in(4)) others.insert(others.begin(), "soft_limit: 5");
        if (dice_.one_in(4)) std::reverse(fields.begin(), fields.end());
        put_fields(fields, others);
        if (!one.is_known) ++truth_.skipped;
    }

    void break_field(Texts& fields) {
        auto& field = *std::find_if(fields.begin(), fields.end(), [](const Text& one) { return one.starts_with("inuse"); });
        field = dice_.of({"inuse: -3", "inuse: 99999999999999999999", "inuse: ?", "inuse:"});
    }

    void put_fields(const Texts& fields, const Texts& others) {
        const auto joined = [](const Texts& all) {
            Text line;
            for (const Text& one : all) line.append(line.empty() ? "" : ", ").append(one);
            return line;
        };
        switch (dice_.roll(6)) {
            case 0: put("\t" + joined(others)), put("\t" + joined(fields)); break;
            case 1: put("\t" + joined(fields) + ", " + joined(others)); break;
            case 2:
                for (const Text& one : fields) put("\t" + one);
                put("\t" + joined(others));
                break;
            default: put("\t" + joined(fields)), put("\t" + joined(others));
        }
    }

    void add(const Pool& one, const Text& isv, bool runs, bool names_users) {
        Sum& sum = sums_[{one.name, isv}];
        if (!one.is_known || !runs) sum.is_known = false;
        sum.uncounted = sum.uncounted || one.uncounted;
        sum.names_users = sum.names_users && (names_users || one.used == 0);
        sum.tells_reservations = sum.tells_reservations && one.reservations;
        sum.issued += one.issued;
        sum.used += one.used;
        sum.reservations += one.reservations.value_or(0);
        if (one.expiry) sum.expiry = std::min(sum.expiry.value_or(*one.expiry), *one.expiry);
    }

    // Users

    void users(const Text& isv, const Text& host, const std::vector<Pool>& pools, bool has_tokens) {
        const Text head = isv.empty() ? "acme" : isv;
        if (isv.empty()) daemon(head, "", true);
        put(head + " license usage status on " + host + " (port 63133)");
        put("");
        for (const Pool& one : pools) {
            std::int64_t left = one.used;
            if (dice_.one_in(6)) left += dice_.roll(3);    // seats that are shared
            for (int i = 0; left > 0 && i < 6; ++i) {
                const std::int64_t seats = dice_.one_in(3) ? left : dice_.between(1, left);
                put_user(one.name, isv, seats);
                left -= seats;
            }
        }
        if (has_tokens) put("tok-ens v1.0: alice@pc1 1/0 at 11/01 09:01  (handle: 1)");
        if (dice_.one_in(8)) {
            put("nothing v1.0: alice@pc1 1/0 at 11/01 09:01  (handle: 1)");
            ++truth_.skipped;
        }
        if (dice_.one_in(8)) {
            put("solver0 v1.0: alice@pc1 waits for alice@pc1");
            ++truth_.skipped;
        }
        if (dice_.one_in(2)) ruler();
    }

    void put_user(const Text& name, const Text& isv, std::int64_t seats) {
        const Name user = name_of(dice_.of({"alice", "bob", "ALICE", "CORP\\bob", "alice smith", "bob@example.com", "M\xfcller",
                                            "smith, bob", "x v2: bob", "x 1/0 at 1"}));
        const Text host = dice_.of({"pc1", "ws-3.example.com", "10.1.2.3", "PC1", "2001:db8::7", "ws_1"});
        Text who = user.bytes + "@" + host;
        RlmNames key{user.label, host};
        if (dice_.one_in(12)) {
            who = dice_.of({"alice", "alice@pc1 bob"});
            key = {};
        }
        if (dice_.one_in(8)) who += "(v1.0) (809f418)";
        const Text handle = dice_.of({"  (handle: 15a)", "  (handle: c4) ", "", "  (handle: 1) [I: alice@pc1 9/0 at 3]"});
        const Text gap = dice_.of({" ", "\t", "  "});
        put(name + " v" + number(dice_.roll(9)) + ".0: " + who + gap + number(seats) + "/" + number(dice_.roll(2)) +
            " at 11/01 09:01" + handle);
        sums_[{name, isv}].lines.emplace_back(key, seats);
    }

    static Name name_of(const Text& bytes) {
        const std::size_t at = bytes.find('\xfc');
        Name name{bytes, bytes};
        if (at != Text::npos) name.label.replace(at, 1, "\xef\xbf\xbd");
        return name;
    }

    // What it all says

    void sum_up() {
        for (const auto& [names, sum] : sums_) {
            GeneratedRlmFeature& feature = truth_.features[names];
            feature.is_known = sum.is_known;
            if (!sum.is_known) continue;
            feature.uncounted = sum.uncounted;
            if (!sum.uncounted) feature.issued = sum.issued;
            feature.used = sum.used;
            if (sum.tells_reservations) feature.reservations = sum.reservations;
            feature.expiry = sum.expiry;
            tell_holders(sum, feature);
        }
    }

    /// Each line has its own seats, or those of one user on one host, or of one user, share them, if that is what is used.
    void tell_holders(const Sum& sum, GeneratedRlmFeature& feature) {
        std::map<RlmNames, std::int64_t> on_hosts;
        std::int64_t seats = 0;
        for (const auto& [who, count] : sum.lines) {
            seats += count;
            feature.holders[who] += count;
            on_hosts[who] = std::max(on_hosts[who], count);
        }
        if (!sum.names_users) return;
        const std::int64_t reserved = sum.tells_reservations ? sum.reservations : 0;
        std::map<RlmNames, std::int64_t> of_users;
        for (const auto& [who, count] : on_hosts) {
            const auto last = of_users.empty() ? of_users.end() : std::prev(of_users.end());
            const bool is_same = last != of_users.end() && last->first.first == who.first;
            if (is_same && last->second >= count) continue;
            if (is_same) of_users.erase(last);
            of_users[who] = count;
        }
        if (seats <= sum.used && sum.used <= seats + reserved) {
            feature.checkouts = seats;
        } else if (seats > sum.used && total(on_hosts) == sum.used) {
            feature.checkouts = sum.used;
            feature.holders = on_hosts;
        } else if (seats > sum.used && total(of_users) == sum.used) {
            feature.checkouts = sum.used;
            feature.holders = of_users;
        } else {
            ++truth_.mismatches;
        }
    }

    static std::int64_t total(const std::map<RlmNames, std::int64_t>& all) {
        std::int64_t sum = 0;
        for (const auto& [who, count] : all) sum += count;
        return sum;
    }

    Dice dice_;
    GeneratedRlm truth_;
    Text line_end_;
    Text indent_;
    bool is_middle_ = false;
    bool path_names_one_ = false;
    std::int64_t i_ = 1;
    std::pair<std::size_t, std::size_t> section_ = {};    // of the text: the last server that is up
    std::map<RlmNames, Sum> sums_;
};

}    // namespace
}    // namespace rlm_generator

GeneratedRlm generate_rlm(std::uint64_t seed) { return rlm_generator::Generator(seed).generate(); }
