// Whatever a site's own command prints (tests/fuzz/seats_fuzz.hpp).

#include "core/seats/site_command.hpp"
#include "tests/fuzz/seats_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const slurmlic::testing::ExactCopy input(data, size);
    slurmlic::testing::try_text(slurmlic::site_command(), input.view());
    return 0;
}
