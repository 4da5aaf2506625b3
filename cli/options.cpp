#include "cli/options.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>
#include <CLI/CLI.hpp>

#include "core/text/duration.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr const char* about =
    "slurmlic tells Prometheus where the software licenses of a Slurm cluster are: it\n"
    "asks scontrol, squeue and the license servers once, at the same moment, and\n"
    "writes what they say as one file for the textfile collector of node_exporter.\n"
    "To people it shows the same as a table, and who makes the gap between the two.";

constexpr const char* closing =
    "Exit status:\n"
    "  0  every source was read, and the file is published\n"
    "  1  published or shown, but a source failed or was only partly understood;\n"
    "     of sync and doctor: something is to be done\n"
    "  2  wrong usage or settings: nothing was run, the old file is untouched\n"
    "  3  could not publish: the old file is untouched\n"
    "\n"
    "More in slurmlic(1).";

/// Puts our words for a part of what a library says, where it says so.
bool reword(std::string& words, std::string_view theirs, std::string_view ours) {
    const std::size_t at = words.find(theirs);
    if (at != std::string::npos) words.replace(at, theirs.size(), ours);
    return at != std::string::npos;
}

/// What CLI11 says, in one line, and in the words of a command line rather than of a library.
std::string words_for(const CLI::App& app, const CLI::ParseError& wrong) {
    std::string words = one_line(wrong.what());
    const std::vector<std::string> extras = app.remaining(true);
    if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError) && !extras.empty()) {
        words = fmt::format("unknown argument {}", one_line(extras.front()));
    } else if (wrong.get_exit_code() == static_cast<int>(CLI::ExitCodes::ArgumentMismatch)) {
        if (reword(words, " was given a disallowed flag override", ": expected no value")) words.insert(0, "--");
        if (reword(words, ": At Most 1 required but received ", ": expected once, got ")) words += " times";
        if (reword(words, ": 1 required ", ": expected ")) reword(words, " missing", ", got nothing");
    }
    return fmt::format("{}; see slurmlic --help", words);
}

/// A value that one of our own parsers takes; its message is kept.
template <class Value>
CLI::callback_t into(Value& target, Result<typename Value::value_type> (*parse)(std::string_view), const std::string& flag) {
    return [&target, parse, flag](const CLI::results_t& words) {
        for (const std::string& word : words) {
            auto value = parse(word);
            if (!value) throw CLI::ValidationError(flag, to_sentence(value.error()));
            if constexpr (requires { target.push_back(*value); }) {
                target.push_back(std::move(*value));
            } else {
                target = std::move(*value);
            }
        }
        return true;
    };
}

/// NAME=FILE
Result<std::pair<std::string, std::string>> parse_saved_status(std::string_view text) {
    std::string_view file = text;
    Result<std::string> app = parse_app(take_until(file, '='));
    if (file.empty()) return unexpected("NAME=FILE", excerpt(text));
    if (!app) return unexpected(app.error());
    return std::pair(std::move(*app), std::string(file));
}

/// The first app that has two files; empty where there is none.
std::string named_twice(const std::vector<std::pair<std::string, std::string>>& inputs) {
    std::set<std::string_view> seen;
    for (const auto& [app, file] : inputs) {
        if (!seen.insert(app).second) return app;
    }
    return {};
}

void add_options(CLI::App& app, Options& options) {
    const auto one = [&app](auto& target, auto parse, const std::string& flags, const char* value, const char* help) {
        return app.add_option(flags, into(target, parse, flags.substr(flags.find("--"))), help)
            ->type_name(value)
            ->type_size(1)
            ->allow_extra_args(false);
    };
    const auto many = [&one](auto&&... arguments) {
        return one(arguments...)->expected(1, CLI::detail::expected_max_vector_size)->allow_extra_args(false);
    };
    one(options.output, parse_text, "-o,--output", "PATH",
        "- for standard output (the default), a directory\n"
        "(PATH/slurm_licenses.prom), or a file NAME.prom");
    one(options.input, parse_text, "-i,--input", "FILE",
        "read saved `scontrol show lic` text (- is standard\ninput) instead of running scontrol");
    one(options.scontrol, parse_text, "--scontrol", "PATH", "the scontrol to run (default: scontrol, from PATH)");
    one(options.squeue, parse_text, "--squeue", "PATH", "the squeue to run (default: the one beside scontrol)");
    one(options.squeue_input, parse_text, "--squeue-input", "FILE",
        "read saved squeue text (slurmlic(1) has its form)\ninstead of running squeue");
    many(options.saved_statuses, parse_saved_status, "--status-input", "NAME=FILE",
         "read saved status text of license server NAME: what\nlmstat -a, rlmstat -a, ... print; may be repeated");
    many(options.clusters, parse_cluster, "-M,--cluster", "NAME",
         "ask this cluster (scontrol -M NAME) and label its\nseries with it; may be repeated, or NAME,NAME")
        ->delimiter(',');
    one(options.timeout, parse_duration, "--timeout", "DURATION", "limit for each command: 500ms, 10s (default: 20s)");
    one(options.config, parse_text, "-c,--config", "FILE",
        "TOML settings (default:\n/etc/slurmlic/slurmlic.toml, if it exists)");
    many(options.include, parse_text, "--include", "GLOB", "only licenses whose names match; may be repeated");
    many(options.exclude, parse_text, "--exclude", "GLOB", "no licenses whose names match; may be repeated");
    one(options.exporter, parse_text, "--exporter", "URL",
        "doctor: the page of node_exporter, asked by curl\n(default: http://127.0.0.1:9100/metrics)");
    app.add_flag("--json", options.json, "show, gap, sync and doctor: print JSON");
    app.add_flag("--apply", options.apply, "sync: tell Slurm, for tools that have sync = in the\nsettings");
    app.add_flag("-q,--quiet", options.quiet, "say nothing of sources that fail");
    app.add_flag("-v,--verbose", options.verbose, "say what is done");
}

