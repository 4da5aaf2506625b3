#pragma once

// What `rlmstat -a` prints, before it is joined: names are views of the text.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/seats/pools.hpp"
#include "core/seats/seats.hpp"

namespace slurmlic {

/// How many servers and how many daemons are read of one text (rule 19 of rlmstat.hpp).
inline constexpr std::size_t most_rlm_servers = 1'000;

/// How many features are listed of which nothing is known: they are a few bytes that take a hundred times their size.
inline constexpr std::size_t most_unknown_rlm_features = 10'000;

struct RlmServer {
    std::string_view host;
    std::string_view port;
    std::string_view version;
    std::string failure;    // empty: it is up
};

/// The name and the vendor of a pool. It is small, since there may be as many as lines.
using RlmPoolName = std::pair<std::string_view, std::string_view>;

/// An ISV's server.
struct RlmDaemon {
    std::string_view name;
    std::string_view version;
    std::string failure;    // empty: it is up
};

/// One line of rule 11.
struct RlmUser {
    std::string_view name;    // of the feature
    std::string_view vendor;
    std::string_view user;
    std::string_view host;
    std::int64_t seats = 0;
    std::size_t line = 0;
    std::optional<LocalMinutes> started = {};
};

/// An ISV of one server: the servers are numbered from 1 as they come, what stands in front of them is of number 0.
using RlmIsv = std::pair<std::uint32_t, std::string_view>;

struct RlmOutput {
    std::vector<RlmServer> servers;
    std::vector<RlmDaemon> daemons;
    std::map<RlmIsv, std::size_t> daemon_places;
    PoolList pools;
    std::vector<std::uint32_t> servers_of_pools;    // the number of each pool's server
    std::deque<RlmPoolName> unknown;                // pools of which nothing is known
    std::deque<RlmPoolName> tokens;                 // and those of tokens
    std::deque<RlmUser> users;                      // there may be as many as lines
    std::vector<RlmIsv> users_of;                   // whose users are listed
    std::optional<RlmIsv> cut_list;                 // the text ends within this one's pools, and its last line is
    std::string_view cut_name;                      // the beginning of another pool's name
    bool has_answer = false;                        // something answered that no head of a server stands in front of
    std::optional<Diagnostic> failure;              // of the first server that is down
    std::optional<Diagnostic> isv_failure;          // of the first ISV
    SkippedLines skipped;
};

/// Counts a line that can't be read; words are made for those alone that are kept.
void skip_rlm_line(SkippedLines& skipped, std::size_t line, std::string_view expected, std::string_view got);

/// The same for a pool of which nothing is known: what came instead of a figure; empty: nothing did.
void skip_rlm_pool(SkippedLines& skipped, const Pool& pool, std::string_view got);

/// Applies rules 14 to 18.
SeatStatus join_rlmstat(RlmOutput output);

}    // namespace slurmlic
