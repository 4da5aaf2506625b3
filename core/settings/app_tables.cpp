// The tables of the license managers, and [[tool]].

#include <set>

#include "core/settings/toml_reader.hpp"
#include "core/text/duration.hpp"

namespace slurmlic {
namespace {

Result<std::string> parse_name(std::string_view text) {
    if (text.empty() || !is_printable_utf8(text)) return unexpected("a name", excerpt(text));
    return std::string(text);
}

/// What becomes an argument of a manager's program.
Result<std::string> parse_argument(std::string_view text, std::string expected) {
    if (text.empty() || text.front() == '-' || !is_printable_utf8(text)) return unexpected(std::move(expected), excerpt(text));
    return std::string(text);
}

Result<std::string> parse_server(std::string_view text) {
    return parse_argument(text, "PORT@HOST, several with commas between");
}

/// Where parts of it go into words of the program's own.
Result<std::string> parse_one_server(std::string_view text) {
    if (!parse_address(text)) return unexpected("PORT@HOST", excerpt(text));
    return std::string(text);
}

Result<std::string> parse_license_file(std::string_view text) { return parse_argument(text, "the path of a license file"); }

/// Whether the table has a name that no other has (`key` is what is compared); else that is a problem. One that is wrong in
/// itself is a problem already.
bool has_new_name(TomlReader& reader, const std::string& path, const toml::table& table, const std::string& name,
                  std::string key, std::set<std::string>& keys) {
    if (!table.contains("name")) {
        reader.add(table.source(), path, "expected the key name");
    } else if (!name.empty() && !keys.insert(std::move(key)).second) {
        reader.add(table.get("name")->source(), path + ".name", fmt::format("{} is there already", excerpt(name)));
    } else {
        return !name.empty();
    }
    return false;
}

ValueReader pools_reader(TomlReader& reader, ToolSettings& tool) {
    return [&reader, &tool](const std::string& path, const toml::node& node) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return reader.wrong_type(path, node, "pools such as { batch = [\"vcs_batch\"] }");
        std::set<std::string> seen;
        for (const auto& [key, value] : *table) {
            PoolSettings pool{std::string(key.str()), {}};
            const std::string pool_path = fmt::format("{}.{}", path, pool.pool);
            if (pool.pool.empty() || !is_printable_utf8(pool.pool)) {
                reader.add(key.source(), Diagnostic{.key = path, .expected = "the name of a pool", .got = excerpt(pool.pool)});
            }
            reader.texts(pool.licenses)(pool_path, value);
            for (const std::string& license : pool.licenses) {
                if (seen.insert(ascii_lower(license)).second) continue;
                reader.add(value.source(), pool_path, fmt::format("{} is in the tool already", excerpt(license)));
            }
            tool.pools.push_back(std::move(pool));
        }
    };
}

Result<FeatureName> parse_feature(std::string_view text) {
    const std::size_t colon = text.find(':');
    if (colon == npos || colon == 0 || colon + 1 == text.size()) return unexpected("\"app:feature\"", excerpt(text));
    return FeatureName{std::string(text.substr(0, colon)), std::string(text.substr(colon + 1))};
}

Result<Combine> parse_combine(std::string_view text) {
    if (text == "sum") return Combine::sum;
    if (text == "max") return Combine::max;
    return unexpected("\"sum\" or \"max\"", excerpt(text));
}

Result<SyncBy> parse_sync(std::string_view text) {
    if (text == "lastconsumed") return SyncBy::last_consumed;
    if (text == "reservation") return SyncBy::reservation;
    return unexpected("\"lastconsumed\" or \"reservation\"", excerpt(text));
}

/// A program and its arguments.
ValueReader command_reader(TomlReader& reader, AppSettings& app) {
    return [&reader, &app](const std::string& path, const toml::node& node) {
        const toml::array* const words = node.as_array();
        if (words == nullptr || words->empty())
            return reader.wrong_type(path, node, "a program and its arguments, [\"/path\", ...]");
        std::vector<std::string> argv;
        reader.texts(argv)(path, node);
        if (argv.size() != words->size()) return;    // which is a problem already
        app.program = std::move(argv.front());
        app.arguments.assign(argv.begin() + 1, argv.end());
    };
}

ValueReader features_reader(TomlReader& reader, std::vector<FeatureName>& into) {
    return reader.each_text(parse_feature, [&into](FeatureName feature, std::size_t line) {
        feature.line = line;
        into.push_back(std::move(feature));
    });
}

/// Adds the keys that say how the app's manager is asked; those of which one has to be there.
std::vector<std::string_view> add_ways_to_ask(TomlReader& reader, AppSettings& app, ValueReaders& readers) {
    const Manager& manager = *app.manager;
    if (manager.status_arguments == nullptr) {
        readers["command"] = command_reader(reader, app);
        return {"command"};
    }
    readers[manager.program_key] = reader.text(app.program, fmt::format("\"/opt/{}/bin/{}\"", manager.name, manager.program));
    readers["server"] = reader.parsed(app.server, "\"27000@lic1\"", manager.asks_one_server ? parse_one_server : parse_server);
    if (manager.takes_expiry) readers["expiry"] = reader.boolean(app.expiry);
    if (manager.parse_license_file == nullptr) return {"server"};
    readers["license_file"] = reader.parsed(app.license_file, "\"/opt/flexlm/license.dat\"", parse_license_file);
    return {"server", "license_file"};
}

}    // namespace

