#pragma once

#include <cstdint>
#include <limits>
#include <memory>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/text/skipped_lines.hpp"
#include "core/tools/tools.hpp"

namespace slurmlic {

/// How Slurm prints an infinite count: (uint32_t)-1.
inline constexpr std::int64_t infinite_count = std::numeric_limits<std::uint32_t>::max();

/// What only some licenses have: remote ones since Slurm 23.02, layers of hierarchical resources since 25.05.
struct LicenseDetails {
    std::optional<std::int64_t> last_consumed;
    std::optional<std::int64_t> last_deficit;
    std::optional<std::int64_t> last_update;    // seconds since the epoch; nothing where Slurm never saw an update
    std::string nodes;                          // the layer's host list; a name stands once for each
    std::string mode;
};

/// One record of `scontrol show lic`. The counts are tokens, verbatim; infinite_count is infinite.
struct License {
    std::string_view name;    // its bytes belong to the Licenses that hold the record
    std::int64_t total = 0;
    std::int64_t used = 0;
    std::int64_t free = 0;
    std::optional<std::int64_t> reserved;       // not printed before Slurm 20.11
    std::unique_ptr<LicenseDetails> details;    // null for the many that have none: a list may hold a million
    std::uint32_t line = 0;                     // of its record in the source, from 1
    bool remote = false;
};

/// Records, and the bytes of their names: a list may hold a million, and a name of its own for each would cost more time
/// than reading it.
struct Licenses {
    explicit Licenses(std::pmr::memory_resource* memory)
        : names(std::make_unique<std::pmr::monotonic_buffer_resource>(memory)), records(memory) {}

    std::unique_ptr<std::pmr::monotonic_buffer_resource> names;
    std::pmr::vector<License> records;
};

/// One `scontrol show lic` after parsing: what was understood, and what was not.
struct LicenseListing {
    Licenses licenses;
    Skipped skipped;
};

/// Names that were not printable: as Slurm has them, sorted, and as they are published. Their bytes belong to the Licenses.
using RenamedLicenses = std::vector<std::pair<std::string_view, std::string_view>>;

/// The licenses of one Slurm cluster, ready to be rendered: identities unique, names printable, in label order.
struct ClusterLicenses {
    std::string cluster;    // empty: no cluster was named, no label
    Licenses licenses;
    RenamedLicenses renamed;
};

/// How one source fared in this run.
struct SourceState {
    std::string source;    // "slurm", "slurm:CLUSTER", "squeue", "squeue:CLUSTER" or "flexlm:APP"
    bool up = false;
    double duration_seconds = 0;
    std::uint64_t skipped_lines = 0;
    std::optional<double> last_success;    // seconds since the epoch
};

/// What jobs want of one license: array tasks count each, and a job that would be content with any one of several
/// licenses asks for each of them while it waits.
struct LicenseDemand {
    std::string license_name;
    std::int64_t running_jobs = 0;
    std::int64_t running_tokens = 0;
    std::int64_t pending_jobs = 0;
    std::int64_t pending_tokens = 0;
};

/// What the jobs of one cluster want, of every license that is published, sorted by name.
struct ClusterDemand {
    std::string cluster;    // empty: no cluster was named, no label
    std::vector<LicenseDemand> licenses;
};

/// One FlexLM app, ready to be rendered; while it is down it has no features, and its servers and daemons are down.
struct AppStatus {
    std::string app;
    std::vector<FlexlmServer> servers;
    std::vector<FlexlmDaemon> daemons;
    std::vector<FlexlmFeature> features;    // sorted by name and vendor
    NameList users;                         // what the features' holders count in
    std::int64_t top_users = 0;             // how many users of a feature are published
};

/// All that one run publishes. Every list is sorted by what its series are sorted by.
struct Report {
    std::vector<ClusterLicenses> slurm;
    std::vector<ClusterDemand> demand;
    std::vector<AppStatus> flexlm;
    std::vector<Tool> tools;
    std::vector<ToolLicense> tool_licenses;
    std::vector<SourceState> sources;
    double run_timestamp = 0;    // seconds since the epoch
    double run_duration_seconds = 0;
    bool success = false;
    std::string version;
};

}    // namespace slurmlic
