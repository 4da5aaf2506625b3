#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "core/text/result.hpp"
#include "core/text/sink.hpp"

namespace slurmlic {

/// Writes a text to the sink it is given, piece by piece; false when the sink refused one.
using Producer = std::function<bool(const Sink&)>;

/// Makes `path` the produced text, whole or not at all: a temporary file in the same directory (".NAME.slurmlic-abc123", which
/// node_exporter does not read), mode 0644, synced to disk, then renamed over `path`. Where `path` is a symlink, the link is
/// replaced. Every failure leaves the old file as it was and no temporary one. Temporary files that killed runs left are
/// removed; those of runs that are still at work are held by a lock and stay.
Result<void> publish_file(const std::string& path, const Producer& produce);

/// Tries what publish_file does, with a file that nobody reads (".slurmlic-doctor" and a temporary name for it), and leaves
/// nothing behind: creates it, writes, syncs, renames it, and removes it.
Result<void> try_directory(const std::string& directory);

/// Writes the produced text to standard output.
Result<void> publish_stdout(const Producer& produce);

}    // namespace slurmlic
