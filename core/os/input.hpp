#pragma once

#include <cstddef>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.hpp"

namespace slurmlic {

/// A text read in one go, which is not copied, nor zeroed first as a std::string would be.
class InputText {
public:
    InputText() = default;
    explicit InputText(std::string_view copied);

    [[nodiscard]] std::string_view view() const { return {bytes_.get(), size_}; }

    /// Reads all of an open file or pipe; the errno of what failed, 0 for success. EFBIG past `most` bytes.
    int read_from(int fd, std::size_t most);

private:
    struct Free {
        void operator()(char* bytes) const { std::free(bytes); }    // NOLINT(*-no-malloc): realloc below
    };

    int grow(std::size_t capacity);

    std::unique_ptr<char, Free> bytes_;
    std::size_t size_ = 0;
    std::size_t capacity_ = 0;
};

/// Reads the whole file, or standard input for "-"; at most 4 GiB.
Result<InputText> read_input(const std::string& path);

/// The lines of a regular file that begin with `prefix`; empty where there is no such file, or it can't be read. For
/// looking into the file of an earlier run, which may be large, or anything at all.
std::string lines_beginning_with(std::string_view prefix, const std::string& path);

}    // namespace slurmlic
