#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tools/tool.hpp"
#include "core/tools/user_table.hpp"

namespace slurmlic {

/// The jobs that wait for tokens of one tool. A job that waits for several of its licenses is one.
class WaitingTokens {
public:
    /// Takes in what jobs of a cluster want of one license; nothing where they are not kept. `demand` outlives this.
    void add(const JobDemand& demand, std::string_view license_name);

    /// The oldest first. Gives their users what they wait for.
    std::vector<WaitingJob> take(UserTable& users) &&;

private:
    using Place = std::pair<const JobDemand*, std::uint32_t>;    // of the job
    std::vector<std::pair<Place, std::int64_t>> tokens_;         // of one license each
};

}    // namespace slurmlic
