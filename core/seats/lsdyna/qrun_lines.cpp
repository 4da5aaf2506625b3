#include "core/seats/lsdyna/qrun_lines.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "core/seats/expiry.hpp"
#include "core/seats/seats.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view qrun_blanks = " \t|";
constexpr std::size_t most_qrun_columns = 32;
constexpr std::string_view not_told = "-";

using QrunFields = std::vector<std::string_view>;

/// The words of a line; nothing where they are more than any table has.
std::optional<QrunFields> qrun_fields(std::string_view line) {
    QrunFields fields;
    for (std::size_t end = 0;;) {
        const std::size_t begin = line.find_first_not_of(qrun_blanks, end);
        if (begin == npos) return fields;
        if (fields.size() == most_qrun_columns) return std::nullopt;
        end = std::min(line.find_first_of(qrun_blanks, begin), line.size());
        fields.push_back(line.substr(begin, end - begin));
    }
}

QrunColumn qrun_column(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, QrunColumn>, 5> names{{{"PROGRAM", QrunColumn::program},
                                                                            {"EXPIRATION", QrunColumn::expiration},
                                                                            {"USED", QrunColumn::used},
                                                                            {"MAX", QrunColumn::max},
                                                                            {"QUEUE", QrunColumn::queue}}};
    const auto* const found = std::ranges::find_if(names, [&](const auto& one) { return same_ignoring_case(one.first, name); });
    return found == names.end() ? QrunColumn::other : found->second;
}

std::optional<double> parse_qrun_date(std::string_view text) {
    const std::string_view month = take_until(text, '/');
    const std::string_view day = take_until(text, '/');
    const auto is_short = [](std::string_view digits) { return is_number(digits) && digits.size() <= 2; };
    if (!is_short(month) || !is_short(day) || !is_number(text) || text.size() != 4) return std::nullopt;
    return end_of_day(static_cast<int>(*parse_unsigned(text)), static_cast<unsigned>(*parse_unsigned(month)),
                      static_cast<unsigned>(*parse_unsigned(day)));
}

bool is_qrun_date(std::string_view text) { return parse_qrun_date(text).has_value(); }

/// From the begin of one word to the end of another of the same line.
std::string_view from_to(std::string_view first, std::string_view last) {
    return {first.data(), static_cast<std::size_t>(last.data() + last.size() - first.data())};
}

const char* end_of(std::string_view text) { return text.data() + text.size(); }

/// How many of the words are in front of the first "|"; npos where there is none.
std::size_t bar_of(std::string_view line, const QrunFields& fields) {
    const std::size_t bar = line.find('|');
    if (bar == npos) return npos;
    const auto is_in_front = [&](std::string_view field) { return field.data() < line.data() + bar; };
    return static_cast<std::size_t>(std::ranges::count_if(fields, is_in_front));
}

/// Takes "LICENSE GROUP" out of the words.
bool take_group(QrunFields& fields) {
    constexpr std::array<std::string_view, 2> label{"LICENSE", "GROUP"};
    const auto found = std::search(fields.begin(), fields.end(), label.begin(), label.end(),
                                   same_ignoring_case);    // clang 14 has no ranges::search
    if (found == fields.end()) return false;
    fields.erase(found, found + 2);
    return true;
}

bool has_column(const std::vector<QrunColumn>& columns, QrunColumn column) {
    return std::ranges::find(columns, column) != columns.end();
}

/// Makes one of the words that are too many in front, where the name of the program is.
bool join_name(QrunFields& fields, const std::vector<QrunColumn>& columns) {
    const bool may_join = columns.front() == QrunColumn::program && has_column(columns, QrunColumn::expiration);
    if (!may_join || fields.size() <= columns.size()) return false;
    const auto last = fields.begin() + static_cast<std::ptrdiff_t>(fields.size() - columns.size());
    fields.front() = from_to(fields.front(), *last);
    fields.erase(fields.begin() + 1, last + 1);
    return true;
}

