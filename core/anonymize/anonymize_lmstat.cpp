// Rule 3 of core/anonymize.hpp: `lmstat -a` and `lmstat -i`. Lines are told apart by the parser's own functions, in its own
// order, so that a new line is read as the old one was.

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include "core/anonymize/anonymize.hpp"
#include "core/anonymize/anonymize_details.hpp"
#include "core/seats/flexlm/lmstat_checkout.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view vendor_status_of = "Vendor daemon status";

bool is_status_line(std::string_view line, std::size_t at) { return at != npos && (at == 0 || line[0] == '['); }

class LmstatAnonymizer {
public:
    LmstatAnonymizer(std::string_view text, Pseudonyms& pseudonyms) : text_(text), names_(pseudonyms) { note_names(); }

    std::string run() {
        std::string anonymous;
        for (std::string_view rest = text_; !rest.empty();) {
            const std::size_t feed = std::min(rest.find('\n'), rest.size());
            const std::string_view line = rest.substr(0, feed);
            const std::string_view ink = trim(line);
            const std::size_t front = ink.empty() ? line.size() : static_cast<std::size_t>(ink.data() - line.data());
            anonymous += line.substr(0, front);
            if (!ink.empty()) anonymous += anonymous_line(ink);
            anonymous += line.substr(std::min(front + ink.size(), line.size()));
            anonymous += rest.substr(feed, 1);
            rest.remove_prefix(std::min(feed + 1, rest.size()));
        }
        return anonymous;
    }

private:
    /// Hosts and daemons are told by some lines, and only mentioned by others.
    void note_names() {
        for (std::string_view rest = text_; const std::optional<std::string_view> line = take_line(rest);) {
            const std::string_view ink = trim(*line);
            if (const std::size_t at = ink.find(status_of); is_status_line(ink, at)) {
                anonymous_servers(ink.substr(at + status_of.size()));
            } else if (const auto server = parse_server_line(ink)) {
                names_.host(server->host);
            } else if (ink.starts_with(vendor_status_of)) {
                anonymous_head(ink);
            } else if (const auto daemon = parse_daemon_line(ink)) {
                daemons_.insert(daemon->name);
            } else if (const auto pool = parse_pool_line(ink)) {
                daemons_.insert(pool->vendor);
            }
        }
    }

    /// In the order of LmstatReader::read_line.
    std::string anonymous_line(std::string_view line) {
        if (in_table_) return anonymous_row(line);
        if (line.starts_with("Feature") && line.find(" Expires") != npos && line.find(" Vendor") != npos) {
            in_table_ = true;
            return mask(line, names_);
        }
        if (line.starts_with(users_of)) return anonymous_feature(line);
        if (in_details_) {
            if (std::optional<std::string> detail = anonymous_detail(line)) return std::move(*detail);
        }
        return anonymous_structure(line);
    }

    std::string anonymous_feature(std::string_view line) {
        const std::optional<FeatureLine> feature = parse_feature_line(line.substr(users_of.size()));
        in_details_ = feature.has_value();
        if (!feature) return mask(line, names_);
        const auto name_end = static_cast<std::size_t>(feature->name.data() + feature->name.size() - line.data());
        const std::size_t name_begin = name_end - feature->name.size();
        return std::string(line.substr(0, name_begin)) + anonymous_name(feature->name) + mask(line.substr(name_end), names_);
    }

    std::optional<std::string> anonymous_detail(std::string_view line) {
        if (line.starts_with("vendor_string:")) return vendor_string(line);
        if (parse_checkout(line)) return anonymous_checkout(line, names_);
        if (parse_reservation(line)) return anonymous_reservation(line, names_);
        if (parse_pool_line(line)) return anonymous_pool(line);
        return std::nullopt;
    }

    std::string vendor_string(std::string_view line) {
        constexpr std::string_view mark = "vendor_string:";
        return std::string(mark) + " " + names_.word(trim(line.substr(mark.size())), "string");
    }

    /// `"MATLAB" v44, vendor: MLM, expiry: 31-dec-2099`
    std::string anonymous_pool(std::string_view line) {
        constexpr std::string_view mark = ", vendor:";
        const auto keep_plain = [this](std::string_view word) {
            return is_plain(word) ? std::string(word) : mask(word, names_);
        };
        const std::size_t vendor = line.find(mark);
        const std::size_t quote = line.find('"', 1);
        const std::size_t version = quote < vendor ? quote + 1 : 0;
        const std::size_t name_end = std::min(line.find(',', vendor + mark.size()), line.size());
        const std::string_view name = line.substr(vendor + mark.size(), name_end - vendor - mark.size());
        std::string anonymous = anonymous_name(line.substr(0, version));
        anonymous += each_word(line.substr(version, vendor - version), keep_plain);
        anonymous += mark;
        anonymous += trim(name).find_first_of(blanks) == npos ? each_word(name, keep_plain) : mask(name, names_);
        return anonymous + mask(line.substr(name_end), names_);
    }

    /// Features have no blanks in their names: what has some may be anything.
    std::string anonymous_name(std::string_view name) {
        return name.find_first_of(blanks) == npos ? std::string(name) : mask(name, names_);
    }

