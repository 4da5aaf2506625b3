#include "core/scontrol_fields.hpp"

#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/text.hpp"

namespace slurmlic {
namespace {

using KeyName = std::pair<std::string_view, FieldKey>;

constexpr std::array key_names{
    KeyName{"Total", FieldKey::total},
    KeyName{"Used", FieldKey::used},
    KeyName{"Free", FieldKey::free},
    KeyName{"Reserved", FieldKey::reserved},
    KeyName{"Remote", FieldKey::remote},
    KeyName{"LastConsumed", FieldKey::last_consumed},
    KeyName{"LastDeficit", FieldKey::last_deficit},
    KeyName{"LastUpdate", FieldKey::last_update},
    KeyName{"Nodes", FieldKey::nodes},
    KeyName{"Mode", FieldKey::mode},
};

constexpr std::size_t local_time_length = std::string_view("2026-11-22T19:31:01").size();

/// "2026-11-22T19:31:01", every part in its range.
std::optional<LocalTime> parse_local_time(std::string_view text) {
    if (text.size() != local_time_length) return std::nullopt;
    LocalTime time;
    const auto part = [&text](std::size_t at, std::size_t length, int least, int most, int& into) {
        const std::optional<std::int64_t> count = parse_count(text.substr(at, length));
        if (!count || *count < least || *count > most) return false;
        into = static_cast<int>(*count);
        return true;
    };
    const bool marks = text[4] == '-' && text[7] == '-' && text[10] == 'T' && text[13] == ':' && text[16] == ':';
    if (!marks || !part(0, 4, 1970, 9999, time.year) || !part(5, 2, 1, 12, time.month) || !part(8, 2, 1, 31, time.day) ||
        !part(11, 2, 0, 23, time.hour) || !part(14, 2, 0, 59, time.minute) || !part(17, 2, 0, 60, time.second)) {
        return std::nullopt;
    }
    return time;
}

bool says_never(std::string_view value) {
    return value == "Unknown" || value == "None" || value == "N/A" || value == "(null)";
}

}    // namespace

FieldKey field_key(std::string_view word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string_view::npos) return FieldKey::unknown;
    const std::string_view name = word.substr(0, equals);
    for (const auto& [key_name, key] : key_names) {
        if (name == key_name) return key;
    }
    return FieldKey::unknown;
}

void FieldReader::read(std::string_view line, std::uint32_t number) {
    line_ = number;
    for (std::string_view word = take_word(line); !word.empty() && !problem_; word = take_word(line)) {
        read_word(word);
    }
}

void FieldReader::read_word(std::string_view word) {
    last_word_ = word;
    const FieldKey key = field_key(word);
    if (key == FieldKey::unknown) return;
    std::string_view value = word;
    const std::string_view name = take_until(value, '=');
    if (seen_.contains(key)) {
        problem_ = here(fmt::format("expected {}= once in a record, got it again with {}", name, excerpt(value)));
        return;
    }
    seen_.insert(key);
    read_field(key, name, value);
}

void FieldReader::read_field(FieldKey key, std::string_view name, std::string_view value) {
    const auto read_count = [&](auto& into) {
        const std::optional<std::int64_t> count = parse_count(value);
        if (count) {
            into = *count;
        } else {
            problem_ = here(fmt::format("expected a number after {}=, got {}", name, excerpt(value)));
        }
    };
    switch (key) {
        case FieldKey::total: return read_count(license_.total);
        case FieldKey::used: return read_count(license_.used);
        case FieldKey::free: return read_count(license_.free);
        case FieldKey::reserved: return read_count(license_.reserved);
        case FieldKey::last_consumed: return read_count(details().last_consumed);
        case FieldKey::last_deficit: return read_count(details().last_deficit);
        case FieldKey::last_update: return read_update(value);
        case FieldKey::nodes: details().nodes = printable_utf8(value); return;
        case FieldKey::mode: details().mode = printable_utf8(value); return;
        case FieldKey::remote:
            license_.remote = value == "yes";
            if (value != "yes" && value != "no") {
                problem_ = here(fmt::format("expected yes or no after Remote=, got {}", excerpt(value)));
            }
            return;
        case FieldKey::unknown: return;
    }
}

void FieldReader::read_update(std::string_view value) {
    if (says_never(value)) return;
    std::optional<std::int64_t> epoch = parse_count(value);
    if (const std::optional<LocalTime> local = parse_local_time(value)) {
        epoch = local->year == 1970 ? 0 : to_epoch_(*local);
    }
    if (!epoch) {
        update_problem_ = here(fmt::format(
            "expected a time such as 2026-11-22T19:31:01 or seconds since 1970 after LastUpdate=, got {}", excerpt(value)));
        return;
    }
    constexpr std::int64_t first_of_1971 = 365LL * 24 * 60 * 60;
    if (*epoch >= first_of_1971) details().last_update = *epoch;
}

std::optional<FieldProblem> FieldReader::problem() const {
    if (problem_) return problem_;
    for (const auto& [name, key] : key_names) {
        const bool required =
            key == FieldKey::total || key == FieldKey::used || key == FieldKey::free || key == FieldKey::remote;
        if (!required || seen_.contains(key)) continue;
        return FieldProblem{license_.line, fmt::format("expected Total=, Used=, Free= and Remote= in the record of {}, got no "
                                                       "{}=: is the text cut off?",
                                                       excerpt(license_.name), name)};
    }
    return std::nullopt;
}

bool FieldReader::ends_by_itself() const {
    std::string_view value = last_word_;
    take_until(value, '=');
    switch (field_key(last_word_)) {
        case FieldKey::remote: return true;    // any other value than a whole yes or no is a problem already
        case FieldKey::mode: return !value.empty();
        case FieldKey::last_update: return says_never(value) || value.size() == local_time_length;
        default: return false;
    }
}

LicenseDetails& FieldReader::details() {
    if (!license_.details) license_.details = std::make_unique<LicenseDetails>();
    return *license_.details;
}

}    // namespace slurmlic
