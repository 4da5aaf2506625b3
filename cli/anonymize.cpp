#include "cli/anonymize.hpp"

#include <optional>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/anonymize/anonymize.hpp"
#include "core/anonymize/keyed_hash.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// One text as it is; several with what they are in front of each. Their file names may tell of users and hosts, too.
std::string joined(const std::vector<AnonymousText>& texts) {
    if (texts.size() == 1) return texts.front().text;
    std::string all;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        all += fmt::format("==> {}: {} <==\n{}", i + 1, texts[i].kind, texts[i].text);
        if (!all.ends_with('\n')) all += '\n';
    }
    return all;
}

/// What makes a name's pseudonym the same in every call on this host, and tells nothing to others; nothing where the host
/// has no identity.
std::optional<HashKey> key_of_host(const Ports& ports) {
    const Result<InputText> identity = ports.read_input("/etc/machine-id");
    if (!identity) return std::nullopt;
    std::string_view rest = identity->view();
    return hash_key(take_line(rest).value_or(""));
}

}    // namespace

Exit anonymize_files(const std::vector<std::string>& files, std::chrono::milliseconds patience, const Ports& ports) {
    std::vector<InputText> inputs;
    std::vector<std::string> names;
    for (const std::string& file : files) {
        Result<InputText> text = ports.read_patiently(file, patience, most_input);
        if (!text) {
            ports.log(Severity::error, text.error().message);
            return Exit::usage;
        }
        inputs.push_back(std::move(*text));
        names.push_back(file == "-" ? "standard input" : printable_utf8(file));
    }
    std::vector<std::string_view> views;
    std::vector<SavedText> texts;
    for (std::size_t i = 0; i < inputs.size(); ++i) {
        views.push_back(inputs[i].view());
        texts.push_back({names[i], inputs[i].view()});
    }
    Pseudonyms pseudonyms(views, key_of_host(ports));
    const Result<std::vector<AnonymousText>> anonymous = anonymize(texts, pseudonyms);
    if (!anonymous) {
        ports.log(Severity::error, anonymous.error().message);
        return Exit::usage;
    }
    const std::string all = joined(*anonymous);
    const Result<void> printed = ports.publish_stdout([&all](const Sink& sink) { return sink(all); });
    if (printed) return Exit::ok;
    ports.log(Severity::error, printed.error().message);
    return Exit::not_published;
}

}    // namespace slurmlic
