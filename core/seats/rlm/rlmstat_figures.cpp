// Rules 2 and 9 of rlmstat.hpp.

#include <algorithm>
#include <array>

#include "core/seats/expiry.hpp"
#include "core/seats/rlm/rlmstat_lines.hpp"
#include "core/seats/rlm/rlmstat_words.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view uncounted = "uncounted";
constexpr std::string_view token_based = "token-based license";

/// Keys that say nothing of the seats: those which are printed, and those of license files in the manual.
constexpr std::array other_keys{
    std::string_view("obsolete"),    std::string_view("min_remove"), std::string_view("total checkouts"),
    std::string_view("pool"),        std::string_view("soft_limit"), std::string_view("roaming"),
    std::string_view("max_roam"),    std::string_view("max_share"),  std::string_view("min_checkout"),
    std::string_view("min_timeout"), std::string_view("timeout"),    std::string_view("hold"),
    std::string_view("share"),       std::string_view("named_user")};

struct RlmField {
    std::string_view key;
    std::string_view value;
};

RlmField parse_rlm_field(std::string_view piece) {
    const std::size_t colon = piece.find(':');
    RlmField field{.key = trim(piece.substr(0, colon)), .value = colon == npos ? "" : trim(piece.substr(colon + 1))};
    if (field.key.starts_with('#')) field.key = trim(field.key.substr(1));
    return field;
}

/// Where the number of that key goes; null for other keys.
std::optional<std::int64_t>* rlm_count(std::string_view key, Pool& pool) {
    if (same_ignoring_case(key, "count")) return &pool.issued;
    if (same_ignoring_case(key, "inuse")) return &pool.used;
    if (same_ignoring_case(key, "reservations")) return &pool.reservations;
    return nullptr;
}

bool is_known(const RlmField& field) {
    Pool pool;
    const auto is_key = [&field](std::string_view key) { return same_ignoring_case(field.key, key); };
    return rlm_count(field.key, pool) != nullptr || is_key("exp") || is_key(uncounted) || is_key(token_based) ||
           std::ranges::any_of(other_keys, is_key);
}

void read_count(std::string_view piece, const RlmField& field, bool is_whole, std::optional<std::int64_t>& count, Pool& pool,
                RlmFigures& figures) {
    const bool has_no_limit = same_ignoring_case(field.value, uncounted) || same_ignoring_case(field.value, "unlimited");
    if (is_whole && has_no_limit && &count == &pool.issued) {
        pool.uncounted = true;
        return;
    }
    const std::optional<std::int64_t> number = is_whole ? parse_unsigned(field.value) : std::nullopt;
    const bool is_other = number && count && *number != *count;
    if ((!number || is_other) && figures.problem.empty()) figures.problem = piece;
    count = number;
}

/// Whether nothing can be missing at the end of a date.
bool is_whole_expiry(std::string_view value) {
    constexpr std::size_t digits_of_year = 4;
    const std::string_view year = value.substr(value.rfind('-') + 1);
    return same_ignoring_case(value, "permanent") || (is_number(year) && year.size() == digits_of_year);
}

void read_expiry(std::string_view piece, const RlmField& field, bool is_whole, Pool& pool, RlmFigures& figures) {
    figures.has_expiry = true;
    if (!is_whole && !is_whole_expiry(field.value)) {
        if (figures.problem.empty()) figures.problem = piece;
        return;
    }
    const std::optional<double> expiry = parse_expiry(field.value);
    if (expiry) return keep_earliest(pool.expiry, *expiry);
    figures.odd_expiry = field.value;
}

void mark_field(std::string_view piece, Spans* spans) {
    const RlmField field = parse_rlm_field(piece);
    const bool is_permanent = same_ignoring_case(field.value, "permanent");
    const bool is_date =
        is_permanent || (is_digit(field.value.empty() ? ' ' : field.value.front()) && parse_expiry(field.value));
    if (!is_known(field)) return mark(spans, piece, Role::unknown);
    if (!is_date) mark_rlm_words(field.value, spans);
}

}    // namespace

bool has_rlm_figures(std::string_view fields) {
    while (!fields.empty()) {
        if (is_known(parse_rlm_field(take_until(fields, ',')))) return true;
    }
    return false;
}

bool is_rlm_figures(std::string_view line) {
    const std::string_view first = line.substr(0, line.find(','));
    return (first.find(':') != npos || is_known(parse_rlm_field(first))) && has_rlm_figures(line);
}

void read_rlm_figures(const RlmLine& fields, Pool& pool, RlmFigures& figures, Spans* spans) {
    std::string_view rest = fields.text;
    while (!rest.empty()) {
        const bool is_whole = fields.is_ended || rest.find(',') != npos;
        const std::string_view piece = trim(take_until(rest, ','));
        const RlmField field = parse_rlm_field(piece);
        mark_field(piece, spans);
        if (auto* const count = rlm_count(field.key, pool)) {
            read_count(piece, field, is_whole, *count, pool, figures);
        } else if (same_ignoring_case(field.key, "exp")) {
            read_expiry(piece, field, is_whole, pool, figures);
        } else if (same_ignoring_case(field.key, uncounted)) {
            pool.uncounted = true;
        } else if (same_ignoring_case(field.key, token_based)) {
            figures.is_token = true;
        }
    }
}

bool is_rlm_silent(std::string_view line, Spans* spans) {
    constexpr std::array starts{
        std::string_view("Copyright"),         std::string_view("Startup time:"), std::string_view("Todays Statistics"),
        std::string_view("Recent Statistics"), std::string_view("Recent Stats"),  std::string_view("Messages:"),
        std::string_view("Connections:"),      std::string_view("Checkouts:"),    std::string_view("Denials:"),
        std::string_view("Removals:"),         std::string_view("rlmutil v"),     std::string_view("rlmstat v"),
        std::string_view("ISV servers:")};
    constexpr std::string_view log_file = "log filename:";
    if (is_rlm_times(line) || std::ranges::any_of(starts, [line](auto start) { return line.starts_with(start); })) {
        mark_rlm_words(line, spans);
        return true;
    }
    std::string_view rest = line;
    const std::string_view isv = take_word(rest);
    if (take_rlm_words(rest, "comm version:")) {
        mark(spans, isv, Role::unknown);    // what is an ISV is named elsewhere, too
        mark_rlm_words(rest, spans);
        return true;
    }
    const std::string_view kind = take_word(rest);
    if (kind.empty() || !take_rlm_words(rest, log_file)) return false;
    mark(spans, isv, Role::unknown);
    mark(spans, kind, Role::unknown);
    mark(spans, trim(rest), Role::path);
    return true;
}

}    // namespace slurmlic