void drop_column(QrunHead& head, QrunColumn column) {
    const auto found = std::ranges::find(head.columns, column);
    if (found == head.columns.end()) return;
    const auto place = static_cast<std::size_t>(found - head.columns.begin());
    if (head.bar != npos && place < head.bar) --head.bar;
    head.columns.erase(found);
}

/// A "-" might be a USED, unless a bar behind it keeps it in its place.
bool is_group_expiry(const QrunHead& head, const QrunFields& fields, std::size_t bar) {
    const auto found = std::ranges::find(head.columns, QrunColumn::expiration);
    const auto place = static_cast<std::size_t>(found - head.columns.begin());
    if (found == head.columns.end() || fields[place] != not_told) return true;
    return bar != npos && head.bar != npos && place < bar;
}

/// The columns that the words of a row are in; empty where they do not fit.
std::vector<QrunColumn> columns_of(std::string_view line, const QrunFields& fields, QrunHead head, bool is_group) {
    if (is_group) drop_column(head, QrunColumn::program);
    if (is_group && fields.size() < head.columns.size()) drop_column(head, QrunColumn::expiration);
    const std::size_t bar = bar_of(line, fields);
    const bool is_shifted = bar != npos && head.bar != npos && bar != head.bar;
    if (fields.size() != head.columns.size() || is_shifted) return {};
    if (is_group && !is_group_expiry(head, fields, bar)) return {};
    return std::move(head.columns);
}

/// Whether the last word of the line is all of it, or does not matter.
bool ends_whole(const QrunLine& line, const QrunFields& fields, const std::vector<QrunColumn>& columns) {
    if (line.is_ended || fields.empty() || end_of(fields.back()) != end_of(line.text)) return true;
    return fields.back() == "0" || columns.back() == QrunColumn::other;
}

/// False where no row can have it.
bool read_expiry(QrunRow& row, std::string_view text) {
    row.expiry = parse_qrun_date(text);
    if (!row.expiry) row.expiry = parse_expiry(text);
    if (same_ignoring_case(text, "unlimited") || same_ignoring_case(text, "never")) row.expiry = never_expires;
    if (!row.expiry && text != not_told) row.bad_expiry = text;
    return row.bad_expiry.empty() || (!row.is_group && text.find('@') == npos);
}

/// False where it can't be one.
bool read_field(QrunRow& row, QrunColumn column, std::string_view field) {
    switch (column) {
        case QrunColumn::program: row.name = field; return true;
        case QrunColumn::expiration: return read_expiry(row, field);
        case QrunColumn::used:
            row.sums_users = field == not_told && !row.is_group;
            row.used = parse_unsigned(field);
            return row.sums_users || row.used;
        case QrunColumn::max: row.issued = parse_unsigned(field); return row.issued.has_value();
        case QrunColumn::queue: row.queued = parse_unsigned(field); return row.queued || field == not_told;
        case QrunColumn::other: break;
    }
    return true;
}

bool is_qrun_number(std::string_view field) { return field == not_told || parse_count(field).has_value(); }

void mark_row(const QrunRow& row, const QrunFields& fields, Spans* spans) {
    for (const std::string_view field : fields) {
        const bool is_name = !row.name.empty() && field.data() == row.name.data();
        if (is_name) mark(spans, field, Role::name);
        if (!is_name && !is_qrun_number(field) && !is_qrun_date(field)) mark(spans, field, Role::unknown);
    }
}

/// A row that has no number for each column: the program that it is of, where that is sure.
std::optional<QrunRow> broken_row(const QrunFields& fields, const std::vector<QrunColumn>& columns, Spans* spans) {
    if (columns.front() != QrunColumn::program || fields.size() < 2 || !is_qrun_date(fields[1])) return std::nullopt;
    const QrunRow row{.name = fields.front()};
    if (row.name.find('@') != npos) return std::nullopt;
    mark_row(row, fields, spans);
    return row;
}

