#include "tests/support/dsls_generator.hpp"

#include <algorithm>
#include <cctype>
#include <random>

namespace slurmlic::testing {
namespace {

using DslsText = std::string;

const std::vector<DslsText> dsls_names{"Editor",
                                       "EditorId",
                                       "Feature",
                                       "Model",
                                       "Commercial Type",
                                       "Max Release Number",
                                       "Max Release Date",
                                       "Pricing Structure",
                                       "Max Casual Duration",
                                       "Expiration Date",
                                       "Customer ID",
                                       "Count",
                                       "Inuse",
                                       "Tokens",
                                       "Casual Usage (mn)",
                                       "Host",
                                       "User",
                                       "Internal ID",
                                       "Active Process",
                                       "Client Code Version",
                                       "Session ID",
                                       "Granted Since",
                                       "Last Used At",
                                       "Granted At",
                                       "Queue Position"};
constexpr std::size_t names_of_dsls_pool = 13;

/// With commas, as "1,234,567".
DslsText grouped(std::int64_t count) {
    DslsText text = std::to_string(count);
    for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
    return text;
}

/// As a label shows it: the one byte here that is no UTF-8.
DslsText dsls_label(DslsText name) {
    if (const std::size_t at = name.find('\xfc'); at != DslsText::npos) name.replace(at, 1, "\xEF\xBF\xBD");
    return name;
}

class DslsTextGenerator {
public:
    DslsTextGenerator(std::uint64_t seed, bool in_order) : random_(seed), in_order_(in_order) {}

    GeneratedDsls make() {
        end_ = chance(30) ? "\r\n" : "\n";
        if (chance(80)) line("License Administration Tool Version 6.425.4 Built on May 2, 2023, 6:45:36 PM.");
        if (chance(12)) {
            make_dead();
        } else {
            make_servers();
            if (chance(95)) {
                make_table();
                if (chance(10)) repeat_table();
            } else {
                all_.up = false;
                all_.has_failure = true;
            }
            if (chance(30)) line("admin >admin >");
            if (chance(20)) all_.text += "admin >";
        }
        return std::move(all_);
    }

private:
    bool chance(unsigned percent) { return random_() % 100 < percent; }
    std::int64_t below(std::int64_t limit) { return static_cast<std::int64_t>(random_() % static_cast<std::uint64_t>(limit)); }
    template <class All>
    auto& one_of(const All& all) {
        return all[random_() % all.size()];
    }
    DslsText blank() { return one_of(std::vector<DslsText>{"", "", "", " ", "  ", "\t"}); }

    void line(const DslsText& text) {
        all_.text += text + end_;
        if (chance(5)) all_.text += blank() + end_;
    }

    // Servers

    void make_dead() {
        all_.has_failure = true;
        if (chance(10)) line("Password required: access to server is denied");
        const std::int64_t count = 1 + below(3);
        for (std::int64_t i = 0; i < count; ++i) {
            const DslsText host = DslsText("lic").append(std::to_string(7 + i)) + (chance(30) ? ".acme.test" : "");
            line(blank() + "Cannot connect to server " + host + " on port 4084" + (chance(30) ? " (Connection refused)" : ""));
            all_.servers[{host, "4084"}] = {};
        }
        if (chance(30)) line("ask whoever runs it");    // goes on
    }

    void make_servers() {
        const bool is_cluster = chance(20);
        const bool is_ready = chance(92);
        const DslsText ready = is_ready ? "yes" : one_of(std::vector<DslsText>{"no", "not yet", "starting (2 of 3)"});
        const std::vector<DslsText> hosts = is_cluster ? std::vector<DslsText>{"lic7", "lic8.acme.test", "lic9"}
                                                       : std::vector<DslsText>{chance(50) ? "lic7" : "lic8.acme.test"};
        const bool tells_who = !is_cluster || chance(60);    // of a cluster answered
        DslsText names = tells_who ? "Server name: " + hosts[0] : "";
        if (is_cluster) {
            names += "   Server names:";
            for (const DslsText& host : hosts) names += " " + host;
        }
        const DslsText ids = is_cluster ? "Server ids: QRX-1 QRX-2 QRX-3" : "Server id: QRX-123";
        const bool tells_version = chance(95);
        std::vector<DslsText> facts{"\tBuild date: May 2, 2023, 6:45:36 PM",
                                    is_cluster ? "Failover mode" : "    Standalone mode", "    Ready: " + ready,
                                    chance(80) ? names + "   " + ids : ids + "\t" + names};
        if (tells_version)
            facts.insert(facts.begin(), DslsText("admin >\tSoftware version: 6.425.").append(std::to_string(below(10))));
        const DslsText version = tells_version ? facts[0].substr(facts[0].rfind(' ') + 1) : "";
        if (chance(30)) std::ranges::shuffle(facts, random_);
        for (const DslsText& fact : facts) line(fact);
        facts_ = facts;
        if (tells_who) all_.servers[{hosts[0], ""}] = {is_ready ? version : "", is_ready};
        all_.up = is_ready;
        all_.has_failure = !is_ready;
        if (chance(30)) {
            line(
                "Warning: restricted connection, some operations are not permitted; due to an existing connection in full "
                "access "
                "from ws04(10.0.0.4)");
        }
        if (chance(10)) skip_line("~~ nobody knows this ~~");
        if (chance(20)) line("admin >getLicenseUsage -csv");
        if (chance(5)) skip_line("admin >getLicenseUsage requires full access");
    }

