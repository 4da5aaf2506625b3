#include "core/os/command.hpp"

#include <poll.h>

#include <algorithm>
#include <map>
#include <utility>

#include "core/os/child.hpp"
#include "core/os/deadline.hpp"
#include "core/os/deferred_signals.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_at_once = 64;

/// Runs a list of commands; the children by their place in it.
class Batch {
public:
    explicit Batch(const std::vector<Command>& commands) : commands_(commands), outcomes_(commands.size()) {
        for (const Command& one : commands) most_output_ = std::max(most_output_, most_full_outputs * one.most_output);
    }

    std::vector<Outcome> run() {
        for (start_next(); !running_.empty(); start_next()) {
            wait();
            DeferredSignals::discard_child_signals();
            const bool stop = signals_.pending();
            for (auto& [place, child] : running_) {
                child.update(Clock::now());
                if (stop) child.kill_group(Ending::interrupted);
            }
            stop_flood();
            take_finished();
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
            take_finished();    // one that could not be started
        }
    }

    void take_finished() {
        for (auto& [place, child] : running_) {
            if (child.finished()) outcomes_[place] = child.take_outcome();
        }
        std::erase_if(running_, [](const auto& entry) { return entry.second.finished(); });
    }

    void stop_flood() {
        for (;;) {
            std::size_t written = 0;
            for (const Outcome& outcome : outcomes_) written += outcome.out.size();
            Child* most = nullptr;
            for (auto& [place, child] : running_) {
                written += child.written();
                if (!child.finished() && child.written() > (most == nullptr ? 0 : most->written())) most = &child;
            }
            if (written <= most_output_ || most == nullptr) return;
            most->kill_group(Ending::flooded_all);
        }
    }

    void wait() const {
        std::vector<pollfd> ready{{signals_.fd(), POLLIN, 0}};
        Clock::time_point first = Clock::time_point::max();
        for (const auto& [place, child] : running_) {
            first = std::min(first, child.deadline());
            ready.push_back({child.out(), POLLIN, 0});
            ready.push_back({child.err(), POLLIN, 0});
        }
        poll(ready.data(), ready.size(), milliseconds_until(first));    // a descriptor of -1 is passed over
    }

    const std::vector<Command>& commands_;
    DeferredSignals signals_;
    std::map<std::size_t, Child> running_;
    std::vector<Outcome> outcomes_;
    std::size_t next_ = 0;
    std::size_t most_output_ = 0;    // bytes of all together
};

}    // namespace

std::vector<Outcome> run_commands(const std::vector<Command>& commands) { return Batch(commands).run(); }

}    // namespace slurmlic
