#include "core/seats/dsls/dsls.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "core/seats/dsls/dsls_pools.hpp"
#include "core/seats/dsls/dsls_servers.hpp"
#include "core/seats/dsls/dsls_table.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view dsls_prompt = "admin >";
constexpr std::string_view dsls_banner = "License Administration Tool";
constexpr std::string_view dsls_restricted = "Warning: restricted connection";
constexpr std::string_view too_many_dsls_servers = "at most 1000 servers";

bool dsls_starts_as(std::string_view text, std::string_view front) {
    return same_ignoring_case(text.substr(0, front.size()), front);
}

/// Takes the prompts off the front; whether there was one.
bool take_dsls_prompts(std::string_view& line) {
    constexpr std::string_view name = "admin";
    bool has_prompt = false;
    while (dsls_starts_as(line, name)) {
        const std::string_view behind = trim(line.substr(name.size()));
        if (!behind.starts_with('>')) break;
        line = trim(behind.substr(1));
        has_prompt = true;
    }
    return has_prompt;
}

/// Exactly one: its name, the host and port that are connected to, and options.
bool is_dsls_command(std::string_view line) {
    constexpr std::array commands{"connect", "c", "getLicenseUsage", "glu", "disconnect", "disc", "quit", "exit"};
    const std::string_view name = take_word(line);
    const auto* const found =
        std::ranges::find_if(commands, [&](std::string_view one) { return same_ignoring_case(name, one); });
    if (found == commands.end()) return false;
    if (found - commands.begin() < 2) {
        if (take_word(line).empty() || !is_number(take_word(line))) return false;
    }
    while (!trim(line).empty()) {
        if (!take_word(line).starts_with('-')) return false;
    }
    return true;
}

bool is_silent_dsls(std::string_view line) {
    return dsls_starts_as(line, dsls_banner) || dsls_starts_as(line, dsls_restricted) ||
           same_ignoring_case(line, "Standalone mode") || same_ignoring_case(line, "Failover mode");
}

class DslsReader {
public:
    explicit DslsReader(Spans* spans) : spans_(spans) {}

    Result<SeatStatus> read(std::string_view text) {
        const bool is_cut = !text.empty() && text.back() != '\n';
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            read_line({trim(*line), line_, !text.empty() || !is_cut});
        }
        if (!pools_.has_head() && !servers_.tells_state()) return nothing_understood();
        if (std::optional<Diagnostic> problem = pools_.too_long()) return unexpected(std::move(*problem));
        servers_.join(status_);
        std::move(pools_).join(status_);
        return std::move(status_);
    }

private:
    void read_line(DslsLine line) {
        const bool has_prompt = take_dsls_prompts(line.text);
        if (line.text.empty()) return;
        if (!line.is_whole && dsls_prompt.starts_with(line.text)) return;    // half a prompt
        if (is_silent_dsls(line.text) || (has_prompt && is_dsls_command(line.text))) {
            in_message_ = false;
            return mark(spans_, line.text, Role::unknown);
        }
        if (read_facts(line) || pools_.read(line)) {
            in_message_ = false;
        } else if (is_dsls_failure(line.text)) {
            in_message_ = true;
            if (servers_.read_failure(line, spans_) == DslsServers::Read::too_many) skip(too_many_dsls_servers, line.text);
        } else {
            mark(spans_, line.text, Role::unknown);
            if (in_message_) return;
            servers_.read_unknown(line);
            skip(pools_.has_head() ? dsls_row : "a line that DSLicSrv prints there", line.text);
        }
    }

    bool read_facts(const DslsLine& line) {
        const DslsServers::Read read = servers_.read_facts(line, spans_);
        if (read == DslsServers::Read::too_many) skip(too_many_dsls_servers, line.text);
        return read != DslsServers::Read::none;
    }

    [[nodiscard]] Unexpected nothing_understood() const {
        if (status_.skipped.count() > 0) {
            const Diagnostic& first = status_.skipped.first().front();
            return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
        }
        return unexpected("\"Ready: ...\" or \"Editor,EditorId,Feature,...\"", line_ == 0 ? "nothing" : "neither");
    }

    void skip(std::string_view expected, std::string_view got) { skip_dsls(status_.skipped, line_, expected, got); }

    Spans* spans_;
    SeatStatus status_;
    DslsServers servers_;
    DslsPools pools_{servers_, status_.skipped, spans_};
    std::size_t line_ = 0;
    bool in_message_ = false;    // of a failure, which may have several lines
};

