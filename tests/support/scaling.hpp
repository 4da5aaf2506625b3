#pragma once

#include <algorithm>
#include <ctime>
#include <limits>
#include <string>

namespace slurmlic::testing {

/// How many times as long `run` takes with the text of twice the size: the least of several runs each, in turns, since a
/// shared machine only ever makes a run slower. `generate(size)` makes a text; a size should take some 10 ms or more.
template <class Generate, class Run>
double time_ratio(Generate generate, Run run, std::size_t size) {
    const std::string text = generate(size);
    const std::string twice = generate(2 * size);
    const auto seconds = [&run](const std::string& one) {
        const std::clock_t begun = std::clock();    // of the processor: the machine may be busy
        run(one);
        return static_cast<double>(std::clock() - begun) / CLOCKS_PER_SEC;
    };
    double least = std::numeric_limits<double>::max();
    double least_of_twice = least;
    for (int i = 0; i < 5; ++i) {
        least = std::min(least, seconds(text));
        least_of_twice = std::min(least_of_twice, seconds(twice));
    }
    return least_of_twice / least;
}

}    // namespace slurmlic::testing
