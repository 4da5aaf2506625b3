#pragma once

// The table of getLicenseUsage -csv: rules 5 to 7, 9, 11 and 14 of core/seats/dsls/dsls.hpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/text/spans.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

/// The columns of a pool, then those of a use.
enum class DslsColumn : std::uint8_t {
    editor,
    editor_id,
    feature,
    model,
    commercial_type,
    max_release_number,
    max_release_date,
    pricing,
    max_casual_duration,
    expiration,
    customer,
    count,
    inuse,
    tokens,
    casual_usage,
    host,
    user,
    internal_id,
    process,
    client_version,
    session,
    granted_since,
    last_used,
    granted_at,
    queue,
};
inline constexpr std::string_view dsls_unlimited = "unlimited";    // as Count
inline constexpr std::size_t dsls_pool_columns = 13;
inline constexpr std::size_t dsls_columns = 25;

/// One field of a line; views of it.
struct DslsField {
    std::string_view value;
    bool is_quoted = false;    // then a "\"\"" in it means "\""
};

/// The fields of a line.
struct DslsFields {
    std::vector<DslsField> all;    // without an empty one behind the last comma
    std::string_view unread;       // from a quote on that does not close
    bool is_unread = false;        // there is such a quote
    bool ends_in_comma = false;
};

/// Splits a line at its commas; `fields` is overwritten, so that its memory serves for all lines.
void split_dsls_line(std::string_view line, DslsFields& fields);

/// Which column stands where.
class DslsHead {
public:
    DslsHead() { places_.fill(npos); }

    /// Of the names; nothing where they are none of a head.
    static std::optional<DslsHead> of(const DslsFields& names);

    /// npos where there is no such column.
    [[nodiscard]] std::size_t place(DslsColumn column) const { return places_.at(static_cast<std::size_t>(column)); }
    [[nodiscard]] bool has(DslsColumn column) const { return place(column) != npos; }
    [[nodiscard]] std::size_t size() const { return columns_.size(); }
    /// Of the place; nothing where it has another name, or is behind the head.
    [[nodiscard]] std::optional<DslsColumn> column(std::size_t place) const;
    /// The places that a row must have at least.
    [[nodiscard]] std::size_t fewest_fields() const;
    /// The first of those columns that may hold commas and are no part of a pool; the size of the head where there is none.
    [[nodiscard]] std::size_t first_free() const;

private:
    std::array<std::size_t, dsls_columns> places_{};
    std::vector<std::optional<DslsColumn>> columns_;
};

/// A row, and what of it is sure. It refers to both.
class DslsRow {
public:
    /// `is_whole` unless the text ends in the row.
    DslsRow(const DslsHead& head, const DslsFields& fields, bool is_whole);

    /// The value of a column; empty where there is none, nothing where it is not sure.
    [[nodiscard]] std::optional<std::string_view> value(DslsColumn column) const;
    /// Empty also where it is not sure.
    [[nodiscard]] std::string_view text(DslsColumn column) const { return value(column).value_or(std::string_view()); }
    [[nodiscard]] bool is_quoted(DslsColumn column) const;

    /// Of Count, Inuse or Tokens: rule 8; nothing where it is none, or not sure.
    [[nodiscard]] std::optional<std::int64_t> number(DslsColumn column) const;
    /// Whether Count and Inuse are such.
    [[nodiscard]] bool has_numbers() const;
    [[nodiscard]] bool has_use() const;
    /// Whether the text ends before it is known if there is a use, and whether it waits.
    [[nodiscard]] bool is_use_cut() const;
    [[nodiscard]] bool is_use_sure() const { return !is_shifted_ && !fields_.is_unread; }
    [[nodiscard]] bool waits() const;
    /// Rule 11; empty where it is not sure.
    [[nodiscard]] std::string_view host() const;
    /// How much of the name of the feature stands in front of the end of the text, where the name may go on.
    [[nodiscard]] std::string_view feature_front() const;

    void mark(Spans& spans) const;

private:
    [[nodiscard]] bool has_date() const;
    [[nodiscard]] bool is_front_shifted() const;
    [[nodiscard]] bool is_shifted() const;
    [[nodiscard]] bool stands_right_of_internal_id(std::string_view feature) const;
    [[nodiscard]] bool is_sure(std::size_t place) const;
    /// Rule 14c.
    [[nodiscard]] bool ends_in_queue_position() const;
    [[nodiscard]] std::string_view raw(DslsColumn column) const;
    void mark_field(std::size_t place, Spans& spans) const;

    const DslsHead& head_;
    const DslsFields& fields_;
    bool is_whole_;
    bool is_shifted_ = false;
    bool is_host_sure_ = false;    // also of a row that is shifted
    bool is_user_sure_ = false;    // likewise
    std::size_t sure_ = npos;      // the places in front of it are
};

/// Rule 8: a count, which may have commas only if it is quoted.
std::optional<std::int64_t> parse_dsls_number(const DslsField& field);

/// Rule 9: seconds since the epoch, or never_expires; nothing where it is no expiry.
std::optional<double> parse_dsls_expiry(std::string_view text);

}    // namespace slurmlic
