#include "cli/doctor/advice.hpp"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/text/quoted.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// A field of its own in a line for cron, where nothing is quoted.
bool is_cron_user(std::string_view name) {
    return std::ranges::all_of(name, [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; });
}

}    // namespace

Advice Advice::quoted(const Word& word, std::string (*quote)(std::string_view)) {
    Advice advice;
    advice.text_ = quote(word.text());
    advice.is_safe_ = word.is_safe() && can_be_pasted(word.text());
    return advice;
}

Advice Advice::word(const Word& word) { return quoted(word, shell_quoted); }
Advice Advice::cron_word(const Word& word) { return quoted(word, cron_quoted); }
Advice Advice::unit_word(const Word& word) { return quoted(word, unit_quoted); }

Advice Advice::command(const std::vector<Word>& argv) {
    Advice advice;
    for (const Word& one : argv) advice = advice.text_.empty() ? word(one) : std::move(advice) + " " + word(one);
    const std::string& program = argv.front().text();
    if (program.find('=') != npos) advice.is_safe_ = false;    // which a shell may take for a variable
    advice.programs_.push_back(program);
    return advice;
}

Advice Advice::command_as(const std::string& user, const std::vector<Word>& argv) {
    Advice advice = command(argv);
    return user == "root" ? advice : command({"runuser", "-u", user, "--"}) + " " + advice;
}

Advice Advice::own_command_as(const std::string& user, const std::vector<std::string>& argv) {
    std::vector<Word> words;
    words.reserve(argv.size());
    for (const std::string& one : argv) words.emplace_back("", one);
    return command_as(user, words);
}

Advice Advice::cron_line(ScheduledTask task, const std::string& user, const std::string& program,
                         const std::string& directory) {
    constexpr std::size_t longest = 900;    // some crons cut what is longer
    const std::string front = fmt::format("* * * * * {} ", user);
    const Advice words = task == ScheduledTask::sync ? Advice(" sync --apply") : Advice();
    const Advice run = cron_word(program) + words + " --output " + cron_word(directory);
    const char* const unit = unit_name(task);
    Advice advice;
    advice.text_ = fmt::format("printf '%s\\n' {} > /etc/cron.d/{}",
                               shell_quoted(fmt::format("{}{} 2>&1 | logger -t {}", front, run.text_, unit)), unit);
    advice.is_safe_ = run.is_safe_ && is_cron_user(user) && front.size() + run.text_.size() < longest;
    advice.programs_ = {program};
    return advice;
}

Advice operator+(Advice first, const Advice& second) {
    first.text_ += second.text_;
    first.is_safe_ = first.is_safe_ && second.is_safe_;
    first.programs_.insert(first.programs_.end(), second.programs_.begin(), second.programs_.end());
    return first;
}

std::string Advice::text() const {
    return is_safe_ ? text_ : "no command is shown: a name in it is not safe to be pasted; ls -b shows such names";
}

}    // namespace slurmlic
