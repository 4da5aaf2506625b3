#pragma once

namespace slurmlic {

/// Opens /dev/null in the place of standard streams that the parent closed, so that no file or pipe of ours gets their
/// number and is written to by mistake.
void open_standard_streams();

}    // namespace slurmlic
