// Rules 11 to 14 and 17 of core/seats/dsls/dsls.hpp.

#include <algorithm>

#include "core/seats/dsls/dsls_table.hpp"

namespace slurmlic {
namespace {

/// Whether it may be a date and a time, in whatever format.
bool looks_like_time(std::string_view text) {
    const auto parts = std::ranges::count_if(
        text, [](char c) { return c == '-' || c == '/' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80; });
    return parts >= 2 && std::ranges::any_of(text, is_digit);
}

/// Rule 13: of one who waits.
bool is_queue_position(std::string_view text) { return is_number(text) && parse_unsigned(text) != 0; }

}    // namespace

DslsRow::DslsRow(const DslsHead& head, const DslsFields& fields, bool is_whole)
    : head_(head), fields_(fields), is_whole_(is_whole) {
    if (fields.is_unread) sure_ = fields.all.size();
    if (!is_whole && !fields.is_unread && !fields.ends_in_comma) sure_ = fields.all.size() - (fields.all.empty() ? 0 : 1);
    if (!is_whole && fields.ends_in_comma) sure_ = fields.all.size();
    if (is_front_shifted()) {
        is_shifted_ = true;
        sure_ = 0;
        return;
    }
    is_shifted_ = is_shifted();
    if (!is_shifted_) return;
    const std::size_t first = head.first_free();
    const std::size_t read = sure_;
    sure_ = std::min(sure_, first);
    const std::string_view where = raw(DslsColumn::host);
    is_host_sure_ =
        first == head.place(DslsColumn::host) && first < read && where.find('(') < where.find(")/") && where.find(")/") != npos;
    const std::size_t behind = head.place(DslsColumn::internal_id);
    is_user_sure_ = is_host_sure_ && head.place(DslsColumn::user) == first + 1 && behind == first + 2 && behind < read &&
                    raw(DslsColumn::internal_id) == text(DslsColumn::feature) && !text(DslsColumn::feature).empty();
}

std::optional<std::string_view> DslsRow::value(DslsColumn column) const {
    const std::size_t place = head_.place(column);
    if (place == npos) return std::string_view();
    if (!is_sure(place)) return std::nullopt;
    return raw(column);
}

std::string_view DslsRow::raw(DslsColumn column) const {
    const std::size_t place = head_.place(column);
    return place < fields_.all.size() ? fields_.all[place].value : std::string_view();
}

bool DslsRow::is_quoted(DslsColumn column) const {
    const std::size_t place = head_.place(column);
    return place < fields_.all.size() && fields_.all[place].is_quoted;
}

bool DslsRow::is_sure(std::size_t place) const {
    return place < sure_ || (is_host_sure_ && place == head_.place(DslsColumn::host)) ||
           (is_user_sure_ && place == head_.place(DslsColumn::user));
}

bool DslsRow::is_front_shifted() const {
    return is_number(text(DslsColumn::max_release_date)) || is_number(text(DslsColumn::expiration));
}

bool DslsRow::is_shifted() const {
    const auto is_no_time = [this](DslsColumn column) { return !text(column).empty() && !looks_like_time(text(column)); };
    const auto is_filled = [](const DslsField& one) { return !one.value.empty(); };
    const auto begin = fields_.all.begin();
    const auto behind_head = begin + static_cast<std::ptrdiff_t>(std::min(head_.size(), fields_.all.size()));
    if (std::any_of(behind_head, fields_.all.end(), is_filled)) return true;
    if (!text(DslsColumn::queue).empty() && !is_number(text(DslsColumn::queue))) return true;
    if (is_no_time(DslsColumn::granted_since) || is_no_time(DslsColumn::last_used) || is_no_time(DslsColumn::granted_at))
        return true;
    if (head_.has(DslsColumn::granted_since) && text(DslsColumn::granted_since).empty() &&
        !text(DslsColumn::granted_at).empty())
        return true;
    return text(DslsColumn::user).find(")/") != npos || stands_right_of_internal_id(text(DslsColumn::feature));
}

bool DslsRow::stands_right_of_internal_id(std::string_view feature) const {
    const std::size_t place = head_.place(DslsColumn::internal_id);
    if (place == npos || head_.place(DslsColumn::feature) > place || head_.place(DslsColumn::user) > place) return false;
    if (feature.empty() || text(DslsColumn::internal_id) == feature) return false;
    for (std::size_t i = place + 1; i < std::min(fields_.all.size(), sure_); ++i) {
        if (fields_.all[i].value == feature) return true;
    }
    return false;
}

std::optional<std::int64_t> DslsRow::number(DslsColumn column) const {
    const std::size_t place = head_.place(column);
    if (place >= fields_.all.size() || !is_sure(place)) return std::nullopt;
    return parse_dsls_number(fields_.all[place]);
}

bool DslsRow::has_numbers() const {
    const std::string_view count = text(DslsColumn::count);
    const bool has_count = count.empty() || same_ignoring_case(count, dsls_unlimited) || number(DslsColumn::count);
    return has_count && number(DslsColumn::inuse);
}

/// Whether one of the dates of the pool is one.
bool DslsRow::has_date() const {
    return parse_dsls_expiry(text(DslsColumn::max_release_date)) || parse_dsls_expiry(text(DslsColumn::expiration));
}

bool DslsRow::has_use() const {
    constexpr std::array columns{DslsColumn::tokens,      DslsColumn::host,    DslsColumn::user,
                                 DslsColumn::internal_id, DslsColumn::process, DslsColumn::session};
    const auto is_told = [this](DslsColumn column) { return !raw(column).empty(); };
    return fields_.is_unread || std::ranges::any_of(columns, is_told);
}

bool DslsRow::is_use_cut() const {
    if (is_whole_) return false;
    const auto is_missing = [this](DslsColumn column) { return head_.has(column) && head_.place(column) >= sure_; };
    if (is_shifted_ || is_missing(DslsColumn::tokens) || is_missing(DslsColumn::host) || is_missing(DslsColumn::user))
        return true;
    if (!is_missing(DslsColumn::queue)) return false;
    const bool is_next =
        head_.place(DslsColumn::queue) == sure_ && head_.place(DslsColumn::queue) + 1 == head_.size() && fields_.ends_in_comma;
    return !is_next || text(DslsColumn::granted_since).empty();
}

bool DslsRow::waits() const {
    if (!is_use_sure()) return head_.has(DslsColumn::queue) && ends_in_queue_position();
    return is_queue_position(text(DslsColumn::queue)) && text(DslsColumn::granted_since).empty() &&
           text(DslsColumn::granted_at).empty();
}

bool DslsRow::ends_in_queue_position() const {
    std::string_view last;
    bool has_time = false;
    const auto take = [&](std::string_view piece) {
        if (piece.empty()) return;
        last = piece;
        has_time = has_time || (is_digit(piece.front()) && parse_dsls_expiry(piece));
    };
    for (std::size_t i = head_.first_free(); i < fields_.all.size(); ++i) take(fields_.all[i].value);
    for (std::string_view rest = fields_.unread; !rest.empty();) take(trim(take_until(rest, ',')));
    return !has_time && is_queue_position(last);
}

std::string_view DslsRow::host() const {
    const std::string_view whole = text(DslsColumn::host);
    return trim(whole.substr(0, whole.find_first_of("(/")));
}

std::string_view DslsRow::feature_front() const {
    const std::size_t place = head_.place(DslsColumn::feature);
    return place < fields_.all.size() ? fields_.all[place].value : std::string_view();
}

void DslsRow::mark(Spans& spans) const {
    for (std::size_t i = 0; i < fields_.all.size(); ++i) mark_field(i, spans);
    spans.add(fields_.unread, Role::unknown);
}

void DslsRow::mark_field(std::size_t place, Spans& spans) const {
    const std::string_view value = fields_.all[place].value;
    const std::optional<DslsColumn> column = head_.column(place);
    if (!column || !is_sure(place)) return spans.add(value, Role::unknown);
    if (*column == DslsColumn::user) return spans.add(value, Role::user);
    if (*column == DslsColumn::host) {
        const std::string_view name = host();
        const std::size_t end = name.empty() ? 0 : static_cast<std::size_t>(name.data() - value.data()) + name.size();
        spans.add(name, Role::host);
        return spans.add(value.substr(end), Role::unknown);
    }
    const bool is_name = *column == DslsColumn::editor || *column == DslsColumn::feature;
    if (is_name && (has_numbers() || has_date())) return spans.add(value, Role::name);    // else it may be another column
    const bool is_site_data = is_name || *column == DslsColumn::customer;
    if (is_site_data || !(is_number(value) || parse_dsls_number(fields_.all[place]) || parse_dsls_expiry(value)))
        spans.add(value, Role::unknown);
}

}    // namespace slurmlic
