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

/// A license, under the name that is published, and how many tokens of it.
struct Tokens {
    std::string license;
    std::int64_t count = 1;
};

struct Job {
    std::string id = {};
    std::string user = {};    // as Slurm prints it
    Demand demand = Demand::pending;
    bool any_of = false;       // one of the licenses will do
    std::int64_t tasks = 1;    // of a folded array; each asks for all the tokens
    std::uint32_t line = 0;
    std::vector<std::string> licenses = {};    // as the job names them, byte by byte, with their counts: "vcs:3", "fluent"
    std::vector<Tokens> tokens = {};           // what that is, once use_published_names has taken it apart
};

/// One squeue after parsing: the jobs that run or wait and ask for licenses, in the order of the text.
struct JobListing {
    std::vector<Job> jobs;
    SkippedLines skipped;
};

}    // namespace slurmlic
