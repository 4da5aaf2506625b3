#include "core/os/command.hpp"

#include <poll.h>

#include <algorithm>
#include <cstring>
#include <map>

#include <fmt/format.h>

#include "core/text/duration.hpp"
#include "core/os/child.hpp"
#include "core/os/deferred_signals.hpp"
#include "core/os/errno_text.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_at_once = 64;

using Clock = Child::Clock;

/// Runs a list of commands; the children by their place in it.
class Batch {
public:
    explicit Batch(const std::vector<Command>& commands) : commands_(commands), outcomes_(commands.size()) {}

    std::vector<Outcome> run() {
        for (start_next(); !running_.empty(); start_next()) {
            wait();
            DeferredSignals::forget_children();
            const bool stop = signals_.pending();
            for (auto& [place, child] : running_) {
                child.attend(Clock::now());
                if (stop) child.kill_group(Ending::interrupted);
            }
            stop_flood();
            collect();
            if (stop) break;
        }
        for (; next_ < commands_.size(); ++next_) outcomes_[next_].ending = Ending::interrupted;
        return std::move(outcomes_);
    }

private:
    void start_next() {
        while (next_ < commands_.size() && running_.size() < most_at_once) {
            running_.try_emplace(next_, commands_[next_], signals_.mask_before());
            ++next_;
            collect();
        }
    }

    void collect() {
        for (auto entry = running_.begin(); entry != running_.end();) {
            if (!entry->second.finished()) {
                ++entry;
                continue;
            }
            outcomes_[entry->first] = entry->second.take_outcome();
            entry = running_.erase(entry);
        }
    }

    void stop_flood() {
        for (;;) {
            std::size_t written = 0;
            for (const Outcome& outcome : outcomes_) written += outcome.out.view().size();
            Child* most = nullptr;
            for (auto& [place, child] : running_) {
                written += child.written();
                if (!child.finished() && child.written() > (most == nullptr ? 0 : most->written())) most = &child;
            }
            if (written <= most_output || most == nullptr) return;
            most->kill_group(Ending::flooded);
        }
    }

    void wait() const {
        std::vector<pollfd> ready{{signals_.fd(), POLLIN, 0}};
        Clock::time_point first = Clock::time_point::max();
        for (const auto& [place, child] : running_) {
            first = std::min(first, child.deadline());
            for (const int fd : {child.out(), child.err()}) {
                if (fd >= 0) ready.push_back({fd, POLLIN, 0});
            }
        }
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(first - Clock::now());
        poll(ready.data(), ready.size(), static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 60'000)));
    }

    const std::vector<Command>& commands_;
    DeferredSignals signals_;
    std::map<std::size_t, Child> running_;
    std::vector<Outcome> outcomes_;
    std::size_t next_ = 0;
};

std::string reason_of(const Command& command, const Outcome& outcome) {
    switch (outcome.ending) {
        case Ending::exited: return fmt::format("exit status {}", outcome.number);
        case Ending::signalled: return fmt::format("ended by signal {} ({})", outcome.number, strsignal(outcome.number));
        case Ending::not_started: return fmt::format("cannot be started: {}", errno_text(outcome.number));
        case Ending::timed_out:
            return fmt::format("not done within {}, killed with its process group", duration_text(command.limit));
        case Ending::flooded: return fmt::format("killed, as the commands of this run wrote more than {} bytes", most_output);
        case Ending::interrupted: return "killed, as slurmlic was told to end";
    }
    return {};
}

}    // namespace

std::vector<Outcome> run_commands(const std::vector<Command>& commands) { return Batch(commands).run(); }

std::optional<std::string> failure_of(const Command& command, const Outcome& outcome) {
    if (outcome.ending == Ending::exited && outcome.number == 0) return std::nullopt;
    return fmt::format("{}: {}{}", command_line(command), reason_of(command, outcome), error_output_of(outcome));
}

std::string error_output_of(const Outcome& outcome) {
    constexpr std::size_t longest = 500;
    std::string words;
    std::string_view rest = outcome.err;
    while (const std::optional<std::string_view> line = take_line(rest)) {
        const std::string readable = printable_utf8(*line);
        if (trim(readable).empty()) continue;
        words += words.empty() ? ": " : "; ";
        words += trim(readable);
    }
    return printable_utf8(std::string_view(words).substr(0, longest));    // again, as the cut may be within a character
}

std::string command_line(const Command& command) { return printable_utf8(fmt::format("{}", fmt::join(command.argv, " "))); }

}    // namespace slurmlic
