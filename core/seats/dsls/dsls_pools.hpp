#pragma once

// The pools of the table, and who uses them: rules 5, 6, 8, 10, 13, 15, 17 and 19 of core/seats/dsls/dsls.hpp.

#include <array>
#include <cstddef>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/dsls/dsls_servers.hpp"
#include "core/seats/dsls/dsls_table.hpp"
#include "core/seats/pools.hpp"
#include "core/text/diagnostic.hpp"

namespace slurmlic {

inline constexpr std::string_view dsls_row = "a row of getLicenseUsage -csv";

/// Counts a skipped line; most are not kept, and nothing need be said of them.
void skip_dsls(SkippedLines& skipped, std::size_t line, std::string_view expected, std::string_view got);

class DslsPools {
public:
    /// The servers are told of each table, and skipped lines are added to that list; both have to outlive it.
    DslsPools(DslsServers& servers, SkippedLines& skipped, Spans* spans)
        : servers_(servers), skipped_(skipped), spans_(spans) {}

    /// False where the line is neither a head nor a row.
    bool read(const DslsLine& line);

    [[nodiscard]] bool has_head() const { return head_.has_value(); }

    /// As PoolList says it.
    [[nodiscard]] std::optional<Diagnostic> too_long() const { return pools_.too_long(); }

    /// The features.
    void join(SeatStatus& status) &&;

private:
    using PoolKey = std::array<std::string_view, dsls_pool_columns>;

    void begin_table(DslsHead head, const DslsLine& line);
    void read_row(const DslsRow& row, const DslsLine& line);
    [[nodiscard]] static std::optional<PoolKey> key_of(const DslsRow& row);
    void skip_pool(const DslsRow& row, const DslsLine& line);
    std::size_t pool_of(const PoolKey& key, const DslsRow& row, const DslsLine& line);
    Pool new_pool(const DslsRow& row, const DslsLine& line);
    void read_use(std::size_t place, const DslsRow& row, const DslsLine& line);
    bool is_new_use(std::size_t place, const DslsRow& row);
    void check_tokens(std::size_t place, std::vector<Diagnostic>& mismatches);
    std::string_view unquoted(const DslsRow& row, DslsColumn column);
    void skip(const DslsLine& line, std::string_view expected, std::string_view got) {
        skip_dsls(skipped_, line.number, expected, got);
    }

    /// Users without regard to case.
    struct Use {
        std::size_t pool = 0;
        std::string_view user;
        std::string_view id;

        bool operator<(const Use& other) const;
    };

    DslsServers& servers_;
    SkippedLines& skipped_;
    Spans* spans_;
    DslsFields fields_;    // of the line
    std::optional<DslsHead> head_;
    bool is_counted_ = false;    // the table
    PoolList pools_;
    std::vector<std::int64_t> tokens_;         // of all uses of each pool; it may be shorter
    std::map<PoolKey, std::size_t> places_;    // in pools_, of those of the table that have uses
    PoolKey last_key_{};
    std::size_t last_place_ = 0;
    std::string_view last_feature_;
    std::set<Use> uses_;                        // of those without Tokens
    std::vector<std::string_view> doubtful_;    // features
    std::deque<std::string> unquoted_;
};

}    // namespace slurmlic
