#pragma once

// What to do about a source that fails or is not understood: commands for an admin.

#include <string>
#include <string_view>

#include "core/settings/settings.hpp"

namespace slurmlic {

/// The command in front of a message about it: "scontrol show lic:4: expected ..." or "scontrol show lic: exit status 1".
std::string_view command_in(std::string_view message);

/// The same, to be pasted: words that a shell would not leave alone in quotes, and as that user.
std::string by_hand(std::string_view message, const std::string& user);

/// `message`: why the source could not be read.
std::string mend_of_slurm(std::string_view message, const std::string& user);
std::string mend_of_flexlm(std::string_view message, const std::string& user, const FlexlmSettings& app);

/// Of text that was not understood: shows it without names, for a report.
std::string mend_of_text(std::string_view message, const std::string& user);

/// How to see whether a license server answers.
std::string mend_of_server(const std::string& host, const std::string& port);

}    // namespace slurmlic
