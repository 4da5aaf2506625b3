#include "core/seats/lmx/licstat.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/seats/lmx/licstat_lines.hpp"
#include "core/seats/pools.hpp"
#include "core/seats/start_time.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_licstat_servers = 1'000;
constexpr std::string_view a_licstat_head = "LM-X License Server on PORT@HOST:";
constexpr std::string_view a_licstat_line = "a line that lmxendutil -licstat prints there";
constexpr std::string_view a_licstat_feature = "Feature: NAME Version: VERSION Vendor: VENDOR";

/// What a server says of itself, which nobody limits.
std::string_view shortened_failure(std::string_view line) {
    constexpr std::size_t longest = 200;
    return utf8_front(line, longest);
}

struct LicstatServer {
    LicstatAddress address;
    std::size_t line = 0;    // of its first head
    std::string_view version = {};
    std::string_view failure = {};
    bool has_answered = false;    // it said more than its name
};

class LicstatReader {
public:
    explicit LicstatReader(Spans* spans) : spans_(spans) {}

    Result<SeatStatus> read(std::string_view text) {
        for (std::string_view rest = text; const std::optional<std::string_view> line = take_line(rest);) {
            ++line_;
            const bool is_ended = text[text.size() - rest.size() - 1] == '\n';    // else it may be cut off
            const std::string_view trimmed = trim(*line);
            if (!trimmed.empty()) read_line(trimmed, is_ended);
        }
        if (holder_ && !has_details_) pools_[holder_->pool].borrowed.reset();    // they may be cut off
        end_section();
        if (!has_answer_ && !failure_) return nothing_understood();
        if (std::optional<Diagnostic> problem = pools_.too_long()) return unexpected(std::move(*problem));
        return join();
    }

private:
    void read_line(std::string_view line, bool is_ended) {
        if (is_licstat_ruler(line)) return close_feature();
        if (const auto addresses = parse_licstat_head(line, is_ended, spans_)) return open_servers(*addresses, line);
        if (const auto figures = parse_licstat_figures(line)) return read_figures(*figures, line);
        if (const auto holder = parse_licstat_holder(line, is_ended, spans_)) return read_holder(*holder, line);
        if (const auto fields = parse_licstat_fields(line, is_ended)) return read_fields(*fields, line);
        if (is_licstat_shared(line, spans_)) return;
        mark(spans_, line, Role::unknown);
        if (is_licstat_failure(line)) return read_failure(line, line_);
        if (is_licstat_silent(line) || in_message_) return;
        if (section_.empty() || section_has_answered_ || !is_ended) return skip(a_licstat_line, line);
        in_message_ = true;
        instead_ = line;
        instead_line_ = line_;
    }

    // Servers

    void open_servers(const std::vector<LicstatAddress>& addresses, std::string_view line) {
        end_section();
        if (addresses.empty()) return skip(a_licstat_head, line);
        for (const LicstatAddress& one : addresses) {
            const auto [place, is_new] = places_.try_emplace({one.host, one.port}, servers_.size());
            if (is_new && servers_.size() == most_licstat_servers) {
                places_.erase(place);
                skip("at most 1000 servers", line);
                break;
            }
            if (is_new) servers_.push_back({.address = one, .line = line_});
            section_.push_back(place->second);
        }
        is_said_again_ = std::ranges::any_of(section_, [this](std::size_t place) { return servers_[place].has_answered; });
        if (is_said_again_) skip("each license server once", line);
    }

    /// What stands behind a head and is no answer says why there is none.
    void end_section() {
        close_feature();
        if (!instead_.empty()) read_failure(instead_, instead_line_);
        section_.clear();
        in_message_ = section_has_answered_ = is_said_again_ = false;
        instead_ = {};
    }

    void answer() {
        in_message_ = false;
        has_answer_ = true;
        if (section_has_answered_) return;
        if (!instead_.empty()) skip(a_licstat_line, instead_, instead_line_);
        instead_ = {};
        section_has_answered_ = true;
        for (const std::size_t place : section_) servers_[place].has_answered = true;
    }

    void read_version(std::string_view version, std::string_view line) {
        answer();
        if (version.empty()) return skip("Server version: VERSION", line);
        for (const std::size_t place : section_) {
            if (servers_[place].version.empty()) servers_[place].version = version;
        }
    }

