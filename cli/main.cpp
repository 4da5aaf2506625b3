#include <fmt/core.h>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "cli/run.hpp"
#include "core/os/huge_pages.hpp"
#include "core/os/standard_streams.hpp"

int main(int argc, char** argv) {
    using namespace slurmlic;
    open_standard_streams();
    HugePages memory;
    const Ports ports = real_ports(memory);
    const Result<Options> options = parse_options(argc, argv, SLURMLIC_VERSION);
    if (!options) {
        ports.log(Severity::error, options.error().message);
        return static_cast<int>(Exit::usage);
    }
    if (options->answer) {
        fmt::print("{}", *options->answer);
        return static_cast<int>(Exit::ok);
    }
    return static_cast<int>(run(*options, ports, SLURMLIC_VERSION));
}
