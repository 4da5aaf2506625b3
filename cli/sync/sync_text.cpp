#include "cli/sync/sync_text.hpp"

#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "cli/sync/push.hpp"
#include "cli/views/display_width.hpp"
#include "cli/views/json.hpp"
#include "core/text/quoted.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// A sentence in lines of the width; what follows the first is indented.
void append_wrapped(std::string& text, std::size_t indent, std::string_view sentence, Tone tone, const ViewStyle& style) {
    const std::size_t room = style.columns > indent + 20 ? style.columns - indent : 20;
    for (const std::string& line : wrap(printable_utf8(sentence), room)) {
        text += std::string(indent, ' ') + paint(line, tone, style) + '\n';
        if (room == style.columns) indent = 2;
    }
}

/// "30 issued - 19 used - 5 outside"
std::string sum_text(const SyncPlan& plan) {
    return fmt::format("{} issued - {} used - {} outside", *plan.issued, *plan.used, *plan.outside);
}

std::string headline_of(const ToolOutcome& outcome) {
    const SyncPlan& plan = outcome.plan;
    if (!plan.reason.empty()) {
        return fmt::format("{}: {}: {}", plan.tool, outcome.is_applied ? "Slurm is told nothing" : "no advice", plan.reason);
    }
    const std::string_view words = outcome.is_applied ? "Slurm believed"
                                   : is_in_step(plan) ? "in step: Slurm believes"
                                                      : "Slurm believes";
    return fmt::format("{}: {} {} free, {} safe: {}", plan.tool, words, *plan.free, *plan.safe, sum_text(plan));
}

/// How the value comes: "19 used + 5 held back".
std::string value_text(const SyncTarget& target) {
    if (target.unit.by == SyncBy::reservation) {
        if (target.value == target.share) return fmt::format("{} held back", target.share);
        return fmt::format("{} held back, but no more than {}", target.share, target.unit.most);
    }
    const std::int64_t sum = target.used + target.share;
    std::string text = fmt::format("{} used + {} held back", target.used, target.share);
    if (target.value < sum) text += fmt::format(", but no more than {}", target.unit.most);
    if (target.value > sum) text += fmt::format(" + {}, since several clusters could take what is free", target.value - sum);
    return text;
}

std::string where_text(const SyncTarget& target) {
    return target.cluster.empty() ? target.license_name : fmt::format("{} of {}", target.license_name, target.cluster);
}

std::string target_line(const SyncTarget& target, const TargetOutcome* outcome) {
    const bool is_reservation = target.unit.by == SyncBy::reservation;
    const std::string name = where_text(target);
    const std::string what = is_reservation ? "reservation" : "LastConsumed";
    const std::string before = target.told ? std::to_string(*target.told) : "nothing";
    if (outcome == nullptr) {
        return fmt::format("{}: {} {} ({}), told {}", name, what, target.value, value_text(target), before);
    }
    if (!outcome->problem.empty()) return fmt::format("{}: {} {}: {}", name, what, outcome->value, outcome->problem);
    return fmt::format("{}: told {} {} ({}), {} before", name, what, outcome->value, value_text(target), before);
}

void append_tool(std::string& text, const ToolOutcome& outcome, const Settings& settings, const ViewStyle& style) {
    const SyncPlan& plan = outcome.plan;
    const bool is_fine = is_in_step(plan) || is_good(outcome);
    append_wrapped(text, 0, headline_of(outcome), plan.reason.empty() && is_fine ? Tone::plain : Tone::alarm, style);
    for (std::size_t i = 0; i < plan.targets.size(); ++i) {
        const SyncTarget& target = plan.targets[i];
        const TargetOutcome* const told = outcome.is_applied ? &outcome.targets[i] : nullptr;
        append_wrapped(text, 2, target_line(target, told),
                       told != nullptr && !told->problem.empty() ? Tone::alarm : Tone::plain, style);
        if (told != nullptr || target.is_in_step) continue;
        const std::string line = shell_line(push_command(target, target.value, settings).argv);
        text += can_be_pasted(line) ? fmt::format("    {}\n", line) : "    (a name in the command can't be pasted)\n";
    }
}

/// Most licenses have no feature, and nobody asked for them.
bool is_left_out(const ToolOutcome& outcome) { return outcome.plan.is_one_sided && !outcome.plan.is_amiss; }

/// What to do with advice, at the end.
std::string closing_of(const std::vector<ToolOutcome>& outcomes) {
    for (const ToolOutcome& one : outcomes) {
        if (one.is_applied || !one.plan.reason.empty() || is_in_step(one.plan)) continue;
        return "\nNothing was changed. \"slurmlic sync --apply\" tells Slurm, for the tools that have\n"
               "sync = in the settings.\n";
    }
    return {};
}

void write_target(JsonWriter& json, const SyncTarget& target, const TargetOutcome* outcome, const Settings& settings) {
    const Command command = push_command(target, target.value, settings);
    json.begin_object();
    json.member("license_name", target.license_name);
    json.member_or_null("cluster", target.cluster);
    json.member("mechanism", sync_name(target.unit.by));
    json.member("total", target.unit.count);
    json.member("used", target.used);
    json.member("free", target.free);
    json.member("held_back", target.share);
    json.member("value", outcome == nullptr ? target.value : outcome->value);
    json.member("told", target.told);
    json.member("in_step", target.is_in_step);
    json.member("argv", command.argv);
    json.member("command", shell_line(command.argv));
    json.key("applied");
    outcome == nullptr ? json.null() : json.value(outcome->is_told);
    json.member_or_null("problem", outcome == nullptr ? std::string_view() : outcome->problem);
    json.end_object();
}

void write_outcome(JsonWriter& json, const ToolOutcome& outcome, const Settings& settings) {
    const SyncPlan& plan = outcome.plan;
    json.begin_object();
    json.member("tool", plan.tool);
    json.member_or_null("sync", plan.by ? sync_name(*plan.by) : std::string_view());
    json.member("in_step", is_in_step(plan));
    json.member_or_null("reason", plan.reason);
    json.member("issued", plan.issued);
    json.member("used", plan.used);
    json.member("outside", plan.outside);
    json.member("believed_free", plan.free);
    json.member("safe_free", plan.safe);
    json.key("applied");
    outcome.is_applied ? json.value(is_good(outcome)) : json.null();
    json.key("licenses");
    json.begin_array();
    for (std::size_t i = 0; i < plan.targets.size(); ++i) {
        write_target(json, plan.targets[i], outcome.is_applied ? &outcome.targets[i] : nullptr, settings);
    }
    json.end_array();
    json.end_object();
}

}    // namespace

std::string sync_text(const std::vector<ToolOutcome>& outcomes, bool are_chosen, const Settings& settings,
                      const ViewStyle& style) {
    std::string text;
    std::int64_t left_out = 0;
    for (const ToolOutcome& one : outcomes) {
        if (!are_chosen && is_left_out(one)) {
            ++left_out;
        } else {
            append_tool(text, one, settings, style);
        }
    }
    if (left_out > 0) {
        text += fmt::format("{} with tokens or seats alone: nothing to keep in step\n", counted(left_out, "tool"));
    }
    return text + closing_of(outcomes);
}

std::string sync_json(const std::vector<ToolOutcome>& outcomes, const Settings& settings) {
    JsonWriter json;
    json.array(outcomes, [&settings](JsonWriter& to, const ToolOutcome& one) { write_outcome(to, one, settings); });
    return std::move(json).take();
}

}    // namespace slurmlic
