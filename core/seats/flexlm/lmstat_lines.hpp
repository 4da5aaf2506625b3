#pragma once

// The lines of `lmstat -a` that are no checkouts: rules 4 to 13 of core/lmstat.hpp, one function each. All take a trimmed
// line and return views into it.

#include <cstdint>
#include <optional>
#include <string_view>

namespace slurmlic {

/// What a feature's lines and a license server system's begin with.
inline constexpr std::string_view users_of = "Users of ";
inline constexpr std::string_view status_of = "License server status:";

/// `host2: license server UP (MASTER) v11.7`
struct ServerLine {
    std::string_view host;
    std::string_view version;
    bool up = false;
    bool master = false;
};
std::optional<ServerLine> parse_server_line(std::string_view line);

/// `VENDOR1: UP v11.6`
struct DaemonLine {
    std::string_view name;
    std::string_view version;
};
std::optional<DaemonLine> parse_daemon_line(std::string_view line);

/// `host3: Cannot connect to license server system. (-15,570:115 "...")`
/// `theorem: The desired vendor daemon is down. (-97,121)`
/// `Error getting status: Cannot connect to license server system. (-15,570:111 "...")`
struct FailureLine {
    std::string_view name;    // the host or the daemon; empty where the whole license server system fails
    std::string_view text;
    bool of_daemon = false;    // the text says so
};
std::optional<FailureLine> parse_failure_line(std::string_view line);

enum class Serving : std::uint8_t { counted, uncounted, none };

/// What follows users_of.
struct FeatureLine {
    std::string_view name;
    std::int64_t issued = 0;
    std::int64_t used = 0;
    Serving serving = Serving::none;
};
std::optional<FeatureLine> parse_feature_line(std::string_view after_users_of);

/// `"MATLAB" v44, vendor: MLM, expiry: 31-dec-2099`
struct PoolLine {
    std::string_view vendor;
    std::optional<std::string_view> expiry;
};
std::optional<PoolLine> parse_pool_line(std::string_view line);

/// Lines that say nothing: banner, date, license files, pool types, vendor strings, lines of dashes.
bool is_silent_line(std::string_view line);

}    // namespace slurmlic
