#include "core/slurm/scontrol.hpp"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/slurm/scontrol_fields.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view header = "LicenseName=";
constexpr std::string_view none_configured = "No licenses configured in Slurm.";

/// The lines of a text, numbered from 1; blank ones mean nothing and are passed over.
class Lines {
public:
    explicit Lines(std::string_view text) : rest_(text) { skip_blank_lines(); }

    std::optional<std::string_view> take() {
        std::optional<std::string_view> line = take_line(rest_);
        if (line) number_ = next_number_++;
        skip_blank_lines();
        return line;
    }

    /// Of the line taken last.
    [[nodiscard]] std::uint32_t number() const { return number_; }
    [[nodiscard]] bool at_end() const { return rest_.empty(); }
    [[nodiscard]] std::string_view rest() const { return rest_; }
    [[nodiscard]] bool next_is_indented() const { return !rest_.empty() && (rest_[0] == ' ' || rest_[0] == '\t'); }

private:
    void skip_blank_lines() {
        for (std::size_t at = 0; at < rest_.size(); ++at) {
            const char c = rest_[at];
            if (c == '\n') {
                ++next_number_;
                rest_.remove_prefix(at + 1);
                at = static_cast<std::size_t>(-1);
            } else if (c != ' ' && c != '\t' && c != '\r') {
                return;
            }
        }
        rest_ = {};
    }

    std::string_view rest_;
    std::uint32_t number_ = 0;
    std::uint32_t next_number_ = 1;
};

/// Splits what follows the header in form 5 into name and fields (rule 6); nothing where there is no Total.
std::optional<std::pair<std::string_view, std::string_view>> split_oneline(std::string_view line) {
    std::size_t name_end = line.rfind(" Total=");
    if (name_end == std::string_view::npos) return std::nullopt;
    FieldSet seen;
    std::string_view fields = line.substr(name_end);
    for (std::string_view word = take_word(fields); !word.empty(); word = take_word(fields)) seen.insert(field_key(word));
    while (name_end > 0) {
        const std::size_t blank = line.rfind(' ', name_end - 1);
        if (blank == std::string_view::npos) break;
        const FieldKey key = field_key(line.substr(blank + 1, name_end - blank - 1));
        if (key == FieldKey::unknown || seen.contains(key)) break;
        seen.insert(key);
        name_end = blank;
    }
    return std::pair{line.substr(0, name_end), line.substr(name_end)};
}

class ListingReader {
public:
    ListingReader(std::string_view text, std::string_view source, const ToEpoch& to_epoch, std::pmr::memory_resource* memory,
                  const TextRead& text_read)
        : lines_(text),
          text_read_(text_read),
          untold_(text.size()),
          to_epoch_(to_epoch),
          ends_whole_(text.empty() || text.back() == '\n'),
          listing_{Licenses(memory), Skipped(std::string(source))} {
        constexpr std::size_t shortest_record = std::string_view("LicenseName=\n    Total=1 Used=0 Free=1 Remote=no\n").size();
        listing_.licenses.records.reserve(text.size() / shortest_record + 1);    // pages that stay unused cost nothing
    }

    Result<LicenseListing> read() {
        while (const std::optional<std::string_view> line = lines_.take()) {
            last_is_good_ = false;
            if (line->starts_with(header)) {
                read_record(line->substr(header.size()));
            } else if (trim(*line) == none_configured) {
                none_configured_ = true;
            } else {
                listing_.skipped.add(lines_.number(), fmt::format("expected {}, got {}", header, excerpt(*line)));
            }
            tell_progress();
        }
        if (last_is_good_ && last_may_lack_a_line_) drop_cut_off();
        if (!listing_.licenses.records.empty() || none_configured_) return std::move(listing_);
        if (!listing_.skipped.messages().empty()) return unexpected(listing_.skipped.messages().front());
        return unexpected(
            fmt::format("{}: expected \"{}NAME\" or \"{}\", got nothing", listing_.skipped.source(), header, none_configured));
    }

private:
    void tell_progress() {
        constexpr std::size_t step = std::size_t{4} << 20U;
        const std::string_view rest = lines_.rest();
        if (!text_read_ || untold_ - rest.size() < step) return;
        untold_ = rest.size();
        if (!rest.empty()) text_read_(rest.data());
    }

    void read_record(std::string_view after_header) {
        License license;
        license.line = lines_.number();
        FieldReader fields(license, to_epoch_);
        const bool is_long = lines_.next_is_indented();
        const auto split = is_long ? std::nullopt : split_oneline(after_header);
        license.name = keep_bytes(split ? split->first : after_header, *listing_.licenses.names);
        if (split) fields.read(split->second, license.line);
        while (lines_.next_is_indented()) {
            const std::string_view line = *lines_.take();
            fields.read(line, lines_.number());
        }
        last_may_lack_a_line_ = is_long || !ends_whole_;
        keep(std::move(license), fields);
    }

    void keep(License license, const FieldReader& fields) {
        std::optional<FieldProblem> problem = fields.problem();
        if (!problem && !ends_whole_ && lines_.at_end() && !fields.ends_by_itself()) problem = cut_off(license);
        if (!problem && license.name.find(header) != std::string_view::npos) {
            problem = {license.line,
                       fmt::format("expected {} once in a line, got {}: is the text cut off?", header, excerpt(license.name))};
        }
        if (problem) return listing_.skipped.add(problem->line, problem->what);
        if (const auto& update = fields.update_problem()) listing_.skipped.add(update->line, update->what);
        listing_.licenses.records.push_back(std::move(license));
        last_is_good_ = true;
    }

    /// Rule 11, for a record at the end of the text that would be whole, were it of another kind.
    void drop_cut_off() {
        const License& last = listing_.licenses.records.back();
        if (!lacks_a_line(last)) return;
        const FieldProblem problem = cut_off(last);
        listing_.skipped.add(problem.line, problem.what);
        listing_.licenses.records.pop_back();
    }

    static FieldProblem cut_off(const License& license) {
        return {license.line, fmt::format("expected a whole record of {}, got one that is cut off where the text ends",
                                          excerpt(license.name))};
    }

    [[nodiscard]] bool lacks_a_line(const License& last) const {
        const auto before = [&](const auto& has) {
            return std::any_of(listing_.licenses.records.begin(), listing_.licenses.records.end() - 1, has);
        };
        const auto consumed = [](const License& one) { return one.details && one.details->last_consumed; };
        const auto nodes = [](const License& one) { return one.details && !one.details->nodes.empty(); };
        if (last.remote && !consumed(last) && before([&](const License& one) { return one.remote && consumed(one); })) {
            return true;
        }
        return !nodes(last) && before([&](const License& one) { return one.name == last.name && nodes(one); });
    }

    Lines lines_;
    const TextRead& text_read_;
    std::size_t untold_;    // bytes that were left when text_read_ was called last
    const ToEpoch& to_epoch_;
    bool ends_whole_;
    bool none_configured_ = false;
    bool last_is_good_ = false;            // the text, as far as it was read, ends in a record that was kept
    bool last_may_lack_a_line_ = false;    // ... and may go on, if it is of a kind that does
    LicenseListing listing_;
};

}    // namespace

Result<LicenseListing> parse_scontrol(std::string_view text, std::string_view source, const ToEpoch& to_epoch,
                                      std::pmr::memory_resource* memory, const TextRead& text_read) {
    return ListingReader(text, source, to_epoch, memory, text_read).read();
}

}    // namespace slurmlic
