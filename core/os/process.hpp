#pragma once

// What is done to the process as a whole, once, by main.

namespace slurmlic {

/// Opens /dev/null in the place of standard streams that the parent closed, so that no file or pipe of ours gets their
/// number and is written to by mistake. Writing to such a stream fails.
void open_standard_streams();

/// Makes writing to a pipe that nobody reads, or past the limit for the size of files (ulimit -f), an error like any other.
/// The programs that we run get the default back.
void ignore_signals_of_writing();

}    // namespace slurmlic
