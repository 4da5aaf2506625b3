#include "core/os/child.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <utility>

namespace slurmlic {
namespace {

constexpr std::size_t most_error_output = 4096;

struct Pipe {
    Descriptor read;
    Descriptor write;
};

/// Only our end never waits: the child sees an ordinary pipe.
int make_pipe(Pipe& pipe) {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) return errno;
    pipe = {Descriptor(ends[0]), Descriptor(ends[1])};
    return fcntl(pipe.read.get(), F_SETFL, O_NONBLOCK) == 0 ? 0 : errno;
}

/// The environment with a command's changes, in the form that exec takes; the views into `entries` stay valid with it.
class Environment {
public:
    explicit Environment(const Command& command) {
        for (char** entry = environ; *entry != nullptr; ++entry) {
            const std::string_view text = *entry;
            const std::string_view name = text.substr(0, text.find('='));
            const auto changes = [name](const auto& change) { return change.first == name; };
            if (std::none_of(command.environment.begin(), command.environment.end(), changes)) entries_.emplace_back(text);
        }
        for (const auto& [name, value] : command.environment) {
            if (value) entries_.push_back(name + "=" + *value);
        }
    }
    std::vector<char*> pointers() { return pointers_to(entries_); }

    static std::vector<char*> pointers_to(std::vector<std::string>& texts) {
        std::vector<char*> pointers;
        pointers.reserve(texts.size() + 1);
        for (std::string& text : texts) pointers.push_back(text.data());
        pointers.push_back(nullptr);
        return pointers;
    }

private:
    std::vector<std::string> entries_;
};

/// posix_spawn with our three files and its own process group; the errno of exec, 0 when it runs.
int spawn(const Command& command, const sigset_t& mask, int out, int err, pid_t& pid) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, err, STDERR_FILENO);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setsigmask(&attributes, &mask);
    sigset_t back_to_default;
    sigemptyset(&back_to_default);
    sigaddset(&back_to_default, SIGPIPE);    // we ignore both, and systemd starts us with the first one ignored
    sigaddset(&back_to_default, SIGXFSZ);
    posix_spawnattr_setsigdefault(&attributes, &back_to_default);

    std::vector<std::string> words = command.argv;
    Environment environment(command);
    const std::vector<char*> argv = Environment::pointers_to(words);
    const std::vector<char*> envp = environment.pointers();
    const int wrong = posix_spawnp(&pid, argv[0], &files, &attributes, argv.data(), envp.data());
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return wrong;
}

}    // namespace

Child::Child(const Command& command, const sigset_t& mask) : command_(&command), deadline_(started_ + command.limit) {
    Pipe out;
    Pipe err;
    int wrong = make_pipe(out);
    if (wrong == 0) wrong = make_pipe(err);
    if (wrong == 0) wrong = spawn(command, mask, out.write.get(), err.write.get(), pid_);
    if (wrong == 0) {
        out_ = std::move(out.read);
        err_ = std::move(err.read);
    } else {
        finish(Ending::not_started, wrong);
    }
}

void Child::attend(Clock::time_point now) {
    if (finished_) return;
    read_out();
    read_err();
    if (!out_.is_open() && !err_.is_open()) {
        if (const auto status = exit_status()) {
            reap();
            return finish(status->first, status->second);
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
    outcome_.out = InputText();
    finish(why, 0);
}

void Child::finish(Ending ending, int number) {
    outcome_.ending = ending;
    outcome_.number = number;
    outcome_.seconds = std::chrono::duration<double>(Clock::now() - started_).count();
    finished_ = true;
}

namespace {

/// Hands what the pipe holds to `keep`, at most 1 MiB of it so that a flood can't hold up the others.
template <class Keep>
void drain(Descriptor& pipe, Keep keep) {
    std::array<char, std::size_t{64} * 1024> piece;    // NOLINT(*-member-init): read fills it
    for (int pieces = 0; pieces < 16 && pipe.is_open(); ++pieces) {
        const ssize_t size = read(pipe.get(), piece.data(), piece.size());
        if (size > 0) {
            keep(std::string_view(piece.data(), static_cast<std::size_t>(size)));
        } else if (size == 0 || (errno != EAGAIN && errno != EINTR)) {
            pipe.close();
        } else if (errno == EAGAIN) {
            return;
        }
    }
}

}    // namespace

void Child::read_out() {
    drain(out_, [this](std::string_view piece) { outcome_.out.append(piece); });
}

void Child::read_err() {
    drain(err_, [this](std::string_view piece) {
        outcome_.err += piece.substr(0, most_error_output - std::min(most_error_output, outcome_.err.size()));
    });
}

std::optional<std::pair<Ending, int>> Child::exit_status() const {
    siginfo_t info{};
    if (waitid(P_PID, static_cast<id_t>(pid_), &info, WEXITED | WNOHANG | WNOWAIT) != 0 || info.si_pid == 0)
        return std::nullopt;
    return std::pair(info.si_code == CLD_EXITED ? Ending::exited : Ending::signalled, info.si_status);
}

void Child::reap() const {
    // Killed, it goes at once, unless the kernel holds it (a dead NFS server): then it is left to init, not waited for.
    for (int tries = 0; tries < 500; ++tries) {
        if (waitpid(pid_, nullptr, WNOHANG) != 0) return;
        usleep(1000);
    }
}

}    // namespace slurmlic
