#pragma once

// What DSLicSrv says of the servers that it asks: rules 3, 4, 16, 18 and 19 of core/seats/dsls/dsls.hpp.

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/seats/seats.hpp"
#include "core/text/spans.hpp"

namespace slurmlic {

/// A line, and whether something follows it: else the text ends in it.
struct DslsLine {
    std::string_view text;    // trimmed, without prompts
    std::size_t number = 0;
    bool is_whole = true;
};

/// Whether the line tells of a failure.
bool is_dsls_failure(std::string_view line);

/// Gathers what lines say of servers.
class DslsServers {
public:
    enum class Read : std::uint8_t { none, all, too_many };

    /// None where the line has no facts.
    Read read_facts(const DslsLine& line, Spans* spans);
    /// Of a line that tells of a failure.
    Read read_failure(const DslsLine& line, Spans* spans);
    /// Of a line that nobody knows: why there is no table may be in it.
    void read_unknown(const DslsLine& line);
    /// A table follows; false where one of the same server was there already.
    bool begin_table();

    /// Whether something was said that tells if a server is up.
    [[nodiscard]] bool tells_state() const { return tells_state_ || failure_line_ != 0; }

    /// The servers, whether one is up, and why one is not.
    void join(SeatStatus& status) const;

private:
    enum class Fact : std::uint8_t { version, build_date, ready, name, names, id, ids };
    static constexpr std::size_t facts = 7;

    /// What is said of the server that answered.
    struct Connection {
        std::array<std::optional<std::string_view>, facts> told{};
        std::string_view host;    // empty where it can't be told
        std::string_view version;
        std::optional<bool> ready;
        std::string_view words;    // that say so
        std::size_t line = 0;      // of them
        bool has_table = false;
        DslsLine unknown{};    // the last one that nobody knows, where a table is missing
    };
    /// One that could not be reached.
    struct Failed {
        std::string_view host;
        std::string_view port;
        std::string_view words;
    };
    struct NamedFact;

    static std::optional<Fact> fact_of(std::string_view name);
    static std::optional<NamedFact> take_fact(std::string_view& rest);
    static std::size_t name_at_end(std::string_view text);
    bool read_fact(const NamedFact& fact, std::size_t line, bool is_whole, Spans* spans);
    void read_ready(const NamedFact& fact, std::size_t line, bool is_whole);
    void read_names(const NamedFact& fact, bool is_whole, Spans* spans);
    static bool may_be_one(const Connection& one, const Connection& other);
    static Diagnostic missing_table(const Connection& connection);
    [[nodiscard]] bool is_full() const;
    [[nodiscard]] std::optional<Diagnostic> failure_of() const;
    [[nodiscard]] std::vector<Server> servers_as_told() const;

    std::vector<Connection> connections_;
    std::vector<Failed> failed_;
    std::string_view failure_;    // the first one
    std::size_t failure_line_ = 0;
    bool tells_state_ = false;
};

}    // namespace slurmlic
