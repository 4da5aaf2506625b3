#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "core/seats/flexlm/lmstat_output.hpp"
#include "core/seats/seats.hpp"
#include "core/text/name_labels.hpp"

namespace slurmlic {

/// The reserved seats of a feature: rule 15 of lmstat.hpp.
std::int64_t reserved(const FeatureEntry& one);

/// Adds up features that have one name and vendor.
class FeatureSums {
public:
    /// `holders` are those of LmstatOutput, and outlive this.
    explicit FeatureSums(const std::deque<Holder>& holders)
        : holders_(holders),
          user_labels_(holders, [](const Holder& one) { return one.user; }),
          host_labels_(holders, [](const Holder& one) { return one.host; }) {}

    /// All but the name and the vendor.
    [[nodiscard]] Feature of(const FeatureEntries& entries) const;

private:
    /// One for each user and host.
    [[nodiscard]] std::vector<Checkout> holders_of(const FeatureEntries& entries) const;

    /// In the order of the text.
    [[nodiscard]] std::vector<Waiter> queue_of(const FeatureEntries& entries) const;

    const std::deque<Holder>& holders_;
    UserLabels user_labels_;
    NameLabels host_labels_;
};

}    // namespace slurmlic
