#pragma once

// What doctor advises. People paste it into a shell of root, so that it can be built in no way but this: what stands in our
// source is taken as it is, everything else is quoted.

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "cli/doctor/scheduled_task.hpp"

namespace slurmlic {

/// A text that stands in our source.
template <std::size_t size>
using Literal = const char (&)[size];    // NOLINT(*-avoid-c-arrays)

/// One word of a command.
class Word {
public:
    /// A literal.
    template <std::size_t size>
    Word(Literal<size> ours) : text_(ours) {}    // NOLINT(google-explicit-constructor)
    /// Any other text. No command is shown if the program would take it for an option.
    // NOLINTNEXTLINE(google-explicit-constructor)
    Word(const std::string& foreign) : text_(foreign), is_safe_(!foreign.starts_with('-')) {}
    /// "--licenses=" and a text.
    template <std::size_t size>
    Word(Literal<size> ours, std::string_view foreign) : text_(ours) {
        text_ += foreign;
    }

    [[nodiscard]] const std::string& text() const { return text_; }
    [[nodiscard]] bool is_safe() const { return is_safe_; }

private:
    std::string text_;
    bool is_safe_ = true;
};

/// Commands, or a sentence, or a sentence with a command in it.
class Advice {
public:
    Advice() = default;    // nothing is to be done
    /// A literal.
    template <std::size_t size>
    Advice(Literal<size> ours) : text_(ours) {}    // NOLINT(google-explicit-constructor)

    static Advice command(const std::vector<Word>& argv);

    /// As root runs it for that user; as it is for root itself.
    static Advice command_as(const std::string& user, const std::vector<Word>& argv);

    /// One that slurmlic runs itself: also its options are no literals.
    static Advice own_command_as(const std::string& user, const std::vector<std::string>& argv);

    /// A word that stands in a sentence: for a shell, for a line of cron, for ExecStart= of a unit.
    static Advice word(const Word& word);
    static Advice cron_word(const Word& word);
    static Advice unit_word(const Word& word);

    /// Writes a line for cron that does the task every minute, publishes there, and logs.
    static Advice cron_line(ScheduledTask task, const std::string& user, const std::string& program,
                            const std::string& directory);

    friend Advice operator+(Advice first, const Advice& second);

    /// Empty where nothing is to be done. A command that can't be pasted is not shown.
    [[nodiscard]] std::string text() const;

    /// What its commands run: as the shell finds it.
    [[nodiscard]] const std::vector<std::string>& programs() const { return programs_; }

private:
    static Advice quoted(const Word& word, std::string (*quote)(std::string_view));

    std::string text_;
    bool is_safe_ = true;
    std::vector<std::string> programs_;
};

}    // namespace slurmlic
