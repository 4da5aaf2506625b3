#include "core/settings/settings.hpp"

#include "core/text/text.hpp"

namespace slurmlic {

Result<std::string> parse_text(std::string_view text) {
    // Paths and the words of commands end at a NUL, which TOML can write.
    const bool is_cut = text.find('\0') != std::string_view::npos;
    if (text.empty() || is_cut) return unexpected("some text", excerpt(text));
    return std::string(text);
}

Result<std::string> parse_cluster(std::string_view text) {
    const bool plain =
        !text.empty() && text.front() != '-' && is_printable_utf8(text) && text.find_first_of(" ,") == std::string_view::npos;
    if (!plain) return unexpected("the name of a cluster", excerpt(text));
    if (ascii_lower(text) == "all") {
        return unexpected("the name of one cluster", "\"all\": scontrol does not tell them apart then");
    }
    return std::string(text);
}

Result<std::string> parse_app(std::string_view text) {
    const bool plain = !text.empty() && is_printable_utf8(text) && text.find_first_of(":=") == std::string_view::npos;
    if (!plain) return unexpected("the name of an app, without : and =", excerpt(text));
    return std::string(text);
}

}    // namespace slurmlic
