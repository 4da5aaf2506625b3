#pragma once

// Commands that doctor tells an admin to paste into a root shell.

#include <string>
#include <string_view>
#include <vector>

namespace slurmlic {

/// The word as a shell takes it: as it is, or in single quotes.
std::string shell_word(std::string_view word);

/// All the words, each fit for a shell, with blanks between.
std::string shell_line(const std::vector<std::string>& words);

/// The command as it is for root, else run as that user.
std::string shell_as(const std::string& user, const std::string& command);

/// Writes a drop-in of a unit with these lines of [Service], and lets systemd read it.
std::string shell_drop_in(const std::string& unit, const std::string& name, std::vector<std::string> lines);

/// Opens the settings file where that text stands, or at that line.
std::string shell_editor(const std::string& path, std::string_view where);

}    // namespace slurmlic
