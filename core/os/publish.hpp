#pragma once

#include <string>
#include <string_view>

#include "core/text/pieces.hpp"
#include "core/text/result.hpp"

namespace slurmlic {

/// Makes `path` the text that is given, whole or not at all: a temporary file in the same directory (".NAME.slurmlic-abc123",
/// which node_exporter does not read), mode 0644, synced to disk, then renamed over `path`. Where `path` is a symlink, the link
/// is replaced. Every failure leaves the old file as it was and no temporary one. Temporary files that killed runs left are
/// removed; those of runs that are still at work are held by a lock and stay.
Result<void> publish_file(const std::string& path, const GivePieces& give_text);

/// Writes the text to standard output.
Result<void> print(std::string_view text);

}    // namespace slurmlic
