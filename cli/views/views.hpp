#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "cli/exit.hpp"
#include "cli/ports.hpp"
#include "core/settings/settings.hpp"

namespace slurmlic {

enum class View : std::uint8_t { show, gap };

struct ViewRequest {
    View view = View::show;
    std::optional<std::string> tool;    // nothing: all
    bool json = false;
};

/// Asks every source once, and prints the table, who has the licenses of a tool, or who makes the gap.
Exit print_view(const ViewRequest& request, const Settings& settings, const Ports& ports);

}    // namespace slurmlic
