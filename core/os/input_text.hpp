#pragma once

#include <sys/types.h>

#include <chrono>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>

namespace slurmlic {

/// The bytes of a file or of a command's output. They are not zeroed first, as those of a std::string would be, and a large
/// text grows without being copied, so that it never takes its memory twice.
class InputText {
public:
    InputText() = default;
    explicit InputText(std::string_view copied) { append(copied); }
    InputText(InputText&& other) noexcept { *this = std::move(other); }
    InputText& operator=(InputText&& other) noexcept;
    InputText(const InputText&) = delete;
    InputText& operator=(const InputText&) = delete;
    ~InputText();

    [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }

    void append(std::string_view piece);

    /// Gives the memory of what is in front of `rest`, a place within the text, back to the system, as far as it is whole
    /// pages; the text there reads as zeros from then on.
    void let_go_before(const char* rest);

    /// Reads all of an open file or pipe; the errno of what failed, EFBIG past `most` bytes, ETIMEDOUT when something that is
    /// no plain file is not at its end within `patience` (none: as long as it takes), 0 for success.
    int read_from(int fd, std::size_t most, std::optional<std::chrono::milliseconds> patience = {});

private:
    void grow(std::size_t capacity);

    char* bytes_ = nullptr;    // of reallocate_in_huge_pages
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// read(), again where a signal came in between.
ssize_t read_again(int fd, char* into, std::size_t size);

}    // namespace slurmlic
