#include "core/seats/dsls/dsls_table.hpp"

#include <algorithm>

#include "core/seats/expiry.hpp"
#include "core/seats/seats.hpp"

namespace slurmlic {
namespace {

constexpr std::array<std::string_view, dsls_columns> dsls_column_names{"editor",
                                                                       "editorid",
                                                                       "feature",
                                                                       "model",
                                                                       "commercialtype",
                                                                       "maxreleasenumber",
                                                                       "maxreleasedate",
                                                                       "pricingstructure",
                                                                       "maxcasualduration",
                                                                       "expirationdate",
                                                                       "customerid",
                                                                       "count",
                                                                       "inuse",
                                                                       "tokens",
                                                                       "casualusage(mn)",
                                                                       "host",
                                                                       "user",
                                                                       "internalid",
                                                                       "activeprocess",
                                                                       "clientcodeversion",
                                                                       "sessionid",
                                                                       "grantedsince",
                                                                       "lastusedat",
                                                                       "grantedat",
                                                                       "queueposition"};

constexpr std::array dsls_free_columns{DslsColumn::host, DslsColumn::user, DslsColumn::internal_id, DslsColumn::process};

/// In any case, and whatever blanks it has.
std::optional<DslsColumn> dsls_column_of(std::string_view name) {
    constexpr std::size_t longest = 40;
    if (name.size() > longest) return std::nullopt;
    std::string key = ascii_lower(name);
    std::erase_if(key, is_blank);
    const auto* const found = std::ranges::find(dsls_column_names, key);
    if (found == dsls_column_names.end()) return std::nullopt;
    return static_cast<DslsColumn>(found - dsls_column_names.begin());
}

/// The place of the quote that closes the one in front; npos where there is none.
std::size_t closing_quote(std::string_view text) {
    for (std::size_t at = text.find('"', 1); at != npos; at = text.find('"', at + 2)) {
        if (at + 1 == text.size() || text[at + 1] != '"') return at;
    }
    return npos;
}

/// Takes a field and the comma behind it; nothing where its quote does not close.
std::optional<DslsField> take_dsls_field(std::string_view& rest) {
    const std::string_view begin(std::ranges::find_if_not(rest, is_blank), rest.end());
    if (!begin.starts_with('"')) return DslsField{trim(take_until(rest, ','))};
    const std::size_t end = closing_quote(begin);
    if (end == npos) return std::nullopt;
    const std::string_view value = begin.substr(1, end - 1);
    std::string_view behind = begin.substr(end + 1);
    if (!trim(behind.substr(0, behind.find(','))).empty()) return std::nullopt;
    take_until(behind, ',');
    rest = behind;
    return DslsField{trim(value), true};
}

/// Takes exactly `size` digits.
std::optional<int> take_dsls_digits(std::string_view& rest, std::size_t size) {
    const std::string_view digits = rest.substr(0, size);
    if (digits.size() != size || !is_number(digits)) return std::nullopt;
    rest.remove_prefix(size);
    return static_cast<int>(*parse_unsigned(digits));
}

/// The same behind that byte.
std::optional<int> take_dsls_digits_behind(char front, std::string_view& rest, std::size_t size) {
    if (!rest.starts_with(front)) return std::nullopt;
    rest.remove_prefix(1);
    return take_dsls_digits(rest, size);
}

/// Seconds of the day of "00:59:00", "00:59", "00:59:00.0", with a zone behind it that is UTC or not told.
std::optional<int> parse_time_of_day(std::string_view text) {
    const std::optional<int> hours = take_dsls_digits(text, 2);
    const std::optional<int> minutes = take_dsls_digits_behind(':', text, 2);
    if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
    const int seconds = text.starts_with(':') ? take_dsls_digits_behind(':', text, 2).value_or(-1) : 0;
    if (seconds < 0 || seconds > 59) return std::nullopt;
    if (text.starts_with('.') && text.size() > 1 && is_digit(text[1])) {
        text.remove_prefix(1);
        text = {std::ranges::find_if_not(text, is_digit), text.end()};
    }
    text = trim(text);
    if (text.starts_with('.')) text.remove_prefix(1);
    if (!text.empty() && text != "Z" && text != "UTC") return std::nullopt;
    return (*hours * 60 + *minutes) * 60 + seconds;
}

}    // namespace

void split_dsls_line(std::string_view line, DslsFields& fields) {
    constexpr std::size_t most_fields = 1'000;    // a head has some thirty
    fields.all.clear();
    fields.unread = {};
    fields.is_unread = false;
    fields.ends_in_comma = trim(line).ends_with(',');
    std::string_view rest = line;
    while (!rest.empty()) {
        const std::optional<DslsField> field = fields.all.size() < most_fields ? take_dsls_field(rest) : std::nullopt;
        if (!field) {
            fields.unread = trim(rest);
            fields.is_unread = true;
            fields.ends_in_comma = false;
            return;
        }
        fields.all.push_back(*field);
    }
}

std::optional<DslsHead> DslsHead::of(const DslsFields& names) {
    constexpr std::size_t most_foreign = 4;    // in front: most lines are no heads
    DslsHead head;
    bool has_known = false;
    for (const DslsField& name : names.all) {
        const std::optional<DslsColumn> column = dsls_column_of(name.value);
        has_known = has_known || column;
        if (!has_known && head.size() == most_foreign) return std::nullopt;
        const bool is_first = column && !head.has(*column);
        head.columns_.push_back(is_first ? column : std::nullopt);
        if (is_first) head.places_.at(static_cast<std::size_t>(*column)) = head.size() - 1;
    }
    if (!head.has(DslsColumn::feature) || !(head.has(DslsColumn::count) || head.has(DslsColumn::inuse))) return std::nullopt;
    return head;
}

std::optional<DslsColumn> DslsHead::column(std::size_t place) const {
    return place < columns_.size() ? columns_[place] : std::nullopt;
}

std::size_t DslsHead::fewest_fields() const {
    std::size_t fewest = 0;
    for (const DslsColumn column : {DslsColumn::feature, DslsColumn::count, DslsColumn::inuse}) {
        if (has(column)) fewest = std::max(fewest, place(column) + 1);
    }
    return fewest;
}

std::size_t DslsHead::first_free() const {
    std::size_t first = size();
    for (const DslsColumn column : dsls_free_columns) first = std::min(first, place(column));
    return first;
}

std::optional<std::int64_t> parse_dsls_number(const DslsField& field) {
    constexpr std::size_t group = 3;
    constexpr std::size_t longest = 25;    // 9,223,372,036,854,775,807
    std::string_view rest = field.value;
    if (rest.size() > 1 && rest.starts_with('0')) return std::nullopt;    // of "1,000" without quotes
    if (!field.is_quoted || rest.size() > longest || rest.find(',') == npos) return parse_unsigned(rest);
    std::string digits(take_until(rest, ','));
    if (digits.size() > group || !is_number(digits)) return std::nullopt;
    for (; !rest.empty(); rest.remove_prefix(std::min(group + 1, rest.size()))) {
        const std::string_view next = rest.substr(0, group);
        if (next.size() != group || !is_number(next) || (rest.size() > group && rest[group] != ',')) return std::nullopt;
        digits += next;
    }
    return field.value.ends_with(',') ? std::nullopt : parse_unsigned(digits);
}

std::optional<double> parse_dsls_expiry(std::string_view text) {
    if (same_ignoring_case(text, "unlimited") || same_ignoring_case(text, "never")) return never_expires;
    std::string_view rest = text;
    const std::optional<int> year = take_dsls_digits(rest, 4);
    const std::optional<int> month = take_dsls_digits_behind('-', rest, 2);
    const std::optional<int> day = take_dsls_digits_behind('-', rest, 2);
    if (!year || !month || !day) return parse_expiry(text);
    const std::optional<double> end = end_of_day(*year, static_cast<unsigned>(*month), static_cast<unsigned>(*day));
    if (!end || rest.empty()) return end;
    constexpr std::string_view between = " \tT.";
    if (between.find(rest.front()) == npos) return std::nullopt;
    rest.remove_prefix(1);
    const std::optional<int> seconds = parse_time_of_day(trim(rest));
    constexpr double day_in_seconds = 86'400;
    return seconds ? std::optional(*end - day_in_seconds + *seconds) : std::nullopt;
}

}    // namespace slurmlic
