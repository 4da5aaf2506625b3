#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/settings/settings.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// What slurmlic is to do.
enum class Task : std::uint8_t { collect, show, gap, sync, doctor, anonymize };

/// What the command line says; what it does not say is left to the settings file.
struct Options {
    std::optional<std::string> text;    // of --help or --version: print this and do nothing
    Task task = Task::collect;
    std::optional<std::string> tool;        // of show and gap; nothing: all
    bool json = false;                      // of show, gap, sync and doctor
    std::vector<std::string> tools;         // of sync; none: all
    bool apply = false;                     // of sync
    std::optional<std::string> exporter;    // of doctor: the page of node_exporter
    std::vector<std::string> files;         // of anonymize
    std::optional<std::string> config;
    std::optional<std::string> output;
    std::optional<std::string> input;
    std::optional<std::string> scontrol;
    std::optional<std::string> squeue;
    std::optional<std::string> squeue_input;
    std::vector<std::pair<std::string, std::string>> saved_statuses;    // app, file
    std::optional<std::chrono::milliseconds> timeout;
    std::vector<std::string> clusters;
    std::vector<std::string> include;
    std::vector<std::string> exclude;
    bool quiet = false;
    bool verbose = false;

    /// Puts what the flags say in the place of what the file says.
    void apply_to(Settings& settings) const;
};

/// Reads the command line; the error says what is wrong with it, in one line.
Result<Options> parse_options(int argc, const char* const* argv, const std::string& version);

}    // namespace slurmlic
