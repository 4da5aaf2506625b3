#include <cstdio>
#include <exception>

#include "cli/options.hpp"
#include "cli/ports.hpp"
#include "cli/run.hpp"
#include "core/os/huge_pages.hpp"
#include "core/os/process.hpp"

using namespace slurmlic;

static Exit act(int argc, const char* const* argv, const Ports& ports) {
    const Result<Options> options = parse_options(argc, argv, SLURMLIC_VERSION);
    if (!options) {
        ports.log(Severity::error, options.error().message);
        return Exit::usage;
    }
    if (options->answer) {
        const Result<void> printed = ports.publish_stdout([&](const Sink& sink) { return sink(*options->answer); });
        if (printed) return Exit::ok;
        ports.log(Severity::error, printed.error().message);
        return Exit::not_published;
    }
    return run(*options, ports, SLURMLIC_VERSION);
}

int main(int argc, char** argv) {
    open_standard_streams();
    keep_freed_memory();
    ignore_signals_of_writing();
    try {
        HugePages memory;
        end_process(static_cast<int>(act(argc, argv, real_ports(memory))));
    } catch (const std::exception& wrong) {
        // Out of memory, most likely: nothing was published.
        static_cast<void>(std::fprintf(stderr, "slurmlic: cannot go on: %s\n", wrong.what()));
        return static_cast<int>(Exit::not_published);
    }
}
