#include "core/slurm/scontrol.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/license_record.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view header = "LicenseName=";
constexpr std::string_view none_configured = "No licenses configured in Slurm.";

/// The lines of a text that are not blank, one by one.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) { advance(); }

    struct Line {
        std::uint32_t number;    // from 1, blank ones counted
        std::string_view text;
    };
    [[nodiscard]] const std::optional<Line>& next() const { return next_; }

    void advance() {
        do {
            const std::optional<std::string_view> line = take_line(rest_);
            next_ = line ? std::optional(Line{++number_, *line}) : std::nullopt;
        } while (next_ && trim(next_->text).empty());
    }

private:
    std::string_view rest_;
    std::uint32_t number_ = 0;
    std::optional<Line> next_;
};

/// Whether a line goes on with a record: rule 4.
bool has_fields(std::string_view line) {
    if (blanks.find(line.front()) != npos) return true;
    const std::size_t equals = line.find_first_of("= \t");
    return !line.starts_with(header) && equals != npos && equals > 0 && line[equals] == '=' &&
           std::ranges::all_of(line.substr(0, equals), is_letter);
}

/// Splits what follows the header in form 5 into name and fields (rule 6); nothing where there is no Total.
std::optional<std::pair<std::string_view, std::string_view>> split_oneline(std::string_view line) {
    std::size_t name_end = line.rfind(" Total=");
    if (name_end == npos) return std::nullopt;
    std::set<std::string_view> seen;
    std::string_view fields = line.substr(name_end);
    for (std::string_view word = take_word(fields); !word.empty(); word = take_word(fields)) seen.insert(field_name(word));
    while (name_end > 0) {
        const std::size_t blank = line.rfind(' ', name_end - 1);
        if (blank == npos) break;
        const std::string_view field = field_name(line.substr(blank + 1, name_end - blank - 1));
        if (field.empty() || !seen.insert(field).second) break;
        name_end = blank;
    }
    return std::pair{line.substr(0, name_end), line.substr(name_end)};
}

class LicenseListingReader {
public:
    LicenseListingReader(std::string_view text, const ToEpoch& to_epoch, Spans* spans)
        : lines_(text), to_epoch_(to_epoch), spans_(spans), ends_whole_(text.ends_with('\n')) {}

    Result<LicenseListing> read() {
        bool says_none = false;
        while (lines_.next()) {
            const auto [number, line] = *lines_.next();
            lines_.advance();
            if (line.starts_with(header)) {
                read_record(line.substr(header.size()), number);
            } else if (trim(line) == none_configured) {
                says_none = true;
            } else {
                listing_.skipped.add(number, std::string(header), excerpt(line));
                mark(spans_, line, Role::unknown);
            }
        }
        if (!listing_.licenses.empty() || says_none) return std::move(listing_);
        if (listing_.skipped.count() > 0) return unexpected(listing_.skipped.first().front());
        return unexpected(fmt::format("\"{}NAME\" or \"{}\"", header, none_configured), "nothing");
    }

private:
    [[nodiscard]] bool next_has_fields() const { return lines_.next() && has_fields(lines_.next()->text); }

    void read_record(std::string_view after_header, std::uint32_t number) {
        License license;
        license.line = number;
        RecordReader fields(license, to_epoch_, spans_);
        const bool is_long = next_has_fields();
        const auto split = is_long ? std::nullopt : split_oneline(after_header);
        const std::string_view name = split ? split->first : after_header;
        mark_license(spans_, name);
        license.name = name;
        if (split) fields.read(split->second, number);
        for (; next_has_fields(); lines_.advance()) fields.read(lines_.next()->text, lines_.next()->number);
        const bool is_last = !lines_.next();
        std::optional<Diagnostic> problem = fields.problem();
        if (!problem && is_last && !ends_whole_ && !fields.ends_by_itself()) problem = cut_off(license);
        if (!problem && name.find(header) != npos) {
            problem = Diagnostic{.line = number,
                                 .expected = fmt::format("{} once in a line", header),
                                 .got = fmt::format("{}: is the text cut off?", excerpt(name))};
        }
        if (problem) return skip(*problem);
        if (fields.update_problem()) skip(*fields.update_problem());
        if (is_last && (is_long || !ends_whole_) && lacks_a_line(license)) return skip(cut_off(license));
        listing_.licenses.push_back(std::move(license));
    }

    void skip(const Diagnostic& problem) { listing_.skipped.add(problem.line, problem.expected, problem.got); }

    static Diagnostic cut_off(const License& license) {
        return {.line = license.line,
                .expected = fmt::format("a whole record of {}", excerpt(license.name)),
                .got = "one that is cut off where the text ends"};
    }

    /// Whether the last record, whole as it is, would be another kind of record than those before it: rule 11.
    [[nodiscard]] bool lacks_a_line(const License& last) const {
        const auto is_tracked = [](const License& one) { return one.remote && one.last_consumed; };
        const auto is_layer_of_it = [&last](const License& one) { return is_layer(one) && one.name == last.name; };
        return (last.remote && !last.last_consumed && std::ranges::any_of(listing_.licenses, is_tracked)) ||
               (!is_layer(last) && std::ranges::any_of(listing_.licenses, is_layer_of_it));
    }

    Lines lines_;
    const ToEpoch& to_epoch_;
    Spans* spans_;
    bool ends_whole_;
    LicenseListing listing_;
};

}    // namespace

Result<LicenseListing> parse_scontrol(std::string_view text, const ToEpoch& to_epoch, Spans* spans) {
    return LicenseListingReader(text, to_epoch, spans).read();
}

bool is_scontrol(std::string_view text) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (trim(*line).starts_with(header) || trim(*line).starts_with(none_configured)) return true;
    }
    return false;
}

}    // namespace slurmlic
