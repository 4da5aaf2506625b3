#pragma once

// Who a license server means: its names for users, and Slurm's.
//
//  1 A domain is no part of a name: CORP\ann is ann, on both sides.
//  2 Then a name is what the settings say it is in Slurm ([users]); one with its domain may stand there, too, and goes first.
//  3 Compared is what is seen of a name (core/text/printable.hpp), ASCII letters without regard to case.

#include <map>
#include <string>
#include <string_view>

#include "core/seats/seats.hpp"

namespace slurmlic {

/// Rule 1: what stands behind the last backslash; the whole name where there is none, or nothing behind it.
std::string_view without_domain(std::string_view user);

class UserNames {
public:
    /// Notes that the license servers' `name` is Slurm's `slurm_name`; false where the name is known already.
    bool add(std::string_view name, std::string_view slurm_name);

    /// Slurm's name for a user of a license server: rules 1 to 3.
    [[nodiscard]] std::string of(std::string_view name) const;

    /// Gives every holder of a seat the name of `of`.
    void rename(SeatStatus& status) const;

private:
    std::map<std::string, std::string> by_name_;    // by match_key
};

}    // namespace slurmlic
