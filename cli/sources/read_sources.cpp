#include "cli/sources/read_sources.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include <fmt/format.h>

#include "cli/sources/app_source.hpp"
#include "cli/sources/requests.hpp"
#include "cli/views/style.hpp"
#include "cli/log.hpp"
#include "core/slurm/demand.hpp"
#include "core/metrics/exposition.hpp"
#include "core/seats/flexlm/lmstat.hpp"
#include "core/seats/flexlm/lmstat_installed.hpp"
#include "core/slurm/reconcile.hpp"
#include "core/slurm/squeue.hpp"

namespace slurmlic {
namespace {

double round_to(double value, double steps) { return std::round(value * steps) / steps; }

std::vector<Question> questions_of(const Settings& settings, const Plan& plan, const Ports& ports) {
    const FailureOf of_lmutil = [&ports](const Command& command, const Outcome& outcome) {
        return lmstat_failure(command, outcome, ports);
    };
    std::vector<Question> questions;
    for (const SlurmSource& one : plan.slurm) {
        questions.push_back({settings.slurm.input, scontrol_command(settings, one), scontrol_failure});
    }
    for (const SlurmSource& one : plan.squeue) {
        questions.push_back({settings.slurm.squeue_input, squeue_command(settings, one), squeue_failure});
    }
    for (const FlexlmSettings& one : plan.flexlm) {
        questions.push_back({one.input, lmstat_command(settings, one, false), of_lmutil});
    }
    for (const FlexlmSettings& one : plan.flexlm) {
        if (one.expiry && !one.input) questions.push_back({{}, lmstat_command(settings, one, true), of_lmutil});
    }
    return questions;
}

/// Reads an answer, and lets its text go, which may be large; the Error names what was asked.
template <class Parse>
auto read(Answer& answer, Parse parse) -> decltype(parse(answer.text->view(), answer.called)) {
    if (!answer.text) return unexpected(answer.text.error().message);
    std::string_view text = answer.text->view();
    if (constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF"; text.starts_with(byte_order_mark)) {
        text.remove_prefix(byte_order_mark.size());    // an editor of Windows saved it
    }
    auto listing = parse(text, answer.called);
    answer.text = InputText();
    if (!listing) return unexpected(listing.error().message + answer.remarks);
    return listing;
}

/// The report as it grows, source by source. What the tools are joined from is kept until then.
class Gatherer {
public:
    Gatherer(const Settings& settings, const Plan& plan, const Ports& ports, const std::optional<std::string>& earlier_file)
        : settings_(settings), plan_(plan), ports_(ports), earlier_file_(earlier_file), voice_(settings, ports) {
        report_.run_timestamp = round_to(ports.now(), 1e3);
        report_.success = true;
    }

    Report gather(PlainTools plain_tools) {
        std::vector<Answer> answers = ask(questions_of(settings_, plan_, ports_), ports_);
        auto next = answers.begin();
        for (const SlurmSource& one : plan_.slurm) add_licenses(one, *next++);
        add_jobs(next);
        next += static_cast<std::ptrdiff_t>(plan_.squeue.size());
        auto installed = next + static_cast<std::ptrdiff_t>(plan_.flexlm.size());
        for (const FlexlmSettings& one : plan_.flexlm) {
            add_app(one, *next++, one.expiry && !one.input ? &*installed++ : nullptr);
        }
        join(plain_tools);
        return std::move(report_);
    }

private:
    using Answers = std::vector<Answer>::iterator;

    /// Notes how a source fared: what was not understood of it (null: it failed, and the last success is that of the
    /// earlier file), and what came of it.
    void note(const std::string& source, const Answer& answer, const Skipped* skipped, const std::string& what) {
        SourceState state{source, skipped != nullptr, round_to(answer.seconds, 1e6), 0, std::nullopt};
        if (skipped != nullptr) {
            voice_.skipped(source, *skipped);
            voice_.info(fmt::format("{}: {} from {} in {:.0f} ms", source, what, answer.called, answer.seconds * 1000));
            state.skipped_lines = skipped->lines();
            state.last_success = report_.run_timestamp;
        } else {
            voice_.error(fmt::format("{}: {}", source, what));
            const std::optional<double> earlier = last_success_of(source, lines_of_earlier_file(last_success_family));
            if (earlier && *earlier <= report_.run_timestamp) state.last_success = earlier;    // else a clock was wrong
        }
        if (!state.up || state.skipped_lines > 0) report_.success = false;
        report_.sources.push_back(std::move(state));
    }

    [[nodiscard]] std::string lines_of_earlier_file(std::string_view family) const {
        if (!earlier_file_) return {};
        return ports_.lines_beginning_with(family, *earlier_file_);
    }

    void add_licenses(const SlurmSource& source, Answer& answer) {
        // The licenses take the memory that their text gives back: fresh pages cost more than all the parsing.
        const TextRead let_go = [&answer](const char* rest) { answer.text->let_go_before(rest); };
        Result<LicenseListing> listing = read(answer, [this, &let_go](std::string_view text, std::string_view called) {
            return parse_scontrol(text, called, ports_.to_epoch, ports_.memory, let_go);
        });
        if (!listing) return note(source.name, answer, nullptr, listing.error().message);
        report_.slurm.push_back(reconcile(*listing, settings_.slurm.filter, source.cluster));
        note(source.name, answer, &listing->skipped, counted(std::ssize(report_.slurm.back().licenses.records), "license"));
    }

    [[nodiscard]] const ClusterLicenses* licenses_of(const std::string& cluster) const {
        const auto is_it = [&cluster](const ClusterLicenses& one) { return one.cluster == cluster; };
        const auto found = std::find_if(report_.slurm.begin(), report_.slurm.end(), is_it);
        return found == report_.slurm.end() ? nullptr : &*found;
    }

