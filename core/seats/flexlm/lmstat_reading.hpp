#pragma once

// What `lmstat -a` says before it is joined: names are views into the text, features stand as often as they were printed.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/text/name_list.hpp"

namespace slurmlic {

struct ServerReading {
    std::string_view host;
    std::string_view port;
    std::string_view version;
    std::string failure;
    bool listed = false;    // in the status line
    bool told = false;      // by a line of its own
    bool master = false;
    bool up = false;
};

struct DaemonReading {
    std::string_view name;
    std::string_view version;
    std::string failure;
    bool up = false;
};

/// One license server system: what follows one "License server status:", or a text that has none.
struct SystemReading {
    std::vector<ServerReading> servers;
    std::vector<DaemonReading> daemons;
    std::string failure;    // a finished sentence
    bool up = false;
    bool has_features = false;
};

/// The features that stand together behind one daemon line or several.
struct ListReading {
    std::size_t system = 0;
    std::string_view daemon;          // the last one named in front of the list
    bool daemon_is_sure = false;      // it is the only one named there
    std::uint64_t fingerprint = 0;    // of the names and figures in it
};

/// One "Users of" line and its details.
struct FeatureReading {
    FeatureLine head;
    std::uint32_t line = 0;
    std::size_t list = 0;
    std::string_view pool_vendor;
    std::int64_t checkouts = 0;
    std::int64_t reservations = 0;
    std::int64_t queued = 0;
    std::int64_t linger = 0;
    std::optional<double> expiry;
    std::vector<FlexlmCheckout> holders;
    std::uint64_t fingerprint = 0;    // of all its lines
    bool has_details = false;
    bool printed_again = false;    // in another list, word for word
};

struct LmstatReading {
    std::vector<SystemReading> systems;
    std::vector<ListReading> lists;
    std::vector<FeatureReading> features;
    NameTable users;
    NameTable hosts;
    Skipped skipped;
};

/// Adds up equal users and hosts, and sorts by them.
void add_up_holders(std::vector<FlexlmCheckout>& holders);

/// Applies rules 14 to 19 of core/lmstat.hpp.
FlexlmStatus join_lmstat(LmstatReading reading);

}    // namespace slurmlic
