#include "cli/sources/read_sources.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/app_names.hpp"
#include "cli/sources/app_source.hpp"
#include "cli/sources/slurm_source.hpp"
#include "cli/sources/source_limits.hpp"
#include "core/seats/managers.hpp"
#include "core/slurm/demand.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/scontrol.hpp"
#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_mismatches = 10;    // more would bury the rest

double round_to(double value, double steps) { return std::round(value * steps) / steps; }

/// An editor of Windows puts it in front of what it saves.
std::string_view without_byte_order_mark(std::string_view text) {
    constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
    if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
    return text;
}

/// Parses a response, and frees its text, which may be large. An error names what was read.
template <class Parse>
auto parsed(Response& response, Parse parse) -> decltype(parse(std::string_view())) {
    if (!response.text) return unexpected(std::move(response.text.error()));
    const std::string whole = std::move(*response.text);
    auto listing = parse(without_byte_order_mark(whole));
    if (listing) return listing;
    Diagnostic error = with_origin(listing.error(), response.origin);
    error.severity = Severity::error;
    error.got += response.remarks;
    error.hint = response.hint;
    return unexpected(std::move(error));
}

/// Learns from a saved text whose it is, where nobody said.
void find_manager(AppSettings& app, Response& response) {
    if (app.is_manager_told || !response.text) return;
    if (const Manager* const found = manager_of(without_byte_order_mark(*response.text)); found != nullptr) {
        app.manager = found;
        response.origin.source = source_name(app);
        return;
    }
    const Diagnostic unknown{.expected = what_prints(texts_of_managers()), .got = "something else"};
    response.text = unexpected(with_origin(unknown, response.origin));
}

/// The readings as they grow, source by source. What the tools are joined from is kept until then.
class SourceReader {
public:
    SourceReader(const Settings& settings, const SourceList& sources, const Ports& ports, const PreviousFile& previous,
                 ToolUsers users, WaitingJobs waiting)
        : settings_(settings),
          sources_(sources),
          apps_(sources.apps),
          ports_(ports),
          previous_(previous),
          users_(users),
          waiting_(waiting) {
        if (users_ == ToolUsers::kept) local_now_ = minutes_at(ports.now(), ports.to_epoch);
        report_.run_timestamp = round_to(ports.now(), 1e3);
        report_.success = true;
    }

    SourceReadings read() {
        std::vector<Response> responses = make_requests(all_requests(), ports_);
        auto next = responses.begin();
        for (const SlurmSource& one : sources_.slurm) add_licenses(one, *next++);
        add_jobs({next, next + std::ssize(sources_.squeue)});
        next += std::ssize(sources_.squeue);
        for (AppSettings& one : apps_) add_app(one, *next++);
        join();
        return {std::move(report_), std::move(diagnostics_)};
    }

private:
    /// How an app answered.
    enum class Answer : std::uint8_t { none, partial, whole };    // partial: one of its server systems is down

