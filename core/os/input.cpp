#include "core/os/input.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fmt/format.h>

#include "core/duration.hpp"
#include "core/os/descriptor.hpp"
#include "core/os/errno_text.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_input = std::size_t{4} << 30U;

/// read(), again where a signal came in between.
ssize_t read_some(int fd, char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = read(fd, into, size);
        if (got >= 0 || errno != EINTR) return got;
    }
}

/// Reads from what may have nothing to read yet; without patience it waits as long as it takes.
class PatientReader {
public:
    PatientReader(int fd, std::optional<std::chrono::milliseconds> patience, bool must_wait) : fd_(fd), must_wait_(must_wait) {
        if (patience) end_ = Clock::now() + *patience;
    }

    /// As read(); the errno is ETIMEDOUT when patience is at its end.
    ssize_t read(char* into, std::size_t size) {
        for (;;) {
            if (must_wait_ && !wait()) return -1;
            const ssize_t got = read_some(fd_, into, size);
            if (got >= 0 || errno != EAGAIN) return got;
            must_wait_ = true;
        }
    }

private:
    using Clock = std::chrono::steady_clock;

    /// Whether it is worth to read; else errno says why not.
    [[nodiscard]] bool wait() const {
        for (;;) {
            const int left = milliseconds_left();
            pollfd ready{fd_, POLLIN, 0};
            const int found = left == 0 ? 0 : poll(&ready, 1, left);
            if (found == 0) errno = ETIMEDOUT;
            if (found >= 0 || errno != EINTR) return found > 0;
        }
    }

    [[nodiscard]] int milliseconds_left() const {
        if (!end_) return -1;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*end_ - Clock::now());
        return static_cast<int>(std::max<std::int64_t>(left.count(), 0));
    }

    int fd_;
    bool must_wait_;
    std::optional<Clock::time_point> end_;
};

}    // namespace

InputText::InputText(std::string_view copied) : InputText() {
    grow(copied.size());
    size_ = copied.copy(bytes_, copied.size());    // NOLINT(*-prefer-member-initializer): there is room only now
}

InputText::InputText(InputText&& other) noexcept
    : memory_(other.memory_),
      bytes_(std::exchange(other.bytes_, nullptr)),
      size_(std::exchange(other.size_, 0)),
      capacity_(std::exchange(other.capacity_, 0)) {}

InputText& InputText::operator=(InputText&& other) noexcept {
    if (this != &other) {
        release();
        memory_ = other.memory_;
        bytes_ = std::exchange(other.bytes_, nullptr);
        size_ = std::exchange(other.size_, 0);
        capacity_ = std::exchange(other.capacity_, 0);
    }
    return *this;
}

void InputText::release() {
    if (bytes_ != nullptr) memory_->deallocate(bytes_, capacity_, 1);
}

void InputText::grow(std::size_t capacity) {
    auto* const larger = static_cast<char*>(memory_->allocate(capacity, 1));
    std::copy(bytes_, bytes_ + size_, larger);
    release();
    bytes_ = larger;
    capacity_ = capacity;
}

int InputText::read_from(int fd, std::size_t most, std::optional<std::chrono::milliseconds> patience) {
    struct stat file {};
    const bool regular = fstat(fd, &file) == 0 && S_ISREG(file.st_mode);
    const off_t ahead = regular ? std::max<off_t>(file.st_size - lseek(fd, 0, SEEK_CUR), 0) : 0;
    if (static_cast<std::size_t>(ahead) > most) return EFBIG;
    // Never mapped: whoever writes a file anew cuts it first, and pages that are gone end us by SIGBUS. One byte more than is
    // ahead, so that its end is met without growing.
    const std::size_t first_guess = regular ? static_cast<std::size_t>(ahead) + 1 : std::size_t{64} * 1024;
    const bool may_lack_a_writer = patience && S_ISFIFO(file.st_mode);    // which looks like being at its end
    PatientReader reader(fd, regular ? std::nullopt : patience, may_lack_a_writer);
    for (;;) {
        if (size_ > most) return EFBIG;
        if (size_ >= capacity_) grow(std::min(std::max(first_guess, capacity_ * 2), most + 1));
        const ssize_t got = reader.read(bytes_ + size_, capacity_ - size_);
        if (got < 0) return errno;
        if (got == 0) return 0;
        size_ += static_cast<std::size_t>(got);
    }
}

Result<InputText> read_input(const std::string& path, std::pmr::memory_resource* memory, std::chrono::milliseconds patience) {
    InputText text(memory);
    if (path == "-") {
        if (const int wrong = text.read_from(STDIN_FILENO, most_input); wrong != 0) {
            return system_error("read", "standard input", wrong);
        }
        return text;
    }
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));    // a FIFO must not hold us
    const int wrong = file.is_open() ? text.read_from(file.get(), most_input, patience) : errno;
    if (wrong == ETIMEDOUT) {
        return unexpected(fmt::format("cannot read {}: not at its end within {}, does anybody write to it?",
                                      printable_utf8(path), duration_text(patience)));
    }
    if (wrong != 0) return system_error("read", path, wrong);
    return text;
}

std::string lines_beginning_with(std::string_view prefix, const std::string& path) {
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));    // a FIFO of that name must not hold us
    struct stat what {};
    if (!file.is_open() || fstat(file.get(), &what) != 0 || !S_ISREG(what.st_mode)) return {};
    constexpr std::size_t longest_line = 4096;    // what is sought is short; longer lines are passed over in pieces
    std::string found;
    std::string held;
    std::array<char, std::size_t{64} * 1024> piece;    // NOLINT(*-member-init): read fills it
    for (ssize_t size = 0; (size = read_some(file.get(), piece.data(), piece.size())) > 0;) {
        held.append(piece.data(), static_cast<std::size_t>(size));
        std::string_view rest = held;
        while (rest.find('\n') != std::string_view::npos) {
            const std::string_view line = take_until(rest, '\n');
            if (line.starts_with(prefix)) found.append(line).append("\n");
        }
        held = rest.size() > longest_line ? std::string() : std::string(rest);
    }
    return found;
}

}    // namespace slurmlic