    /// The same output once more, which is not counted.
    void repeat_table() {
        const bool tells_server = chance(70);
        for (const DslsText& fact : tells_server ? facts_ : std::vector<DslsText>()) line(fact);
        skip_line(head_);
        for (const DslsText& row : all_rows_) line(row);
    }

    void skip_line(const DslsText& text) {
        line(text);
        ++all_.skipped;
    }

    // The table

    void make_table() {
        order_.clear();
        const std::size_t count = chance(10) ? names_of_dsls_pool : dsls_names.size() - (chance(15) ? 1U : 0U);
        for (std::size_t i = 0; i < count; ++i) order_.push_back(i);
        if (chance(15)) order_.push_back(dsls_names.size() + 1);    // one that is new
        is_plain_ = in_order_ || chance(65);
        if (!is_plain_) std::ranges::shuffle(order_, random_);
        has_users_ = count > names_of_dsls_pool;
        has_queue_ = count == dsls_names.size();
        ends_in_comma_ = chance(80);
        DslsText head = chance(40) ? "admin >" : "";
        const bool is_loud = chance(10);
        for (const std::size_t place : order_) {
            DslsText name = place < dsls_names.size() ? dsls_names[place] : "New Column";
            if (is_loud) std::ranges::transform(name, name.begin(), [](char c) { return static_cast<char>(std::toupper(c)); });
            if (!head.empty() && !head.ends_with('>')) head += ',';
            head += blank() + name + blank();
        }
        if (ends_in_comma_) head += ',';
        head_ = head;
        line(head);
        std::vector<DslsText> names{"QXU", "PX9", "QAX", "CATIA HD2", "a,b", "say \"x\"", "M\xfc"};
        std::ranges::shuffle(names, random_);
        const std::int64_t features = below(6);
        for (std::int64_t i = 0; i < features; ++i) make_feature(names[static_cast<std::size_t>(i)]);
    }

    void make_feature(const DslsText& name) {
        const DslsText editor = chance(80) ? "Dassault Systemes" : "Other, Inc";
        GeneratedDslsFeature feature{.issued = 0, .used = 0, .checkouts = 0};
        if (has_queue_ && has_users_) feature.queued = 0;
        rows_.clear();
        const std::int64_t pools = chance(70) ? 1 : 1 + below(3);
        has_other_case_ = false;
        surplus_ = pools == 2 && chance(30) ? 1 : 0;    // what the first has and the second has not, by their Inuse
        for (std::int64_t i = 0; i < pools; ++i) make_pool(name, editor, std::to_string(i), feature);
        // Of the same pool they need not stand together.
        if (!has_other_case_ && chance(30)) std::ranges::shuffle(rows_, random_);
        for (const DslsText& row : rows_) line(row);
        all_rows_.insert(all_rows_.end(), rows_.begin(), rows_.end());
        if (chance(5)) skip_line("?? a line of another kind");
        if (feature.uncounted) feature.issued.reset();
        if (!feature.is_known) feature = {.is_known = false};
        if (feature.checkouts && feature.checkouts != feature.used) {
            ++all_.mismatches;
            feature.checkouts.reset();
        }
        all_.features[{dsls_label(name), editor}] = feature;
    }

