#pragma once

// What `lmstat -a` prints, before it is joined: names are views of the text, features stand as often as they were printed.

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/seats/seats.hpp"

namespace slurmlic {

/// Finds servers by name. Two names are of one host where they are equal but for the case of letters, or one is the first
/// labels of the other: lic1 and LIC1.example.com.
class ServersByName {
public:
    /// The next server has this name.
    void add(std::string_view host);

    /// The place of the first server of that name that has no line yet, else of the first one (two ports of one host); npos
    /// where there is none.
    std::size_t find(std::string_view host, const std::vector<ServerEntry>& servers);

private:
    struct Places {
        std::vector<std::size_t> all;
        std::size_t with_line = 0;    // how many of them, from the front, are known to have one
    };
    using ByName = std::map<std::string, Places>;    // in lower case

    std::size_t size_ = 0;
    ByName by_name_;
    ByName by_first_labels_;    // each of a name's, the whole name too
};

/// What follows one "License server status:", or a text that has none.
struct ServerSystem {
    std::size_t line = 1;    // of its status line
    std::vector<ServerEntry> servers;
    ServersByName by_name;
    std::vector<DaemonEntry> daemons;
    std::string_view error;    // of FlexLM, if the whole system does not answer
    std::size_t error_line = 0;
    bool has_features = false;
    std::optional<Diagnostic> failure;    // why it does not serve; known when all of its lines are read
};

/// Names of the text, and their labels, which are known when all names are. The empty one stands for what can't be read.
using LabelByName = std::map<std::string_view, std::string>;

/// The seats of one checkout line.
struct Holder {
    const std::string* user;    // a label of LmstatOutput
    const std::string* host;
    std::int64_t seats;
};

/// The features that stand together behind one daemon line or several.
struct FeatureList {
    std::size_t system = 0;         // its place in LmstatOutput
    std::string_view daemon;        // the last one named in front of the list
    bool daemon_is_sure = false;    // it is the only one named there
};

/// One "Users of" line and its details.
struct FeatureEntry {
    FeatureLine head;
    std::size_t line = 0;
    std::size_t list = 0;    // its place in LmstatOutput
    std::string_view pool_vendor;
    std::int64_t checkouts = 0;
    std::int64_t reservations = 0;
    std::int64_t queued = 0;
    std::int64_t borrowed = 0;
    std::optional<double> expiry;
    std::vector<Holder> holders;            // as they were printed
    std::vector<std::string_view> lines;    // the head and the details, trimmed
    bool is_reprinted = false;              // in another list, word for word
};

struct LmstatOutput {
    std::vector<ServerSystem> systems;
    std::vector<FeatureList> lists;
    std::vector<FeatureEntry> features;
    LabelByName users{{"", ""}};
    LabelByName hosts{{"", ""}};
    SkippedLines skipped;
};

// Rules 4, 6, 7 and 14 of lmstat.hpp: lmstat_servers.cpp.

/// Adds the servers of `27002@host1,27002@host2`: what stands behind "License server status:". A port may be missing.
void add_listed_servers(ServerSystem& system, std::string_view list, Spans* spans);

/// Whether one of the system's servers is that host.
bool has_host(ServerSystem& system, std::string_view host);

/// Takes in what a line says about one server.
void add_server_line(ServerSystem& system, const ServerEntry& line);
void add_server_failure(ServerSystem& system, const FailureLine& line);

/// When all lines are read: which listed server is meant by another name, and whether the system serves.
void complete(ServerSystem& system);

/// Applies rules 15 to 20 of lmstat.hpp.
SeatStatus join_lmstat(LmstatOutput output);

}    // namespace slurmlic
