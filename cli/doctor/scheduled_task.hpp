#pragma once

#include <cstdint>

namespace slurmlic {

/// What a timer or cron starts every minute.
enum class ScheduledTask : std::uint8_t { collect, sync };

/// Of its timer, its service and its file in /etc/cron.d.
inline const char* unit_name(ScheduledTask task) { return task == ScheduledTask::sync ? "slurmlic-sync" : "slurmlic"; }

/// How people call it.
inline const char* command_name(ScheduledTask task) {
    return task == ScheduledTask::sync ? "slurmlic sync --apply" : "slurmlic";
}

}    // namespace slurmlic
