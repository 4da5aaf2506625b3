#include "cli/sources/read_sources.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/app_source.hpp"
#include "cli/sources/slurm_source.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_mismatches = 10;    // more would bury the rest

double round_to(double value, double steps) { return std::round(value * steps) / steps; }

/// Parses a response, and frees its text, which may be large. An error names what was read.
template <class Parse>
auto parsed(Response& response, Parse parse) -> decltype(parse(std::string_view())) {
    if (!response.text) return unexpected(std::move(response.text.error()));
    const std::string whole = std::move(*response.text);
    std::string_view text = whole;
    if (constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());    // an editor of Windows saved it
    }
    auto listing = parse(text);
    if (listing) return listing;
    Diagnostic error = with_origin(listing.error(), response.origin);
    error.severity = Severity::error;
    error.got += response.remarks;
    error.hint = response.hint;
    return unexpected(std::move(error));
}

/// The readings as they grow, source by source. What the tools are joined from is kept until then.
class SourceReader {
public:
    SourceReader(const Settings& settings, const SourceList& sources, const Ports& ports, const PreviousFile& previous,
                 ToolUsers users)
        : settings_(settings), sources_(sources), ports_(ports), previous_(previous), users_(users) {
        report_.run_timestamp = round_to(ports.now(), 1e3);
        report_.success = true;
    }

    SourceReadings read() {
        std::vector<Response> responses = make_requests(all_requests(), ports_);
        auto next = responses.begin();
        for (const SlurmSource& one : sources_.slurm) add_licenses(one, *next++);
        add_jobs({next, next + std::ssize(sources_.squeue)});
        next += std::ssize(sources_.squeue);
        for (const AppSettings& one : sources_.apps) add_app(one, *next++);
        join();
        return {std::move(report_), std::move(diagnostics_)};
    }

private:
    struct KnownApp {
        const AppSettings* app;
        std::optional<SeatStatus> status;    // nothing: it did not answer
        bool is_whole;                       // all that it serves is known
    };

    [[nodiscard]] std::vector<Request> all_requests() const {
        std::vector<Request> requests;
        for (const SlurmSource& one : sources_.slurm) requests.push_back(scontrol_request(settings_, one));
        for (const Request& one : squeue_requests()) requests.push_back(one);
        for (const AppSettings& one : sources_.apps) requests.push_back(status_request(settings_, one, ports_));
        return requests;
    }

    [[nodiscard]] std::vector<Request> squeue_requests() const {
        std::vector<Request> requests;
        for (const SlurmSource& one : sources_.squeue) requests.push_back(squeue_request(settings_, one));
        return requests;
    }

    void add_failure(const Response& response, Diagnostic error) {
        SourceState state{.source = response.origin.source, .duration_seconds = round_to(response.seconds, 1e6)};
        const auto earlier = previous_.last_success.find(state.source);
        const bool is_past = earlier != previous_.last_success.end() && earlier->second <= report_.run_timestamp;
        if (is_past) state.last_success = earlier->second;    // else a clock was wrong
        report_.success = false;
        report_.sources.push_back(std::move(state));
        error.severity = Severity::error;
        diagnostics_.push_back(std::move(error));
    }

    /// `what` came of a source that was read: "3 licenses".
    void add_success(const Response& response, const SkippedLines& skipped, const std::string& what) {
        for (const Diagnostic& one : skipped.first()) diagnostics_.push_back(with_origin(one, response.origin));
        const std::string& source = response.origin.source;
        if (const std::uint64_t more = skipped.count() - skipped.first().size(); more > 0) {
            diagnostics_.push_back(Diagnostic{.severity = Severity::warning,
                                              .source = source,
                                              .got = fmt::format("{} more lines were not understood", more)});
        }
        const Diagnostic& origin = response.origin;
        const std::string from = origin.command.empty() ? origin.file : command_line(origin.command);
        diagnostics_.push_back(Diagnostic{.severity = Severity::info,
                                          .source = source,
                                          .got = fmt::format("{} from {} in {:.0f} ms", what, from, response.seconds * 1000)});
        report_.sources.push_back({.source = source,
                                   .up = true,
                                   .duration_seconds = round_to(response.seconds, 1e6),
                                   .skipped_lines = skipped.count(),
                                   .last_success = report_.run_timestamp});
        if (skipped.count() > 0) report_.success = false;
    }

    void add_licenses(const SlurmSource& source, Response& response) {
        Result<LicenseListing> listing =
            parsed(response, [this](std::string_view text) { return parse_scontrol(text, ports_.to_epoch); });
        if (!listing) return add_failure(response, listing.error());
        report_.slurm.push_back(reconcile(*listing, settings_.slurm.filter, source.cluster));
        add_success(response, listing->skipped, counted(std::ssize(report_.slurm.back().licenses), "license"));
    }

    [[nodiscard]] const ClusterLicenses* licenses_of(const std::string& cluster) const {
        const auto found = std::ranges::find(report_.slurm, cluster, &ClusterLicenses::cluster);
        return found == report_.slurm.end() ? nullptr : &*found;
    }

