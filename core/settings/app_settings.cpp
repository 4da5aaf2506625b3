// The tables [[flexlm]] and [[tool]].

#include <set>

#include "core/settings/toml_reader.hpp"

namespace slurmlic {
namespace {

Result<std::string> parse_name(std::string_view text) {
    if (text.empty() || !is_printable_utf8(text)) return unexpected(fmt::format("expected a name, got {}", excerpt(text)));
    return std::string(text);
}

/// What becomes an argument of lmutil.
Result<std::string> parse_argument(std::string_view text, std::string_view expected) {
    if (text.empty() || text.front() == '-' || !is_printable_utf8(text)) {
        return unexpected(fmt::format("expected {}, got {}", expected, excerpt(text)));
    }
    return std::string(text);
}

Result<std::string> parse_server(std::string_view text) {
    return parse_argument(text, "PORT@HOST, several with commas between");
}

Result<std::string> parse_license_file(std::string_view text) { return parse_argument(text, "the path of a license file"); }

Reader users_reader(ConfigReader& reader, std::int64_t& into) {
    return [&reader, &into](const std::string& path, const toml::node& node) {
        const auto* const count = node.as_integer();
        if (count == nullptr) return reader.wrong_type(path, node, "how many users, such as 10");
        if (count->get() < 0) {
            return reader.problem(node.source(), fmt::format("{}: expected 0 or more users, got {}", path, count->get()));
        }
        into = count->get();
    };
}

/// Each table of an array of tables.
template <class ReadOne>
void read_each(ConfigReader& reader, const std::string& path, const toml::node& node, ReadOne read_one) {
    const toml::array* const list = node.as_array();
    if (list == nullptr) return reader.wrong_type(path, node, fmt::format("tables, [[{}]]", path));
    for (const toml::node& element : *list) {
        if (const toml::table* const table = element.as_table()) {
            read_one(*table);
        } else {
            reader.wrong_type(path, element, fmt::format("a table, [[{}]]", path));
        }
    }
}

void read_app(ConfigReader& reader, const std::string& path, const toml::table& table, Settings& settings) {
    FlexlmSettings app;
    reader.read_table(
        path + ".", table,
        {
            {"name", reader.text_reader(app.name, "\"synopsys\"", parse_app)},
            {"server", reader.text_reader(app.server, "\"27000@lic1\"", parse_server)},
            {"license_file", reader.text_reader(app.license_file, "\"/opt/flexlm/license.dat\"", parse_license_file)},
            {"lmutil", reader.text_reader(app.lmutil, "\"/opt/flexlm/bin/lmutil\"")},
            {"input", reader.text_reader(app.input, "\"lmstat.txt\"")},
            {"include", reader.list_reader(app.filter.include)},
            {"exclude", reader.list_reader(app.filter.exclude)},
            {"users", users_reader(reader, app.users)},
            {"expiry", reader.switch_reader(app.expiry)},
        });
    if (!table.contains("name")) return reader.problem(table.source(), fmt::format("{}: expected the key name", path));
    if (app.name.empty()) return;    // told already
    if (app.server.empty() && app.license_file.empty() && !app.input && !table.contains("server") &&
        !table.contains("license_file")) {
        reader.problem(table.source(),
                       fmt::format("{}: expected server, license_file or input of {}", path, excerpt(app.name)));
    }
    if (!app.server.empty() && !app.license_file.empty()) {
        reader.problem(table.source(),
                       fmt::format("{}: expected either server or license_file of {}, got both", path, excerpt(app.name)));
    }
    for (const FlexlmSettings& one : settings.flexlm) {
        if (one.name != app.name) continue;
        return reader.problem(table.get("name")->source(),
                              fmt::format("{}.name: {} is there already", path, excerpt(app.name)));
    }
    settings.flexlm.push_back(std::move(app));
}

Reader pools_reader(ConfigReader& reader, ToolSettings& tool) {
    return [&reader, &tool](const std::string& path, const toml::node& node) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return reader.wrong_type(path, node, "pools such as { batch = [\"vcs_batch\"] }");
        std::set<std::string> seen;
        for (const auto& [key, value] : *table) {
            PoolSettings pool{std::string(key.str()), {}};
            const std::string pool_path = fmt::format("{}.{}", path, printable_utf8(pool.pool));
            if (pool.pool.empty() || !is_printable_utf8(pool.pool)) {
                reader.problem(key.source(), fmt::format("{}: expected the name of a pool, got {}", path, excerpt(pool.pool)));
            }
            reader.list_reader(pool.licenses)(pool_path, value);
            for (const std::string& license : pool.licenses) {
                if (seen.insert(ascii_lower(license)).second) continue;
                reader.problem(value.source(), fmt::format("{}: {} is in the tool already", pool_path, excerpt(license)));
            }
            tool.pools.push_back(std::move(pool));
        }
    };
}

Result<std::string> parse_feature(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos || colon == 0 || colon + 1 == text.size()) {
        return unexpected(fmt::format("expected \"app:feature\", got {}", excerpt(text)));
    }
    return std::string(text);
}

