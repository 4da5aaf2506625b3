#include "core/slurm/scontrol_fields.hpp"

#include <array>
#include <cstring>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view name_of(FieldKey key) {
    switch (key) {
        case FieldKey::total: return "Total";
        case FieldKey::used: return "Used";
        case FieldKey::free: return "Free";
        case FieldKey::reserved: return "Reserved";
        case FieldKey::remote: return "Remote";
        case FieldKey::last_consumed: return "LastConsumed";
        case FieldKey::last_deficit: return "LastDeficit";
        case FieldKey::last_update: return "LastUpdate";
        case FieldKey::nodes: return "Nodes";
        case FieldKey::mode: return "Mode";
        case FieldKey::unknown: return "";
    }
    return "";
}

constexpr std::array required_keys{FieldKey::total, FieldKey::used, FieldKey::free, FieldKey::remote};

constexpr std::size_t local_time_length = std::string_view("2026-11-22T19:31:01").size();

/// "2026-11-22T19:31:01", every part in its range; west of Greenwich 1970 begins in 1969.
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
    if (!marks || !part(0, 4, 1969, 9999, time.year) || !part(5, 2, 1, 12, time.month) || !part(8, 2, 1, 31, time.day) ||
        !part(11, 2, 0, 23, time.hour) || !part(14, 2, 0, 59, time.minute) || !part(17, 2, 0, 60, time.second)) {
        return std::nullopt;
    }
    return time;
}

/// The word and those behind it that are no KEY=: a time may hold blanks. They are taken from the front of `rest`.
std::string_view with_blanks(std::string_view word, std::string_view& rest) {
    std::string_view ahead = rest;
    for (std::string_view next = take_word(ahead); !next.empty() && next.find('=') == npos; next = take_word(ahead)) {
        word = {word.data(), static_cast<std::size_t>(next.data() + next.size() - word.data())};
        rest = ahead;
    }
    return word;
}

bool says_never(std::string_view value) { return value == "Unknown" || value == "None" || value == "N/A" || value == "(null)"; }

}    // namespace

FieldKey field_key(std::string_view word) {
    const auto is = [word](FieldKey key) {
        const std::string_view name = name_of(key);
        return word.size() > name.size() && word[name.size()] == '=' && word.starts_with(name);
    };
    const auto either = [&is](FieldKey one, FieldKey other) { return is(one) ? one : is(other) ? other : FieldKey::unknown; };
    switch (word.empty() ? '\0' : word.front()) {
        case 'T': return either(FieldKey::total, FieldKey::total);
        case 'U': return either(FieldKey::used, FieldKey::used);
        case 'F': return either(FieldKey::free, FieldKey::free);
        case 'R': return either(FieldKey::reserved, FieldKey::remote);
        case 'N': return either(FieldKey::nodes, FieldKey::nodes);
        case 'M': return either(FieldKey::mode, FieldKey::mode);
        case 'L':
            return is(FieldKey::last_update) ? FieldKey::last_update : either(FieldKey::last_consumed, FieldKey::last_deficit);
        default: return FieldKey::unknown;
    }
}

// A template, as to compare with a name whose length is known costs no call.
template <FieldKey key>
bool FieldReader::read_plain_count(std::string_view& line, std::int64_t& count) {
    constexpr std::string_view name = name_of(key);
    const char* at = line.data();
    const char* const end = at + line.size();
    while (at != end && *at == ' ') ++at;
    if (end - at < static_cast<std::ptrdiff_t>(name.size() + 2)) return false;
    const char* const digits = at + name.size() + 1;
    if (std::memcmp(at, name.data(), name.size()) != 0 || digits[-1] != '=') return false;
    const char* digit = digits;
    const char* const longest = end - digit > 18 ? digit + 18 : end;    // which can't overflow
    std::int64_t value = 0;
    for (; digit != longest && is_digit(*digit); ++digit) value = value * 10 + (*digit - '0');
    if (digit == digits || (digit != end && *digit != ' ') || seen_.contains(key)) return false;
    count = value;
    seen_.insert(key);
    last_word_ = {at, digit};
    line = {digit, end};
    return true;
}

void FieldReader::read_plain_fields(std::string_view& line) {
    std::int64_t reserved = 0;
    if (!read_plain_count<FieldKey::total>(line, license_.total) || !read_plain_count<FieldKey::used>(line, license_.used) ||
        !read_plain_count<FieldKey::free>(line, license_.free)) {
        return;
    }
    if (read_plain_count<FieldKey::reserved>(line, reserved)) license_.reserved = reserved;
    const bool yes = line == " Remote=yes";
    if ((!yes && line != " Remote=no") || seen_.contains(FieldKey::remote)) return;
    license_.remote = yes;
    seen_.insert(FieldKey::remote);
    last_word_ = line.substr(1);
    line = {};
}

void FieldReader::read(std::string_view line, std::uint32_t number) {
    line_ = number;
    read_plain_fields(line);
    for (std::string_view word = take_word(line); !word.empty() && !problem_; word = take_word(line)) {
        const FieldKey key = field_key(word);
        if (key == FieldKey::last_update) word = with_blanks(word, line);
        last_word_ = word;
        if (key == FieldKey::unknown) continue;
        const std::string_view name = name_of(key);
        const std::string_view value = word.substr(name.size() + 1);
        if (seen_.contains(key)) {
            problem_ = here(fmt::format("expected {}= once in a record, got it again with {}", name, excerpt(value)));
            return;
        }
        seen_.insert(key);
        read_field(key, name, value);
    }
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
        case FieldKey::nodes: details().nodes = value; return;
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
    constexpr std::int64_t first_of_1971 = 365LL * 24 * 60 * 60;
    constexpr std::int64_t first_of_10000 = 253'402'300'800;
    std::optional<std::int64_t> epoch = parse_count(value);
    const bool is_date = epoch && *epoch != 0 && (*epoch < first_of_1971 || *epoch >= first_of_10000);    // 20261122
    if (is_date) epoch.reset();
    if (const std::optional<LocalTime> local = parse_local_time(value)) {
        epoch = local->year == 1970 ? 0 : to_epoch_(*local);
    }
    if (!epoch) {
        update_problem_ = here(fmt::format(
            "expected a time such as 2026-11-22T19:31:01 or seconds since 1970 after LastUpdate=, got {}", excerpt(value)));
        return;
    }
    if (*epoch >= first_of_1971) details().last_update = *epoch;
}

std::optional<FieldProblem> FieldReader::problem() const {
    if (problem_) return problem_;
    for (const FieldKey key : required_keys) {
        if (seen_.contains(key)) continue;
        return FieldProblem{license_.line, fmt::format("expected Total=, Used=, Free= and Remote= in the record of {}, got no "
                                                       "{}=: is the text cut off?",
                                                       excerpt(license_.name), name_of(key))};
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
