// A target that takes too long: it shows that the limit of fuzz_target.hpp is kept, by libFuzzer's runs and by the replay.

#include "tests/fuzz/fuzz_target.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const slurmlic::testing::ExactCopy input(data, size);
    const std::clock_t begun = std::clock();
    while (static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC < 2 * slurmlic::testing::most_seconds(size)) {
    }
    return 0;
}
