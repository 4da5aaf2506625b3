#pragma once

// What doctor finds, and how that is printed.

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cli/views/style.hpp"

namespace slurmlic {

enum class Health : std::uint8_t { ok, warn, bad };

struct Finding {
    Health health = Health::ok;
    std::string subject;    // what it is about: "scontrol", "flexlm:synopsys", "directory"
    std::string finding;    // what is
    std::string mend;       // the command that does it; empty where nothing is to be done
};

using Findings = std::vector<Finding>;

void append(Findings& findings, Findings more);

/// Whether nothing is to be mended.
bool is_all_well(const Findings& findings);

/// A line for each, "ok", "warn" or "bad" first. Never broken: what is to be mended is a command to be pasted.
std::string findings_text(const Findings& findings, const ViewStyle& style);

/// An array of objects: status, subject, finding, mend.
std::string findings_json(const Findings& findings);

/// "12 s", "3 min", "5 h", "2 days".
std::string duration_text(double seconds);

/// "a, b, c and 4 more".
std::string name_list(const std::vector<std::string>& names);

}    // namespace slurmlic
