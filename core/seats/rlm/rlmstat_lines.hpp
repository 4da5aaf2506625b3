#pragma once

// The lines of `rlmstat -a`: rules 2 to 13 of rlmstat.hpp, one function each. All take a trimmed line and return views
// into it; with `spans` they mark the names in a line that they understand.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "core/seats/pools.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// A line without blanks at its ends. One that no newline ended is the last of its text, which may be cut off.
struct RlmLine {
    std::string_view text;
    bool is_ended = true;
};

enum class RlmHead : std::uint8_t { server, isv, pools, users };

/// Rules 3, 6, 7 and 10: what a section begins with.
struct RlmHeadLine {
    RlmHead kind = RlmHead::server;
    std::string_view isv = {};    // empty for a server
    std::string_view host = {};
    std::string_view port = {};
    std::string_view state = {};    // why it is down; empty where it is up
};
std::optional<RlmHeadLine> parse_rlm_head(const RlmLine& line, Spans* spans);

/// Rule 4.
struct RlmVersionLine {
    std::string_view name;    // "rlm", or an ISV
    std::string_view version;
};
std::optional<RlmVersionLine> parse_rlm_version(const RlmLine& line, Spans* spans);

/// Rule 5: where the columns are.
struct RlmColumns {
    std::size_t count = 0;
    std::size_t name = 0;
    std::size_t running = 0;
};
std::optional<RlmColumns> parse_rlm_columns(std::string_view line);

struct RlmRow {
    std::string_view name;
    bool is_running = false;
};
std::optional<RlmRow> parse_rlm_row(const RlmLine& line, const RlmColumns& columns, Spans* spans);

/// Rule 13: who can't be reached.
std::optional<std::string_view> parse_rlm_failure(std::string_view line, Spans* spans);

/// A server as it is asked.
struct RlmAddress {
    std::string_view host;
    std::string_view port;
};

/// `Connection attempted to host: "lic1" on port 5053`; the host may be empty.
std::optional<RlmAddress> parse_rlm_attempt(std::string_view line, Spans* spans);

/// `Setting license file path to 5053@lic1:5053@lic2`
struct RlmPath {
    std::size_t count = 0;    // how many servers it names; 0 where it names files
    RlmAddress first;
};
std::optional<RlmPath> parse_rlm_path(std::string_view line, Spans* spans);

/// Rule 8; `fields` is what follows.
struct RlmPoolLine {
    std::string_view name;
    std::string_view fields;
};
std::optional<RlmPoolLine> parse_rlm_pool(std::string_view line, Spans* spans);

/// Rule 9: what was read of a pool so far. The numbers go into its Pool.
struct RlmFigures {
    std::string_view problem = {};    // the first field that can't be read
    bool is_token = false;
    bool has_expiry = false;    // also one that can't be read
    std::string_view odd_expiry = {};
};

/// Whether one of the fields is known.
bool has_rlm_figures(std::string_view fields);
/// Whether a line is made of fields: what stands in front of them may be the name of another pool.
bool is_rlm_figures(std::string_view line);
void read_rlm_figures(const RlmLine& fields, Pool& pool, RlmFigures& figures, Spans* spans);

/// Rules 11 and 12.
struct RlmUserLine {
    std::string_view name;         // of the feature
    std::string_view user = {};    // empty where it can't be read for sure
    std::string_view host = {};    // likewise
    std::optional<std::int64_t> seats = {};
    std::string_view start = {};    // DATE and TIME, as they are printed
};
std::optional<RlmUserLine> parse_rlm_user(std::string_view line, Spans* spans);

/// Rule 2, but for the path.
bool is_rlm_silent(std::string_view line, Spans* spans);

/// A line of dashes, which may have a title.
bool is_rlm_ruler(std::string_view line);

}    // namespace slurmlic