/// "PID@HOST": where the host begins; 0 where it is something else.
std::size_t host_of(std::string_view place) {
    const std::size_t at = place.find('@');
    return at != npos && is_number(place.substr(0, at)) ? at + 1 : 0;
}

/// Takes the last word, and the blanks in front of it.
std::string_view take_last_word(std::string_view& rest) {
    const std::size_t begin = rest.find_last_of(blanks) + 1;    // npos + 1 is 0
    const std::string_view word = rest.substr(begin);
    rest = trim(rest.substr(0, begin));
    return word;
}

/// What follows these words, whatever the blanks between them are; nothing where the line begins with others.
std::optional<std::string_view> behind_words(std::string_view line, std::string_view words) {
    for (std::string_view word = take_word(words); !word.empty(); word = take_word(words)) {
        if (take_word(line) != word) return std::nullopt;
    }
    return trim(line);
}

bool starts_with_words(std::string_view line, std::string_view words, Spans* spans) {
    const std::optional<std::string_view> rest = behind_words(line, words);
    if (rest) mark(spans, *rest, Role::unknown);
    return rest.has_value();
}

std::optional<std::int64_t> seats_of(const QrunLine& line, std::string_view word) {
    return line.is_ended || word == "0" ? parse_unsigned(word) : std::nullopt;
}

}    // namespace

std::optional<QrunHead> parse_qrun_head(std::string_view line, Spans* spans) {
    constexpr std::size_t fewest = 3;
    std::optional<QrunFields> fields = qrun_fields(line);
    if (!fields || fields->size() < fewest) return std::nullopt;
    std::erase_if(*fields, [](std::string_view one) { return same_ignoring_case(one, "CPUS"); });
    std::vector<QrunColumn> columns;
    for (const std::string_view field : *fields) {
        const QrunColumn column = qrun_column(field);
        columns.push_back(has_column(columns, column) ? QrunColumn::other : column);
    }
    for (const QrunColumn needed : {QrunColumn::program, QrunColumn::used, QrunColumn::max}) {
        if (!has_column(columns, needed)) return std::nullopt;
    }
    for (const std::string_view field : *fields) {
        const bool is_known = qrun_column(field) != QrunColumn::other || same_ignoring_case(field, "FREE");
        if (!is_known) mark(spans, field, Role::unknown);
    }
    return QrunHead{std::move(columns), bar_of(line, *fields)};
}

std::optional<QrunRow> parse_qrun_row(const QrunLine& line, const QrunHead& head, Spans* spans) {
    const std::vector<QrunColumn>& columns = head.columns;
    std::optional<QrunFields> fields = qrun_fields(line.text);
    if (!fields) return std::nullopt;
    QrunRow row{.name = {}, .is_group = take_group(*fields)};
    const QrunFields words = *fields;
    const bool is_joined = !row.is_group && join_name(*fields, columns);
    const std::vector<QrunColumn> in = columns_of(line.text, *fields, head, row.is_group);
    if (in.empty() && !row.is_group) return broken_row(words, columns, spans);
    row.is_known = !in.empty() && ends_whole(line, *fields, in);
    for (std::size_t i = 0; i < in.size(); ++i) row.is_known = read_field(row, in[i], (*fields)[i]) && row.is_known;
    if (is_joined && !row.expiry) return broken_row(words, columns, spans);
    const bool is_row = row.is_group || row.is_known || std::ranges::any_of(*fields, is_qrun_date);
    const bool is_name_cut = !line.is_ended && !row.name.empty() && end_of(row.name) == end_of(line.text);
    if (!is_row || is_name_cut || row.name.find('@') != npos) return std::nullopt;
    mark_row(row, *fields, spans);
    return row;
}

