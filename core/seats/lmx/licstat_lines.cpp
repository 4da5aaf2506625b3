#include "core/seats/lmx/licstat_lines.hpp"

#include <algorithm>

#include "core/seats/expiry.hpp"
#include "core/seats/seats.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view licstat_head = "LM-X License Server on ";
constexpr std::string_view shared_on = "Shared on ";

/// In the order of LicstatLabel.
constexpr std::array<std::string_view, licstat_label_count> licstat_labels{
    "Feature",         "Version",        "Vendor", "Start date", "Expire date",   "Key type",
    "License sharing", "Server version", "Uptime", "Login time", "Checkout time", "Borrow expire time",
};

bool begins_with(std::string_view text, std::string_view front) {
    return same_ignoring_case(text.substr(0, front.size()), front);
}

/// "license(s)", "licenses" or "license".
bool is_licenses(std::string_view word) {
    return same_ignoring_case(word, "license(s)") || same_ignoring_case(word, "licenses") ||
           same_ignoring_case(word, "license");
}

/// Where the first address of a list ends: at a blank, a comma, or the ":" in front of the next "PORT@".
std::size_t address_end(std::string_view list) {
    std::size_t at = list.find_first_of(" \t,:");
    for (; at != npos && list[at] == ':'; at = list.find_first_of(" \t,:", at + 1)) {
        const std::size_t end = list.find_first_of(" \t,:@", at + 1);
        if (end != npos && end > at + 1 && list[end] == '@') break;
    }
    return std::min(at, list.size());
}

/// Of one address; what stands behind the host is ":" alone.
LicstatAddress split_address(std::string_view address) {
    address = address.substr(0, address.find_last_not_of(':') + 1);
    const std::size_t at = address.find('@');
    if (at == npos) return {{}, address};
    return {address.substr(0, at), address.substr(at + 1)};
}

/// Whether a head that may be cut off has a whole host in front of its ":". What may be the front of an IPv6 address is none.
bool ends_host(std::string_view head) {
    constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF:";
    const std::string_view host = head.substr(head.rfind('@') + 1);
    if (host.starts_with('[')) return host.ends_with("]:");
    return host.ends_with(':') && host.find_first_not_of(hexadecimal) != npos;
}

/// How long the text in brackets is that begins there and is an address, with its brackets; 0 where there is none. It has a ":"
/// or a ".", else it may be a word.
std::size_t address_in_brackets(std::string_view text) {
    constexpr std::string_view hexadecimal = "0123456789abcdefABCDEF:.";
    std::size_t end = text.find_first_not_of(hexadecimal, 1);
    if (end != npos && end > 1 && text[end] == '%') end = text.find_first_of(" \t[]", end);    // the zone of an IPv6 address
    if (end == npos || text[end] != ']' || text.substr(0, end).find_first_of(":.") == npos) return 0;
    return end + 1;
}

struct BracketPart {
    std::size_t begin = npos;
    std::size_t size = 0;
};

/// The last " [ADDRESS]", else what stands in the last brackets, if they end the line.
BracketPart find_address(std::string_view text) {
    BracketPart last;
    for (std::size_t at = text.rfind('['); at != npos; at = at == 0 ? npos : text.rfind('[', at - 1)) {
        if (at > 0 && !is_blank(text[at - 1])) continue;
        if (const std::size_t size = address_in_brackets(text.substr(at)); size > 0) return {at, size};
        if (last.begin == npos) last = {at, text.size() - at};
    }
    return text.ends_with(']') ? last : BracketPart{};
}

/// The label that the text begins with; licstat_label_count where there is none. `size` is with its ":".
std::size_t label_in_front(std::string_view text, std::size_t& size) {
    for (std::size_t i = 0; i < licstat_label_count; ++i) {
        const std::string_view label = licstat_labels[i];
        if (text.size() <= label.size() || !begins_with(text, label)) continue;
        const std::size_t colon = text.find_first_not_of(blanks, label.size());
        if (colon == npos || text[colon] != ':') continue;
        if (colon + 1 < text.size() && !is_blank(text[colon + 1])) continue;
        size = colon + 1;
        return i;
    }
    return licstat_label_count;
}

/// Whether a value is a time or NONE: it tells nobody's name.
bool is_harmless_time(std::string_view value) {
    return value.find_first_not_of("0123456789-:./ \t") == npos || same_ignoring_case(value, "NONE");
}