    DslsText expiry(GeneratedDslsFeature& feature) {
        const auto earliest = [&](double when) { feature.expiry = std::min(feature.expiry.value_or(when), when); };
        switch (below(8)) {
            case 0: return "";
            case 1: ++all_.skipped; return "next year";
            case 2: earliest(1924992000); return "2030-12-31";
            case 3: earliest(1924905600 + 59); return "2030-12-31T00:00:59Z";
            case 4: earliest(1924905600 + 3600 * 23 + 60 * 59); return "2030-12-31.23:59.UTC";
            default: earliest(1735693140); return "2025-01-01 00:59:00";
        }
    }

    void make_pool(const DslsText& name, const DslsText& editor, const DslsText& release, GeneratedDslsFeature& feature) {
        std::vector<DslsText> row(dsls_names.size() + 2);
        const bool has_tokens = has_users_ && chance(60);
        const bool is_token = has_tokens || chance(20);
        row[0] = editor;
        row[1] = "1A2B3C4D";
        row[2] = name;
        row[3] = is_token ? "Token" : "ConcurrentUser";
        row[4] = "STD";
        row[5] = release;    // which tells the pools apart
        row[6] = "2025-01-01 00:59:00";
        row[7] = chance(80) ? "YLC" : "Evaluation, free of charge";
        row[8] = "0";
        row[9] = expiry(feature);
        row[10] = "200000000012345";
        const std::int64_t issued = chance(90) ? below(3000) : 1'000'000;
        row[11] = count_text(issued);
        const std::int64_t uses = has_users_ && chance(60) ? 1 + below(4) : 0;
        std::vector<std::vector<DslsText>> all;
        std::int64_t used = 0;
        are_tokens_told_ = true;
        is_exceeded_ = false;
        untold_ = 0;
        for (std::int64_t i = 0; i < uses; ++i) used += make_use(row, is_token, has_tokens, i, feature, all);
        used += other_inuse(release, used, has_tokens);
        row[12] = count_text(used);
        *feature.issued += issued;
        *feature.used += used;
        const bool is_spoilt = chance(8);
        const bool is_read = !is_spoilt || !spoil(row, issued, feature);
        if (is_read) all_.skipped += untold_;
        if (is_read && is_exceeded_) ++all_.mismatches;
        if ((!has_users_ || !are_tokens_told_) && used > 0) feature.checkouts.reset();
        const bool is_alone = all.empty();
        if (is_alone) all.push_back(row);
        if (is_alone && !is_spoilt && surplus_ == 0 && row[9] != "next year" && chance(15)) {    // another one that is alike
            all.push_back(row);
            *feature.issued += issued;
            *feature.used += used;
        }
        for (std::vector<DslsText>& one : all) {
            std::copy(row.begin(), row.begin() + names_of_dsls_pool, one.begin());
            rows_.push_back(csv(one, is_alone));
        }
    }

    DslsText count_text(std::int64_t count) { return chance(10) ? grouped(count) : std::to_string(count); }

    /// How much more is in use than the uses of a pool have; less, where it may be, only if they have Tokens.
    std::int64_t other_inuse(const DslsText& release, std::int64_t used, bool has_tokens) {
        if (surplus_ > 0 && release == "0") return surplus_;
        const bool is_less = used > 1 && has_tokens && are_tokens_told_ && (surplus_ > 0 || chance(3));
        if (!is_less) return surplus_ == 0 && chance(15) ? 1 + below(5) : 0;
        are_tokens_told_ = false;
        is_exceeded_ = true;
        return -1;
    }

    /// Numbers that are none, which is told, or no limit.
    bool spoil(std::vector<DslsText>& row, std::int64_t issued, GeneratedDslsFeature& feature) {
        if (chance(30)) {
            row[11] = chance(50) ? "unlimited" : "Unlimited";
            feature.uncounted = true;
            *feature.issued -= issued;
            return false;
        }
        row[11 + random_() % 2] = one_of(std::vector<DslsText>{"-1", "99999999999999999999", "x", "1 2", "3.5", "1,00", "007"});
        feature.is_known = false;
        ++all_.skipped;
        return true;
    }

    DslsText host(bool is_long) {
        const DslsText name = one_of(std::vector<DslsText>{"node17", "node17.acme.test", "ws04", "BIGBOX"});
        return name +
               (is_long ? " (263.0)/10.0.0.9" : one_of(std::vector<DslsText>{"", " (43A1.1)/10.0.0.9", "/10.0.0.9", " (1.0)"}));
    }

