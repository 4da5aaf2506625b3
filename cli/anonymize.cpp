#include "cli/anonymize.hpp"

#include <utility>

#include <fmt/format.h>

#include "core/anonymize/anonymize.hpp"
#include "core/seats/managers.hpp"
#include "core/slurm/texts.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_text = std::size_t{4} << 30U;    // bytes of one; a device has no end

std::vector<TextKind> kinds_of_all_tools() {
    const std::span<const TextKind> slurm = slurm_texts();
    std::vector<TextKind> kinds(slurm.begin(), slurm.end());
    for (const TextKind& one : texts_of_managers()) kinds.push_back(one);
    return kinds;
}

/// One text as it is; several with what they are in front of each. Their file names may tell of users and hosts, too.
std::string joined(std::vector<AnonymousText> texts) {
    if (texts.size() == 1) return std::move(texts.front().text);
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all += fmt::format("==> {}: {} <==\n{}", i + 1, texts[i].kind, texts[i].text);
        if (!all.ends_with('\n')) all += '\n';
    }
    return all;
}

}    // namespace

Exit anonymize_files(const std::vector<std::string>& files, std::chrono::milliseconds limit, const Ports& ports) {
    std::vector<SavedText> texts;
    for (const std::string& file : files) {
        Result<std::string> text = ports.read_file(file, limit, most_text);
        if (!text) {
            ports.log(text.error());
            return Exit::usage;
        }
        texts.push_back({file == "-" ? "standard input" : file, std::move(*text)});
    }
    Pseudonyms names;
    Result<std::vector<AnonymousText>> anonymous = anonymize(texts, kinds_of_all_tools(), names);
    if (!anonymous) {
        ports.log(anonymous.error());
        return Exit::usage;
    }
    const Result<void> printed = ports.print(joined(std::move(*anonymous)));
    if (printed) return Exit::ok;
    ports.log(printed.error());
    return Exit::not_published;
}

}    // namespace slurmlic
