// The least that a program can do which reads slurmlic's options with CLI11, runs `scontrol show lic`, and publishes what it
// prints as it is: no settings, no limit of time, no parser, no second source.

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdio>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>

static std::string output_of_scontrol() {
    char* argv[] = {const_cast<char*>("scontrol"), const_cast<char*>("show"), const_cast<char*>("lic"), nullptr};
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) return {};
    const pid_t child = vfork();    // sooner than posix_spawn, which sets signals
    if (child == 0) {
        dup2(ends[1], STDOUT_FILENO);
        execvp(argv[0], argv);
        _exit(127);
    }
    close(ends[1]);
    std::string text;
    char piece[4096];
    for (ssize_t size; (size = read(ends[0], piece, sizeof piece)) > 0;) text.append(piece, static_cast<std::size_t>(size));
    int status = 1;
    waitpid(child, &status, 0);
    return status == 0 ? text : std::string();
}

static bool publish(const std::string& directory, const std::string& text) {
    const std::string temporary = directory + "/.least.prom.tmp";
    const int fd = open(temporary.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    const bool written = fd >= 0 && write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size()) && close(fd) == 0;
    return written && std::rename(temporary.c_str(), (directory + "/least.prom").c_str()) == 0;
}

int main(int argc, char** argv) {
    CLI::App app("least");
    std::string output;
    std::string value;
    std::vector<std::string> values;
    bool flag = false;
    app.add_option("-o,--output", output, "help");
    for (const char* name :
         {"-i,--input", "--scontrol", "--squeue", "--squeue-input", "--timeout", "-c,--config", "--exporter"}) {
        app.add_option(name, value, "help");
    }
    for (const char* name : {"--status-input", "-M,--cluster", "--include", "--exclude"}) {
        app.add_option(name, values, "help");
    }
    for (const char* name : {"--json", "-q,--quiet", "-v,--verbose"}) app.add_flag(name, flag, "help");
    for (const char* name : {"collect", "show", "gap", "doctor", "anonymize"}) app.add_subcommand(name, "help");
    CLI11_PARSE(app, argc, argv);
    const std::string text = output_of_scontrol();
    _exit(!text.empty() && publish(output, text) ? 0 : 1);
}
