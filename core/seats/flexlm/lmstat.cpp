#include "core/seats/flexlm/lmstat.hpp"

#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

class LmstatReader {
public:
    explicit LmstatReader(Spans* spans) : spans_(spans) { output_.systems.emplace_back(); }

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
        if (line.starts_with(users_of)) return read_feature(line);
        if (in_details_ && read_detail(line)) return;
        if (read_structure(line)) return;
        mark(spans_, line, Role::unknown);
        if (!in_message_ && !in_unread_feature_) skip("a line that lmstat -a prints there", line);
    }

    void read_feature(std::string_view line) {
        in_message_ = false;
        const std::optional<FeatureLine> head = parse_feature_line(line, spans_);
        in_details_ = head.has_value();
        in_unread_feature_ = !head;
        if (!head) {
            mark(spans_, line, Role::unknown);
            return skip("the figures of a feature", line);
        }
        understood_ = true;
        if (!in_list_) open_list();
        system().has_features = true;
        FeatureEntry& feature = output_.features.emplace_back();
        feature.head = *head;
        feature.line = line_;
        feature.list = output_.lists.size() - 1;
        feature.lines.push_back(line);
    }

    /// False where the line is no detail; what ends the feature is left to read_structure.
    bool read_detail(std::string_view line) {
        FeatureEntry& feature = output_.features.back();
        if (line.starts_with(vendor_string)) {
            is_silent_line(line, spans_);
        } else if (const auto checkout = parse_checkout(line, spans_)) {
            count(*checkout, line, feature);
        } else if (const auto reserved = parse_reservation(line, spans_)) {
            add_saturating(feature.reservations, *reserved);
        } else if (const auto pool = parse_pool_line(line, spans_)) {
            read_pool(*pool, feature);
        } else {
            return false;
        }
        feature.lines.push_back(line);
        return true;
    }

    void count(const CheckoutLine& checkout, std::string_view line, FeatureEntry& feature) {
        if (!checkout.understood) skip("USER HOST DISPLAY (vVERSION) ..., start TIME", line);
        if (checkout.queued) return add_saturating(feature.queued, checkout.seats);
        add_saturating(feature.checkouts, checkout.seats);
        if (checkout.linger) add_saturating(feature.borrowed, checkout.seats);
        feature.holders.push_back({&output_.users.try_emplace(checkout.user).first->second,
                                   &output_.hosts.try_emplace(checkout.host).first->second, checkout.seats});
    }

    void read_pool(const PoolLine& pool, FeatureEntry& feature) {
        if (feature.pool_vendor.empty()) feature.pool_vendor = pool.vendor;
        if (!pool.expiry) return;
        if (const std::optional<double> expiry = parse_expiry(*pool.expiry)) return keep_earliest(feature.expiry, *expiry);
        skip("a date such as 31-dec-2099 or permanent after expiry:", *pool.expiry);
    }

    /// Lines that stand between features; false where it is none of them.
    bool read_structure(std::string_view line) {
        if (const std::size_t at = line.find(status_of); at != npos && (at == 0 || line[0] == '[')) {
            mark(spans_, line.substr(0, at), Role::unknown);
            open_system(line.substr(at + status_of.size()));
        } else if (const auto server = parse_server_line(line, spans_)) {
            add_server_line(begin_structure(), *server);
        } else if (is_head_line(line, spans_)) {
            begin_structure();
            in_daemons_ = true;
        } else if (const auto daemon = parse_daemon_line(line, spans_)) {
            if (spans_ != nullptr && has_host(system(), daemon->name)) mark(spans_, daemon->name, Role::host);
            add_daemon(*daemon);
        } else if (const auto failure = parse_failure_line(line, spans_)) {
            read_failure(*failure);
        } else {
            return is_silent_line(line, spans_);
        }
        return true;
    }

    void read_failure(const FailureLine& failure) {
        ServerSystem& here = begin_structure();
        const bool is_host = has_host(here, failure.name);
        if (failure.name.empty()) {
            in_message_ = true;
            if (!here.error.empty()) return;
            here.error = failure.text;
            here.error_line = line_;
        } else if (failure.of_daemon || (in_daemons_ && !is_host)) {
            if (is_host || !failure.of_daemon) mark(spans_, failure.name, is_host ? Role::host : Role::unknown);
            add_daemon({failure.name, {}, failure.text, false});
        } else {
            mark(spans_, failure.name, Role::host);
            add_server_failure(here, failure);
        }
    }

    void add_daemon(DaemonEntry daemon) {
        begin_structure().daemons.push_back(daemon);
        in_daemons_ = true;
        ++daemons_in_front_;
    }

    /// Ends the feature and its list, if one is open; the system that the next lines belong to.
    ServerSystem& begin_structure() {
        in_details_ = false;
        in_list_ = false;
        in_message_ = false;
        in_unread_feature_ = false;
        understood_ = true;
        return system();
    }

    void open_system(std::string_view servers) {
        const ServerSystem& last = begin_structure();
        const bool is_empty = last.servers.empty() && last.daemons.empty() && last.error.empty() && !last.has_features;
        if (!is_empty) {    // else no line came in front of this one that says anything
            complete(system());
            output_.systems.emplace_back();
        }
        system().line = line_;
        add_listed_servers(system(), servers, spans_);
        in_daemons_ = false;
        daemons_in_front_ = 0;
    }

    void open_list() {
        const std::vector<DaemonEntry>& daemons = system().daemons;
        FeatureList& list = output_.lists.emplace_back();
        list.system = output_.systems.size() - 1;
        if (!daemons.empty()) list.daemon = daemons.back().name;
        list.daemon_is_sure = daemons_in_front_ == 1;
        daemons_in_front_ = 0;
        in_list_ = true;
    }

    [[nodiscard]] Unexpected nothing_understood() const {
        if (output_.skipped.count() > 0) {
            const Diagnostic& first = output_.skipped.first().front();
            return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
        }
        return unexpected(fmt::format("\"{} ...\" or \"{}...\"", status_of, users_of), line_ == 0 ? "nothing" : "neither");
    }

    ServerSystem& system() { return output_.systems.back(); }
    void skip(std::string expected, std::string_view got) { output_.skipped.add(line_, std::move(expected), excerpt(got)); }

    Spans* spans_;
    LmstatOutput output_;
    std::size_t line_ = 0;
    std::size_t daemons_in_front_ = 0;    // daemon lines since the last list
    bool in_daemons_ = false;             // behind the servers
    bool in_list_ = false;
    bool in_details_ = false;           // of the last feature
    bool in_message_ = false;           // of a failure, which may have several lines
    bool in_unread_feature_ = false;    // its details can't be read either
    bool understood_ = false;
};

}    // namespace

Result<SeatStatus> parse_lmstat(std::string_view text, Spans* spans) { return LmstatReader(spans).read(text); }

}    // namespace slurmlic
