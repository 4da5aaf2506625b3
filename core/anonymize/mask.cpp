// Rule 4 of core/anonymize.hpp: which words tell nothing.

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "core/anonymize/anonymize.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Words that FlexLM and Slurm use by themselves, a blank around each.
constexpr std::string_view harmless =
    " a access address again all allocated already and another any apr april are asec at aug august auth "
    "authentication backlog be borrowed but by bytes c can cannot checkout clock cluster code comm communication "
    "configuration configured connect connection contact controller copyright corporation could count credential "
    "daemon date day days dec december decode desired detecting device directory display does down encode error "
    "establish exist exists expected expiration expired expires expiry failed failure feature features feb february "
    "fetch file files find first flexera flexible flexlm flexnet floating for format free fri from further get "
    "getting give group has have host host_group hostid hostname i in inactive inc incorrect info information instead "
    "internet invalid is issued it jan january job jobid jul july jun june key lastconsumed lastdeficit lastupdate "
    "later left license licensed licensename licenses licensing linger list lmgrd lmstat lmutil load locked lookup "
    "machine macrovision maintained manager mar march master maximum may message mode mon munge n na name network no "
    "node nodelocked nodes none not note nothing nov november now null number oct october of on only open operation "
    "options or path pending permanent permission permitted pid port processes progress project protocol queued "
    "reached read reads reason receive received recommended recv refused remote reservation reservations reserved "
    "responding retrieving rights running s sat scontrol send sep september serial server servers slurm "
    "slurm_load_license slurm_load_licenses slurmctld socket software space specified squeue st start started state "
    "status such sun supported system that the this thu time timed to total transmitted try tue unable uncounted "
    "unknown unsupported until up usage use used user users vendor vendor_string version was wed what while with "
    "wrong year yes you zero ";

/// Bytes that names are made of; those beyond ASCII, too.
bool is_name_byte(char c) {
    return is_digit(c) || is_letter(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("_.$-").find(c) != std::string_view::npos;
}

bool is_harmless(std::string_view word) {
    return harmless.find(fmt::format(" {} ", ascii_lower(word))) != std::string_view::npos;
}

/// "2017.06", "11.19.6": digits and dots that are no address. Long ones may be host ids.
bool is_version_number(std::string_view word) {
    constexpr std::size_t longest = 10;
    return word.size() <= longest && !is_address(word) &&
           std::all_of(word.begin(), word.end(), [](char c) { return is_digit(c) || c == '.'; });
}

/// "____", "-.": lines between heads and tables.
bool is_punctuation(std::string_view word) { return word.find_first_not_of("_.$-") == std::string_view::npos; }

/// A version with its "v" in front.
bool is_version(std::string_view word) {
    return word.size() > 1 && word[0] == 'v' && is_digit(word[1]) && is_version_number(word.substr(1));
}

/// A name that is known as a whole; nothing where it is none.
std::optional<std::string> whole_name(std::string_view name, Pseudonyms& pseudonyms) {
    if (is_harmless(name) || is_punctuation(name) || is_version_number(name) || is_version(name)) return std::string(name);
    if (is_address(name) || pseudonyms.is_known_host(name)) return pseudonyms.host(name);
    if (pseudonyms.is_known_user(name)) return pseudonyms.user(name);
    return std::nullopt;
}

/// The longest end that is known as a whole is replaced so; what stands in front of it, part by part.
std::string mask_name(std::string_view name, Pseudonyms& pseudonyms) {
    std::string masked;
    while (true) {
        if (const std::optional<std::string> whole = whole_name(name, pseudonyms)) return masked + *whole;
        const std::size_t stop = name.find_first_of(".$-");
        const std::string_view part = name.substr(0, stop);
        const std::optional<std::string> known = whole_name(part, pseudonyms);
        masked += known ? *known : pseudonyms.word(part);
        if (stop == std::string_view::npos) return masked;
        masked += name[stop];
        name.remove_prefix(stop + 1);
    }
}

}    // namespace

std::string mask(std::string_view text, Pseudonyms& pseudonyms) {
    std::string masked;
    while (!text.empty()) {
        const std::size_t address = std::min(text.find_first_not_of("0123456789abcdefABCDEF:."), text.size());
        if (is_address(text.substr(0, address))) {
            masked += pseudonyms.host(text.substr(0, address));
            text.remove_prefix(address);
            continue;
        }
        const auto size = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_name_byte) - text.begin());
        if (size == 0) {
            masked += text.front();
            text.remove_prefix(1);
            continue;
        }
        masked += mask_name(text.substr(0, size), pseudonyms);
        text.remove_prefix(size);
    }
    return masked;
}

}    // namespace slurmlic