void add_tasks(CLI::App& app, Options& options) {
    const auto add = [&app, &options](Task task, const std::string& name, const std::string& help) {
        CLI::App* const command = app.add_subcommand(name, help);
        command->fallthrough()->set_help_flag();
        command->callback([&options, task] { options.task = task; });
        return command;
    };
    add(Task::collect, "collect", "collect once and publish (the default command)");
    add(Task::show, "show",
        "the licenses and tools as a table, or show TOOL:\nwho has the seats and tokens of one, and who waits")
        ->add_option("TOOL", into(options.tool, parse_text, "TOOL"))
        ->type_size(1)
        ->allow_extra_args(false);
    add(Task::gap, "gap", "who makes the gap between the license servers and\nSlurm: of all tools, or gap TOOL of one")
        ->add_option("TOOL", into(options.tool, parse_text, "TOOL"))
        ->type_size(1)
        ->allow_extra_args(false);
    add(Task::sync, "sync",
        "what Slurm should be told, so that it hands out no\ntoken without a seat: of all tools, or sync TOOL...")
        ->add_option("TOOL", options.tools);
    add(Task::doctor, "doctor", "check the set-up, say what to do");
    add(Task::anonymize, "anonymize",
        "anonymize FILE...: print saved texts with other names\nfor users and hosts, safe to be shown")
        ->add_option("FILE", options.files)
        ->required();
    app.require_subcommand(0, 1);
}

/// The app of the settings, or a new one.
AppSettings& app_of(Settings& settings, const std::string& name) {
    const auto known = std::ranges::find(settings.apps, name, &AppSettings::name);
    if (known != settings.apps.end()) return *known;
    return settings.apps.emplace_back(AppSettings{.is_manager_told = false, .name = name});
}

}    // namespace

Result<Options> parse_options(int argc, const char* const* argv, const std::string& version) {
    Options options;
    CLI::App app(about, "slurmlic");
    app.footer(closing);
    app.option_defaults()->disable_flag_override();
    app.get_formatter()->column_width(26);
    app.set_help_flag("-h,--help", "print this help");
    app.set_version_flag("--version", "slurmlic " + version, "print the version");
    add_options(app, options);
    add_tasks(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        options.text = app.get_formatter()->make_help(&app, app.get_name(), CLI::AppFormatMode::Normal);
    } catch (const CLI::CallForVersion& call) {
        options.text = fmt::format("{}\n", call.what());
    } catch (const CLI::ParseError& wrong) {
        return failed(words_for(app, wrong));
    }
    if (const std::string again = named_twice(options.saved_statuses); !again.empty()) {
        return failed(fmt::format("--status-input: expected each app once, got {} again; see slurmlic --help", again));
    }
    if (options.json && options.task == Task::collect) {
        return failed("--json: expected with show, gap, sync or doctor; see slurmlic --help");
    }
    if (options.apply && options.task != Task::sync) return failed("--apply: expected with sync; see slurmlic --help");
    if (options.output && options.task == Task::sync && !options.apply) {
        return failed("--output: expected with sync --apply, sync itself prints to standard output; see slurmlic --help");
    }
    if (options.json && options.apply && options.output == "-") {
        return failed("--json: expected another --output than -, which prints the metrics; see slurmlic --help");
    }
    if (options.exporter && options.task != Task::doctor)
        return failed("--exporter: expected with doctor; see slurmlic --help");
    if (options.output && (options.task == Task::show || options.task == Task::gap)) {
        return failed("--output: expected with collect or doctor, show and gap print to standard output; see slurmlic --help");
    }
    return options;
}

void Options::apply_to(Settings& settings) const {
    const auto replace = [](auto& setting, const auto& flag) {
        if (flag) setting = *flag;
    };
    const auto replace_list = [](std::vector<std::string>& setting, const std::vector<std::string>& flag) {
        if (!flag.empty()) setting = flag;
    };
    replace(settings.output, output);
    replace(settings.timeout, timeout);
    if (quiet || verbose) {
        settings.quiet = quiet;
        settings.verbose = verbose;
    }
    replace(settings.slurm.input, input);
    replace(settings.slurm.scontrol, scontrol);
    if (squeue) {
        settings.slurm.squeue = squeue;
        settings.slurm.ask_squeue = true;
    }
    if (squeue_input) settings.slurm.squeue_input = squeue_input;
    for (const auto& [app, file] : saved_statuses) app_of(settings, app).input = file;
    replace_list(settings.slurm.clusters, clusters);
    replace_list(settings.slurm.filter.include, include);
    replace_list(settings.slurm.filter.exclude, exclude);
}

}    // namespace slurmlic