    void add_jobs(Answers answers) {
        std::vector<Result<JobListing>> listings;
        for (std::size_t i = 0; i < plan_.squeue.size(); ++i) {
            listings.push_back(read(answers[static_cast<std::ptrdiff_t>(i)], parse_squeue));
        }
        settle(listings);
        for (std::size_t i = 0; i < plan_.squeue.size(); ++i) {
            const SlurmSource& source = plan_.squeue[i];
            const Answer& answer = answers[static_cast<std::ptrdiff_t>(i)];
            Result<JobListing>& listing = listings[i];
            if (!listing) {
                note(source.name, answer, nullptr, listing.error().message);
                continue;
            }
            note(source.name, answer, &listing->skipped, counted(std::ssize(listing->jobs), "job") + " with licenses");
            const ClusterLicenses* const licenses = licenses_of(source.cluster);
            use_published_names(listing->jobs, licenses);
            report_.demand.push_back(sum_demand(source.cluster, listing->jobs, licenses, settings_.slurm.filter));
            jobs_.emplace_back(source.cluster, std::move(listing->jobs));
        }
    }

    /// Asks what running jobs hold that would be content with any one of several licenses: a second round, rarely needed.
    void settle(std::vector<Result<JobListing>>& listings) {
        std::vector<Question> questions;
        std::vector<JobListing*> unsettled;
        for (std::size_t i = 0; i < listings.size(); ++i) {
            if (!listings[i]) continue;
            const std::vector<Job>& jobs = listings[i]->jobs;
            const bool has_choice = std::any_of(jobs.begin(), jobs.end(),
                                                [](const Job& job) { return job.any_of && job.demand == Demand::running; });
            if (!has_choice) continue;
            if (settings_.slurm.squeue_input) {
                settle_choices(*listings[i], {});
                continue;
            }
            unsettled.push_back(&*listings[i]);
            questions.push_back({{}, squeue_allocated_command(settings_, plan_.squeue[i]), squeue_failure});
        }
        if (questions.empty()) return;
        std::vector<Answer> answers = ask(questions, ports_);
        for (std::size_t i = 0; i < answers.size(); ++i) {
            const Result<JobListing> held = read(answers[i], parse_squeue_allocated);
            if (!held) voice_.warning(held.error().message);
            settle_choices(*unsettled[i], held ? held->jobs : std::vector<Job>());
        }
    }

    void add_app(const FlexlmSettings& app, Answer& answer, Answer* installed) {
        const std::string source = "flexlm:" + app.name;
        apps_.push_back({&app, {}, false});
        Result<FlexlmStatus> status = read(answer, parse_lmstat);
        if (!status) return note(source, answer, nullptr, status.error().message);
        if (!status->up) {
            note(source, answer, nullptr, status->failure + answer.remarks);
        } else {
            if (installed != nullptr) add_installed(source, *status, *installed);
            for (const std::string& one : status->mismatches.messages()) voice_.info(fmt::format("{}: {}", source, one));
            note(source, answer, &status->skipped, counted(std::ssize(status->features), "feature"));
            if (!status->failure.empty()) {    // of several server systems, one does not serve
                voice_.error(fmt::format("{}: {}", source, status->failure));
                report_.success = false;
            }
            apps_.back().is_whole = status->failure.empty();
        }
        apps_.back().status = std::move(*status);
    }

    void add_installed(const std::string& source, FlexlmStatus& status, Answer& answer) {
        const Result<InstalledListing> listing = read(answer, parse_lmstat_installed);
        if (!listing) {
            voice_.warning(fmt::format("{}: {}", source, listing.error().message));
            report_.success = false;
            return;
        }
        status.skipped.add(listing->skipped);
        add_expiries(status, *listing);
    }

    void join(PlainTools plain_tools) {
        std::vector<ClusterView> clusters;
        for (const SlurmSource& source : plan_.slurm) {
            clusters.push_back({source.cluster, licenses_of(source.cluster), nullptr});
            for (const auto& [cluster, jobs] : jobs_) {
                if (cluster == source.cluster) clusters.back().jobs = &jobs;
            }
        }
        std::vector<AppView> apps;
        for (const KnownApp& one : apps_) apps.push_back({one.app->name, one.is_whole ? &one.status : nullptr});
        ToolJoin joined = join_tools(settings_.tools, clusters, apps, plain_tools);
        report_.tools = std::move(joined.tools);
        report_.tool_licenses = std::move(joined.licenses);
        for (KnownApp& one : apps_) {
            report_.flexlm.push_back(published_status(*one.app, std::move(one.status), ports_, earlier_file_));
        }
        std::sort(report_.sources.begin(), report_.sources.end(),
                  [](const SourceState& a, const SourceState& b) { return a.source < b.source; });
    }

    struct KnownApp {
        const FlexlmSettings* app;
        FlexlmStatus status;
        bool is_whole;    // all that it serves is known
    };

    const Settings& settings_;
    const Plan& plan_;
    const Ports& ports_;
    const std::optional<std::string>& earlier_file_;
    Voice voice_;
    Report report_;
    std::vector<std::pair<std::string, std::vector<Job>>> jobs_;    // by cluster
    std::vector<KnownApp> apps_;
};

}    // namespace

Report gather(const Settings& settings, const Plan& plan, const Ports& ports, const std::string& version,
              const std::optional<std::string>& earlier_file, PlainTools plain_tools) {
    Report report = Gatherer(settings, plan, ports, earlier_file).gather(plain_tools);
    report.version = version;
    return report;
}

}    // namespace slurmlic