void read_tool(ConfigReader& reader, const std::string& path, const toml::table& table, Settings& settings) {
    ToolSettings tool;
    std::vector<std::string> features;
    reader.read_table(path + ".", table,
                      {
                          {"name", reader.text_reader(tool.name, "\"vcs\"", parse_name)},
                          {"slurm", pools_reader(reader, tool)},
                          {"flexlm", reader.list_reader(features, parse_feature)},
                      });
    if (!table.contains("name")) return reader.problem(table.source(), fmt::format("{}: expected the key name", path));
    if (tool.name.empty()) return;    // told already
    for (const std::string& feature : features) {
        const std::size_t colon = feature.find(':');
        tool.features.push_back({feature.substr(0, colon), feature.substr(colon + 1)});
    }
    for (const ToolSettings& one : settings.tools) {
        if (!same_ignoring_case(one.name, tool.name)) continue;
        return reader.problem(table.get("name")->source(),
                              fmt::format("{}.name: {} is there already", path, excerpt(tool.name)));
    }
    settings.tools.push_back(std::move(tool));
}

}    // namespace

Reader flexlm_reader(ConfigReader& reader, Settings& settings) {
    return [&reader, &settings](const std::string& path, const toml::node& node) {
        read_each(reader, path, node, [&](const toml::table& table) { read_app(reader, path, table, settings); });
    };
}

Reader tool_reader(ConfigReader& reader, Settings& settings) {
    return [&reader, &settings](const std::string& path, const toml::node& node) {
        read_each(reader, path, node, [&](const toml::table& table) { read_tool(reader, path, table, settings); });
    };
}

void check_tools(ConfigReader& reader, const Settings& settings, const toml::table& root) {
    const toml::array* const tools = root["tool"].as_array();
    if (tools == nullptr) return;
    std::vector<std::string_view> apps;
    for (const FlexlmSettings& one : settings.flexlm) apps.push_back(one.name);
    for (const toml::node& tool : *tools) {
        const toml::table* const table = tool.as_table();
        const toml::array* const features = table == nullptr ? nullptr : (*table)["flexlm"].as_array();
        if (features == nullptr) continue;
        for (const toml::node& feature : *features) {
            const std::string text = feature.value_or(std::string());
            const std::string app = text.substr(0, text.find(':'));
            if (!parse_feature(text) || std::find(apps.begin(), apps.end(), app) != apps.end()) continue;
            const std::string_view near = nearest(app, apps);
            const std::string hint = near.empty() ? "no [[flexlm]] has that name" : fmt::format("did you mean {}?", near);
            reader.problem(feature.source(), fmt::format("tool.flexlm: unknown app {}: {}", excerpt(app), hint));
        }
    }
}

}    // namespace slurmlic
