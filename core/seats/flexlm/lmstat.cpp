#include "core/seats/flexlm/lmstat.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view too_many = "at most 1000 servers, daemons and status lines each";    // most_servers
constexpr std::string_view expected_row = "a feature, its version, count, expiry and vendor";

class LmstatReader {
public:
    LmstatReader(Spans* spans, std::optional<LocalMinutes> now) : spans_(spans), now_(now) { output_.systems.emplace_back(); }

    Result<SeatStatus> read(std::string_view text) {
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            const std::string_view trimmed = trim(*line);
            if (!trimmed.empty()) read_line(trimmed);
        }
        complete(system());
        if (!understood_) return nothing_understood();
        return join_lmstat(std::move(output_));
    }

private:
    void read_line(std::string_view line) {
        const bool is_reason = in_reason_ && output_.unknown.back().reason.empty();    // "Users of X:" alone on its line
        if (line.starts_with(users_of) || (line.starts_with(no_users_of) && !is_reason)) return read_feature(line);
        if (const auto feature = parse_pool_feature_line(line, spans_)) return read_pool_feature(*feature, line);
        if (const auto order = parse_installed_head(line)) return open_installed(*order, line);
        if (columns_ && read_installed(line)) return;
        if (in_details_ && read_detail(line)) return;
        if (read_structure(line)) return;
        if (in_reason_ && add_reason(line)) return;
        mark(spans_, line, Role::unknown);
        if (!in_message_) skip(columns_ ? expected_row : "a line that lmstat -a prints there", line);
    }

    // Features

    void read_feature(std::string_view line) {
        const std::optional<FeatureLine> head = parse_feature_line(line, spans_);
        if (head) return open_feature(*head, line);
        mark(spans_, line, Role::unknown);
        skip("the name of a feature, and its figures", line);
        in_details_ = in_reason_ = false;
        in_message_ = true;    // its details can't be read either
    }

    void read_pool_feature(const PoolFeatureLine& line, std::string_view text) {
        open_feature(line.feature, text);
        FeatureEntry& feature = output_.features.back();
        feature.names_users = false;
        read_pool(line.pool, feature);
    }

    void open_feature(const FeatureLine& head, std::string_view line) {
        understood_ = true;
        columns_.reset();
        if (!in_list_) open_list(line);
        system().has_features = true;
        FeatureEntry& feature = output_.features.emplace_back();
        feature.name = head.name;
        feature.serving = head.serving;
        feature.line = static_cast<std::uint32_t>(line_);
        feature.list = static_cast<std::uint32_t>(output_.lists.size() - 1);
        feature.first_holder = static_cast<std::uint32_t>(output_.holders.size());
        add_totals(feature, head.totals);
        extend_list(line);
        in_details_ = true;
        in_message_ = false;
        const std::string_view code = find_error_code(head.reason);
        in_reason_ = !code.empty() || (head.serving == Serving::unknown && !head.is_silent);
        if (in_reason_) output_.unknown.push_back({output_.features.size() - 1, head.reason, {}, !code.empty()});
    }

    static void add_totals(FeatureEntry& feature, const Totals& totals) {
        add_saturating(feature.total_queued, totals.queued.value_or(0));
        add_saturating(feature.total_reserved, totals.reserved.value_or(0));
        feature.issued = totals.issued.value_or(feature.issued);
        feature.used = totals.used.value_or(feature.used);
    }

    /// False where the line is no detail; what ends the feature is left to read_structure.
    bool read_detail(std::string_view line) {
        FeatureEntry& feature = output_.features.back();
        if (line.starts_with(vendor_string)) {
            is_silent_line(line, spans_);
        } else if (const auto checkout = parse_checkout(line, feature.name, spans_)) {
            count(*checkout, line, feature);
        } else if (const auto reserved = parse_reservation(line, spans_)) {
            add_saturating(feature.reservations, *reserved);
        } else if (const auto pool = parse_pool_line(line, spans_)) {
            read_pool(*pool, feature);
        } else if (const auto totals = parse_totals(line, spans_)) {
            add_totals(feature, *totals);
            if (in_reason_ && totals->issued && totals->used) {    // they stand in a line of their own
                feature.serving = Serving::counted;
                output_.unknown.pop_back();
                in_reason_ = in_message_ = false;
            }
        } else {
            return false;
        }
        extend_list(line);
        return true;
    }

    void count(const CheckoutLine& checkout, std::string_view line, FeatureEntry& feature) {
        if (feature.serving == Serving::unknown) return;
        if (!checkout.understood) skip("USER HOST DISPLAY (vVERSION) ..., start TIME", line);
        const std::optional<LocalMinutes> started = now_ ? parse_start(checkout.start, now_) : std::nullopt;
        output_.holders.push_back(
            {checkout.user, checkout.host, checkout.seats, checkout.borrowed_for, started, checkout.queued});
        ++feature.holder_count;
        if (checkout.queued) return add_saturating(feature.queued, checkout.seats);
        add_saturating(feature.checkouts, checkout.seats);
        if (checkout.borrowed_for > 0) add_saturating(feature.borrowed, checkout.seats);
    }

    void read_pool(const PoolLine& pool, FeatureEntry& feature) {
        if (feature.vendor.empty()) feature.vendor = pool.vendor;
        if (!pool.expiry || feature.serving == Serving::unknown) return;
        if (const std::optional<double> expiry = parse_expiry(*pool.expiry)) return keep_earliest(feature.expiry, *expiry);
        skip("a date such as 31-dec-2099 or permanent after expiry:", *pool.expiry);
    }

    /// Takes in a further line of why a feature is unknown; false where it is none: behind the error number only lines follow
    /// that are known.
    bool add_reason(std::string_view line) {
        UnknownFigures& unknown = output_.unknown.back();
        const std::size_t front = error_detail_front(line);
        if (unknown.has_code && front == 0) return false;
        mark(spans_, line.substr(front), Role::unknown);
        if (unknown.has_code) return true;
        const std::string_view code = find_error_code(line);
        unknown.has_code = !code.empty();
        (unknown.reason.empty() ? unknown.reason : unknown.code) = unknown.reason.empty() ? line : code;
        if (means_no_such_feature(code)) output_.features[unknown.feature].serving = Serving::none;
        return true;
    }

    // What `lmstat -i` adds

    void open_installed(ColumnOrder columns, std::string_view line) {
        begin_structure();
        mark(spans_, line, Role::unknown);
        columns_ = columns;
    }

    bool read_installed(std::string_view line) {
        if (is_installed_ruler(line)) return true;
        const std::optional<InstalledRow> row = parse_installed_row(line, *columns_);
        if (row) output_.installed.push_back(*row);
        if (row) mark(spans_, row->name, Role::name);
        if (row) mark(spans_, row->vendor, Role::name);
        return row.has_value();
    }

    // Servers and daemons

    /// Lines that stand between features; false where it is none of them.
    bool read_structure(std::string_view line) {
        if (const std::size_t at = line.find(status_of); at != npos && (at == 0 || line[0] == '[')) {
            mark(spans_, line.substr(0, at), Role::unknown);
            open_listed_system(line.substr(at + status_of.size()));
        } else if (const auto server = parse_server_line(line, spans_)) {
            if (!add_server_line(begin_structure(), *server, server_room_)) skip(too_many, line);
        } else if (is_head_line(line, spans_)) {
            begin_structure();
            in_daemons_ = true;
            is_list_announced_ = line.starts_with(list_head);
        } else if (const auto daemon = parse_daemon_line(line, spans_)) {
            add_daemon(*daemon);
        } else if (const auto failure = parse_failure_line(line, nullptr)) {
            if (in_reason_ && failure->name.empty() && !failure->of_system) return false;
            read_failure(*parse_failure_line(line, spans_));
        } else if (is_note_line(line)) {
            mark(spans_, line, Role::unknown);
            in_details_ = in_reason_ = false;
            in_message_ = true;
        } else {
            return is_silent_line(line, spans_);
        }
        return true;
    }

    void read_failure(const FailureLine& failure) {
        begin_structure();
        const bool is_host = has_host(system(), failure.name);
        if (failure.name.empty()) {
            if (has_answered(system()) && !open_system()) return skip(too_many, failure.text);    // the next one fails
            in_message_ = true;
            if (!system().error.empty()) return;
            system().error = failure.text;
            system().error_line = line_;
        } else if (failure.of_daemon || (in_daemons_ && !is_host)) {
            mark(spans_, failure.name, failure.of_daemon ? Role::name : is_host ? Role::host : Role::unknown);
            add_daemon({failure.name, {}, failure.text, false});
        } else {
            mark(spans_, failure.name, Role::host);
            if (!add_server_failure(system(), failure, server_room_)) skip(too_many, failure.text);
        }
    }

    void add_daemon(DaemonEntry daemon) {
        begin_structure();
        if (daemon_room_ == 0) return skip(too_many, daemon.name);
        --daemon_room_;
        system().daemons.push_back(daemon);
        in_daemons_ = true;
        daemons_in_front_ = is_list_announced_ ? 1 : daemons_in_front_ + 1;    // the list of the one before is empty
        is_list_announced_ = false;
    }

    /// Ends the feature and its list, if one is open; the system that the next lines belong to.
    ServerSystem& begin_structure() {
        in_details_ = in_list_ = in_message_ = in_reason_ = false;
        columns_.reset();
        understood_ = true;
        return system();
    }

    void open_listed_system(std::string_view servers) {
        const ServerSystem& last = begin_structure();
        const bool is_empty = last.servers.empty() && last.daemons.empty() && last.error.empty() && !last.has_features;
        const bool is_open = is_empty || open_system();    // no line came in front of an empty one that says anything
        system().line = is_open ? line_ : system().line;
        if (!is_open || !add_listed_servers(system(), servers, server_room_, spans_)) skip(too_many, servers);
        if (!is_open) mark(spans_, servers, Role::unknown);
    }

    /// False where there is no room for one more.
    bool open_system() {
        if (output_.systems.size() == most_servers) return false;
        complete(system());
        output_.systems.emplace_back().line = line_;
        in_daemons_ = is_list_announced_ = false;
        daemons_in_front_ = 0;
        return true;
    }

    void open_list(std::string_view line) {
        const std::vector<DaemonEntry>& daemons = system().daemons;
        FeatureList& list = output_.lists.emplace_back();
        list.system = output_.systems.size() - 1;
        if (!daemons.empty()) list.daemon = daemons.back().name;
        list.daemon_is_sure = daemons_in_front_ == 1;
        list.text = line;
        daemons_in_front_ = 0;
        is_list_announced_ = false;
        in_list_ = true;
    }

    /// Both are parts of the same text.
    void extend_list(std::string_view line) {
        std::string_view& text = output_.lists.back().text;
        text = {text.data(), static_cast<std::size_t>(line.data() + line.size() - text.data())};
    }

    [[nodiscard]] Unexpected nothing_understood() const {
        if (output_.skipped.count() > 0) {
            const Diagnostic& first = output_.skipped.first().front();
            return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
        }
        return unexpected(fmt::format("\"{} ...\" or \"{}...\"", status_of, users_of), line_ == 0 ? "nothing" : "neither");
    }

    ServerSystem& system() { return output_.systems.back(); }
    void skip(std::string_view expected, std::string_view got) {
        const bool is_kept = keeps_next(output_.skipped);
        output_.skipped.add(line_, std::string(is_kept ? expected : ""), is_kept ? excerpt(got) : "");
    }

    Spans* spans_;
    std::optional<LocalMinutes> now_;
    LmstatOutput output_;
    std::size_t line_ = 0;
    std::size_t server_room_ = most_servers;
    std::size_t daemon_room_ = most_servers;
    std::size_t daemons_in_front_ = 0;      // daemon lines since the last list
    std::optional<ColumnOrder> columns_;    // of the rows of lmstat -i
    bool in_daemons_ = false;               // behind the servers
    bool is_list_announced_ = false;        // by a head, since the last daemon
    bool in_list_ = false;
    bool in_details_ = false;    // of the last feature
    bool in_message_ = false;    // which may have several lines: of a failure, a note, or the next
    bool in_reason_ = false;     // why the last feature is unknown
    bool understood_ = false;
};

}    // namespace

Result<SeatStatus> parse_lmstat(std::string_view text, Spans* spans, std::optional<LocalMinutes> now) {
    return LmstatReader(spans, now).read(text);
}

}    // namespace slurmlic