std::optional<QrunUser> parse_qrun_user(const QrunLine& line, Spans* spans) {
    std::string_view rest = line.text;
    const std::string_view seats = take_last_word(rest);
    const std::string_view place = take_last_word(rest);
    const std::size_t host = host_of(place);
    if (host == 0 || !is_number(seats)) return std::nullopt;
    QrunUser user{.user = rest, .host = place.substr(host), .seats = seats_of(line, seats)};
    mark(spans, user.user, Role::user);
    mark(spans, user.host, Role::host);
    if (user.host.find('@') != npos) user.host = {};
    user.is_sure = !user.user.empty();
    return user;
}

std::optional<QrunUser> parse_qrun_seats(const QrunLine& line, Spans* spans) {
    std::string_view rest = line.text;
    const std::string_view seats = take_last_word(rest);
    if (rest.find('@') == npos || !is_number(seats)) return std::nullopt;
    mark(spans, rest, Role::unknown);
    return QrunUser{.user = {}, .host = {}, .seats = seats_of(line, seats), .is_sure = false};
}

std::optional<QrunServer> parse_qrun_server(std::string_view line, Spans* spans) {
    constexpr int most_words = 4;    // between the two
    std::string_view rest = line;
    if (take_word(rest) != "Using") return std::nullopt;
    const std::string_view words = rest;
    for (int i = 0; i <= most_words; ++i) {
        const std::string_view word = take_word(rest);
        if (word != "server") continue;
        QrunServer server{.host = trim(rest), .port = {}};
        if (server.host.empty()) return std::nullopt;
        const std::size_t host = host_of(server.host);
        if (host > 0) server = {.host = server.host.substr(host), .port = server.host.substr(0, host - 1)};
        mark(spans, trim(words.substr(0, static_cast<std::size_t>(word.data() - words.data()))), Role::unknown);
        mark(spans, server.host, Role::host);
        return server;
    }
    return std::nullopt;
}

std::optional<QrunFailure> parse_qrun_failure(std::string_view line, Spans* spans) {
    constexpr std::string_view keyword = "ERROR";
    std::string_view rest = line.substr(std::min(line.find_first_not_of("* \t"), line.size()));
    if (!rest.starts_with(keyword)) return std::nullopt;
    rest.remove_prefix(keyword.size());
    if (!rest.empty() && is_letter(rest.front())) return std::nullopt;
    std::string_view front = rest;
    const std::string_view host = take_last_word(front);
    std::string_view words = front;
    if (take_last_word(words) != "server") {
        mark(spans, rest, Role::unknown);
        return QrunFailure{};
    }
    mark(spans, front, Role::unknown);
    mark(spans, host, Role::host);
    return QrunFailure{host};
}

bool is_qrun_default(std::string_view line, Spans* spans) { return starts_with_words(line, "Defaulting to server", spans); }

bool is_qrun_list(std::string_view line, Spans* spans) {
    const auto begins = [&](std::string_view words) { return starts_with_words(line, words, spans); };
    return begins("Running Programs") || begins("Queued Programs") || begins("No programs");
}

bool is_qrun_title(std::string_view line, Spans* spans) { return starts_with_words(line, "LICENSE INFORMATION", spans); }

bool is_qrun_ruler(std::string_view line) { return line.find_first_not_of("-=+| \t") == npos; }

bool is_qrun_line(std::string_view line) {
    using enum QrunColumn;
    const auto begins = [line](std::string_view words) { return starts_with_words(line, words, nullptr); };
    if (begins("Using user specified server") || begins("Using default server") || begins("*** ERROR")) return true;
    if (is_qrun_default(line, nullptr) || is_qrun_list(line, nullptr) || parse_qrun_head(line, nullptr)) return true;
    if (line.find("LICENSE(S) AVAILABLE for PROG=") != npos) return true;    // lstc_qrun -L
    if (line.find('|') == npos) return false;
    const QrunHead usual{.columns = {program, expiration, used, other, max, queue}, .bar = 5};
    const std::optional<QrunRow> row = parse_qrun_row({line}, usual, nullptr);
    return row && row->is_known && row->bad_expiry.empty() && (row->is_group || row->expiry);
}

}    // namespace slurmlic
