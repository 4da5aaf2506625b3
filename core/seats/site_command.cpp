#include "core/seats/site_command.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/seats/expiry.hpp"
#include "core/seats/pools.hpp"
#include "core/text/exposition_reader.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view of_license = "license_";
constexpr std::string_view of_feature = "license_feature_";
constexpr std::string_view server_family = "license_server_up";
constexpr std::size_t most_site_servers = 1'000;

using CountOfPool = std::pair<std::string_view, std::optional<std::int64_t> Pool::*>;

constexpr std::array site_counts{CountOfPool{"issued", &Pool::issued},       CountOfPool{"used", &Pool::used},
                                 CountOfPool{"checkouts", &Pool::checkouts}, CountOfPool{"reservations", &Pool::reservations},
                                 CountOfPool{"queued", &Pool::queued},       CountOfPool{"borrowed", &Pool::borrowed}};

std::string_view label_of(const SampleParts& sample, std::string_view wanted) {
    const auto found = std::ranges::find_if(sample.labels, [wanted](const auto& one) { return one.first == wanted; });
    return found == sample.labels.end() ? std::string_view() : found->second;
}

/// A whole number that a double holds exactly; nothing where it is something else.
std::optional<std::int64_t> whole_number(double value) {
    constexpr double most = 9007199254740992;    // 2^53
    if (!(value >= 0 && value <= most) || std::floor(value) != value) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

Role role_of_label(std::string_view label) {
    if (label == "user") return Role::user;
    if (label == "host") return Role::host;
    const bool is_name = label == "feature" || label == "vendor" || label == "app" || label == "version";
    return is_name ? Role::name : Role::unknown;
}

class SiteCommandParser {
public:
    explicit SiteCommandParser(Spans* spans) : spans_(spans) {}

    Result<SeatStatus> parse(std::string_view text) {
        if (!text.empty() && !text.ends_with('\n')) {
            mark(spans_, text, Role::unknown);
            return unexpected("a line end behind the last sample, or it may have been cut",
                              excerpt(text.substr(text.rfind('\n') + 1)));
        }
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            add_line(trim(*line));
        }
        if (!has_samples_) {
            const std::vector<Diagnostic>& skipped = status_.skipped.first();
            return unexpected(Diagnostic{.line = skipped.empty() ? 0 : skipped.front().line,
                                         .expected = fmt::format("samples of {}... or {}", of_feature, server_family),
                                         .got = !skipped.empty() ? skipped.front().got
                                                : line_ == 0     ? "nothing"
                                                                 : "none"});
        }
        if (std::optional<Diagnostic> problem = pools_.too_long()) return unexpected(std::move(*problem));
        join_servers();
        complete_pools();
        std::move(pools_).join(status_);
        if (!status_.up) status_.features.clear();
        return std::move(status_);
    }

private:
    using Identity = std::pair<std::string, std::string>;

    void skip(std::string expected, std::string_view got) { status_.skipped.add(line_, std::move(expected), excerpt(got)); }

    void add_line(std::string_view line) {
        if (line.empty()) return;
        if (line.starts_with('#')) return mark(spans_, line.substr(1), Role::unknown);
        const std::optional<SampleParts> sample = parse_sample(line);
        if (!sample || !sample->name.starts_with(of_license)) mark(spans_, line, Role::unknown);
        if (!sample) return read_broken(line);
        if (!sample->name.starts_with(of_license)) return;
        for (const auto& [name, value] : sample->labels) mark(spans_, value, role_of_label(name));
        if (sample->name == server_family) return add_server(*sample, line);
        if (!sample->name.starts_with(of_feature)) return skip("license_feature_... or license_server_up", line);
        add_feature_sample(*sample, line);
    }

    /// Of the feature that a broken line names, if that can be read, nothing is known.
    void read_broken(std::string_view line) {
        skip("a sample such as license_feature_used{feature=\"solver\"} 3", line);
        const std::size_t end = line.rfind('}');
        if (!line.starts_with(of_feature) || end == npos) return;
        const std::string without_number = fmt::format("{} 0", line.substr(0, end + 1));
        const std::optional<SampleParts> sample = parse_sample(without_number);
        if (sample) forget(identity_of(*sample));
    }

    void forget(Identity identity) {
        if (!identity.first.empty()) pools_[place_of(std::move(identity))].is_known = false;
    }

    static Identity identity_of(const SampleParts& sample) {
        return {unescaped(label_of(sample, "feature")), unescaped(label_of(sample, "vendor"))};
    }

    void add_server(const SampleParts& sample, std::string_view line) {
        if (sample.value != 0 && sample.value != 1) return skip("1 or 0", line);
        if (servers_.size() == most_site_servers) return skip(fmt::format("at most {} servers", most_site_servers), line);
        const auto text_of = [&sample](std::string_view label) { return unescaped(label_of(sample, label)); };
        const bool is_up = sample.value == 1;
        Server server{.host = text_of("host"),
                      .port = text_of("port"),
                      .version = is_up ? text_of("version") : "",
                      .failure = is_up ? "" : "the command says that it is down",
                      .master = label_of(sample, "master") == "true",
                      .up = is_up};
        Identity identity(server.host, server.port);
        if (!servers_.try_emplace(std::move(identity), std::move(server)).second) return skip("each server once", line);
        if (!is_up && !status_.failure) {
            const std::string name = printable_utf8(unescaped(label_of(sample, "host")));
            status_.failure = Diagnostic{
                .line = line_, .got = fmt::format("the command says that {} is down", name.empty() ? "the server" : name)};
        }
        has_samples_ = true;
    }

    void add_feature_sample(const SampleParts& sample, std::string_view line) {
        Identity identity = identity_of(sample);
        if (identity.first.empty()) return skip("the label feature", line);
        const std::size_t place = place_of(std::move(identity));
        const std::string_view what = sample.name.substr(of_feature.size());
        has_samples_ = true;
        if (what == "users") return add_user(place, sample, line);
        Pool& pool = pools_[place];
        if (what == "expiration_timestamp_seconds") {
            const bool is_time =
                sample.value >= 0 && (sample.value < end_of_dates || std::isinf(sample.value));    // else milliseconds
            if (!is_time) return refuse(pool, "seconds since the epoch", line);
            return keep(pool.expiry, sample.value, line);
        }
        const auto* const count = std::ranges::find(site_counts, what, &CountOfPool::first);
        if (count == site_counts.end()) return refuse(pool, "a family of slurmlic.toml(5), COMMAND", line);
        if (what == "issued" && std::isinf(sample.value) && sample.value > 0) {
            if (pool.issued || pool.uncounted) return skip("each series once", line);
            pool.uncounted = true;
            return;
        }
        if (what == "issued" && pool.uncounted) return skip("each series once", line);
        const std::optional<std::int64_t> seats = whole_number(sample.value);
        if (!seats) return refuse(pool, "a whole number of seats", line);
        keep(pool.*(count->second), *seats, line);
    }

    void add_user(std::size_t place, const SampleParts& sample, std::string_view line) {
        const std::optional<std::int64_t> seats = whole_number(sample.value);
        if (!seats) return refuse(pools_[place], "a whole number of seats", line);
        const std::string_view user = *texts_.insert(unescaped(label_of(sample, "user"))).first;
        const std::string_view host = *texts_.insert(unescaped(label_of(sample, "host"))).first;
        if (!users_.emplace(place, user, host).second) return skip("each series once", line);
        pools_.add({.pool = place, .user = user, .host = host, .seats = *seats});
        add_saturating(held_.try_emplace(place, 0).first->second, *seats);
    }

    void refuse(Pool& pool, std::string expected, std::string_view line) {
        pool.is_known = false;
        skip(std::move(expected), line);
    }

    template <class Value>
    void keep(std::optional<Value>& into, Value value, std::string_view line) {
        if (into) return skip("each series once", line);
        into = value;
    }

    std::size_t place_of(Identity identity) {
        const auto [found, is_new] = places_.try_emplace(std::move(identity), 0);
        if (is_new) found->second = pools_.add({.name = found->first.first, .vendor = found->first.second, .line = line_});
        return found->second;
    }

    void join_servers() {
        const NameLabels hosts(servers_, [](const auto& one) { return std::string_view(one.first.first); });
        const NameLabels ports(servers_, [](const auto& one) { return std::string_view(one.first.second); });
        status_.up = servers_.empty();
        for (auto& [identity, one] : servers_) {
            status_.up = status_.up || one.up;
            one.host = hosts.of(one.host);
            one.port = ports.of(one.port);
            one.version = printable_utf8(one.version);
            status_.servers.push_back(std::move(one));
        }
        std::ranges::sort(status_.servers, {}, [](const Server& one) { return std::tie(one.host, one.port); });
    }

    /// Rule 7.
    void complete_pools() {
        for (std::size_t i = 0; i < pools_.size(); ++i) {
            Pool& pool = pools_[i];
            const auto held = held_.find(i);
            const std::optional<std::int64_t> sum = held == held_.end() ? std::nullopt : std::optional(held->second);
            if (!pool.checkouts) pool.checkouts = pool.used ? pool.used : sum;
            if (pool.uncounted && pool.checkouts) pool.used = std::max(*pool.checkouts, sum.value_or(0));
            if (!pool.used) pool.used = pool.checkouts;
        }
    }

    Spans* spans_;
    SeatStatus status_;
    PoolList pools_;
    std::map<Identity, std::size_t> places_;                                         // by feature and vendor
    std::map<Identity, Server> servers_;                                             // by host and port
    std::set<std::string, std::less<>> texts_;                                       // of users and hosts
    std::set<std::tuple<std::size_t, std::string_view, std::string_view>> users_;    // that have a sample
    std::map<std::size_t, std::int64_t> held_;                                       // seats of users, by pool
    std::size_t line_ = 0;
    bool has_samples_ = false;
};

bool is_site_command(std::string_view text) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        const std::string_view trimmed = trim(*line);
        if (trimmed.starts_with(of_feature) || trimmed.starts_with(server_family)) return true;
    }
    return false;
}

void mark_site_command(std::string_view text, Spans& spans) { static_cast<void>(parse_site_command(text, &spans)); }

constexpr std::array site_command_texts{
    TextKind{"a [[command]]", is_site_command, mark_site_command, "false license_feature_issued license_feature_used true"}};

}    // namespace

Result<SeatStatus> parse_site_command(std::string_view text, Spans* spans) { return SiteCommandParser(spans).parse(text); }

Manager site_command() {
    return {.name = "command",
            .title = "the site's own command",
            .program = {},
            .status_arguments = nullptr,
            .read_status = [](std::string_view text, std::optional<LocalMinutes>) { return parse_site_command(text); },
            .texts = site_command_texts};
}

}    // namespace slurmlic
