#include "cli/run.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "cli/destination.hpp"
#include "cli/slurm_source.hpp"
#include "core/exposition.hpp"
#include "core/reconcile.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* default_config = "/etc/slurmlic/slurmlic.toml";

/// Says what is to be said, as loud as the settings want it.
class Voice {
public:
    Voice(const Settings& settings, const Ports& ports) : settings_(settings), ports_(ports) {}

    /// Always told: nothing was published.
    void fatal(std::string_view message) const { ports_.log(Severity::error, message); }
    void error(std::string_view message) const {
        if (!settings_.quiet) ports_.log(Severity::error, message);
    }
    void warning(std::string_view message) const {
        if (!settings_.quiet) ports_.log(Severity::warning, message);
    }
    void info(std::string_view message) const {
        if (settings_.verbose) ports_.log(Severity::info, message);
    }

private:
    const Settings& settings_;
    const Ports& ports_;
};

/// How a text came: what it is called in messages, and the text or why there is none.
struct Arrived {
    std::string called;
    Result<InputText> text;
    double seconds = 0;
    std::string error_output;    // what a command that ended well had to say besides, behind ": "
};

/// Asks all sources: the saved text, or scontrol once for every cluster, side by side.
std::vector<Arrived> fetch(const Settings& settings, const std::vector<SlurmSource>& sources, const Ports& ports) {
    std::vector<Arrived> arrived;
    if (settings.slurm.input) {
        const double begun = ports.elapsed();
        const std::string& path = *settings.slurm.input;
        Result<InputText> text = ports.read_input(path);
        arrived.push_back(
            {path == "-" ? "standard input" : printable_utf8(path), std::move(text), ports.elapsed() - begun, ""});
        return arrived;
    }
    std::vector<Command> commands;
    commands.reserve(sources.size());
    for (const SlurmSource& source : sources) commands.push_back(scontrol_command(settings, source));
    std::vector<Outcome> outcomes = ports.run_commands(commands);
    for (std::size_t i = 0; i < commands.size(); ++i) {
        std::optional<std::string> failure = scontrol_failure(commands[i], outcomes[i]);
        Result<InputText> text = failure ? Result<InputText>(unexpected(std::move(*failure))) : InputText(outcomes[i].out);
        arrived.push_back({command_line(commands[i]), std::move(text), outcomes[i].seconds, error_output_of(outcomes[i])});
    }
    return arrived;
}

/// The report as it grows, source by source.
class Collection {
public:
    Collection(const Settings& settings, const Ports& ports, const Destination& to, const std::string& version)
        : settings_(settings), ports_(ports), to_(to), voice_(settings, ports), begun_(ports.elapsed()) {
        report_.version = version;
        report_.run_timestamp = round_to(ports.now(), 1e3);
        report_.success = true;
    }

    /// Makes samples of what a source said, or notes that it failed: then it has none, and its last success is what the
    /// file that is there says.
    void add(const SlurmSource& source, Arrived arrived) {
        SourceState state{source.name, false, round_to(arrived.seconds, 1e6), 0, std::nullopt};
        Result<LicenseListing> listing = parse(arrived);
        if (listing) {
            report_.slurm.push_back(reconcile(*listing, settings_.slurm.filter, source.cluster));
            tell_skipped(source, listing->skipped);
            voice_.info(fmt::format("{}: {} licenses from {} in {:.0f} ms", source.name,
                                    report_.slurm.back().licenses.records.size(), arrived.called, arrived.seconds * 1000));
            state.up = true;
            state.skipped_lines = listing->skipped.lines();
            state.last_success = report_.run_timestamp;
        } else {
            voice_.error(fmt::format("{}: {}", source.name, listing.error().message));
            state.last_success = last_success_before(source.name);
        }
        if (!state.up || state.skipped_lines > 0) report_.success = false;
        report_.sources.push_back(std::move(state));
    }

    Exit publish() {
        report_.run_duration_seconds = round_to(ports_.elapsed() - begun_, 1e6);
        const Producer produce = [this](const Sink& sink) { return render(report_, sink); };
        const Result<void> published = to_.file ? ports_.publish_file(*to_.file, produce) : ports_.publish_stdout(produce);
        if (!published) {
            voice_.fatal(published.error().message);
            return Exit::not_published;
        }
        if (to_.file) voice_.info(fmt::format("wrote {}", printable_utf8(*to_.file)));
        return report_.success ? Exit::ok : Exit::incomplete;
    }

private:
    [[nodiscard]] Result<LicenseListing> parse(const Arrived& arrived) const {
        if (!arrived.text) return unexpected(arrived.text.error().message);
        Result<LicenseListing> listing = parse_scontrol(arrived.text->view(), arrived.called, ports_.to_epoch, ports_.memory);
        if (!listing) return unexpected(listing.error().message + arrived.error_output);
        return listing;
    }

    static double round_to(double value, double steps) { return std::round(value * steps) / steps; }

    void tell_skipped(const SlurmSource& source, const Skipped& skipped) const {
        for (const std::string& message : skipped.messages()) voice_.warning(fmt::format("{}: {}", source.name, message));
        const std::uint64_t untold = skipped.lines() - skipped.messages().size();
        if (untold > 0) voice_.warning(fmt::format("{}: {} more lines were not understood", source.name, untold));
    }

    [[nodiscard]] std::optional<double> last_success_before(const std::string& source) const {
        if (!to_.file) return std::nullopt;
        return last_success_of(source, ports_.lines_beginning_with(last_success_family, *to_.file));
    }

    const Settings& settings_;
    const Ports& ports_;
    const Destination& to_;
    Voice voice_;
    double begun_;
    Report report_;
};

/// The settings file, or the defaults where none is named and the usual one is not there.
SettingsReading load_settings(const Options& options, const Ports& ports) {
    const std::string path = options.config.value_or(default_config);
    if (!options.config && ports.path_kind(path) == PathKind::missing) return {};
    const Result<InputText> text = ports.read_input(path);
    if (!text) return {{}, {text.error().message}};
    return parse_settings(text->view(), printable_utf8(path));
}

}    // namespace

Exit collect(const Settings& settings, const Ports& ports, const std::string& version) {
    const Voice voice(settings, ports);
    const Result<Destination> destination = destination_of(settings.output, ports.path_kind);
    if (!destination) {
        voice.fatal(destination.error().message);
        return Exit::usage;
    }
    const Result<std::vector<SlurmSource>> sources = slurm_sources(settings);
    if (!sources) {
        voice.fatal(sources.error().message);
        return Exit::usage;
    }
    Collection collection(settings, ports, *destination, version);
    std::vector<Arrived> arrived = fetch(settings, *sources, ports);
    for (std::size_t i = 0; i < arrived.size(); ++i) collection.add((*sources)[i], std::move(arrived[i]));
    return collection.publish();
}

Exit run(const Options& options, const Ports& ports, const std::string& version) {
    SettingsReading reading = load_settings(options, ports);
    for (const std::string& problem : reading.problems) ports.log(Severity::error, problem);
    if (!reading.problems.empty()) return Exit::usage;
    options.apply_to(reading.settings);
    return collect(reading.settings, ports, version);
}

}    // namespace slurmlic
