#include "core/slurm/license_record.hpp"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

template <auto member>
bool read_count(License& license, std::string_view value, const ToEpoch& /*to_epoch*/) {
    const std::optional<std::int64_t> count = parse_count(value);
    if (count) license.*member = *count;
    return count.has_value();
}

bool read_remote(License& license, std::string_view value, const ToEpoch& /*to_epoch*/) {
    license.remote = value == "yes";
    return value == "yes" || value == "no";
}

bool read_nodes(License& license, std::string_view value, const ToEpoch& /*to_epoch*/) {
    license.nodes = value;
    return true;
}

bool read_mode(License& license, std::string_view value, const ToEpoch& /*to_epoch*/) {
    license.mode = printable_utf8(value);
    return true;
}

constexpr std::string_view local_time_form = "2026-11-22T19:31:01";

/// Every part in its range; west of Greenwich 1970 begins in 1969.
std::optional<LocalTime> parse_local_time(std::string_view text) {
    const auto fits = [](char c, char in_form) { return is_digit(in_form) ? is_digit(c) : c == in_form; };
    if (!std::ranges::equal(text, local_time_form, fits)) return std::nullopt;
    const auto part = [text](std::size_t at, std::size_t length) {
        return static_cast<int>(parse_count(text.substr(at, length)).value_or(0));
    };
    const LocalTime time{.year = part(0, 4),
                         .month = part(5, 2),
                         .day = part(8, 2),
                         .hour = part(11, 2),
                         .minute = part(14, 2),
                         .second = part(17, 2)};
    const bool is_date = time.year >= 1969 && time.month >= 1 && time.month <= 12 && time.day >= 1 && time.day <= 31;
    if (!is_date || time.hour > 23 || time.minute > 59 || time.second > 60) return std::nullopt;
    return time;
}

bool says_never(std::string_view value) {
    constexpr std::array<std::string_view, 4> never{"Unknown", "None", "N/A", "(null)"};
    return std::ranges::find(never, value) != never.end();
}

/// Rule 10.
bool read_update(License& license, std::string_view value, const ToEpoch& to_epoch) {
    constexpr std::int64_t first_of_1971 = 365LL * 24 * 60 * 60;
    constexpr std::int64_t first_of_10000 = 253'402'300'800;
    if (says_never(value)) return true;
    if (const std::optional<LocalTime> local = parse_local_time(value)) {
        const std::int64_t seconds = to_epoch(*local);
        if (local->year != 1970 && seconds >= first_of_1971) license.last_update = seconds;
        return true;
    }
    const std::int64_t seconds = parse_count(value).value_or(-1);
    if (seconds == 0) return true;
    if (seconds < first_of_1971 || seconds >= first_of_10000) return false;    // 20261122
    license.last_update = seconds;
    return true;
}

/// A field that a record may have.
struct Field {
    std::string_view name;
    bool (*read)(License&, std::string_view value, const ToEpoch&);    // whether the value is what `expected` says
    std::string_view expected = "a number";
    bool is_required = false;
};

constexpr std::string_view last_update = "LastUpdate";

constexpr std::array known_fields{
    Field{"Total", read_count<&License::total>, "a number", true},
    Field{"Used", read_count<&License::used>, "a number", true},
    Field{"Free", read_count<&License::free>, "a number", true},
    Field{"Reserved", read_count<&License::reserved>},
    Field{"Remote", read_remote, "yes or no", true},
    Field{"LastConsumed", read_count<&License::last_consumed>},
    Field{"LastDeficit", read_count<&License::last_deficit>},
    Field{last_update, read_update, "a time such as 2026-11-22T19:31:01 or seconds since 1970"},
    Field{"Nodes", read_nodes, "a host list"},
    Field{"Mode", read_mode, "a mode"},
};

const Field* find_field(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == npos) return nullptr;
    const auto* const field = std::ranges::find(known_fields, word.substr(0, equals), &Field::name);
    return field == known_fields.end() ? nullptr : field;
}

std::uint32_t bit_of(const Field& field) { return 1U << static_cast<unsigned>(&field - known_fields.data()); }

