#include "core/os/input_text.hpp"

#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <new>
#include <utility>

#include "core/os/huge_pages.hpp"

namespace slurmlic {
namespace {

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
            const ssize_t got = read_again(fd_, into, size);
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

ssize_t read_again(int fd, char* into, std::size_t size) {
    for (;;) {
        const ssize_t got = read(fd, into, size);
        if (got >= 0 || errno != EINTR) return got;
    }
}

InputText& InputText::operator=(InputText&& other) noexcept {
    std::swap(bytes_, other.bytes_);
    std::swap(size_, other.size_);
    std::swap(capacity_, other.capacity_);
    return *this;
}

InputText::~InputText() { std::free(bytes_); }    // NOLINT(*-no-malloc,*-owning-memory)

void InputText::append(std::string_view piece) {
    if (piece.size() > capacity_ - size_) grow(std::max(size_ + piece.size(), capacity_ * 2));
    size_ += piece.copy(bytes_ + size_, piece.size());
}

void InputText::let_go_before(const char* rest) { let_go_huge_pages(bytes_, static_cast<std::size_t>(rest - bytes_)); }

void InputText::grow(std::size_t capacity) {
    void* const larger = reallocate_in_huge_pages(bytes_, capacity);
    if (larger == nullptr) throw std::bad_alloc();
    bytes_ = static_cast<char*>(larger);
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
    // A FIFO that lacks a writer looks like being at its end, and a device may have none.
    PatientReader reader(fd, patience, patience && !regular);
    for (;;) {
        if (size_ > most) return EFBIG;
        if (size_ >= capacity_) grow(std::min(std::max(first_guess, capacity_ * 2), most + 1));
        const ssize_t got = reader.read(bytes_ + size_, capacity_ - size_);
        if (got < 0) return errno;
        if (got == 0) return 0;
        size_ += static_cast<std::size_t>(got);
    }
}

}    // namespace slurmlic
