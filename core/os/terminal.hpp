#pragma once

#include <cstddef>

namespace slurmlic {

/// Where standard output goes, for texts that people read.
struct Terminal {
    std::size_t columns = 80;      // of the terminal; COLUMNS where there is none but that is set, else 80
    bool takes_colours = false;    // a terminal, and neither NO_COLOR nor TERM=dumb forbid them
};

Terminal terminal_of_stdout();

}    // namespace slurmlic
