#pragma once

// What `lmstat -a` prints, before it is joined: names are views of the text, features stand as often as they were printed.

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/seats/flexlm/lmstat_expiry.hpp"
#include "core/seats/flexlm/lmstat_lines.hpp"
#include "core/seats/seats.hpp"
#include "core/text/local_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {

/// How many servers, and how many daemons and status lines, are read of one text: no site has as many, and they are a few bytes
/// that take a hundred times their size. Further ones are skipped lines.
inline constexpr std::size_t most_servers = 1'000;

/// Finds servers by name. Two names are of one host where they are equal but for the case of letters, or one is the first
/// labels of the other: lic1 and LIC1.example.com.
class ServersByName {
public:
    /// The next server has this name.
    void add(std::string_view host);

    /// The place of the first server of that name that has no line yet, else of the first one (two ports of one host); npos
    /// where there is none.
    std::size_t find(std::string_view host, const std::vector<ServerEntry>& servers);

private:
    struct Places {
        std::vector<std::size_t> all;
        std::size_t with_line = 0;    // how many of them, from the front, are known to have one
    };
    using ByName = std::map<std::string, Places>;    // by match_key

    std::size_t size_ = 0;
    ByName by_name_;
    ByName by_first_labels_;    // the first ones of a name, the whole name too
};

/// What follows one "License server status:", or a text that has none.
struct ServerSystem {
    std::size_t line = 1;    // of its status line
    std::vector<ServerEntry> servers;
    ServersByName by_name;
    std::vector<DaemonEntry> daemons;
    std::string_view error;    // of FlexLM, if the whole system does not answer
    std::size_t error_line = 0;
    bool has_features = false;
    std::optional<Diagnostic> failure;    // why it does not serve; known when all of its lines are read
};

/// Whether the next skipped line is kept, or counted alone: then nothing need be said of it.
inline bool keeps_next(const SkippedLines& skipped) { return skipped.count() == skipped.first().size(); }

/// The seats of one checkout or of one place in the queue.
struct Holder {
    std::string_view user;
    std::string_view host;
    std::int64_t seats = 0;
    std::int64_t borrowed_for = 0;    // seconds; 0: they are not borrowed
    std::optional<LocalMinutes> started = {};
    bool waits = false;    // in the queue
};

/// Orders texts by what their lines say: blank lines, and blanks around a line, mean nothing.
struct ByLines {
    bool operator()(std::string_view a, std::string_view b) const {
        for (;;) {
            const std::string_view one = take_line_with_text(a);
            const std::string_view other = take_line_with_text(b);
            if (one.empty() || one != other) return one < other;
        }
    }

private:
    /// Takes the first line that is not blank, trimmed; empty at the end.
    static std::string_view take_line_with_text(std::string_view& text) {
        while (const std::optional<std::string_view> line = take_line(text)) {
            if (const std::string_view trimmed = trim(*line); !trimmed.empty()) return trimmed;
        }
        return {};
    }
};

/// The features that stand together behind one daemon line or several.
struct FeatureList {
    std::size_t system = 0;         // its place in LmstatOutput
    std::string_view daemon;        // the last one named in front of the list
    bool daemon_is_sure = false;    // it is the only one named there
    std::string_view text;          // its lines, from the first feature to the last detail
    bool is_reprinted = false;      // as another list, line by line
    bool is_reprint = false;        // of an earlier one
};

/// One "Users of" line and its details, or a pool that names nobody. It is small, since there may be as many as lines.
struct FeatureEntry {
    std::string_view name;
    std::string_view vendor;    // as its pools say; once the text is joined, as rule 18 says
    std::int64_t issued = 0;
    std::int64_t used = 0;
    std::int64_t checkouts = 0;
    std::int64_t borrowed = 0;
    std::int64_t queued = 0;            // in lines of their own
    std::int64_t reservations = 0;      // likewise
    std::int64_t total_queued = 0;      // in brackets
    std::int64_t total_reserved = 0;    // likewise
    std::optional<double> expiry;
    std::uint32_t line = 0;
    std::uint32_t list = 0;            // its place in LmstatOutput
    std::uint32_t first_holder = 0;    // likewise
    std::uint32_t holder_count = 0;
    Serving serving = Serving::unknown;
    bool names_users = true;
    bool is_dropped = false;    // it was read before
};

/// Some that stand together.
struct FeatureEntries {
    std::deque<FeatureEntry>::const_iterator first;
    std::deque<FeatureEntry>::const_iterator last;

    [[nodiscard]] auto begin() const { return first; }
    [[nodiscard]] auto end() const { return last; }
};

/// Why the figures of a feature could not be told, which is a skipped line.
struct UnknownFigures {
    std::size_t feature = 0;    // its place in LmstatOutput
    std::string_view reason;    // in FlexLM's words
    std::string_view code;      // its error numbers, where they come in a later line
    bool has_code = false;      // they came
};

/// Features and holders are in deques: they stay where they are while their number grows, and are freed bit by bit.
struct LmstatOutput {
    std::vector<ServerSystem> systems;
    std::vector<FeatureList> lists;
    std::deque<FeatureEntry> features;
    std::deque<Holder> holders;
    std::vector<UnknownFigures> unknown;
    std::deque<InstalledRow> installed;
    SkippedLines skipped;
};

// Rules 4, 6, 7, 16 and 22 of lmstat.hpp: lmstat_servers.cpp.

/// Adds the servers of `27002@host1,27002@host2`: what stands behind "License server status:". A port may be missing. At most
/// `room` are added, which is then less; false where more are listed.
bool add_listed_servers(ServerSystem& system, std::string_view list, std::size_t& room, Spans* spans);

/// Whether one of the system's servers is that host.
bool has_host(ServerSystem& system, std::string_view host);

/// Whether a server says that it is up, or a feature is listed.
bool has_answered(const ServerSystem& system);

/// Takes in what a line says about one server; false where there is no room for one more.
bool add_server_line(ServerSystem& system, const ServerEntry& line, std::size_t& room);
bool add_server_failure(ServerSystem& system, const FailureLine& line, std::size_t& room);

/// When all lines are read: which listed server is meant by another name, and whether the system serves.
void complete(ServerSystem& system);

/// Applies rules 16 to 21 of lmstat.hpp.
SeatStatus join_lmstat(LmstatOutput output);

}    // namespace slurmlic