/// Of a taken one the first word: who knows what else stands there?
void mark_licstat_vendor(std::string_view value, bool is_taken, Spans* spans) {
    const std::string_view vendor = take_word(value);
    mark(spans, vendor, is_taken && vendor.find('@') == npos ? Role::name : Role::unknown);
    mark(spans, trim(value), Role::unknown);
}

}    // namespace

bool is_licstat_ruler(std::string_view line) { return !line.empty() && line.find_first_not_of("-+") == npos; }

std::optional<std::vector<LicstatAddress>> parse_licstat_head(std::string_view line, bool is_ended, Spans* spans) {
    if (!begins_with(line, licstat_head)) return std::nullopt;
    constexpr std::size_t most_addresses = 1'001;    // one more than there may be servers
    std::vector<LicstatAddress> all;
    std::string_view rest = trim(line.substr(licstat_head.size()));
    if (!is_ended && !ends_host(rest)) {
        mark(spans, rest, Role::unknown);
        return all;
    }
    while (!rest.empty() && all.size() < most_addresses) {
        const std::string_view one = rest.substr(0, address_end(rest));
        const LicstatAddress address = split_address(one);
        if (address.host.empty() || (address.port.empty() && !all.empty())) break;    // what follows is none
        if (!is_number(address.port)) mark(spans, address.port, Role::unknown);
        mark(spans, address.host, Role::host);
        all.push_back(address);
        rest.remove_prefix(one.size());
        rest.remove_prefix(std::min(rest.find_first_not_of(": \t,"), rest.size()));
    }
    mark(spans, rest, Role::unknown);
    return all;
}

std::optional<LicstatFigures> parse_licstat_figures(std::string_view line) {
    constexpr std::int64_t no_limit = 2'147'483'647;
    std::string_view rest = line;
    const std::string_view used = take_word(rest);
    if (!same_ignoring_case(take_word(rest), "of")) return std::nullopt;
    const std::string_view issued = take_word(rest);
    if (!is_licenses(take_word(rest))) return std::nullopt;
    const std::string_view word = take_word(rest);
    if (!same_ignoring_case(word, "used") && !same_ignoring_case(word, "used:")) return std::nullopt;
    LicstatFigures figures{
        .used = parse_unsigned(used), .issued = parse_unsigned(issued), .uncounted = false, .rest = trim(rest)};
    figures.uncounted = figures.issued == no_limit || same_ignoring_case(issued, "UNLIMITED");
    if (figures.uncounted) figures.issued.reset();
    return figures;
}

std::optional<LicstatHolder> parse_licstat_holder(std::string_view line, bool is_ended, Spans* spans) {
    std::string_view rest = line;
    const std::string_view count = take_word(rest);
    if (!is_licenses(take_word(rest)) || !same_ignoring_case(take_word(rest), "used")) return std::nullopt;
    if (!same_ignoring_case(take_word(rest), "by")) return std::nullopt;
    rest = trim(rest);
    const BracketPart address = find_address(rest);
    const std::string_view more = address.begin == npos ? "" : trim(rest.substr(address.begin + address.size));
    if (!is_ended && (address.begin == npos || !more.empty())) return std::nullopt;
    const std::string_view who = trim(rest.substr(0, address.begin));
    const std::size_t at = who.rfind('@');
    LicstatHolder holder{.seats = parse_unsigned(count), .user = trim(who.substr(0, at)), .host = {}};
    holder.has_more = !more.empty();
    if (at != npos) holder.host = trim(who.substr(at + 1));
    const bool is_host_sure =
        address.begin == npos ? holder.host.find_first_of(blanks) == npos : holder.host.find('[', 1) == npos;
    if (at == npos || !is_host_sure) {
        mark(spans, who, Role::unknown);
        holder.user = holder.host = {};
    }
    holder.is_sure = !holder.user.empty() && !holder.host.empty();
    if (!holder.seats) mark(spans, count, Role::unknown);
    mark(spans, holder.user, Role::user);
    mark(spans, holder.host, Role::host);
    if (address.begin != npos) mark(spans, trim(rest.substr(address.begin + 1, address.size - 2)), Role::host);
    mark(spans, more, Role::unknown);
    return holder;
}

