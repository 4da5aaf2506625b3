#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace slurmlic::testing {

/// A strict reader of what slurmlic may write; it shares no code with the writer. `problem` says what the contract forbids
/// and on which line, and is empty where there is nothing.
struct Exposition {
    /// As Prometheus would store it: labels sorted, empty ones left out.
    struct Sample {
        std::string name;
        std::map<std::string, std::string> labels;
        std::string value;
    };
    std::vector<Sample> samples;
    std::string problem;

    /// The value of the one sample with this name and these labels; "none" where there is none.
    [[nodiscard]] std::string value(const std::string& name, const std::map<std::string, std::string>& labels = {}) const;
    [[nodiscard]] std::size_t count(const std::string& name) const;
};

Exposition read_strictly(std::string_view text);

}    // namespace slurmlic::testing