void read_app(TomlReader& reader, const Manager& manager, const toml::table& table, std::set<std::string>& names,
              std::vector<AppSettings>& apps) {
    AppSettings app{.manager = &manager};
    const std::string path(manager.name);
    ValueReaders readers{
        {"name", reader.parsed(app.name, "\"synopsys\"", parse_app)},
        {"input", reader.text(app.input, "\"saved.txt\"")},
        {"include", reader.globs(app.filter.include)},
        {"exclude", reader.globs(app.filter.exclude)},
        {"users", reader.count(app.users, 0, "users", "10")},
        {"timeout", reader.parsed(app.timeout, "\"5s\"", parse_duration)},
    };
    const std::vector<std::string_view> ways = add_ways_to_ask(reader, app, readers);
    reader.read_table(path + ".", table, readers);
    const bool is_new = has_new_name(reader, path, table, app.name, app.name, names);
    if (!table.contains("name") || app.name.empty()) return;
    const auto is_there = [&table](std::string_view key) { return table.contains(key); };
    if (std::ranges::none_of(ways, is_there) && !app.input) {
        reader.add(table.source(), path, fmt::format("expected {} or input of {}", fmt::join(ways, ", "), excerpt(app.name)));
    }
    if (!app.server.empty() && !app.license_file.empty()) {
        reader.add(table.source(),
                   Diagnostic{.key = path, .expected = "either server or license_file of " + excerpt(app.name), .got = "both"});
    }
    if (is_new) apps.push_back(std::move(app));
}

ValueReader user_names_reader(TomlReader& reader, UserNames& users) {
    return [&reader, &users](const std::string& path, const toml::node& node) {
        const toml::table* const table = node.as_table();
        if (table == nullptr) return reader.wrong_type(path, node, "a table, [users]");
        for (const auto& [key, value] : *table) {
            std::string slurm_name;
            const std::string name_path = fmt::format("{}.{}", path, key.str());
            reader.parsed(slurm_name, "\"alice\"", parse_name)(name_path, value);
            if (!users.add(key.str(), std::move(slurm_name))) {
                reader.add(key.source(), name_path, "is there already, in letters of another case");
            }
        }
    };
}

void read_tool(TomlReader& reader, const toml::table& table, std::set<std::string>& names, std::vector<ToolSettings>& tools) {
    ToolSettings tool;
    ValueReaders readers{
        {"name", reader.parsed(tool.name, "\"vcs\"", parse_name)},
        {"slurm", pools_reader(reader, tool)},
        {"combine", reader.parsed(tool.combine, "\"sum\" or \"max\"", parse_combine)},
        {"clusters_share", reader.boolean(tool.clusters_share)},
        {"features", features_reader(reader, tool.features)},
        {"sync", reader.parsed(tool.sync, "\"lastconsumed\" or \"reservation\"", parse_sync)},
    };
    reader.read_table("tool.", table, readers);
    if (has_new_name(reader, "tool", table, tool.name, ascii_lower(tool.name), names)) tools.push_back(std::move(tool));
}

}    // namespace slurmlic