    [[nodiscard]] std::vector<Request> all_requests() const {
        std::vector<Request> requests;
        for (const SlurmSource& one : sources_.slurm) requests.push_back(scontrol_request(settings_, one));
        for (const Request& one : squeue_requests()) requests.push_back(one);
        for (const AppSettings& one : apps_) requests.push_back(status_request(settings_, one, ports_));
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
        Report alone;
        alone.slurm.push_back(reconcile(*listing, settings_.slurm.filter, source.cluster, settings_.most_series));
        if (is_too_much(alone, response)) return;
        report_.slurm.push_back(std::move(alone.slurm.front()));
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
            const std::string what = counted(std::ssize(listing->jobs), "job") + " with licenses";
            const std::string& cluster = sources_.squeue[i].cluster;
            JobDemand demand = add_up_demand(cluster, std::move(listing->jobs), licenses_of(cluster), settings_.slurm.filter,
                                             settings_.most_series, waiting_);
            Report alone;
            alone.demand.push_back(std::move(demand.sum));
            if (is_too_much(alone, responses[i])) continue;
            demand.sum = std::move(alone.demand.front());
            add_success(responses[i], listing->skipped, what);
            note_unlisted(responses[i].origin, demand);
            demands_.push_back(std::move(demand));
        }
    }

    /// Licenses of jobs that scontrol does not list, and how many jobs name each.
    void note_unlisted(const Diagnostic& origin, const JobDemand& demand) {
        constexpr std::size_t most_named = 5;
        const auto& unlisted = demand.unlisted;
        if (unlisted.empty()) return;
        std::string names;
        for (std::size_t named = 0; const auto& [name, jobs] : unlisted) {
            if (named++ == most_named) break;
            names += fmt::format("{}{} ({})", names.empty() ? "" : ", ", excerpt(name), counted(jobs, "job"));
        }
        const std::string_view least = demand.are_more_unlisted ? "more than " : "";
        if (unlisted.size() > most_named) names += fmt::format(" and {}{} more", least, unlisted.size() - most_named);
        const std::string what = fmt::format("{}{}", least, counted(std::ssize(unlisted), "license"));
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
            if (allocated) open[i]->skipped.add(allocated->skipped, responses[i].origin);
        }
    }

    void add_app(AppSettings& app, Response& response) {
        find_manager(app, response);
        AppStatus& published = report_.apps.emplace_back(AppStatus{.app = app.name, .manager = app.manager->name});
        Answer& answer = answers_.emplace_back(Answer::none);
        const auto parse = [this, &app](std::string_view text) { return app.manager->parse_status(text, local_now_); };
        Result<SeatStatus> parsed_status = parsed(response, parse);
        if (!parsed_status) return add_failure(response, parsed_status.error());
        settings_.users.rename(*parsed_status);
        Report alone;
        alone.apps.push_back(published_status(app, std::move(*parsed_status)));
        if (is_too_much(alone, response)) return;
        published = std::move(alone.apps.front());
        const SeatStatus& status = published.status;
        answer = status.failure ? Answer::partial : Answer::whole;
        std::optional<Diagnostic> failure;
        if (status.failure) {
            failure = with_origin(*status.failure, response.origin);
            failure->hint = app.manager->hint_on(failure->got);
        }
        if (!status.up) {
            failure->got += response.remarks;
            return add_failure(response, *failure);
        }
        for (std::size_t i = 0; i < std::min(status.mismatches.size(), most_mismatches); ++i) {
            diagnostics_.push_back(with_origin(status.mismatches[i], response.origin));
        }
        add_success(response, status.skipped, counted(std::ssize(status.features), "feature"));
        if (failure) {    // of several server systems, one does not serve
            report_.success = false;
            diagnostics_.push_back(*failure);
        }
    }

    /// Whether what the source gives is too much, which then is its failure.
    bool is_too_much(const Report& alone, const Response& response) {
        const std::optional<Diagnostic> wrong = beyond_limits_of_source(alone, settings_);
        if (wrong) add_failure(response, with_origin(*wrong, response.origin));
        return wrong.has_value();
    }

    void join() {
        std::vector<ClusterSide> clusters;
        for (const SlurmSource& source : sources_.slurm) {
            const auto is_its = [&source](const JobDemand& one) { return one.sum.cluster == source.cluster; };
            const auto demand = std::ranges::find_if(demands_, is_its);
            clusters.push_back({.cluster = source.cluster,
                                .licenses = licenses_of(source.cluster),
                                .demand = demand == demands_.end() ? nullptr : &*demand});
        }
        std::vector<AppSide> apps;
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            const AppStatus& app = report_.apps[i];
            const bool is_known = answers_[i] != Answer::none;
            apps.push_back({app.app, is_known ? &app.status : nullptr, answers_[i] == Answer::whole});
        }
        ToolJoin joined = join_tools(settings_.tools, clusters, apps, users_);
        report_.tools = std::move(joined.tools);
        report_.tool_licenses = std::move(joined.licenses);
        for (JobDemand& one : demands_) report_.demand.push_back(std::move(one.sum));
        for (std::size_t i = 0; i < answers_.size(); ++i) {
            if (answers_[i] == Answer::none) continue;    // nobody can say which of its servers are down
            SeatStatus& status = report_.apps[i].status;
            drop_what_is_joined(status, apps_[i], users_);
            use_known_names(status, apps_[i], ports_, previous_);
        }
        std::ranges::sort(report_.sources, {}, &SourceState::source);
    }

    const Settings& settings_;
    const SourceList& sources_;
    std::vector<AppSettings> apps_;
    const Ports& ports_;
    const PreviousFile& previous_;
    ToolUsers users_;
    WaitingJobs waiting_;
    std::optional<LocalMinutes> local_now_;    // for starts, which only people read
    Report report_;
    std::vector<Diagnostic> diagnostics_;
    std::vector<JobDemand> demands_;
    std::vector<Answer> answers_;    // of the apps, in their order
};

}    // namespace

SourceReadings read_sources(const Settings& settings, const SourceList& sources, const Ports& ports,
                            const PreviousFile& previous, ToolUsers users, WaitingJobs waiting) {
    return SourceReader(settings, sources, ports, previous, users, waiting).read();
}

}    // namespace slurmlic
