#pragma once

// Foreign text as one word of something that is pasted or written to a file. Each level that it passes has its own rules; a
// text that passes two (the line for cron in a command for a shell) is quoted for each.

#include <string>
#include <string_view>
#include <vector>

namespace slurmlic {

/// Whether a person can copy the text from a terminal and get the same bytes. What is not may be quoted, but must not be shown
/// as part of a command: the command would act on another name.
bool can_be_pasted(std::string_view text);

/// The word as a shell takes it: as it is, or in single quotes. Also in an interactive bash or csh, where "!" means something
/// within quotes.
std::string shell_quoted(std::string_view word);

/// All the words, each fit for a shell, with blanks between.
std::string shell_line(const std::vector<std::string>& words);

/// The word as a shell takes it that gets its line from cron, which takes "%" for the end of the line. It reads "\%" as "%";
/// of "\\" each cron makes something else, so that none stands there. A newline has no place in a line for cron.
std::string cron_quoted(std::string_view word);

/// The word as systemd takes it in ExecStart=: "%" and "$" doubled. In single quotes, and without one within, so that a shell
/// runs nothing either if it is pasted there by mistake.
std::string unit_quoted(std::string_view word);

}    // namespace slurmlic