/// DSLicSrv takes commands with semicolons between; one of another server's name must not become part of them.
std::vector<std::string> dsls_arguments(const StatusQuestion& question) {
    const ServerAddress address = parse_address(question.server).value_or(ServerAddress{.port = "PORT", .host = "SERVER"});
    return {"-admin", "-run", fmt::format("connect {} {} -restricted;getLicenseUsage -csv", address.host, address.port)};
}

/// Whether it is a row of the columns that a head has in front, in their order.
bool is_plain_dsls_row(const DslsFields& fields) {
    constexpr std::size_t id_size = 8;
    constexpr auto date = static_cast<std::size_t>(DslsColumn::max_release_date);
    if (fields.all.size() < dsls_pool_columns) return false;
    const std::string_view id = fields.all[1].value;
    const auto is_hex = [](char c) { return is_digit(c) || (c >= 'A' && c <= 'F'); };
    const std::string_view time = fields.all[date].value;
    return id.size() == id_size && std::ranges::all_of(id, is_hex) && (time.empty() || parse_dsls_expiry(time));
}

bool is_dsls_line(std::string_view line, DslsFields& fields) {
    constexpr std::array fronts{dsls_banner, dsls_restricted, std::string_view("Software version:"),
                                std::string_view("Server name:"), std::string_view("Server names:")};
    if (take_dsls_prompts(line)) return true;
    if (std::ranges::any_of(fronts, [&](std::string_view front) { return dsls_starts_as(line, front); })) return true;
    if (dsls_starts_as(line, "Ready:") || line.find("DSLicSrv") != npos) return true;
    if (dsls_starts_as(line, "Cannot connect to server ") && line.find(" on port ") != npos) return true;
    split_dsls_line(line, fields);
    return DslsHead::of(fields) || is_plain_dsls_row(fields);
}

bool is_dsls(std::string_view text) {
    DslsFields fields;
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (is_dsls_line(trim(*line), fields)) return true;
    }
    return false;
}

void mark_dsls(std::string_view text, Spans& spans) { static_cast<void>(parse_dsls(text, &spans)); }

std::string_view dsls_failure_hint(std::string_view failure) {
    if (failure.find("connect") == npos) return {};
    return "DSLicSrv asks the administration port, mostly 4084: not 4085, which serves licenses";
}

constexpr std::array dsls_texts{
    TextKind{"DSLicSrv", is_dsls, mark_dsls,
             "active administration alc am an build built can't casual client code commercial concurrentuser could "
             "csv customer dassault denied dslicsrv dsls due duration editor editorid exception existing fail "
             "failover fails fatal feature full getlicenseusage granted id ids internal inuse last max mn model "
             "nameduser names not operations password permitted plc pm position pricing process queue quit ready refused "
             "rejected release required restricted route session since some standalone std structure systemes "
             "timed timeout token tokens tool type unable unreachable warning ylc"}};

}    // namespace

Result<SeatStatus> parse_dsls(std::string_view text, Spans* spans) { return DslsReader(spans).read(text); }

Manager dsls() {
    return {.name = "dsls",
            .title = "DSLS",
            .program = "DSLicSrv",
            .status_arguments = dsls_arguments,
            .read_status = [](std::string_view text, std::optional<LocalMinutes>) { return parse_dsls(text); },
            .texts = dsls_texts,
            .failure_hint = dsls_failure_hint};
}

}    // namespace slurmlic
