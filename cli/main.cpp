#include <cstdio>
#include <cstdlib>
#include <exception>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "cli/run.hpp"
#include "core/os/process.hpp"

using namespace slurmlic;

static Exit act(int argc, const char* const* argv, const Ports& ports) {
    const Result<Options> options = parse_options(argc, argv, SLURMLIC_VERSION);
    if (!options) {
        ports.log(options.error());
        return Exit::usage;
    }
    if (!options->text) return run(*options, ports, SLURMLIC_VERSION);
    const Result<void> printed = ports.print(*options->text);
    if (printed) return Exit::ok;
    ports.log(printed.error());
    return Exit::not_published;
}

int main(int argc, char** argv) {
    open_standard_streams();
    ignore_signals_of_writing();
    try {
        std::_Exit(static_cast<int>(act(argc, argv, real_ports())));    // nothing is left that the kernel would not tidy up
    } catch (const std::exception& wrong) {
        // Out of memory, most likely: nothing was published.
        static_cast<void>(std::fprintf(stderr, "slurmlic: cannot go on: %s\n", wrong.what()));
        return static_cast<int>(Exit::not_published);
    }
}
