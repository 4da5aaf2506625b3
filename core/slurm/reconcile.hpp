#pragma once

// From what the sources say to what is published. Every rule for things that do not fit together stands here, once:
//  1 A license that no --include names, or that an --exclude names, is left out, without a word.
//  2 Two records of one identity (name and nodes; Slurm lets a local and a remote license share a name): the first in
//    the text is kept, the others are skipped lines.
//  3 A name that is not printable UTF-8 is made so. Where that makes it equal to another name, it gets " (2)", " (3)", ...
//    behind it, in the order of the raw bytes, so that two licenses stay two series. The same holds for the nodes of
//    records that share a name.
//  4 The licenses of a cluster stand in the order of their label values: name, then nodes.

#include <cstddef>
#include <limits>
#include <string>

#include "core/slurm/license.hpp"
#include "core/text/name_filter.hpp"

namespace slurmlic {

/// Applies rules 1 to 4 to one listing; what rule 2 leaves out is added to listing.skipped. More than `most_licenses` are too
/// many to be published: then rules 3 and 4 are left undone.
ClusterLicenses reconcile(LicenseListing& listing, const NameFilter& filter, std::string cluster,
                          std::size_t most_licenses = std::numeric_limits<std::size_t>::max());

}    // namespace slurmlic
