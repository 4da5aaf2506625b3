#include "core/settings/parse_settings.hpp"

#include <algorithm>
#include <set>

#include "core/settings/toml_limits.hpp"
#include "core/settings/toml_reader.hpp"
#include "core/text/byte_size.hpp"
#include "core/text/duration.hpp"

namespace slurmlic {
namespace {

/// A program, or false.
ValueReader squeue_reader(TomlReader& reader, SlurmSettings& slurm) {
    return [&reader, &slurm](const std::string& path, const toml::node& node) {
        const std::string sample = "\"/usr/bin/squeue\"";
        if (node.is_string()) return reader.text(slurm.squeue, sample)(path, node);
        const auto* const wanted = node.as_boolean();
        if (wanted == nullptr) return reader.wrong_type(path, node, fmt::format("a string such as {}, or false", sample));
        slurm.ask_squeue = wanted->get();
    };
}

ValueReader slurm_reader(TomlReader& reader, SlurmSettings& slurm) {
    return [&reader, &slurm](const std::string& path, const toml::node& node) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return reader.wrong_type(path, node, "a table, [slurm]");
        reader.read_table(path + ".", *table,
                          {
                              {"scontrol", reader.text(slurm.scontrol, "\"/usr/bin/scontrol\"")},
                              {"squeue", squeue_reader(reader, slurm)},
                              {"input", reader.text(slurm.input, "\"saved.txt\"")},
                              {"squeue_input", reader.text(slurm.squeue_input, "\"jobs.txt\"")},
                              {"clusters", reader.texts(slurm.clusters, parse_cluster)},
                              {"include", reader.globs(slurm.filter.include)},
                              {"exclude", reader.globs(slurm.filter.exclude)},
                          });
    };
}

void read_settings(TomlReader& reader, const toml::table& root, Settings& settings) {
    std::set<std::string> apps;
    std::set<std::string> tools;
    ValueReaders readers{
        {"output", reader.text(settings.output, "\"/var/lib/prometheus/node-exporter\"")},
        {"timeout", reader.parsed(settings.timeout, "\"20s\"", parse_duration)},
        {"most_text", reader.parsed(settings.most_text, "\"64MiB\"", parse_byte_size)},
        {"most_series", reader.count(settings.most_series, 1, "series", "100000")},
        {"quiet", reader.boolean(settings.quiet)},
        {"verbose", reader.boolean(settings.verbose)},
        {"slurm", slurm_reader(reader, settings.slurm)},
        {"users", user_names_reader(reader, settings.users)},
        {"tool", reader.each_table(
                     [&](const std::string&, const toml::table& table) { read_tool(reader, table, tools, settings.tools); })},
    };
    for (const Manager& manager : managers()) {
        readers[manager.name] = reader.each_table(
            [&](const std::string&, const toml::table& table) { read_app(reader, manager, table, apps, settings.apps); });
    }
    reader.read_table("", root, readers);
}

}    // namespace

SettingsReading parse_settings(std::string_view text, std::string_view file) {
    SettingsReading reading;
    if (std::optional<Diagnostic> problem = beyond_limits(text)) {
        problem->file = file;
        reading.problems = {std::move(*problem)};
        return reading;
    }
    TomlReader reader(file);
    const toml::parse_result parsed = toml::parse(text, file);
    if (parsed) {
        read_settings(reader, parsed.table(), reading.settings);
    } else {
        // toml++ quotes what it met, a line end too.
        reader.add(parsed.error().source(), "", one_line(parsed.error().description()));
    }
    reading.problems = reader.take_problems();
    return reading;
}

void check_apps(SettingsReading& reading, std::string_view file) {
    std::vector<std::string_view> apps;
    for (const AppSettings& one : reading.settings.apps) apps.push_back(one.name);
    const std::set<std::string_view> known(apps.begin(), apps.end());
    std::size_t unknown = 0;
    for (const ToolSettings& tool : reading.settings.tools) {
        for (const FeatureName& feature : tool.features) {
            if (known.contains(feature.app) || ++unknown > most_problems) continue;
            const std::string_view near = nearest(feature.app, apps);
            const std::string hint = near.empty() ? "no app has that name" : fmt::format("did you mean {}?", near);
            reading.problems.push_back(Diagnostic{.file = std::string(file),
                                                  .line = feature.line,
                                                  .key = "tool.features",
                                                  .got = fmt::format("unknown app {}: {}", excerpt(feature.app), hint)});
        }
    }
    if (unknown > most_problems) {
        const auto more = static_cast<std::int64_t>(unknown - most_problems);
        reading.problems.push_back({.file = std::string(file),
                                    .line = reading.problems.back().line,
                                    .got = fmt::format("and {}", counted(more, "more unknown app"))});
    }
    std::ranges::stable_sort(reading.problems, {}, &Diagnostic::line);
}

}    // namespace slurmlic
