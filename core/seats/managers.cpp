#include "core/seats/managers.hpp"

#include <algorithm>
#include <array>

#include "core/seats/dsls/dsls.hpp"
#include "core/seats/flexlm/flexlm.hpp"
#include "core/seats/lmx/lmx.hpp"
#include "core/seats/lsdyna/lsdyna.hpp"
#include "core/seats/rlm/rlm.hpp"
#include "core/seats/site_command.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

std::span<const Manager> managers() {
    static const std::array table{rlm(), lmx(), dsls(), lsdyna(), site_command(), flexlm()};
    return table;
}

const Manager& usual_manager() { return managers().back(); }

std::vector<TextKind> texts_of_managers() {
    std::vector<TextKind> kinds;
    for (const Manager& manager : managers()) kinds.insert(kinds.end(), manager.texts.begin(), manager.texts.end());
    return kinds;
}

const Manager* manager_of(std::string_view text) {
    const auto knows = [text](const TextKind& kind) { return kind.is_it(text); };
    const auto found =
        std::ranges::find_if(managers(), [&](const Manager& one) { return std::ranges::any_of(one.texts, knows); });
    return found == managers().end() ? nullptr : &*found;
}

std::optional<ServerAddress> parse_address(std::string_view server) {
    constexpr std::string_view others = ".-_:[]";
    std::string_view host = server;
    const std::string_view port = take_until(host, '@');
    const auto is_harmless = [&](char c) { return is_letter(c) || is_digit(c) || others.find(c) != npos; };
    if (!is_number(port) || host.empty() || host.front() == '-' || !std::ranges::all_of(host, is_harmless)) return std::nullopt;
    return ServerAddress{std::string(port), std::string(host)};
}

}    // namespace slurmlic
