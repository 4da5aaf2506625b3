#include "core/anonymize/anonymize.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/squeue.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view license_name = "LicenseName=";

bool consists_of(std::string_view text, std::string_view bytes) { return text.find_first_not_of(bytes) == npos; }

/// A line with all that stands behind it: "\r\n", "\n", or nothing at the end.
std::pair<std::string_view, std::string_view> take_line_and_end(std::string_view& rest) {
    const std::size_t feed = std::min(rest.find('\n'), rest.size());
    const std::size_t ink = feed > 0 && rest[feed - 1] == '\r' ? feed - 1 : feed;
    const std::size_t end = std::min(feed + 1, rest.size());
    const std::pair line(rest.substr(0, ink), rest.substr(ink, end - ink));
    rest.remove_prefix(end);
    return line;
}

/// "vm,n[01-08]": the names are replaced, the numbers in brackets stay.
std::string anonymous_nodes(std::string_view nodes, Pseudonyms& pseudonyms) {
    std::string anonymous;
    while (!nodes.empty()) {
        std::size_t end = 0;
        for (int depth = 0; end < nodes.size() && (depth > 0 || nodes[end] != ','); ++end) {
            depth += nodes[end] == '[' ? 1 : nodes[end] == ']' ? -1 : 0;
        }
        const std::string_view one = nodes.substr(0, end);
        const std::size_t open = one.find('[');
        const std::size_t close = one.rfind(']');
        if (open != npos && close != npos && consists_of(one.substr(open, close + 1 - open), "[]-,0123456789")) {
            anonymous += pseudonyms.host(fmt::format("{}[]{}", one.substr(0, open), one.substr(close + 1)));
            anonymous += one.substr(open, close + 1 - open);
        } else {
            anonymous += pseudonyms.host(one);
        }
        nodes.remove_prefix(end);
        if (!nodes.empty()) anonymous += ',';
        nodes.remove_prefix(std::min<std::size_t>(1, nodes.size()));
    }
    return anonymous;
}

/// The fields of a record, with the blanks between them.
std::string anonymous_fields(std::string_view fields, Pseudonyms& pseudonyms) {
    constexpr std::array<std::string_view, 9> plain{"Total",        "Used",        "Free",       "Reserved", "Remote",
                                                    "LastConsumed", "LastDeficit", "LastUpdate", "Mode"};
    std::string anonymous;
    while (!fields.empty()) {
        const std::size_t gap_size = std::min(fields.find_first_not_of(" \t"), fields.size());
        anonymous += fields.substr(0, gap_size);
        fields.remove_prefix(gap_size);
        const std::string_view word = take_word(fields);
        const std::size_t equals = word.find('=');
        const std::string_view key = word.substr(0, equals);
        const std::string_view value = equals == npos ? std::string_view() : word.substr(equals + 1);
        const bool is_plain = std::find(plain.begin(), plain.end(), key) != plain.end();
        const bool is_harmless = value.size() < 24 && consists_of(value, "0123456789:-+.T") && !is_address(value);
        if (key == "Nodes") {
            anonymous += "Nodes=" + anonymous_nodes(value, pseudonyms);
        } else if (is_plain && (is_harmless || value == "yes" || value == "no")) {
            anonymous += word;
        } else {
            anonymous += mask(word, pseudonyms);
        }
    }
    return anonymous;
}

/// Where the name of a record in one line ends: before the first known field behind its "@", or before the last " Total=".
std::size_t oneline_name_end(std::string_view line) {
    const std::size_t total = line.rfind(" Total=");
    const std::size_t at = line.find('@');
    if (total == npos || at == npos) return total;
    std::size_t end = total;
    for (const std::string_view field : {" Total=", " Used=", " Free=", " Reserved=", " Remote=", " Nodes=", " Mode="}) {
        end = std::min(end, line.find(field, at));
    }
    return end;
}

std::string anonymous_scontrol(std::string_view text, Pseudonyms& pseudonyms) {
    std::string anonymous;
    while (!text.empty()) {
        const auto [line, end] = take_line_and_end(text);
        if (line.starts_with(license_name)) {
            const std::string_view record = line.substr(license_name.size());
            const bool is_long = text.starts_with(' ') || text.starts_with('\t');
            const std::size_t name_end = is_long ? npos : oneline_name_end(record);
            anonymous += license_name;
            anonymous += anonymous_license(record.substr(0, name_end), pseudonyms);
            if (name_end != npos) anonymous += anonymous_fields(record.substr(name_end), pseudonyms);
        } else if (line.starts_with(' ') || line.starts_with('\t')) {
            anonymous += anonymous_fields(line, pseudonyms);
        } else {
            anonymous += mask(line, pseudonyms);
        }
        anonymous += end;
    }
    return anonymous;
}