    void add_jobs(std::span<Response> responses) {
        repeat_without_refused_states(squeue_requests(), responses, ports_);
        std::vector<Result<JobListing>> listings;
        for (Response& one : responses) {
            listings.push_back(parsed(one, [](std::string_view text) { return parse_squeue(text); }));
        }
        find_allocated(listings);
        for (std::size_t i = 0; i < listings.size(); ++i) {
            Result<JobListing>& listing = listings[i];
            if (!listing) {
                add_failure(responses[i], listing.error());
                continue;
            }
            add_success(responses[i], listing->skipped, counted(std::ssize(listing->jobs), "job") + " with licenses");
            const std::string& cluster = sources_.squeue[i].cluster;
            const ClusterLicenses* const licenses = licenses_of(cluster);
            note_unlisted(responses[i].origin, use_published_names(listing->jobs, licenses, settings_.slurm.filter));
            report_.demand.push_back(sum_demand(cluster, listing->jobs, licenses, settings_.slurm.filter));
            std::erase_if(listing->jobs, [](const Job& job) { return job.demand != Demand::running; });    // they are summed
            listing->jobs.shrink_to_fit();
            jobs_.emplace(cluster, std::move(listing->jobs));
        }
    }

    /// Licenses of jobs that scontrol does not list, and how many jobs name each.
    void note_unlisted(const Diagnostic& origin, const std::map<std::string, std::int64_t>& unlisted) {
        constexpr std::size_t most_named = 5;
        if (unlisted.empty()) return;
        std::string names;
        for (std::size_t named = 0; const auto& [name, jobs] : unlisted) {
            if (named++ == most_named) break;
            names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", excerpt(name), counted(jobs, "job"));
        }
        if (unlisted.size() > most_named) names += fmt::format(" and {} more", unlisted.size() - most_named);
        const std::string what = counted(std::ssize(unlisted), "license");
        diagnostics_.push_back(
            with_origin(Diagnostic{.severity = Severity::info,
                                   .got = fmt::format("jobs name {} that scontrol does not list: {}", what, names)},
                        origin));
    }

    /// Asks what running jobs hold that would be content with any one of several licenses: a second round, rarely needed.
    void find_allocated(std::vector<Result<JobListing>>& listings) {
        std::vector<Request> requests;
        std::vector<JobListing*> open;
        for (std::size_t i = 0; i < listings.size(); ++i) {
            const auto may_choose = [](const Job& job) { return job.any_of && job.demand == Demand::running; };
            if (!listings[i] || std::ranges::none_of(listings[i]->jobs, may_choose)) continue;
            if (settings_.slurm.squeue_input) {
                choose_allocated(*listings[i], nullptr);
                continue;
            }
            open.push_back(&*listings[i]);
            requests.push_back(squeue_allocated_request(settings_, sources_.squeue[i]));
        }
        if (requests.empty()) return;
        std::vector<Response> responses = make_requests(requests, ports_);
        repeat_without_refused_states(std::move(requests), responses, ports_);
        for (std::size_t i = 0; i < responses.size(); ++i) {
            Result<JobListing> allocated = parsed(responses[i], parse_squeue_allocated);
            if (!allocated) {
                allocated.error().severity = Severity::warning;
                diagnostics_.push_back(allocated.error());
            }
            choose_allocated(*open[i], allocated ? &allocated->jobs : nullptr);
        }
    }

    void add_app(const AppSettings& app, Response& response) {
        Result<SeatStatus> status = parsed(response, app.manager->parse_status);
        if (!status) {
            apps_.push_back({&app, std::nullopt, false});
            return add_failure(response, status.error());
        }
        settings_.users.rename(*status);
        std::optional<Diagnostic> failure;
        if (status->failure) {
            failure = with_origin(*status->failure, response.origin);
            failure->hint = app.manager->failure_hint(failure->got);
        }
        if (!status->up) {
            failure->got += response.remarks;
            add_failure(response, *failure);
        } else {
            for (std::size_t i = 0; i < std::min(status->mismatches.size(), most_mismatches); ++i) {
                diagnostics_.push_back(with_origin(status->mismatches[i], response.origin));
            }
            add_success(response, status->skipped, counted(std::ssize(status->features), "feature"));
            if (failure) {    // of several server systems, one does not serve
                report_.success = false;
                diagnostics_.push_back(*failure);
            }
        }
        apps_.push_back({&app, std::move(*status), !failure});
    }

    void join() {
        std::vector<ClusterSide> clusters;
        for (const SlurmSource& source : sources_.slurm) {
            const auto jobs = jobs_.find(source.cluster);
            const auto demand = std::ranges::find(report_.demand, source.cluster, &ClusterDemand::cluster);
            clusters.push_back({.cluster = source.cluster,
                                .licenses = licenses_of(source.cluster),
                                .jobs = jobs == jobs_.end() ? nullptr : &jobs->second,
                                .demand = demand == report_.demand.end() ? nullptr : &*demand});
        }
        std::vector<AppSide> apps;
        for (const KnownApp& one : apps_) apps.push_back({one.app->name, one.status ? &*one.status : nullptr, one.is_whole});
        ToolJoin joined = join_tools(settings_.tools, clusters, apps, users_);
        report_.tools = std::move(joined.tools);
        report_.tool_licenses = std::move(joined.licenses);
        for (KnownApp& one : apps_) {
            report_.apps.push_back(published_status(*one.app, std::move(one.status), ports_, previous_));
        }
        std::ranges::sort(report_.sources, {}, &SourceState::source);
    }

    const Settings& settings_;
    const SourceList& sources_;
    const Ports& ports_;
    const PreviousFile& previous_;
    ToolUsers users_;
    Report report_;
    std::vector<Diagnostic> diagnostics_;
    std::map<std::string, std::vector<Job>> jobs_;    // by cluster
    std::vector<KnownApp> apps_;
};

}    // namespace

SourceReadings read_sources(const Settings& settings, const SourceList& sources, const Ports& ports,
                            const PreviousFile& previous, ToolUsers users) {
    return SourceReader(settings, sources, ports, previous, users).read();
}

}    // namespace slurmlic
