#pragma once

// What doctor finds and advises, and how that is printed.

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/doctor/advice.hpp"
#include "cli/views/style.hpp"

namespace slurmlic {

enum class Health : std::uint8_t { ok, warn, bad };

struct Finding {
    Health health = Health::ok;
    std::string subject;    // what it is about: "slurm", "MANAGER:APP", "directory"
    std::string finding;    // what is
    Advice advice;          // one command for a shell of root, or one sentence
};

/// In the order in which they were made.
struct Findings {
    std::vector<Finding> all;

    void ok(std::string subject, std::string finding) { add(Health::ok, std::move(subject), std::move(finding), {}); }
    void warn(std::string subject, std::string finding, Advice advice) {
        add(Health::warn, std::move(subject), std::move(finding), std::move(advice));
    }
    void bad(std::string subject, std::string finding, Advice advice) {
        add(Health::bad, std::move(subject), std::move(finding), std::move(advice));
    }
    void add(Health health, std::string subject, std::string finding, Advice advice) {
        all.push_back({health, std::move(subject), std::move(finding), std::move(advice)});
    }
};

/// A line for each, "ok", "warn" or "bad" first. It is never broken: a command has to be pasted as a whole.
std::string findings_text(const std::vector<Finding>& findings, const ViewStyle& style);

/// An array of objects: status, subject, finding, mend.
std::string findings_json(const std::vector<Finding>& findings);

/// "12 s", "3 min", "5 h".
std::string age_text(double seconds);

}    // namespace slurmlic