    void read_failure(std::string_view line, std::size_t number) {
        close_feature();
        in_message_ = true;
        if (!failure_) failure_ = Diagnostic{.line = number, .got = std::string(shortened_failure(line))};
        if (section_has_answered_) return;
        for (const std::size_t place : section_) {
            if (servers_[place].failure.empty()) servers_[place].failure = shortened_failure(line);
        }
    }

    // Features

    void read_fields(const LicstatFields& fields, std::string_view line) {
        const bool takes_vendor = place_ && pools_[*place_].vendor.empty();
        mark_licstat_fields(fields, takes_vendor || fields.has(LicstatLabel::feature), spans_);
        if (fields.has(LicstatLabel::feature)) {
            open_feature(fields, line);
        } else if (takes_vendor) {
            pools_[*place_].vendor = fields.of(LicstatLabel::vendor);
        }
        if (fields.has(LicstatLabel::server_version)) read_version(fields.of(LicstatLabel::server_version), line);
        if (place_ && fields.has(LicstatLabel::expire_date)) read_expiry(fields);
        if (holder_) read_details(fields);
    }

    void open_feature(const LicstatFields& fields, std::string_view line) {
        close_feature();
        const std::string_view name = fields.of(LicstatLabel::feature);
        const bool is_cut = fields.cut == LicstatLabel::version || fields.cut == LicstatLabel::vendor;
        if (is_cut) forget(name);
        if (is_cut || name.empty()) return skip(a_licstat_feature, line);
        answer();
        is_passed_over_ = is_said_again_;
        if (is_passed_over_) return;
        place_ = pools_.add(
            {.name = name, .vendor = fields.of(LicstatLabel::vendor), .line = line_, .is_known = false, .borrowed = 0});
    }

    /// The one of that name that is cut off: how much of it there is, nobody can tell.
    void forget(std::string_view name) {
        for (std::size_t i = 0; i < pools_.size(); ++i) {
            if (pools_[i].name == name) pools_[i].is_known = false;
        }
    }

    void close_feature() {
        flush_holder();
        is_passed_over_ = false;
        if (!place_) return;
        Pool& pool = pools_[*place_];
        if (!has_figures_) status_.skipped.add(pool.line, figures_of(pool), "nothing");
        if (named_ < pool.used.value_or(0)) pool.borrowed.reset();
        place_.reset();
        has_figures_ = false;
        named_ = 0;
    }

    void read_figures(const LicstatFigures& figures, std::string_view line) {
        const bool is_number = figures.used && (figures.issued || figures.uncounted);
        mark(spans_, is_number ? figures.rest : line, Role::unknown);
        if (!section_.empty()) answer();
        if (!place_) return skip_unless_passed_over("a feature in front of its figures", line);
        Pool& pool = pools_[*place_];
        pool.is_known = is_number && !has_figures_;
        if (!pool.is_known || !figures.rest.empty()) skip(figures_of(pool), line);
        has_figures_ = true;
        pool.used = figures.used;
        pool.issued = figures.issued;
        pool.uncounted = figures.uncounted;
    }

    static std::string figures_of(const Pool& pool) {
        return fmt::format("the figures of {} once, as USED of ISSUED license(s) used", excerpt(pool.name));
    }

    void read_expiry(const LicstatFields& fields) {
        const std::string_view date = fields.of(LicstatLabel::expire_date);
        if (const std::optional<double> expiry = parse_licstat_date(date)) {
            pools_[*place_].expiry = *expiry;
        } else if (fields.cut != LicstatLabel::expire_date) {
            skip("a date such as 2030-12-31 or NONE after Expire date:", date);
        }
    }

    // Holders

    void read_holder(const LicstatHolder& holder, std::string_view line) {
        flush_holder();
        if (!place_) return skip_unless_passed_over("a feature in front of its users", line);
        if (!holder.seats || !holder.is_sure || holder.has_more) skip("SEATS license(s) used by USER@HOST [ADDRESS]", line);
        if (!holder.seats) {
            pools_[*place_].names_users = false;
            pools_[*place_].borrowed.reset();
            return;
        }
        if (holder.has_more) pools_[*place_].borrowed.reset();    // it may say so
        add_saturating(named_, *holder.seats);
        has_details_ = false;
        holder_ = PoolHolder{.pool = *place_, .user = holder.user, .host = holder.host, .seats = *holder.seats};
    }

