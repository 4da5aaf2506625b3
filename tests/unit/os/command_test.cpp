#include "core/os/command.hpp"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <filesystem>

#include "core/os/child.hpp"
#include "core/os/descriptor.hpp"
#include "tests/support/temporary_directory.hpp"

using namespace slurmlic;
using slurmlic::testing::TemporaryDirectory;

namespace {

/// A command that a shell script stands for; the shell is the test's, not slurmlic's.
Command script(const std::string& text, std::chrono::milliseconds limit = std::chrono::seconds(10)) {
    Command command;
    command.argv = {"/bin/sh", "-c", text};
    command.limit = limit;
    return command;
}

Outcome run(const Command& command) { return std::move(run_commands({command}).at(0)); }

bool is_alive(const std::string& pid_file, const TemporaryDirectory& directory) {
    return kill(static_cast<pid_t>(std::stol(directory.read(pid_file))), 0) == 0;
}

/// PID 1 reaps the orphans of a killed group in its own time; until then they count as alive.
bool dies(const std::string& pid_file, const TemporaryDirectory& directory) {
    for (int tries = 0; tries < 500 && is_alive(pid_file, directory); ++tries) usleep(10'000);
    return !is_alive(pid_file, directory);
}

}    // namespace

TEST_CASE("output, error output and exit status are told apart") {
    const Outcome outcome = run(script("echo out; echo err >&2; exit 7"));
    CHECK(outcome.ending == Ending::exited);
    CHECK(outcome.number == 7);
    CHECK(outcome.out == "out\n");
    CHECK(outcome.err == "err\n");
    CHECK(outcome.seconds > 0);
}

TEST_CASE("the end by a signal is no exit status") {
    const Outcome outcome = run(script("kill -SEGV $$"));
    CHECK(outcome.ending == Ending::signalled);
    CHECK(outcome.number == SIGSEGV);
}

TEST_CASE("a program that can't be started is reported with the errno of exec") {
    const TemporaryDirectory directory;
    directory.write("plain", "no program\n");
    directory.write("headless", "echo no shebang\n");
    std::filesystem::permissions(directory / "headless", std::filesystem::perms::owner_all);
    const auto errno_of = [](const std::string& program) {
        Command command;
        command.argv = {program};
        const Outcome outcome = run(command);
        CHECK(outcome.ending == Ending::not_started);
        return outcome.number;
    };
    CHECK(errno_of(directory / "gone") == ENOENT);
    CHECK(errno_of("no-such-program-anywhere") == ENOENT);
    CHECK(errno_of(directory / "plain") == EACCES);
    CHECK(errno_of(directory.path()) == EACCES);
    CHECK(errno_of(directory / "headless") == ENOEXEC);
}

TEST_CASE("arguments go to the program as they are, never through a shell") {
    Command command;
    command.argv = {"printf", "%s|", "$(echo x)", "a;b", "* \"'\\", ""};
    CHECK(run(command).out == "$(echo x)|a;b|* \"'\\||");
}

TEST_CASE("the environment is ours with the command's changes") {
    setenv("SLURMLIC_TEST_KEPT", "kept", 1);
    setenv("SLURMLIC_TEST_GONE", "there", 1);
    Command command = script("echo $SLURMLIC_TEST_KEPT-$SLURMLIC_TEST_GONE-$SLURMLIC_TEST_NEW");
    command.environment = {{"SLURMLIC_TEST_GONE", std::nullopt}, {"SLURMLIC_TEST_NEW", "new=1"}};
    CHECK(run(command).out == "kept--new=1\n");
}

TEST_CASE("standard input is empty, and no other file is open in the program") {
    std::size_t handed_on = 1;    // the one that ls reads with, and those that this process got from its own parent
    for (int fd = 0; fd < 1000; ++fd) {
        const int flags = fcntl(fd, F_GETFD);
        if (flags >= 0 && (flags & FD_CLOEXEC) == 0) ++handed_on;
    }
    const TemporaryDirectory directory;
    const Descriptor ours(open(directory.path().c_str(), O_RDONLY | O_CLOEXEC));
    REQUIRE(ours.is_open());
    CHECK(run(script("cat; ls -1 /proc/self/fd | wc -l")).out == std::to_string(handed_on) + "\n");
}

TEST_CASE("at the limit a program is killed even when it ignores SIGTERM") {
    const TemporaryDirectory directory;
    const auto begun = std::chrono::steady_clock::now();
    const Outcome outcome = run(script("trap '' TERM; echo $$ > " + directory / "pid" + "; while :; do sleep 60; done",
                                       std::chrono::milliseconds(300)));
    CHECK(outcome.ending == Ending::timed_out);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
    CHECK(dies("pid", directory));
}

TEST_CASE("at the limit the whole group is killed, also a grandchild that holds the pipe") {
    const TemporaryDirectory directory;
    const Outcome outcome =
        run(script("(trap '' TERM; while :; do sleep 60; done) & echo $! > " + directory / "pid" + "; echo done",
                   std::chrono::milliseconds(300)));
    CHECK(outcome.ending == Ending::timed_out);
    CHECK(dies("pid", directory));
}

TEST_CASE("floods are an error at the limit of each, and cost the others nothing") {
    const std::vector<Outcome> outcomes =
        run_commands({script("yes"), script("sleep 0.2; echo fine"), script("yes"), script("yes")});
    for (const std::size_t flood : {0U, 2U, 3U}) {
        CAPTURE(flood);
        CHECK(outcomes[flood].ending == Ending::flooded);
        CHECK(outcomes[flood].out.empty());
    }
    CHECK(outcomes[1].ending == Ending::exited);
    CHECK(outcomes[1].out == "fine\n");
}

TEST_CASE("of several outputs that are too much together the largest is given up") {
    const std::vector<Outcome> outcomes =
        run_commands({script("head -c 50M /dev/zero"), script("head -c 60M /dev/zero"), script("head -c 50M /dev/zero"),
                      script("head -c 50M /dev/zero"), script("head -c 50M /dev/zero"), script("head -c 10M /dev/zero")});
    std::size_t written = 0;
    std::size_t given_up = 0;
    for (const Outcome& one : outcomes) {
        written += one.out.size();
        given_up += one.ending == Ending::flooded_all ? 1 : 0;
    }
    CHECK(given_up == 1);
    CHECK(written <= most_full_outputs * (64U << 20U));
    CHECK(outcomes[5].out.size() == 10U << 20U);
}

TEST_CASE("output up to the limit is no flood, and a byte more is one") {
    Command command = script("head -c 4M /dev/zero");
    command.most_output = std::size_t{4} << 20U;
    CHECK(run(command).out.size() == command.most_output);
    --command.most_output;
    CHECK(run(command).ending == Ending::flooded);
}

TEST_CASE("of a flood on standard error the first 4 KiB are kept and the output is whole") {
    const Outcome outcome = run(script("head -c 3000000 /dev/zero | tr '\\0' e >&2; echo fine"));
    CHECK(outcome.ending == Ending::exited);
    CHECK(outcome.out == "fine\n");
    CHECK(outcome.err == std::string(4096, 'e'));
}

TEST_CASE("commands run side by side, in order, and one that hangs costs the others nothing") {
    std::vector<Command> commands(70, script("sleep 0.3; echo fine"));
    commands[3] = script("sleep 60", std::chrono::milliseconds(500));
    const auto begun = std::chrono::steady_clock::now();
    const std::vector<Outcome> outcomes = run_commands(commands);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(4));
    REQUIRE(outcomes.size() == 70);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
        CAPTURE(i);
        CHECK(outcomes[i].ending == (i == 3 ? Ending::timed_out : Ending::exited));
        CHECK(outcomes[i].out == (i == 3 ? "" : "fine\n"));
    }
}

