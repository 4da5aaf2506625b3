#include "core/settings/settings.hpp"

#include "core/settings/key_depth.hpp"
#include "core/settings/toml_reader.hpp"
#include "core/text/duration.hpp"

namespace slurmlic {
namespace {

Reader timeout_reader(ConfigReader& reader, std::chrono::milliseconds& into) {
    return [&reader, &into](const std::string& path, const toml::node& node) {
        const auto* const text = node.as_string();
        if (text == nullptr) return reader.wrong_type(path, node, "a string such as \"20s\"");
        const Result<std::chrono::milliseconds> limit = parse_duration(text->get());
        if (!limit) return reader.problem(node.source(), fmt::format("{}: {}", path, limit.error().message));
        into = *limit;
    };
}

/// A program, or false.
Reader squeue_reader(ConfigReader& reader, SlurmSettings& slurm) {
    return [&reader, &slurm](const std::string& path, const toml::node& node) {
        const auto* const text = node.as_string();
        const auto* const wanted = node.as_boolean();
        if (text != nullptr) return reader.text_reader(slurm.squeue, "\"/usr/bin/squeue\"")(path, node);
        if (wanted == nullptr) return reader.wrong_type(path, node, "a string such as \"/usr/bin/squeue\", or false");
        slurm.ask_squeue = wanted->get();
    };
}

Reader slurm_reader(ConfigReader& reader, SlurmSettings& slurm) {
    return [&reader, &slurm](const std::string& path, const toml::node& node) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return reader.wrong_type(path, node, "a table, [slurm]");
        reader.read_table(path + ".", *table,
                          {
                              {"scontrol", reader.text_reader(slurm.scontrol, "\"/usr/bin/scontrol\"")},
                              {"squeue", squeue_reader(reader, slurm)},
                              {"input", reader.text_reader(slurm.input, "\"saved.txt\"")},
                              {"squeue_input", reader.text_reader(slurm.squeue_input, "\"jobs.txt\"")},
                              {"clusters", reader.list_reader(slurm.clusters, parse_cluster)},
                              {"include", reader.list_reader(slurm.filter.include)},
                              {"exclude", reader.list_reader(slurm.filter.exclude)},
                          });
    };
}

}    // namespace

SettingsReading parse_settings(std::string_view text, std::string_view source) {
    ConfigReader reader(source);
    SettingsReading reading;
    Settings& settings = reading.settings;
    if (const std::optional<std::size_t> line = line_of_deep_key(text)) {
        reading.problems = {fmt::format("{}:{}: expected keys of at most 100 names, got more dots than that", source, *line)};
        return reading;
    }
    const toml::parse_result parsed = toml::parse(text, source);
    if (parsed) {
        reader.read_table("", parsed.table(),
                          {
                              {"output", reader.text_reader(settings.output, "\"/var/lib/prometheus/node-exporter\"")},
                              {"timeout", timeout_reader(reader, settings.timeout)},
                              {"quiet", reader.switch_reader(settings.quiet)},
                              {"verbose", reader.switch_reader(settings.verbose)},
                              {"slurm", slurm_reader(reader, settings.slurm)},
                              {"flexlm", flexlm_reader(reader, settings)},
                              {"tool", tool_reader(reader, settings)},
                          });
        check_tools(reader, settings, parsed.table());
    } else {
        // toml++ quotes what it met, a line end too.
        reader.problem(parsed.error().source(), one_line(parsed.error().description()));
    }
    reading.problems = reader.take_problems();
    return reading;
}

Result<std::string> parse_text(std::string_view text) {
    // Paths and the words of commands end at a NUL, which TOML can write.
    const bool is_cut = text.find('\0') != std::string_view::npos;
    if (text.empty() || is_cut) return unexpected(fmt::format("expected some text, got {}", excerpt(text)));
    return std::string(text);
}

Result<std::string> parse_cluster(std::string_view text) {
    const bool plain =
        !text.empty() && text.front() != '-' && is_printable_utf8(text) && text.find_first_of(" ,") == std::string_view::npos;
    if (!plain) return unexpected(fmt::format("expected the name of a cluster, got {}", excerpt(text)));
    if (ascii_lower(text) == "all") {
        return unexpected("expected the name of one cluster, got \"all\": scontrol does not tell them apart then");
    }
    return std::string(text);
}

Result<std::string> parse_app(std::string_view text) {
    const bool plain = !text.empty() && is_printable_utf8(text) && text.find_first_of(":=") == std::string_view::npos;
    if (!plain) return unexpected(fmt::format("expected the name of an app, without : and =, got {}", excerpt(text)));
    return std::string(text);
}

}    // namespace slurmlic
