#include "tests/support/lsdyna_generator.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <set>

#include "tests/support/lsdyna_generator_words.hpp"

namespace {

using QrunNames = std::pair<std::string, std::string>;

/// One row of a program or a group, as it is told.
struct QrunTold {
    std::string name;
    bool is_known = true;
    bool names_users = true;
    bool sums_users = false;
    std::optional<std::int64_t> issued;
    std::int64_t used = 0;
    std::int64_t read = 0;    // of it, what can be read of users; of a group, of programs
    std::optional<std::int64_t> queued;
    std::optional<double> expiry;
    std::map<QrunNames, std::int64_t> holders;
};

class QrunGenerator : private QrunWords {
public:
    explicit QrunGenerator(std::uint64_t seed) : QrunWords(seed) {}

    GeneratedQrun generate() {
        end_of_line_ = chance(20) ? "\r\n" : "\n";
        const std::int64_t parts = chance(75) ? 1 : number(2, 4);
        for (std::int64_t i = 0; i < parts; ++i) add_part(i, i + 1 == parts);
        join();
        const std::string last = " 0" + end_of_line_;
        if (all_.text.ends_with(last) && chance(50)) all_.text.resize(all_.text.size() - end_of_line_.size());
        all_.names = names();
        return std::move(all_);
    }

private:
    void line(const std::string& text) {
        all_.text += (chance(10) ? blanks() : "") + text + (chance(10) ? blanks() : "") + end_of_line_;
        if (chance(3)) all_.text += end_of_line_;
    }

    // Parts

    void add_part(std::int64_t place, bool is_last) {
        server_ = {};
        const bool is_named = place > 0 || chance(90);
        if (is_named) add_server();
        if (chance(15) || (!is_named && chance(50))) return add_failure();
        if (is_named && chance(5)) {
            ++all_.skipped;    // neither a table nor a failure
            return;
        }
        if (is_named && chance(5)) return add_list();
        all_.is_understood = all_.up = true;
        if (!server_.first.empty()) all_.servers[server_] = true;
        line("LICENSE INFORMATION");
        if (tables_.insert(server_).second) {
            add_table();
        } else {
            add_table_again();
        }
        if (!is_last && chance(5)) add_list();
    }

    void add_server() {
        if (chance(10)) return line("Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable");
        server_ = {host(), chance(90) ? std::to_string(number(0, 65535)) : ""};
        if (!tables_.empty() && !tables_.begin()->first.empty() && chance(15)) server_ = *tables_.begin();
        const std::string how = one_of(std::array<std::string, 2>{"user specified", "default"});
        line("Using " + how + " server " + (server_.second.empty() ? "" : server_.second + "@") + server_.first);
    }

    void add_failure() {
        all_.is_understood = all_.has_failure = true;
        const std::string named = server_.first.empty() ? host() : server_.first;
        line("*** ERROR failed to open server " + named);
        server_.first = named;
        all_.servers.try_emplace(server_, false);
        if (chance(20)) line("*** ERROR no answer");
    }

