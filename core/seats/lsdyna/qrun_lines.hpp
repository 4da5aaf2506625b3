#pragma once

// The lines of `lstc_qrun -r`: rules 2 and 4 to 12 of qrun.hpp, one function each. They return views into the line; with
// `spans` they mark the names in a line that they understand.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/text/spans.hpp"

namespace slurmlic {

/// A line without the blanks at its ends.
struct QrunLine {
    std::string_view text;
    bool is_ended = true;    // something follows it: else its last word may have been cut
};

enum class QrunColumn : std::uint8_t { program, expiration, used, max, queue, other };

/// The columns of a table in their order.
struct QrunHead {
    std::vector<QrunColumn> columns = {};
    std::size_t bar = std::string_view::npos;    // how many are in front of "|"; npos where there is none
};
std::optional<QrunHead> parse_qrun_head(std::string_view line, Spans* spans);

/// `MPPDYNA          12/30/2022          -     60    500 |     0`
struct QrunRow {
    std::string_view name;    // of the program; empty for a group
    bool is_group = false;
    bool is_known = false;      // else its numbers can't be told
    bool sums_users = false;    // USED of a program is "-"
    std::optional<std::int64_t> used = {};
    std::optional<std::int64_t> issued = {};
    std::optional<std::int64_t> queued = {};
    std::optional<double> expiry = {};
    std::string_view bad_expiry = {};    // what can't be read of it
};
std::optional<QrunRow> parse_qrun_row(const QrunLine& line, const QrunHead& head, Spans* spans);

/// ` jdoe       59005@node13.example.com  80`
struct QrunUser {
    std::string_view user;                     // empty where it can't be read for sure
    std::string_view host;                     // likewise
    std::optional<std::int64_t> seats = {};    // absent where they can't be told
    bool is_sure = true;                       // else the line has another shape, but for its last word
};
std::optional<QrunUser> parse_qrun_user(const QrunLine& line, Spans* spans);

/// The same for a line of which nothing is sure but that somebody has seats.
std::optional<QrunUser> parse_qrun_seats(const QrunLine& line, Spans* spans);

/// `Using user specified server 31010@lic1.example.com`
struct QrunServer {
    std::string_view host;
    std::string_view port;
};
std::optional<QrunServer> parse_qrun_server(std::string_view line, Spans* spans);

/// `*** ERROR failed to open server localhost`
struct QrunFailure {
    std::string_view host;    // may be empty
};
std::optional<QrunFailure> parse_qrun_failure(std::string_view line, Spans* spans);

/// `Defaulting to server 1 specified by LSTC_LICENSE_SERVER variable`
bool is_qrun_default(std::string_view line, Spans* spans);

/// `Running Programs` and its like, which a list without seats follows.
bool is_qrun_list(std::string_view line, Spans* spans);

/// `LICENSE INFORMATION`
bool is_qrun_title(std::string_view line, Spans* spans);

/// Dashes alone, or what is like them.
bool is_qrun_ruler(std::string_view line);

/// Whether a saved text with this line is one of lstc_qrun.
bool is_qrun_line(std::string_view line);

}    // namespace slurmlic