TEST_CASE("no commands have no outcomes") { CHECK(run_commands({}).empty()); }

TEST_CASE("an exit status is right although the parent made us ignore SIGCHLD") {
    std::signal(SIGCHLD, SIG_IGN);
    const Outcome outcome = run(script("exit 3"));
    std::signal(SIGCHLD, SIG_DFL);
    CHECK(outcome.ending == Ending::exited);
    CHECK(outcome.number == 3);
}

TEST_CASE("what a command has started is killed when its Child goes before its end, as an exception makes it") {
    const TemporaryDirectory directory;
    const Command command = script("sleep 60 & echo $! >" + (directory / "pid.new") + "; mv " + (directory / "pid.new") + " " +
                                   (directory / "pid") + "; sleep 60");
    sigset_t mask;
    sigemptyset(&mask);
    {
        const Child child(command, mask);
        for (int tries = 0; tries < 500 && !std::filesystem::exists((directory / "pid")); ++tries) usleep(10'000);
        REQUIRE(is_alive("pid", directory));
    }
    CHECK(dies("pid", directory));
}

TEST_CASE("failure_of tells what went wrong in one line, and nothing of success") {
    Command command;
    command.argv = {"scontrol", "-M", "x\ny", "show", "lic"};
    command.limit = std::chrono::milliseconds(1500);
    const auto failure = [&command](Ending ending, int number, std::string err) {
        const std::optional<Diagnostic> found = failure_of(command, {ending, number, {}, std::move(err), 0});
        CHECK((!found || found->command == command.argv));
        return found ? to_sentence(*found) : "none";
    };
    CHECK(failure(Ending::exited, 0, "a warning") == "none");
    CHECK(failure(Ending::exited, 1, " one\r\n\n\ttwo\x1b[0m\n") == "scontrol -M x\\x0ay show lic: exit status 1: one; two[0m");
    CHECK(failure(Ending::exited, 1, std::string(3, '\0') + "\n\x01\n") == "scontrol -M x\\x0ay show lic: exit status 1");
    CHECK(failure(Ending::signalled, SIGKILL, "") == "scontrol -M x\\x0ay show lic: ended by signal 9 (Killed)");
    CHECK(failure(Ending::not_started, EACCES, "") == "scontrol -M x\\x0ay show lic: cannot be started: Permission denied");
    CHECK(failure(Ending::timed_out, 0, "") ==
          "scontrol -M x\\x0ay show lic: not done within 1500ms, killed with its process group");
    CHECK(failure(Ending::interrupted, 0, "") == "scontrol -M x\\x0ay show lic: killed, as slurmlic was told to end");
    CHECK(failure(Ending::flooded, 0, "") == "scontrol -M x\\x0ay show lic: killed, as it wrote more than 64 MiB");
    CHECK(failure(Ending::flooded_all, 0, "") ==
          "scontrol -M x\\x0ay show lic: killed, as all commands wrote more than 256 MiB together, and this one most");
}

TEST_CASE("of what a command wrote on standard error the first 500 bytes are repeated, cut between characters") {
    const Outcome outcome{Ending::exited, 1, {}, std::string(499, 'e') + "\u00fc\n", 0};
    CHECK(error_output_of(outcome) == std::string(499, 'e'));
    CHECK(error_output_of({Ending::exited, 1, {}, std::string(498, 'e') + "\u00fc\n", 0}) == std::string(498, 'e') + "\u00fc");
}

TEST_CASE("the output of a command that was killed is given back, however large it was") {
    const Outcome outcome = run(script("head -c 60M /dev/zero; sleep 60", std::chrono::seconds(2)));
    CHECK(outcome.ending == Ending::timed_out);
    CHECK(outcome.out.capacity() < 1000);
}
