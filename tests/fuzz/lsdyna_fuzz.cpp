// Whatever lstc_qrun prints (tests/fuzz/seats_fuzz.hpp).

#include "core/seats/lsdyna/lsdyna.hpp"
#include "tests/fuzz/seats_fuzz.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const slurmlic::testing::ExactCopy input(data, size);
    slurmlic::testing::try_text(slurmlic::lsdyna(), input.view());
    return 0;
}
