#include "core/os/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>

#include <fmt/format.h>

#include "core/text/duration.hpp"
#include "core/os/descriptor.hpp"
#include "core/os/errno_text.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
Result<InputText> read_input(const std::string& path, std::chrono::milliseconds patience, std::size_t most) {
    InputText text;
    if (path == "-") {
        if (const int wrong = text.read_from(STDIN_FILENO, most); wrong != 0) {
            return system_error("read", "standard input", wrong);
        }
        return text;
    }
    const Descriptor file(open(path.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));    // a FIFO must not hold us
    const int wrong = file.is_open() ? text.read_from(file.get(), most, patience) : errno;
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
    for (ssize_t size = 0; (size = read_again(file.get(), piece.data(), piece.size())) > 0;) {
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
