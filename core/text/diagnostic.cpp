#include "core/text/diagnostic.hpp"

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {

std::string to_sentence(const Diagnostic& diagnostic) {
    std::string where = diagnostic.command.empty() ? diagnostic.file : command_line(diagnostic.command);
    if (diagnostic.line > 0) where += fmt::format(":{}", diagnostic.line);
    std::string sentence;
    for (const std::string& part : {diagnostic.source, where, diagnostic.key}) {
        if (!part.empty()) sentence += part + ": ";
    }
    sentence +=
        diagnostic.expected.empty() ? diagnostic.got : fmt::format("expected {}, got {}", diagnostic.expected, diagnostic.got);
    if (!diagnostic.hint.empty()) sentence += fmt::format(" ({})", diagnostic.hint);
    return one_line(sentence);
}

Diagnostic with_origin(Diagnostic diagnostic, const Diagnostic& origin) {
    diagnostic.source = origin.source;
    if (!diagnostic.command.empty() || !diagnostic.file.empty()) return diagnostic;
    diagnostic.command = origin.command;
    diagnostic.file = origin.file;
    return diagnostic;
}

void SkippedLines::add(const SkippedLines& more, const Diagnostic& origin) {
    for (const Diagnostic& one : more.first_) {
        if (first_.size() < most_kept) first_.push_back(with_origin(one, origin));
    }
    count_ += more.count_;
}

std::string command_line(const std::vector<std::string>& argv) { return one_line(fmt::format("{}", fmt::join(argv, " "))); }

}    // namespace slurmlic