/// "vcs_batch:3,fluent@lic1:2", with "|" or ";" in the place of the comma, too.
std::string anonymous_licenses(std::string_view licenses, Pseudonyms& pseudonyms) {
    std::string anonymous;
    while (!licenses.empty()) {
        const std::size_t end = std::min(licenses.find_first_of(",|;"), licenses.size());
        const std::string_view one = licenses.substr(0, end);
        const std::size_t colon = one.rfind(':');
        const bool has_count = colon != npos && one.find('@', colon) == npos;
        anonymous += anonymous_license(has_count ? one.substr(0, colon) : one, pseudonyms);
        if (has_count) anonymous += mask(one.substr(colon), pseudonyms);
        anonymous += licenses.substr(end, 1);
        licenses.remove_prefix(std::min(end + 1, licenses.size()));
    }
    return anonymous;
}

std::string anonymous_job(std::string_view line, Pseudonyms& pseudonyms) {
    if (std::count(line.begin(), line.end(), '|') < 2 || line.starts_with("JOBID|")) return mask(line, pseudonyms);
    const std::string_view id = take_until(line, '|');
    const std::string_view state = take_until(line, '|');
    const std::size_t user_end = std::min(line.find('|'), line.size());
    const std::string_view user = line.substr(0, user_end);
    std::string anonymous(consists_of(trim(id), "0123456789_+[]%,:-.") ? std::string(id) : mask(id, pseudonyms));
    anonymous += '|';
    anonymous += demand_of(state) ? std::string(state) : mask(state, pseudonyms);
    anonymous += '|';
    anonymous += user == "USER" ? "USER" : pseudonyms.user(user);
    anonymous += line.substr(user_end, 1);
    anonymous += anonymous_licenses(line.substr(std::min(user_end + 1, line.size())), pseudonyms);
    return anonymous;
}

std::string anonymous_squeue(std::string_view text, Pseudonyms& pseudonyms) {
    std::string anonymous;
    while (!text.empty()) {
        const auto [line, end] = take_line_and_end(text);
        anonymous += anonymous_job(line, pseudonyms);
        anonymous += end;
    }
    return anonymous;
}

enum class TextKind : std::uint8_t { scontrol, squeue, lmstat };

std::optional<TextKind> kind_of(std::string_view text) {
    bool is_blank = true;
    while (const std::optional<std::string_view> line = take_line(text)) {
        const std::string_view ink = trim(*line);
        is_blank = is_blank && ink.empty();
        const auto has = [ink](std::string_view words) { return ink.find(words) != npos; };
        if (ink.starts_with(license_name) || ink.starts_with("No licenses configured")) return TextKind::scontrol;
        if (ink.starts_with("Users of ") || has("License server status:") || has("license server") || has("lmutil") ||
            has("lmstat") || has("lmgrd") || has("FlexNet") || has("Flexible License Manager") ||
            (ink.starts_with("Feature") && has("Expires"))) {
            return TextKind::lmstat;
        }
        if (!ink.empty() && (is_digit(ink.front()) || ink.starts_with("JOBID|")) &&
            std::count(ink.begin(), ink.end(), '|') >= 2) {
            return TextKind::squeue;
        }
    }
    return is_blank ? std::optional(TextKind::squeue) : std::nullopt;    // no jobs
}

}    // namespace

std::string anonymous_license(std::string_view name, Pseudonyms& pseudonyms) {
    const std::size_t at = name.find('@');
    if (at == npos) return std::string(name);
    std::string anonymous(name.substr(0, at));
    for (std::string_view rest = name.substr(at); !rest.empty();) {
        rest.remove_prefix(1);
        anonymous += '@';
        const std::string_view one = rest.substr(0, rest.find('@'));
        rest.remove_prefix(one.size());
        const std::size_t colon = one.rfind(':');
        const bool has_port = colon != npos && consists_of(one.substr(colon + 1), decimal_digits);
        if (consists_of(one, decimal_digits) || one == "slurmdb") {    // a port; a resource without a server
            anonymous += one;
        } else {
            anonymous += pseudonyms.host(one.substr(0, has_port ? colon : npos));
            if (has_port) anonymous += one.substr(colon);
        }
    }
    return anonymous;
}

Result<std::vector<AnonymousText>> anonymize(const std::vector<SavedText>& texts, Pseudonyms& pseudonyms) {
    std::vector<AnonymousText> all;
    for (const SavedText& one : texts) {
        const std::optional<TextKind> kind = kind_of(one.text);
        if (!kind) {
            return unexpected(fmt::format(
                "{}: expected what scontrol show lic, squeue (as slurmlic runs it) or lmstat prints, got neither", one.source));
        }
        switch (*kind) {
            case TextKind::scontrol: all.push_back({"scontrol show lic", anonymous_scontrol(one.text, pseudonyms)}); break;
            case TextKind::squeue: all.push_back({"squeue", anonymous_squeue(one.text, pseudonyms)}); break;
            case TextKind::lmstat: all.push_back({"lmstat", anonymous_lmstat(one.text, pseudonyms)}); break;
        }
    }
    return all;
}

}    // namespace slurmlic
