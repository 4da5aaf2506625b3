#include "core/os/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>

namespace slurmlic {
namespace {

constexpr std::size_t piece_size = std::size_t{64} * 1024;
constexpr std::size_t most_pieces = 16;    // read at a time, so that a flood can't hold up the others
constexpr std::size_t most_error_output = 4096;

/// The errno of what failed. Only our end never waits: the child sees an ordinary pipe.
int make_pipe(Descriptor& our_end, Descriptor& child_end) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    our_end = Descriptor(ends[0]);
    child_end = Descriptor(ends[1]);
    return fcntl(our_end.get(), F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
}

/// Our environment with the command's changes.
std::vector<std::string> environment_for(const Command& command) {
    std::vector<std::string> entries;
    for (char** entry = environ; *entry != nullptr; ++entry) {
        const std::string_view text = *entry;
        const auto is_it = [name = text.substr(0, text.find('='))](const auto& change) { return change.first == name; };
        if (std::ranges::none_of(command.environment, is_it)) entries.emplace_back(text);
    }
    for (const auto& [name, value] : command.environment) {
        if (value) entries.push_back(name + "=" + *value);
    }
    return entries;
}

/// In the form that exec takes; valid as long as the texts.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    pointers.reserve(texts.size() + 1);
    for (std::string& text : texts) pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// posix_spawn with our three files, and a session of its own: a process group to be killed, and no terminal to type into; the
/// errno of exec, 0 when it runs.
int spawn(const Command& command, const sigset_t& mask, int out, int err, pid_t& pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setsigmask(&attributes, &mask);
    sigset_t back_to_default;
    sigemptyset(&back_to_default);
    sigaddset(&back_to_default, SIGPIPE);    // we ignore both, and systemd starts us with the first one ignored
    sigaddset(&back_to_default, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &back_to_default);

    std::vector<std::string> words = command.argv;
    std::vector<std::string> environment = environment_for(command);
    const std::vector<char*> argv = pointers_to(words);
    const int wrong = posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(), pointers_to(environment).data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return wrong;
}

/// Adds what the pipe holds to the text, up to `most_kept` bytes in all, and closes the pipe at its end. Whether all of it had
/// room.
bool drain(Descriptor& pipe, std::string& text, std::size_t most_kept) {
    bool has_room = true;
    std::array<char, piece_size> piece;    // NOLINT(*-member-init): read fills it
    for (std::size_t pieces = 0; pieces < most_pieces && pipe.is_open(); ++pieces) {
        const ssize_t size = read(pipe.get(), piece.data(), piece.size());
        if (size > 0) {
            const std::size_t kept = std::min(static_cast<std::size_t>(size), most_kept - text.size());
            text.append(piece.data(), kept);
            has_room = has_room && kept == static_cast<std::size_t>(size);
        } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
            pipe.close();
        } else if (errno == EAGAIN) {
            break;
        }
    }
    return has_room;
}

}    // namespace

Child::Child(const Command& command, const sigset_t& mask)
    : most_output_(command.most_output), deadline_(started_ + command.limit) {
    Descriptor out;
    Descriptor err;
    int wrong = make_pipe(out_, out);
    if (wrong == 0) wrong = make_pipe(err_, err);
    if (wrong == 0) wrong = spawn(command, mask, out.get(), err.get(), pid_);
    if (wrong != 0) finish(Ending::not_started, wrong);
}

void Child::update(Clock::time_point now) {
    if (finished_) return;
    const bool has_room = drain(out_, outcome_.out, most_output_);
    drain(err_, outcome_.err, most_error_output);    // of which the front is enough
    if (!has_room) return kill_group(Ending::flooded);
    if (!out_.is_open() && !err_.is_open()) {
        siginfo_t end{};    // without reaping it: its process group can't be another's yet
        if (waitid(P_PID, static_cast<id_t>(pid_), &end, WEXITED | WNOHANG | WNOWAIT) == 0 && end.si_pid != 0) {
            reap();
            return finish(end.si_code == CLD_EXITED ? Ending::exited : Ending::signalled, end.si_status);
        }
    }
    if (now >= deadline_) kill_group(Ending::timed_out);
}

void Child::kill_group(Ending why) {
    if (finished_) return;
    kill(-pid_, SIGKILL);
    reap();
    out_.close();
    err_.close();
    std::string().swap(outcome_.out);    // clear() would keep the memory
    finish(why, 0);
}

void Child::finish(Ending ending, int number) {
    outcome_.ending = ending;
    outcome_.number = number;
    outcome_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    finished_ = true;
}

void Child::reap() const {
    // Killed, it goes at once, unless the kernel holds it (a dead NFS server): then it is left to init, not waited for.
    for (int tries = 0; tries < 500; ++tries) {
        if (waitpid(pid_, nullptr, WNOHANG) != 0) return;
        usleep(1000);
    }
}

}    // namespace slurmlic