    /// The seats that it has.
    std::int64_t make_use(std::vector<DslsText> row, bool is_token, bool has_tokens, std::int64_t number,
                          GeneratedDslsFeature& feature, std::vector<std::vector<DslsText>>& all) {
        const std::vector<DslsText> users{"annika",     "Bertram",   "Doe, Jane",       "carla@acme.test", "M\xfcller",
                                          "ACME\\dora", "quentin\"", "fdx0::17:node17", "Richard Roe"};
        const bool waits = has_queue_ && chance(15);
        const std::int64_t seats = has_tokens ? 1 + below(600) : 1;
        const bool are_seats_told = !has_tokens || !chance(4);
        if (has_tokens) row[13] = are_seats_told ? count_text(seats) : DslsText("1.0");
        row[15] = host(false);
        row[16] = one_of(users);
        row[17] = is_token ? row[2] : DslsText("ID.").append(std::to_string(number));
        row[18] = chance(70) ? "/opt/sim/bin/solver ( 4711)" : "";
        row[19] = chance(70) ? "6.424" : "";
        row[20] = chance(70) ? "0A1B2C3" : "";
        if (!waits) row[21] = row[22] = "2024-09-17 17:59:34";
        if (!waits && chance(60)) row[23] = row[21];
        if (waits) row[24] = std::to_string(1 + below(9));
        if (!waits && has_queue_ && chance(10)) row[24] = std::to_string(below(2));    // granted all the same
        const std::int64_t processes = is_token ? 1 : 1 + below(3);                    // that share the seat
        for (std::int64_t i = 0; i < processes; ++i) {
            row[20] = std::to_string(i) + "A1B2C3";
            all.push_back(row);
            if (i == 0 || !chance(20)) continue;
            has_other_case_ = true;
            for (char& c : all.back()[16]) c = static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
        }
        if (!are_seats_told) {
            ++untold_;
            if (waits) {
                feature.queued.reset();
            } else {
                are_tokens_told_ = false;
            }
            return waits ? 0 : seats;
        }
        if (waits) {
            if (feature.queued) *feature.queued += seats;
            return 0;
        }
        if (feature.checkouts) *feature.checkouts += seats;
        feature.holders[{dsls_label(row[16]), row[15].substr(0, row[15].find_first_of(" (/"))}] += seats;
        return seats;
    }

    DslsText field(const DslsText& value) {
        const bool is_odd = value.find_first_of(",\"") != DslsText::npos;
        if (!is_odd && !chance(5)) return blank() + value + blank();
        DslsText quoted = "\"";
        for (const char c : value) quoted += c == '"' ? "\"\"" : DslsText(1, c);
        quoted += '"';
        return blank() + quoted + blank();
    }

    /// A row without a use may end behind its pool.
    DslsText csv(const std::vector<DslsText>& row, bool is_alone) {
        std::size_t count = order_.size();
        if (is_alone && is_plain_) count = names_of_dsls_pool;
        const bool may_end = !is_alone && is_plain_ && has_queue_ && count == dsls_names.size() && row[24].empty();
        if (may_end && chance(50)) --count;
        DslsText text;
        for (std::size_t i = 0; i < count; ++i) {
            const std::size_t place = order_[i];
            if (i > 0) text += ',';
            text += field(place < dsls_names.size() ? row[place] : DslsText("new, too"));
        }
        if (ends_in_comma_ || chance(10)) text += ',';
        return text;
    }

    std::mt19937_64 random_;
    bool in_order_;
    GeneratedDsls all_;
    DslsText end_;
    std::vector<std::size_t> order_;
    std::vector<DslsText> rows_;    // of a feature
    DslsText head_;
    std::vector<DslsText> facts_;
    std::vector<DslsText> all_rows_;
    std::int64_t surplus_ = 0;
    std::uint64_t untold_ = 0;       // uses of the pool whose Tokens are no number
    bool is_exceeded_ = false;       // the Inuse of the pool, by Tokens
    bool are_tokens_told_ = true;    // of the pool
    bool has_other_case_ = false;    // users of the feature
    bool is_plain_ = true;
    bool has_users_ = true;
    bool has_queue_ = true;
    bool ends_in_comma_ = true;
};

}    // namespace

GeneratedDsls generate_dsls(std::uint64_t seed, bool in_order) { return DslsTextGenerator(seed, in_order).make(); }

}    // namespace slurmlic::testing
