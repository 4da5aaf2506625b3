#pragma once

// The jobs of Slurm that have to do with licenses, as squeue tells them.

#include <cstdint>
#include <string>
#include <vector>

#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// What a job's state means for its licenses.
enum class Demand : std::uint8_t {
    running,    // the job holds them
    pending,    // it waits
    none,       // it has ended, or is ending: Slurm took them back
};

struct Job {
    std::string id = {};
    std::string user = {};    // as Slurm prints it
    Demand demand = Demand::pending;
    bool any_of = false;       // one of the licenses will do
    std::int64_t tasks = 1;    // of a folded array; each asks for all the tokens
    std::uint32_t line = 0;
    std::string licenses = {};    // as the job names them, byte by byte, with their counts and "," between: "vcs:3,fluent"
};

/// One squeue after parsing: the jobs that run or wait and ask for licenses, in the order of the text.
struct JobListing {
    std::vector<Job> jobs;
    SkippedLines skipped;
};

}    // namespace slurmlic