    void read_details(const LicstatFields& fields) {
        has_details_ = has_details_ || !fields.cut;
        keep_oldest(holder_->started, parse_start(fields.of(LicstatLabel::checkout_time), {}));
        if (!fields.has(LicstatLabel::borrow_expire_time)) return;
        has_details_ = tells_borrowed_ = true;
        holder_->borrowed = holder_->seats;
    }

    void flush_holder() {
        if (holder_) pools_.add(*holder_);
        holder_.reset();
    }

    // What comes out

    SeatStatus join() {
        for (std::size_t i = 0; i < pools_.size() && !tells_borrowed_; ++i) pools_[i].borrowed.reset();
        std::move(pools_).join(status_);
        join_servers();
        status_.up = has_answer_;
        status_.failure = std::move(failure_);
        return std::move(status_);
    }

    void join_servers() {
        const NameLabels hosts(servers_, [](const LicstatServer& one) { return one.address.host; });
        const NameLabels ports(servers_, [](const LicstatServer& one) { return one.address.port; });
        for (const LicstatServer& one : servers_) {
            const bool is_up = one.has_answered;
            const std::string_view failure = one.failure.empty() ? "no answer" : one.failure;
            if (!is_up && !failure_) failure_ = Diagnostic{.line = one.line, .got = std::string(failure)};
            status_.servers.push_back({.host = hosts.of(one.address.host),
                                       .port = ports.of(one.address.port),
                                       .version = is_up ? printable_utf8(one.version) : "",
                                       .failure = is_up ? "" : printable_utf8(failure),
                                       .up = is_up});
        }
        sort_if_needed(status_.servers, [](const Server& one) { return std::tie(one.host, one.port); });
    }

    [[nodiscard]] Unexpected nothing_understood() const {
        if (status_.skipped.count() > 0) {
            const Diagnostic& first = status_.skipped.first().front();
            return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
        }
        if (!servers_.empty()) {
            return unexpected({.line = servers_.front().line,
                               .expected = "\"Server version: VERSION\" or features behind the head of a server",
                               .got = "nothing"});
        }
        return unexpected(fmt::format("\"{}\" or \"There are no license server(s) available.\"", a_licstat_head),
                          line_ == 0 ? "nothing" : "neither");
    }

    void skip_unless_passed_over(std::string_view expected, std::string_view got) {
        if (!is_passed_over_) skip(expected, got);
    }
    void skip(std::string_view expected, std::string_view got) { skip(expected, got, line_); }
    void skip(std::string_view expected, std::string_view got, std::size_t line) {
        const bool is_kept = status_.skipped.count() == status_.skipped.first().size();
        status_.skipped.add(line, std::string(is_kept ? expected : ""), is_kept ? excerpt(got) : "");
    }

    Spans* spans_;
    SeatStatus status_;
    PoolList pools_;
    std::vector<LicstatServer> servers_;
    std::map<std::pair<std::string_view, std::string_view>, std::size_t> places_;    // of servers, by host and port
    std::vector<std::size_t> section_;                                               // the servers of the last head
    std::optional<std::size_t> place_;                                               // of the feature that is read
    std::optional<PoolHolder> holder_;                                               // the last one, of `place_`
    std::optional<Diagnostic> failure_;
    std::size_t line_ = 0;
    std::string_view instead_;    // of an answer: the first unknown line behind the last head
    std::size_t instead_line_ = 0;
    std::int64_t named_ = 0;               // seats of that feature whose holders were read
    bool has_figures_ = false;             // that feature, already
    bool has_details_ = false;             // that holder: a whole line behind it
    bool tells_borrowed_ = false;          // the text: some seats are
    bool section_has_answered_ = false;    // since the last head
    bool has_answer_ = false;              // of any server
    bool is_said_again_ = false;           // any of the last head
    bool is_passed_over_ = false;          // the feature that is read
    bool in_message_ = false;              // of a failure, which may have several lines
};

}    // namespace

Result<SeatStatus> parse_licstat(std::string_view text, Spans* spans) { return LicstatReader(spans).read(text); }

}    // namespace slurmlic
