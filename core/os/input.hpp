#pragma once

#include <chrono>
#include <cstddef>
#include <memory_resource>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace slurmlic {

/// How long a pipe that is named by its path may take.
constexpr std::chrono::milliseconds usual_patience{20'000};

/// A text read in one go; its bytes are not zeroed first, as those of a std::string would be.
class InputText {
public:
    explicit InputText(std::pmr::memory_resource* memory = std::pmr::get_default_resource()) : memory_(memory) {}
    explicit InputText(std::string_view copied);
    InputText(InputText&& other) noexcept;
    InputText& operator=(InputText&& other) noexcept;
    InputText(const InputText&) = delete;
    InputText& operator=(const InputText&) = delete;
    ~InputText() { release(); }

    [[nodiscard]] std::string_view view() const { return {bytes_, size_}; }

    /// Reads all of an open file or pipe; the errno of what failed, EFBIG past `most` bytes, ETIMEDOUT when something that has
    /// to be waited for is not at its end within `patience` (none: as long as it takes), 0 for success.
    int read_from(int fd, std::size_t most, std::optional<std::chrono::milliseconds> patience = {});

private:
    void grow(std::size_t capacity);
    void release();

    std::pmr::memory_resource* memory_;
    char* bytes_ = nullptr;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// Reads the whole file, or standard input for "-"; at most 4 GiB. A FIFO that nobody writes to, or not to the end, costs
/// `patience` and is an Error; standard input may take its time.
Result<InputText> read_input(const std::string& path, std::pmr::memory_resource* memory = std::pmr::get_default_resource(),
                             std::chrono::milliseconds patience = usual_patience);

/// The lines of a regular file that begin with `prefix`; empty where there is no such file, or it can't be read. For
/// looking into the file of an earlier run, which may be large, or anything at all.
std::string lines_beginning_with(std::string_view prefix, const std::string& path);

}    // namespace slurmlic