std::optional<LicstatFields> parse_licstat_fields(std::string_view line, bool is_ended) {
    std::size_t size = 0;
    std::size_t label = label_in_front(line, size);
    if (label == licstat_label_count) return std::nullopt;
    LicstatFields fields;
    std::size_t value = size;    // where the value of `label` begins
    const auto keep = [&](std::size_t end) { fields.values.at(label) = trim(line.substr(value, end - value)); };
    for (std::size_t at = size; at < line.size(); ++at) {
        if (!is_blank(line[at - 1]) || is_blank(line[at])) continue;
        const std::size_t next = label_in_front(line.substr(at), size);
        if (next == licstat_label_count || next == label || fields.values.at(next)) continue;
        keep(at);
        label = next;
        value = at + size;
        at = value - 1;
    }
    keep(line.size());
    if (!is_ended) fields.cut = static_cast<LicstatLabel>(label);
    return fields;
}

void mark_licstat_fields(const LicstatFields& fields, bool takes_vendor, Spans* spans) {
    for (std::size_t i = 0; i < licstat_label_count; ++i) {
        const auto label = static_cast<LicstatLabel>(i);
        if (!fields.has(label)) continue;
        const std::string_view value = *fields.values.at(i);
        switch (label) {
            case LicstatLabel::feature:
                mark(spans, value, fields.cut == label || value.find('@') != npos ? Role::unknown : Role::name);
                break;
            case LicstatLabel::vendor: mark_licstat_vendor(value, takes_vendor && fields.cut != label, spans); break;
            case LicstatLabel::version:
            case LicstatLabel::server_version:
                mark(spans, value, fields.cut == label || value.find_first_of(" \t@") != npos ? Role::unknown : Role::name);
                break;
            case LicstatLabel::key_type:
            case LicstatLabel::sharing:
            case LicstatLabel::uptime: mark(spans, value, Role::unknown); break;
            default:
                if (!is_harmless_time(value)) mark(spans, value, Role::unknown);
        }
    }
}

std::optional<double> parse_licstat_date(std::string_view date) {
    constexpr std::size_t year_digits = 4;
    std::string_view rest = date;
    std::string_view day = take_word(rest);    // a time may follow
    if (same_ignoring_case(day, "NONE")) return never_expires;
    const std::string_view whole = day;
    const std::string_view year = take_until(day, '-');
    const std::string_view month = take_until(day, '-');
    const bool is_iso = year.size() == year_digits && is_number(year) && is_number(month) && is_number(day) &&
                        month.size() <= 2 && day.size() <= 2;
    if (!is_iso) return parse_expiry(whole);
    return end_of_day(static_cast<int>(*parse_unsigned(year)), static_cast<unsigned>(*parse_unsigned(month)),
                      static_cast<unsigned>(*parse_unsigned(day)));
}

bool is_licstat_shared(std::string_view line, Spans* spans) {
    if (!begins_with(line, shared_on)) return false;
    while (!line.empty()) {
        line.remove_prefix(shared_on.size());
        const std::size_t next = std::min(line.find(" Shared on "), line.size());
        std::string_view value = line.substr(0, next);
        const std::string_view what = trim(take_until(value, ':'));
        const bool is_user = same_ignoring_case(what, "username");
        const bool is_host = same_ignoring_case(what, "hostname");
        mark(spans, what, Role::unknown);
        mark(spans, trim(value), is_user ? Role::user : is_host ? Role::host : Role::unknown);
        line.remove_prefix(std::min(next + 1, line.size()));
    }
    return true;
}

bool is_licstat_failure(std::string_view line) {
    constexpr std::array fronts{"error", "failed to", "unable to", "cannot", "could not", "can't"};
    constexpr std::array parts{
        "no license server", "not respond", "connection refused", "network error", "unknown host",        "host not found",
        "lm-x error",        "(internal:",  "unreachable",        "not running",   "connection timed out"};
    constexpr std::size_t longest = 1'000;    // no message is longer
    constexpr std::size_t shortest = 5;
    if (line.size() < shortest) return false;
    const std::string lower = ascii_lower(line.substr(0, longest));
    return std::ranges::any_of(fronts, [&](std::string_view front) { return lower.starts_with(front); }) ||
           std::ranges::any_of(parts, [&](std::string_view part) { return lower.find(part) != npos; });
}

bool is_licstat_silent(std::string_view line) {
    std::string_view rest = line;
    if (begins_with(line, "LM-X") || begins_with(line, "Copyright")) return true;
    if (!is_number(take_word(rest))) return false;
    while (!rest.empty() && !is_letter(rest.back())) rest.remove_suffix(1);    // ":" or "."
    constexpr std::string_view denials = "last 24 hours";
    return rest.size() > denials.size() && same_ignoring_case(rest.substr(rest.size() - denials.size()), denials);
}

}    // namespace slurmlic
