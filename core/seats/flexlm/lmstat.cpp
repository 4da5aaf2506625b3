#include "core/seats/flexlm/lmstat.hpp"

#include <functional>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/seats/flexlm/lmstat_checkout.hpp"
#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/seats/flexlm/lmstat_reading.hpp"
#include "core/seats/flexlm/lmstat_systems.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

std::uint64_t mixed(std::uint64_t fingerprint, std::string_view text) {
    constexpr std::uint64_t odd = 0x9E3779B97F4A7C15U;
    return (fingerprint ^ std::hash<std::string_view>{}(text)) * odd;
}

class LmstatReader {
public:
    explicit LmstatReader(std::string_view source) : reading_{{}, {}, {}, {}, {}, Skipped(std::string(source))} {}

    Result<FlexlmStatus> read(std::string_view text) {
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            const std::string_view ink = trim(*line);
            if (!ink.empty()) read_line(ink);
        }
        close_feature();
        settle();
        if (!understood_) return nothing_understood();
        return join_lmstat(std::move(reading_));
    }

private:
    void read_line(std::string_view line) {
        if (line.starts_with(users_of)) return read_feature(line);
        if (in_details_ && read_detail(line)) return;
        if (read_structure(line)) return;
        if (!in_message_ && !in_unread_feature_)
            skip(fmt::format("expected a line that lmstat -a prints there, got {}", excerpt(line)));
    }

    void read_feature(std::string_view line) {
        close_feature();
        in_message_ = false;
        const std::optional<FeatureLine> head = parse_feature_line(line.substr(users_of.size()));
        in_unread_feature_ = !head;
        if (!head) return skip(fmt::format("expected the figures of a feature, got {}", excerpt(line)));
        understood_ = true;
        if (!in_list_) open_list();
        FeatureReading& feature = reading_.features.emplace_back();
        feature.head = *head;
        feature.line = line_;
        feature.list = reading_.lists.size() - 1;
        feature.fingerprint = mixed(0, line);
        system().has_features = true;
        ListReading& list = reading_.lists.back();
        list.fingerprint = mixed(list.fingerprint + static_cast<std::uint64_t>(head->issued), head->name);
        in_details_ = true;
    }

    /// False where the line is no detail; what ends the feature is left to read_structure.
    bool read_detail(std::string_view line) {
        FeatureReading& feature = reading_.features.back();
        if (line.starts_with("vendor_string:")) {
            // may hold anything
        } else if (const auto checkout = parse_checkout(line)) {
            count(*checkout, line, feature);
        } else if (const auto reserved = parse_reservation(line)) {
            add_seats(feature.reservations, *reserved);
        } else if (const auto pool = parse_pool_line(line)) {
            read_pool(*pool, feature);
        } else {
            return false;
        }
        feature.fingerprint = mixed(feature.fingerprint, line);
        feature.has_details = true;
        return true;
    }

    void count(const CheckoutLine& checkout, std::string_view line, FeatureReading& feature) {
        if (!checkout.understood)
            skip(fmt::format("expected USER HOST DISPLAY (vVERSION) ..., start TIME, got {}", excerpt(line)));
        if (checkout.queued) return add_seats(feature.queued, checkout.seats);
        add_seats(feature.checkouts, checkout.seats);
        if (checkout.linger) add_seats(feature.linger, checkout.seats);
        holders_.push_back({reading_.users.number(checkout.user), reading_.hosts.number(checkout.host), checkout.seats});
    }

    void read_pool(const PoolLine& pool, FeatureReading& feature) {
        if (feature.pool_vendor.empty()) feature.pool_vendor = pool.vendor;
        if (!pool.expiry) return;
        if (const std::optional<double> expiry = parse_expiry(*pool.expiry)) return keep_earliest(feature.expiry, *expiry);
        skip(fmt::format("expected a date such as 31-dec-2099 or permanent after expiry:, got {}", excerpt(*pool.expiry)));
    }

    /// Lines that stand between features; false where it is none of them.
    bool read_structure(std::string_view line) {
        if (const std::size_t at = line.find(status_of); at != std::string_view::npos && (at == 0 || line[0] == '[')) {
            open_system(line.substr(at + status_of.size()));
        } else if (const auto server = parse_server_line(line)) {
            tell_server(begin_structure(), *server);
        } else if (line.starts_with("Vendor daemon status") || line.starts_with("Feature usage info")) {
            begin_structure();
            in_daemons_ = true;
        } else if (const auto daemon = parse_daemon_line(line)) {
            add_daemon({daemon->name, daemon->version, "", true});
        } else if (const auto failure = parse_failure_line(line)) {
            read_failure(*failure);
        } else {
            return is_silent_line(line);
        }
        return true;
    }

    void read_failure(const FailureLine& failure) {
        SystemReading& here = begin_structure();
        if (failure.name.empty()) {
            in_message_ = true;
            if (here.failure.empty()) here.failure = fmt::format("{}: {}", where(), printable_utf8(failure.text));
        } else if (failure.of_daemon || (in_daemons_ && !has_host(here, failure.name))) {
            add_daemon({failure.name, {}, printable_utf8(failure.text), false});
        } else {
            tell_server_failure(here, failure);
        }
    }

    void add_daemon(DaemonReading daemon) {
        SystemReading& here = begin_structure();
        in_daemons_ = true;
        here.daemons.push_back(std::move(daemon));
        ++daemons_in_front_;
    }

    /// Closes the feature and its list, if one is open; the system that the next lines belong to.
    SystemReading& begin_structure() {
        close_feature();
        in_list_ = false;
        in_message_ = false;
        in_unread_feature_ = false;
        understood_ = true;
        return system();
    }

    void open_system(std::string_view servers) {
        begin_structure();
        if (is_told_of(reading_.systems.back())) {
            settle();
            reading_.systems.emplace_back();
        }
        system_line_ = line_;
        system().servers = parse_server_list(servers);
        in_daemons_ = false;
        daemons_in_front_ = 0;
    }

    /// Whether lines came in front of the first status line.
    static bool is_told_of(const SystemReading& one) {
        return !one.servers.empty() || !one.daemons.empty() || !one.failure.empty() || one.has_features;
    }

    void open_list() {
        const std::vector<DaemonReading>& daemons = system().daemons;
        ListReading& list = reading_.lists.emplace_back();
        list.system = reading_.systems.size() - 1;
        if (!daemons.empty()) list.daemon = daemons.back().name;
        list.daemon_is_sure = daemons_in_front_ == 1;
        daemons_in_front_ = 0;
        in_list_ = true;
    }

    void close_feature() {
        if (!in_details_) return;
        in_details_ = false;
        add_up_holders(holders_);
        reading_.features.back().holders.assign(holders_.begin(), holders_.end());
        holders_.clear();
    }

    void settle() { settle_system(system(), fmt::format("{}:{}", reading_.skipped.source(), system_line_)); }

    [[nodiscard]] Unexpected nothing_understood() const {
        const Skipped& skipped = reading_.skipped;
        if (!skipped.messages().empty()) return unexpected(skipped.messages().front());
        return unexpected(fmt::format("{}: expected \"{} ...\" or \"{}...\", got {}", skipped.source(), status_of, users_of,
                                      line_ == 0 ? "nothing" : "neither"));
    }

    SystemReading& system() {
        if (reading_.systems.empty()) reading_.systems.emplace_back();
        return reading_.systems.back();
    }
    [[nodiscard]] std::string where() const { return fmt::format("{}:{}", reading_.skipped.source(), line_); }
    void skip(std::string_view what) { reading_.skipped.add(line_, what); }

    LmstatReading reading_;
    std::vector<FlexlmCheckout> holders_;    // of the open feature
    std::uint32_t line_ = 0;
    std::uint32_t system_line_ = 1;
    std::size_t daemons_in_front_ = 0;    // daemon lines since the last list
    bool in_daemons_ = false;             // behind the servers
    bool in_list_ = false;
    bool in_details_ = false;           // of the last feature
    bool in_message_ = false;           // of a failure, which may have several lines
    bool in_unread_feature_ = false;    // its details can't be read either
    bool understood_ = false;
};

}    // namespace

Result<FlexlmStatus> parse_lmstat(std::string_view text, std::string_view source) { return LmstatReader(source).read(text); }

}    // namespace slurmlic
