#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/text/diagnostic.hpp"

namespace slurmlic {

/// Shell patterns, put together once to be compared with many names. A pattern is compared with the whole name, byte by byte,
/// ASCII letters without regard to case: Slurm lower-cases the names of remote licenses.
///
///   *  any bytes, also none      ?  any one byte      [a-z_]  one of these bytes      [!a-z]  [^a-z]  one of the others
///   \  the next byte means itself, also in []. A "[" that no "]" closes means itself.
///
/// All patterns are followed at once while a name is read, so no name and no pattern makes it go back: it takes the bytes of
/// the name, times the characters of all patterns with a wildcard, 64 of these at once. The other patterns are looked up.
class Globs {
public:
    explicit Globs(const std::vector<std::string>& patterns);

    /// Whether one of the patterns matches the name.
    [[nodiscard]] bool match(std::string_view name) const;

private:
    using Bits = std::vector<std::uint64_t>;    // one for each place in a pattern: in front of a character, or at its end

    std::vector<std::string> names_;    // patterns without a wildcard, in lower case and sorted
    std::size_t words_ = 0;
    Bits starts_;
    Bits ends_;
    Bits stays_;      // behind a "*": whatever is read, this place is kept
    Bits accepts_;    // for each byte in turn: the places whose character it is
};

/// What stands in patterns of a list that have a wildcard, in bytes: more than this would make many names slow.
inline constexpr std::size_t most_wildcard_bytes = 2000;

/// Those bytes.
std::size_t wildcard_bytes(const std::vector<std::string>& patterns);

/// That a list has more than that; `key` is the setting or the option. Nothing where it has not.
std::optional<Diagnostic> too_many_wildcards(const std::vector<std::string>& patterns, std::string key);

}    // namespace slurmlic
