#pragma once

// One record of `scontrol show lic`: rules 7 to 10 of core/slurm/scontrol.hpp.

#include <cstdint>
#include <optional>
#include <string_view>

#include "core/slurm/license.hpp"
#include "core/text/diagnostic.hpp"
#include "core/text/local_time.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// The name of the field of a word such as "Total=40"; empty for a word that is no field that slurmlic knows.
std::string_view field_name(std::string_view word);

/// Fills one License from the lines of its record.
class RecordReader {
public:
    /// All of them outlive it; `spans` may be null.
    RecordReader(License& license, const ToEpoch& to_epoch, Spans* spans)
        : license_(license), to_epoch_(to_epoch), spans_(spans) {}

    /// Reads every field of line `number` of the text; after a wrong one it reads no more.
    void read(std::string_view line, std::uint32_t number);

    /// Why the record can't be used: a wrong or repeated field, or a required one that is missing.
    [[nodiscard]] std::optional<Diagnostic> problem() const;

    /// Why LastUpdate was left out of a record that is otherwise good.
    [[nodiscard]] const std::optional<Diagnostic>& update_problem() const { return update_problem_; }

    /// Whether the last word read would look different had the text been cut within it: "Remote=no" ends by itself,
    /// "Free=5" may have been "Free=50" (rule 11).
    [[nodiscard]] bool ends_by_itself() const;

private:
    License& license_;
    const ToEpoch& to_epoch_;
    Spans* spans_;
    std::uint32_t seen_ = 0;    // a bit for each field of the table
    std::string_view last_word_;
    std::optional<Diagnostic> problem_;
    std::optional<Diagnostic> update_problem_;
};

}    // namespace slurmlic
