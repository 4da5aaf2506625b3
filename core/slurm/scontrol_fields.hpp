#pragma once

// The fields of one `scontrol show lic` record: rules 7 to 10 of core/scontrol.hpp.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "core/metrics/report.hpp"
#include "core/slurm/scontrol.hpp"

namespace slurmlic {

enum class FieldKey : std::uint8_t {
    total,
    used,
    free,
    reserved,
    remote,
    last_consumed,
    last_deficit,
    last_update,
    nodes,
    mode,
    unknown,
};

/// Which fields a record has had so far.
class FieldSet {
public:
    void insert(FieldKey key) { bits_ |= bit(key); }
    [[nodiscard]] bool contains(FieldKey key) const { return (bits_ & bit(key)) != 0; }

private:
    static unsigned bit(FieldKey key) { return key == FieldKey::unknown ? 0U : 1U << static_cast<unsigned>(key); }

    unsigned bits_ = 0;
};

/// The key of a word such as "Total=40"; unknown also for a word without "=".
FieldKey field_key(std::string_view word);

/// What is wrong in a record, and on which line.
struct FieldProblem {
    std::uint32_t line;
    std::string what;
};

/// Fills one License from the lines of its record.
class FieldReader {
public:
    FieldReader(License& license, const ToEpoch& to_epoch) : license_(license), to_epoch_(to_epoch) {}

    /// Reads every field of line `number` of the source; after a wrong one it reads no more.
    void read(std::string_view line, std::uint32_t number);

    /// Why the record can't be used: a wrong or repeated field, or a required one that is missing.
    [[nodiscard]] std::optional<FieldProblem> problem() const;

    /// Why LastUpdate was left out of a record that is otherwise good.
    [[nodiscard]] const std::optional<FieldProblem>& update_problem() const { return update_problem_; }

    /// Whether the last word read would look different had the text been cut within it: "Remote=no" ends by itself,
    /// "Free=5" may have been "Free=50" (rule 11).
    [[nodiscard]] bool ends_by_itself() const;

private:
    /// Takes Total, Used, Free, Reserved and a last Remote off the front of the line where they stand as every Slurm prints
    /// them; what is in any other order or form is left for the general way. Most of the time of a large listing is spent here.
    void read_plain_fields(std::string_view& line);
    template <FieldKey key>
    bool read_plain_count(std::string_view& line, std::int64_t& count);
    [[nodiscard]] FieldProblem here(std::string what) const { return {line_, std::move(what)}; }
    void read_field(FieldKey key, std::string_view name, std::string_view value);
    void read_update(std::string_view value);
    LicenseDetails& details();

    License& license_;
    const ToEpoch& to_epoch_;
    FieldSet seen_;
    std::string_view last_word_;
    std::uint32_t line_ = 0;
    std::optional<FieldProblem> problem_;
    std::optional<FieldProblem> update_problem_;
};

}    // namespace slurmlic
