#pragma once

#include <string_view>

#include <fmt/format.h>

#include "cli/ports.hpp"
#include "core/settings/settings.hpp"
#include "core/text/skipped_lines.hpp"

namespace slurmlic {

/// Says what is to be said, as loud as the settings want it.
class Voice {
public:
    Voice(const Settings& settings, const Ports& ports) : settings_(settings), ports_(ports) {}

    /// Always told: nothing was published.
    void fatal(std::string_view message) const { ports_.log(Severity::error, message); }
    void error(std::string_view message) const {
        if (!settings_.quiet) ports_.log(Severity::error, message);
    }
    void warning(std::string_view message) const {
        if (!settings_.quiet) ports_.log(Severity::warning, message);
    }
    void info(std::string_view message) const {
        if (settings_.verbose) ports_.log(Severity::info, message);
    }

    /// What was not understood of a source.
    void skipped(std::string_view source, const Skipped& skipped) const {
        for (const std::string& message : skipped.messages()) warning(fmt::format("{}: {}", source, message));
        const std::uint64_t untold = skipped.lines() - skipped.messages().size();
        if (untold > 0) warning(fmt::format("{}: {} more lines were not understood", source, untold));
    }

private:
    const Settings& settings_;
    const Ports& ports_;
};

}    // namespace slurmlic