    /// In the order of LmstatReader::read_structure.
    std::string anonymous_structure(std::string_view line) {
        if (const std::size_t at = line.find(status_of); is_status_line(line, at)) {
            begin_structure(false);
            return mask(line.substr(0, at), names_) + std::string(status_of) +
                   anonymous_servers(line.substr(at + status_of.size()));
        }
        if (const auto server = parse_server_line(line)) {
            begin_structure(in_daemons_);
            return names_.host(server->host) + anonymous_state(line.substr(server->host.size()));
        }
        if (line.starts_with(vendor_status_of) || line.starts_with("Feature usage info")) {
            begin_structure(true);
            return anonymous_head(line);
        }
        if (const auto daemon = parse_daemon_line(line)) {
            begin_structure(true);
            return anonymous_daemon(daemon->name) + anonymous_state(line.substr(daemon->name.size()));
        }
        if (const auto failure = parse_failure_line(line)) return anonymous_failure(line, *failure);
        return anonymous_silence(line);
    }

    void begin_structure(bool in_daemons) {
        in_details_ = false;
        in_daemons_ = in_daemons;
    }

    /// " 27002@host1,host2"
    std::string anonymous_servers(std::string_view list) {
        std::string anonymous;
        while (!list.empty()) {
            const std::string_view one = list.substr(0, list.find(','));
            const std::string_view ink = trim(one);
            const std::size_t front = ink.empty() ? one.size() : static_cast<std::size_t>(ink.data() - one.data());
            const std::size_t at = ink.find('@');
            const std::string_view port = at == npos ? std::string_view() : ink.substr(0, at);
            anonymous += one.substr(0, front);
            anonymous += port.find_first_not_of(decimal_digits) == npos ? std::string(port) : mask(port, names_);
            if (at != npos) anonymous += '@';
            anonymous += names_.host(at == npos ? ink : ink.substr(at + 1));
            anonymous += one.substr(std::min(front + ink.size(), one.size()));
            list.remove_prefix(one.size());
            anonymous += list.substr(0, 1);
            list.remove_prefix(std::min<std::size_t>(1, list.size()));
        }
        return anonymous;
    }

    /// What follows a server's or a daemon's name: ": license server UP (MASTER) v11.7". Versions stay.
    std::string anonymous_state(std::string_view state) {
        return each_word(state, [this](std::string_view word) {
            const std::size_t digit = word.starts_with('v') ? 1 : 0;
            const bool is_version = word.size() > digit && is_digit(word[digit]) && is_plain(word);
            return is_version ? std::string(word) : mask(word, names_);
        });
    }

    /// "Vendor daemon status (on host2):"
    std::string anonymous_head(std::string_view line) {
        constexpr std::string_view mark = "(on ";
        const std::size_t on = line.find(mark);
        const std::size_t close = on == npos ? npos : line.find(')', on);
        if (close == npos) return mask(line, names_);
        const std::size_t host = on + mark.size();
        const std::string_view name = line.substr(host, close - host);
        const bool is_one = name.find_first_of(blanks) == npos;
        return mask(line.substr(0, host), names_) + (is_one ? names_.host(name) : mask(name, names_)) +
               mask(line.substr(close), names_);
    }

    /// Daemons stay; what is said to be one but is a host of these texts does not.
    std::string anonymous_daemon(std::string_view name) {
        return names_.is_known_host(name) ? names_.host(name) : std::string(name);
    }

    std::string anonymous_failure(std::string_view line, const FailureLine& failure) {
        in_details_ = false;
        if (failure.name.empty()) return mask(line, names_);
        const bool may_be_daemon = failure.of_daemon || in_daemons_;
        std::string name;
        if (!may_be_daemon || names_.is_known_host(failure.name)) {
            name = names_.host(failure.name);
        } else if (failure.of_daemon || daemons_.contains(failure.name)) {
            name = failure.name;
        } else {
            name = names_.word(failure.name, "daemon");
        }
        if (failure.of_daemon) in_daemons_ = true;
        return name + mask(line.substr(failure.name.size()), names_);
    }

    /// What the parser passes over, or does not know. Paths and host ids tell more than their words.
    std::string anonymous_silence(std::string_view line) {
        constexpr std::string_view files_on = "License file(s) on ";
        if (line.starts_with("vendor_string:")) return vendor_string(line);
        if (line.starts_with(files_on)) {
            std::string_view rest = line.substr(files_on.size());
            return std::string(files_on) + names_.host(trim(take_until(rest, ':'))) + ": license.dat:";
        }
        const std::size_t locked = line.find("locked to");
        if (!is_silent_line(line) || locked == npos) return mask(line, names_);
        std::string masked = mask(line, names_);
        const std::size_t ids = std::min(masked.find("locked to"), masked.size());
        std::replace_if(masked.begin() + static_cast<std::ptrdiff_t>(ids), masked.end(), is_digit, '0');
        return masked;
    }

    /// A row of `lmstat -i`: its words are features, versions, dates and daemons, unless it is none.
    std::string anonymous_row(std::string_view line) {
        std::string_view rest = line;
        take_word(rest);
        take_word(rest);
        const bool is_row = parse_unsigned(take_word(rest)) && !trim(rest).empty();
        return is_row ? std::string(line) : mask(line, names_);
    }

    std::string_view text_;
    Pseudonyms& names_;
    std::set<std::string_view> daemons_;
    bool in_details_ = false;
    bool in_daemons_ = false;
    bool in_table_ = false;
};

}    // namespace

std::string anonymous_lmstat(std::string_view text, Pseudonyms& pseudonyms) { return LmstatAnonymizer(text, pseudonyms).run(); }

}    // namespace slurmlic
