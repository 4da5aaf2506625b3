#pragma once

namespace slurmlic {

/// The exit statuses that are promised to users.
enum class Exit : int {
    ok = 0,               // every source was read, and the file is published
    incomplete = 1,       // published, but a source failed or was only partly understood; of doctor: something is to be done
    usage = 2,            // wrong usage or settings; nothing was run, the old file is untouched
    not_published = 3,    // could not publish; the old file is untouched
};

}    // namespace slurmlic