    void add_list() {
        line(one_of(std::array<std::string, 2>{"Running Programs", "Queued Programs"}));
        line("    User             Host          Program              Started       # procs");
        line("-------------------------------------------------------------");
        line(user() + "   " + std::to_string(number(1, 99'999)) + "@" + host() + " MPPDYNA  Wed Oct 20 10:00    16");
        line("No programs queued");
    }

    // Tables

    /// That of a server which had one: it is read over.
    void add_table_again() {
        const std::uint64_t skipped = all_.skipped;
        const std::uint64_t mismatches = all_.mismatches;
        const std::size_t told = told_.size();
        add_table();
        all_.skipped = skipped + 1;
        all_.mismatches = mismatches;
        told_.resize(told);
    }

    void add_table() {
        columns_ = {"EXPIRATION", "CPUS  USED", "FREE", "MAX", "QUEUE"};
        if (chance(30)) std::shuffle(columns_.begin(), columns_.end(), random());
        if (chance(10)) std::erase(columns_, "QUEUE");
        if (chance(10)) std::erase(columns_, "EXPIRATION");
        if (chance(10)) columns_.insert(columns_.begin() + number(0, 2), "KIND");
        columns_.insert(columns_.begin() + (chance(80) ? 0 : number(0, 3)), "PROGRAM");
        bar_ = chance(80) ? columns_.size() - 1 : static_cast<std::size_t>(number(1, 3));
        line(row(columns_, bar_));
        if (chance(90)) line("---------------- ----------      ----- ------ ------ | -----");
        if (chance(5)) add_unplaced_user();
        const std::int64_t groups = chance(80) ? 1 : number(0, 3);
        for (std::int64_t i = 0; i < groups; ++i) add_group(true);
        const bool is_cut = groups == 0 || chance(8);
        if (is_cut) add_group(false);
        if (is_cut) ++all_.skipped;
        if (!is_cut && chance(5)) add_unplaced_user();
    }

    /// Some programs, and what they share.
    void add_group(bool is_told) {
        has_lost_line_ = false;
        if (chance(3)) line(unknown_line());
        std::vector<QrunTold> programs(static_cast<std::size_t>(number(is_told ? 0 : 1, 9)));
        for (std::size_t i = 0; i < programs.size(); ++i) add_program(programs[i]);
        QrunTold group = sum_of(programs);
        const bool is_confirmed = is_told && add_group_row(group, programs);
        group.is_known = group.is_known && is_told;
        for (QrunTold& one : programs) {
            one.is_known = one.is_known && (is_confirmed || !one.sums_users);
            if (one.sums_users) one.used = one.read;
        }
        told_.insert(told_.end(), programs.begin(), programs.end());
        if (is_told || !programs.empty()) told_.push_back(std::move(group));
    }

    [[nodiscard]] QrunTold sum_of(const std::vector<QrunTold>& programs) const {
        QrunTold group{.name = "LICENSE_GROUP", .issued = 500, .queued = 0, .expiry = {}, .holders = {}};
        const bool is_told =
            !has_lost_line_ && std::ranges::all_of(programs, [](const QrunTold& one) { return one.expiry.has_value(); });
        for (const QrunTold& one : programs) {
            group.used += one.used;
            group.read += one.sums_users ? one.read : one.used;
            group.names_users = group.names_users && (one.names_users || (one.is_known && one.used == 0));
            if (is_told) group.expiry = std::min(group.expiry.value_or(*one.expiry), *one.expiry);
            for (const auto& [names, seats] : one.holders) group.holders[names] += seats;
        }
        return group;
    }

    /// True where what is in use is what can be read of the programs.
    bool add_group_row(QrunTold& group, const std::vector<QrunTold>& programs) {
        if (chance(15)) group.used = std::max<std::int64_t>(group.used + number(-9, 9), 1);
        std::string used = std::to_string(group.used);
        const bool tells_expiry = has_column("EXPIRATION") && chance(10);
        Expiry own{.text = {}};
        while (tells_expiry && (own.text.empty() || own.text == "-")) own = expiry();    // a "-" might be a USED
        if (own.end) group.expiry = own.end;
        group.is_known = own.is_readable;
        if (chance(4)) {
            used = "-";
            group.is_known = false;
        }
        std::vector<std::string> fields = fields_of(group, used, own.text);
        const std::size_t bar = bar_ - erased_in_front("PROGRAM") - (tells_expiry ? 0 : erased_in_front("EXPIRATION"));
        if (chance(3)) {
            fields[static_cast<std::size_t>(std::ranges::find(fields, std::to_string(*group.issued)) - fields.begin())] = "x";
            group.is_known = false;
        } else if (chance(3) && group.queued) {
            fields.emplace_back("0");
            group.is_known = false;
        }
        line(one_of(std::array<std::string, 3>{"LICENSE GROUP", "License Group", "license\tgroup"}) + blanks() +
             row(fields, bar));
        return is_confirmed(group, programs);
    }

    bool is_confirmed(QrunTold& group, const std::vector<QrunTold>& programs) {
        const bool is_summed = std::ranges::all_of(programs, &QrunTold::is_known);
        const bool is_right = group.is_known && is_summed && group.used == group.read;
        group.names_users = group.names_users && is_right;
        if (!group.is_known) ++all_.skipped;
        if (!group.is_known || is_right) return is_right;
        if (std::ranges::any_of(programs, &QrunTold::sums_users)) {
            ++all_.skipped;
        } else if (is_summed) {
            ++all_.mismatches;
        }
        return false;
    }

    void add_program(QrunTold& told) {
        constexpr std::array<const char*, 6> programs{"MPPDYNA", "MPPDYNA_971", "LS-DYNA", "LS-DYNA_970", "ICFD", "EM\xC3\x9C"};
        told.name = one_of(programs);
        told.issued = chance(2) ? number(0, std::numeric_limits<std::int64_t>::max() / 1'000'000) : number(0, 5000);
        const Expiry read = has_column("EXPIRATION") ? this->expiry() : Expiry{.text = {}, .end = {}, .is_readable = false};
        const std::string& expiry = read.text;
        told.expiry = read.end;
        if (has_column("EXPIRATION") && !read.is_readable) ++all_.skipped;
        if (columns_.front() == "PROGRAM" && told.expiry && chance(5)) told.name += " X 2";
        if (breaks_row(told, expiry)) return;
        told.sums_users = chance(30);
        const bool has_users = told.sums_users || chance(15);
        const std::vector<std::string> users = has_users ? users_of(told) : std::vector<std::string>();
        if (!told.sums_users && (!has_users || chance(20))) told.used += chance(50) ? 0 : number(1, 900);
        told.names_users = told.sums_users || !told.holders.empty();
        std::vector<std::string> fields = fields_of(told, told.sums_users ? "-" : std::to_string(told.used), expiry);
        fields.insert(fields.begin() + place_of("PROGRAM"), told.name);
        line(row(fields, bar_));
        for (const std::string& one : users) line(one);
    }

    /// The lines of its users, whose seats it has in use; those behind a line that can't be read are nobody's.
    std::vector<std::string> users_of(QrunTold& told) {
        std::vector<std::string> lines;
        bool is_lost = false;
        for (std::int64_t left = number(0, 6); left > 0; --left) {
            const std::int64_t seats = number(0, 120);
            told.used += seats;
            QrunNames shown;
            const bool is_odd = chance(5);
            const bool is_huge = !is_odd && chance(2);
            if (is_odd) {
                lines.push_back(one_of(std::array<std::string, 3>{"@ 7 ", "? pid@ ", "@"}) + " x " + std::to_string(seats));
            } else {
                const QrunNames names(user(), host());
                shown = {shown_name(names.first), names.second};
                lines.push_back(" " + names.first + blanks() + std::to_string(number(1, 999'999)) + "@" + names.second +
                                blanks() + (is_huge ? "99999999999999999999" : std::to_string(seats)));
            }
            if (is_odd || is_huge || is_lost) ++all_.skipped;
            if (!is_lost && !is_huge) {
                told.holders[shown] += seats;
                told.read += seats;
            }
            if (!chance(4)) continue;
            lines.push_back(unknown_line());
            is_lost = true;
        }
        return lines;
    }

    std::string unknown_line() {
        using std::string_literals::operator""s;
        ++all_.skipped;
        has_lost_line_ = true;
        return one_of(
            std::array<std::string, 5>{"what is this", "ICFD x", "b\xFC\xFF\x01y\x1b[0m", "a\0b c"s, "no such file: x.k"});
    }

    void add_unplaced_user() {
        line(user() + " 7@" + host() + " 3");
        ++all_.skipped;
    }

    [[nodiscard]] std::ptrdiff_t place_of(const char* column) const {
        return std::ranges::find(columns_, column) - columns_.begin();
    }

    [[nodiscard]] bool has_column(const char* column) const { return std::ranges::find(columns_, column) != columns_.end(); }

    /// 1 where the column is in front of the bar.
    [[nodiscard]] std::size_t erased_in_front(const char* column) const {
        return has_column(column) && static_cast<std::size_t>(place_of(column)) < bar_ ? 1 : 0;
    }

    /// A row with a number that is none, or with too few fields; false where it is left whole.
    bool breaks_row(QrunTold& told, const std::string& expiry) {
        const bool is_dated = expiry.find('/') != std::string::npos && expiry.find('x') == std::string::npos;
        if (!is_dated || !has_column("EXPIRATION") || !chance(6)) return false;
        std::vector<std::string> fields = fields_of(told, std::to_string(told.used), expiry);
        fields.insert(fields.begin() + place_of("PROGRAM"), told.name);
        const auto max = static_cast<std::size_t>(place_of("MAX"));
        fields[max] = one_of(std::array<std::string, 4>{"12x", "-3", "99999999999999999999", "1,000"});
        if (columns_[0] == "PROGRAM" && columns_[1] == "EXPIRATION" && told.name.find(' ') == std::string::npos && chance(50)) {
            fields.pop_back();
        }
        line(row(fields, bar_));
        told = {.name = told.name,
                .is_known = false,
                .names_users = false,
                .issued = {},
                .queued = {},
                .expiry = {},
                .holders = {}};
        ++all_.skipped;
        return true;
    }

    /// All but the program's; those of a group have no expiry.
    std::vector<std::string> fields_of(QrunTold& told, const std::string& used, const std::string& expiry) {
        std::vector<std::string> fields;
        told.queued.reset();
        for (const std::string& column : columns_) {
            if (column == "EXPIRATION" && !expiry.empty()) fields.push_back(expiry);
            if (column == "CPUS  USED") fields.push_back(used);
            if (column == "FREE") fields.push_back(std::to_string(number(-5, 500)));
            if (column == "KIND") fields.emplace_back("7");
            if (column == "MAX") fields.push_back(std::to_string(*told.issued));
            if (column == "QUEUE") fields.push_back(queue_of(told));
        }
        return fields;
    }

    std::string queue_of(QrunTold& told) {
        if (chance(3)) return "-";
        told.queued = chance(80) ? 0 : number(1, 500);
        return std::to_string(*told.queued);
    }

    // The sums

    void join() {
        std::map<std::string, bool> unknown;
        std::map<std::string, bool> nameless;
        for (const QrunTold& one : told_) {
            GeneratedProgram& feature = all_.features[one.name];
            if (!one.is_known) unknown[one.name] = true;
            if (!one.names_users && one.used != 0) nameless[one.name] = true;
            add(feature.issued, one.issued);
            add(feature.used, one.used);
            add(feature.queued, one.queued);
            if (one.expiry) feature.expiry = std::min(feature.expiry.value_or(*one.expiry), *one.expiry);
            for (const auto& [names, seats] : one.holders) {
                feature.holders[names] += seats;
                add(feature.checkouts, seats);
            }
        }
        for (auto& [name, feature] : all_.features) {
            if (nameless[name]) feature.checkouts.reset();
            if (unknown[name]) feature = {.issued = {}, .used = {}, .checkouts = {}, .queued = {}, .expiry = {}, .holders = {}};
            if (!feature.used || !feature.checkouts || *feature.used == *feature.checkouts) continue;
            ++all_.mismatches;    // some of the users are not read
            feature.checkouts.reset();
        }
    }
    static void add(std::optional<std::int64_t>& sum, std::optional<std::int64_t> count) {
        if (sum && count) *sum += *count;
        if (!count) sum.reset();
    }

    GeneratedQrun all_;
    std::string end_of_line_;
    QrunNames server_;
    std::vector<std::string> columns_;
    std::vector<QrunTold> told_;
    std::set<QrunNames> tables_;    // servers that had one
    std::size_t bar_ = 0;           // the place of the column behind it
    bool has_lost_line_ = false;    // in the group
};

}    // namespace

GeneratedQrun generate_qrun(std::uint64_t seed) { return QrunGenerator(seed).generate(); }
