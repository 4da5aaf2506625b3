#pragma once

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>

namespace slurmlic::testing {

/// Whether `run` takes about four times as long with a text of four times the size: 4 where work is linear, 16 where it is
/// quadratic, and the limit is their geometric mean. Takes the least of several runs each, in turns, and goes on while they
/// do not fit, since a shared machine only ever makes a run slower. `generate(size)` makes a text; `size` gives some 10 ms.
template <class Generate, class Run>
bool is_linear(Generate generate, Run run, std::size_t size) {
    constexpr int fewest_runs = 3;
    constexpr int most_runs = 25;
    constexpr double limit = 8;
    const std::string text = generate(size / 2);
    const std::string longer = generate(4 * (size / 2));
    const auto seconds = [&run](const std::string& one) {
        const std::clock_t begun = std::clock();    // of the processor: the machine may be busy
        run(one);
        return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    };
    double least = std::numeric_limits<double>::max();
    double least_of_longer = least;
    for (int i = 0; i < most_runs; ++i) {
        least = std::min(least, seconds(text));
        least_of_longer = std::min(least_of_longer, seconds(longer));
        if (i >= fewest_runs && least_of_longer < limit * least) return true;
    }
    return false;
}

}    // namespace slurmlic::testing
