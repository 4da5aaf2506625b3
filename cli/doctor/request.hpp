#pragma once

#include <string>

#include "core/settings/parse_settings.hpp"

namespace slurmlic {

struct DoctorRequest {
    const SettingsReading& reading;    // of the settings file, or the defaults where it is not there; the flags in place
    std::string settings_path;         // of that file
    bool output_by_option = false;     // settings.output is what an option says
    std::string exporter_url;          // of node_exporter's page, as curl takes it
    bool json = false;
};

}    // namespace slurmlic