/// The word and those behind it that are no KEY=: a time may hold blanks. They are taken from the front of `rest`.
std::string_view with_blanks(std::string_view word, std::string_view& rest) {
    std::string_view ahead = rest;
    for (std::string_view next = take_word(ahead); !next.empty() && next.find('=') == npos; next = take_word(ahead)) {
        word = {word.data(), static_cast<std::size_t>(next.data() + next.size() - word.data())};
        rest = ahead;
    }
    return word;
}

/// In vm,n[01-08]-ib the names are vm, n and -ib; what stands in brackets is masked, which leaves numbers as they are.
void mark_nodes(Spans* spans, std::string_view nodes) {
    for (bool in_brackets = false; !nodes.empty();) {
        const std::size_t end = std::min(nodes.find_first_of(",[]"), nodes.size());
        mark(spans, nodes.substr(0, end), in_brackets ? Role::unknown : Role::host);
        if (end == nodes.size()) return;
        in_brackets = nodes[end] == '[' || (in_brackets && nodes[end] == ',');
        nodes.remove_prefix(end + 1);
    }
}

/// A KEY of letters tells that a line goes on with a record (rule 4 of scontrol.hpp).
void mark_unread(Spans* spans, std::string_view word, const Field* field) {
    if (field != nullptr && field->name == "Nodes") return mark_nodes(spans, word.substr(field->name.size() + 1));
    const std::size_t equals = std::min(word.find('='), word.size());
    const bool has_key = equals < word.size() && std::ranges::all_of(word.substr(0, equals), is_letter);
    mark(spans, word.substr(0, has_key ? equals : 0), Role::name);
    mark(spans, word.substr(has_key ? equals : 0), Role::unknown);
}

}    // namespace

std::string_view field_name(std::string_view word) {
    const Field* const field = find_field(word);
    return field == nullptr ? std::string_view() : field->name;
}

void RecordReader::read(std::string_view line, std::uint32_t number) {
    for (std::string_view word = take_word(line); !word.empty(); word = take_word(line)) {
        const Field* const field = find_field(word);
        last_word_ = word;
        if (field == nullptr || problem_) {
            mark_unread(spans_, word, field);
            continue;
        }
        if (field->name == last_update) last_word_ = word = with_blanks(word, line);
        const std::string_view value = word.substr(field->name.size() + 1);
        if ((seen_ & bit_of(*field)) != 0) {
            problem_ = Diagnostic{.line = number,
                                  .expected = fmt::format("{}= once in a record", field->name),
                                  .got = fmt::format("it again with {}", excerpt(value))};
            mark(spans_, value, Role::unknown);
        } else if (!field->read(license_, value, to_epoch_)) {
            (field->name == last_update ? update_problem_ : problem_) = Diagnostic{
                .line = number, .expected = fmt::format("{} after {}=", field->expected, field->name), .got = excerpt(value)};
            mark(spans_, value, Role::unknown);
        } else if (field->name == "Nodes") {
            mark_nodes(spans_, value);
        } else if (field->name == "Mode") {
            mark(spans_, value, Role::unknown);
        }
        seen_ |= bit_of(*field);
    }
}

std::optional<Diagnostic> RecordReader::problem() const {
    if (problem_) return problem_;
    const auto is_missing = [this](const Field& field) { return field.is_required && (seen_ & bit_of(field)) == 0; };
    const auto* const missing = std::ranges::find_if(known_fields, is_missing);
    if (missing == known_fields.end()) return std::nullopt;
    return Diagnostic{.line = license_.line,
                      .expected = fmt::format("Total=, Used=, Free= and Remote= in the record of {}", excerpt(license_.name)),
                      .got = fmt::format("no {}=: is the text cut off?", missing->name)};
}

bool RecordReader::ends_by_itself() const {
    const std::string_view name = field_name(last_word_);
    const std::string_view value = name.empty() ? name : last_word_.substr(name.size() + 1);
    if (name == "Remote") return true;    // any other value than a whole yes or no is a problem already
    if (name == "Mode") return !value.empty();
    return name == last_update && (says_never(value) || value.size() == local_time_form.size());
}

}    // namespace slurmlic
