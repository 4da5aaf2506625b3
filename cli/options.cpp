#include "cli/options.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "core/duration.hpp"

namespace slurmlic {
namespace {

constexpr const char* about =
    "slurmlic tells Prometheus where the software licenses of a Slurm cluster are: it runs `scontrol show lic` once and "
    "writes what it says as one file for node_exporter's textfile collector.";

constexpr const char* closing =
    "Exit status: 0 all was read and published; 1 published, but a source failed or was only partly understood; 2 wrong "
    "usage or settings, nothing was run; 3 could not publish, the old file is as it was.\n"
    "More in slurmlic(1).";

/// Words for what CLI11 throws; its own name the C++ side of things.
std::string words_for(const CLI::ParseError& wrong) {
    return fmt::format("{}; see slurmlic --help", fmt::join(CLI::detail::split(wrong.what(), '\n'), " "));
}

/// A value that one of our own parsers takes; its message is kept.
template <class Value>
CLI::callback_t into(Value& target, Result<typename Value::value_type> (*parse)(std::string_view), const std::string& flag) {
    return [&target, parse, flag](const CLI::results_t& words) {
        for (const std::string& word : words) {
            auto value = parse(word);
            if (!value) throw CLI::ValidationError(flag, value.error().message);
            if constexpr (requires { target.push_back(*value); }) {
                target.push_back(std::move(*value));
            } else {
                target = std::move(*value);
            }
        }
        return true;
    };
}

Result<std::string> some_text(std::string_view text) {
    if (text.empty()) return unexpected("expected some text, got \"\"");
    return std::string(text);
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
    one(options.output, some_text, "-o,--output", "PATH",
        "where to: - (standard output, the default), a directory (PATH/slurm_licenses.prom), or a file NAME.prom");
    one(options.input, some_text, "-i,--input", "FILE",
        "read saved `scontrol show lic` text (- is standard input) instead of running scontrol");
    one(options.scontrol, some_text, "--scontrol", "PATH", "the scontrol to run (default: scontrol, from PATH)");
    many(options.clusters, parse_cluster, "-M,--cluster", "NAME",
         "ask this cluster (scontrol -M NAME) and label its series with it; may be repeated")
        ->delimiter(',');
    one(options.timeout, parse_duration, "--timeout", "DURATION", "limit for each command: 500ms, 10s, 1m (default: 20s)");
    one(options.config, some_text, "-c,--config", "FILE",
        "TOML settings (default: /etc/slurmlic/slurmlic.toml, if it exists)");
    many(options.include, some_text, "--include", "GLOB", "only licenses whose names match; may be repeated");
    many(options.exclude, some_text, "--exclude", "GLOB", "no licenses whose names match; may be repeated");
    app.add_flag("-q,--quiet", options.quiet, "say nothing of sources that fail or are not understood");
    app.add_flag("-v,--verbose", options.verbose, "say what is done");
}

}    // namespace

Result<Options> parse_options(int argc, const char* const* argv, const std::string& version) {
    Options options;
    CLI::App app(about, "slurmlic");
    app.footer(closing);
    app.set_help_flag("-h,--help", "print this help");
    app.set_version_flag("--version", "slurmlic " + version, "print the version");
    CLI::App* const collect = app.add_subcommand("collect", "collect once and publish (the default command)");
    collect->fallthrough()->set_help_flag();
    add_options(app, options);
    try {
        app.parse(argc, argv);
    } catch (const CLI::CallForHelp&) {
        options.answer = app.help();
    } catch (const CLI::CallForVersion& call) {
        options.answer = fmt::format("{}\n", call.what());
    } catch (const CLI::ParseError& wrong) {
        return unexpected(words_for(wrong));
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
    if (quiet) settings.quiet = true;
    if (verbose) settings.verbose = true;
    replace(settings.slurm.input, input);
    replace(settings.slurm.scontrol, scontrol);
    replace_list(settings.slurm.clusters, clusters);
    replace_list(settings.slurm.filter.include, include);
    replace_list(settings.slurm.filter.exclude, exclude);
}

}    // namespace slurmlic
