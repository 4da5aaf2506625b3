#include <algorithm>
#include <deque>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/seats/rlm/rlmstat.hpp"
#include "core/seats/rlm/rlmstat_lines.hpp"
#include "core/seats/rlm/rlmstat_output.hpp"
#include "core/seats/rlm/rlmstat_words.hpp"
#include "core/seats/start_time.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::string_view too_many_rlm = "at most 1000 servers and daemons each";    // most_rlm_servers
constexpr std::string_view expected_user = "NAME vVERSION: USER@HOST N/M at TIME";
constexpr std::string_view expected_isv = "an ISV, and whether it is running";
constexpr std::string_view expected_line = "a line that rlmstat -a prints there";

/// A failure, and the lines behind it.
struct RlmMessage {
    std::string_view name;    // whose
    std::string text;
    std::size_t line = 0;
    std::size_t count = 1;    // of lines
    RlmAddress address = {};
};

class RlmReader {
public:
    RlmReader(Spans* spans, std::optional<LocalMinutes> now) : spans_(spans), now_(now) {}

    Result<SeatStatus> read(std::string_view text) {
        const bool is_ended = text.ends_with('\n') || text.ends_with('\r');
        std::string_view rest = text;
        while (const std::optional<std::string_view> line = take_line(rest)) {
            ++line_;
            const std::string_view trimmed = trim(*line);
            is_blank_ = trimmed.empty();
            if (!is_blank_) read_line({trimmed, is_ended || !rest.empty()});
        }
        end_message();
        close_pool(!is_blank_);
        if (!understood_) return nothing_understood();
        if (std::optional<Diagnostic> problem = counted_.pools.too_long()) return unexpected(std::move(*problem));
        return join_rlmstat(std::move(counted_));
    }

private:
    enum class Section : std::uint8_t { list, users, table, other };

    void read_line(const RlmLine& line) {
        if (is_rlm_ruler(line.text)) return read_ruler(line.text);
        if (const auto head = parse_rlm_head(line, spans_)) return open_section(*head, line.text);
        if (read_structure(line)) return;
        if (message_ && add_reason(line.text, true)) return;
        if (const auto user = parse_rlm_user(line.text, spans_)) return add_user(*user, line.text);
        if (is_rlm_silent(line.text, spans_)) return end_message();
        if (section_ != Section::users && section_ != Section::table && read_pool(line)) return;
        if (message_ && add_reason(line.text, false)) return;
        if (pool_ && is_rlm_figures(line.text)) return read_figures(line);
        skip_unknown(line);
    }

    /// Lines that say how a server or an ISV is, and where it was looked for; false where it is none of them.
    bool read_structure(const RlmLine& line) {
        if (const auto version = parse_rlm_version(line, spans_)) {
            add_version(*version);
        } else if (const auto columns = parse_rlm_columns(line.text)) {
            begin(Section::table);
            answer();
            columns_ = *columns;
        } else if (const auto failed = parse_rlm_failure(line.text, spans_)) {
            begin(Section::other);
            vendor_ = {};
            message_ = RlmMessage{*failed, std::string(utf8_front(line.text, most_text)), line_};
        } else if (const auto path = parse_rlm_path(line.text, spans_)) {
            begin(section_);
            path_ = *path;
        } else if (section_ == Section::table) {
            const auto row = parse_rlm_row(line, columns_, spans_);
            if (row) add_row(*row);
            return row.has_value();
        } else {
            return false;
        }
        return true;
    }

    void read_ruler(std::string_view line) {
        begin(Section::other);
        vendor_ = {};
        if (line.find_first_not_of('-') != npos) mark(spans_, line, Role::unknown);
    }

    void skip_unknown(const RlmLine& line) {
        mark(spans_, line.text, Role::unknown);
        close_pool(!line.is_ended);    // it may be the name of another one
        if (!line.is_ended && section_ == Section::list) note_cut(line.text);
        const bool is_row = section_ == Section::table;
        skip(section_ == Section::users ? expected_user : is_row ? expected_isv : expected_line, line.text);
    }

    // Servers and daemons

    /// Ends what is open.
    void begin(Section section) {
        end_message();
        close_pool(false);
        section_ = section;
    }

    void open_section(const RlmHeadLine& head, std::string_view line) {
        begin(Section::other);
        vendor_ = head.isv;
        if (head.kind == RlmHead::server) return open_server(head, line);
        answer();
        RlmDaemon* const isv = daemon(head.isv);
        if (isv != nullptr && isv->failure.empty()) isv->failure = utf8_front(head.state, most_text);
        if (head.kind == RlmHead::pools) section_ = Section::list;
        if (head.kind != RlmHead::users) return;
        section_ = Section::users;
        list_users();
    }

    void open_server(const RlmHeadLine& head, std::string_view line) {
        begin_server();
        understood_ = has_head_ = true;
        if (answered_.contains({head.host, head.port})) {
            skip("each license server once", line);
            said_again_ = {};
            output_ = &said_again_;
            return;
        }
        add_server({head.host, head.port, {}, std::string(utf8_front(head.state, most_text))});
        if (!head.state.empty()) return fail(output_->failure, line_, line);
        if (is_listed_) answered_.emplace(head.host, head.port);
    }

    void begin_server() {
        ++server_;
        is_listed_ = has_head_ = false;
        output_ = &counted_;
    }

    void add_server(RlmServer server) {
        is_listed_ = output_->servers.size() < most_rlm_servers;
        if (!is_listed_) return skip(too_many_rlm, server.host);
        output_->servers.push_back(std::move(server));
    }

    /// Null where there is no room for one more.
    RlmDaemon* daemon(std::string_view name) {
        const auto known = output_->daemon_places.find({server_, name});
        if (known != output_->daemon_places.end()) return &output_->daemons[known->second];
        if (output_->daemons.size() == most_rlm_servers) {
            skip(too_many_rlm, name);
            return nullptr;
        }
        output_->daemon_places.emplace(RlmIsv(server_, name), output_->daemons.size());
        return &output_->daemons.emplace_back(RlmDaemon{.name = name, .version = {}, .failure = {}});
    }

    void add_row(const RlmRow& row) {
        RlmDaemon* const isv = daemon(row.name);
        if (isv != nullptr && !row.is_running) isv->failure = "Running: No";
    }

    void add_version(const RlmVersionLine& line) {
        end_message();
        if (line.name != "rlm") {
            RlmDaemon* const isv = daemon(line.name);
            if (isv != nullptr && isv->version.empty()) isv->version = line.version;
        } else if (server_ > 0 && is_listed_ && output_->servers.back().version.empty()) {
            output_->servers.back().version = line.version;
        }
    }

    /// A section was printed, by a server that is up, if no head of one says something else.
    void answer() {
        understood_ = true;
        output_->has_answer = output_->has_answer || !has_head_;
    }

    // Failures

    bool add_reason(std::string_view line, bool only_address) {
        if (const auto address = parse_rlm_attempt(line, spans_)) {
            message_->address = *address;
        } else if (only_address || message_->count == most_lines) {
            return false;
        } else {
            mark(spans_, line, Role::unknown);
        }
        ++message_->count;
        if (message_->text.size() < most_text) message_->text += fmt::format("; {}", utf8_front(line, most_text));
        return true;
    }

    void end_message() {
        if (!message_) return;
        RlmMessage message = std::move(*message_);
        message_.reset();
        understood_ = true;
        if (message.name != "rlm") {
            fail(output_->isv_failure, message.line, message.text);
            RlmDaemon* const isv = daemon(message.name);
            if (isv != nullptr) isv->failure = std::move(message.text);
            return;
        }
        begin_server();
        fail(output_->failure, message.line, message.text);
        if (message.address.host.empty() && path_.count == 1) message.address = path_.first;
        if (message.address.host.empty()) return;
        add_server({message.address.host, message.address.port, {}, std::move(message.text)});
    }

    static void fail(std::optional<Diagnostic>& failure, std::size_t line, std::string_view text) {
        if (!failure) failure = Diagnostic{.line = line, .got = std::string(text)};
    }

    // Pools and users

    bool read_pool(const RlmLine& line) {
        const std::optional<RlmPoolLine> pool = parse_rlm_pool(line.text, spans_);
        if (!pool) return false;
        begin(Section::list);
        pool_ = Pool{.name = pool->name, .vendor = vendor_, .line = line_};
        figures_ = {};
        if (!pool->fields.empty()) read_figures({pool->fields, line.is_ended});
        return true;
    }

    void read_figures(const RlmLine& line) {
        answer();
        read_rlm_figures(line, *pool_, figures_, spans_);
    }

    /// `is_last`: the text ends behind it.
    void close_pool(bool is_last) {
        if (!pool_) return;
        Pool pool = *pool_;
        pool_.reset();
        const RlmPoolName name{pool.name, pool.vendor};
        if (figures_.is_token && !pool.used) return add_once(output_->tokens, name);
        const bool is_cut = is_last && !figures_.has_expiry && !pool.uncounted;
        const bool is_known = figures_.problem.empty() && !is_cut && (pool.issued || pool.uncounted) && pool.used;
        if (!is_known) {
            skip_rlm_pool(output_->skipped, pool, figures_.problem);
            return add_once(output_->unknown, name);
        }
        if (!figures_.odd_expiry.empty()) {
            skip_rlm_line(output_->skipped, pool.line,
                          "a date such as 31-dec-2099 or permanent after exp:", figures_.odd_expiry);
        }
        output_->pools.add(pool);
        output_->servers_of_pools.push_back(server_);
    }

    static void add_once(std::deque<RlmPoolName>& names, const RlmPoolName& name) {
        if (names.empty() || names.back() != name) names.push_back(name);
    }

    /// The text ends within a list, in what may become the name of a pool.
    void note_cut(std::string_view line) {
        if (line.ends_with(" v")) line.remove_suffix(2);
        output_->cut_list = RlmIsv(server_, vendor_);
        output_->cut_name = trim(line);
    }

    void add_user(const RlmUserLine& user, std::string_view line) {
        end_message();
        answer();
        if (section_ != Section::users) list_users();
        if (!user.seats) return skip(expected_user, line);
        output_->users.push_back({user.name, vendor_, user.user, user.host, *user.seats, line_, parse_start(user.start, now_)});
    }

    void list_users() {
        const RlmIsv isv(server_, vendor_);
        if (output_->users_of.empty() || output_->users_of.back() != isv) output_->users_of.push_back(isv);
    }

    // Results

    [[nodiscard]] Unexpected nothing_understood() const {
        if (counted_.skipped.count() > 0) {
            const Diagnostic& first = counted_.skipped.first().front();
            return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
        }
        return unexpected("\"rlm status on ...\" or \"... license pool status on ...\"", line_ == 0 ? "nothing" : "neither");
    }

    void skip(std::string_view expected, std::string_view got) { skip_rlm_line(output_->skipped, line_, expected, got); }

    static constexpr std::size_t most_text = 200;    // bytes of what a server says of itself
    static constexpr std::size_t most_lines = 8;     // of a failure

    Spans* spans_;
    std::optional<LocalMinutes> now_;
    RlmOutput counted_;
    RlmOutput said_again_;                                                // by a server that had answered: nobody reads it
    RlmOutput* output_ = &counted_;                                       // one of them
    std::set<std::pair<std::string_view, std::string_view>> answered_;    // hosts and ports of servers that are up
    std::size_t line_ = 0;
    std::uint32_t server_ = 0;    // its number
    bool has_head_ = false;       // it has said so itself
    bool is_listed_ = false;      // it is the last of output_->servers
    Section section_ = Section::list;
    std::string_view vendor_;    // whose section it is
    RlmColumns columns_;
    RlmPath path_;
    std::optional<RlmMessage> message_;
    std::optional<Pool> pool_;
    RlmFigures figures_;
    bool is_blank_ = false;    // the last line
    bool understood_ = false;
};

}    // namespace

Result<SeatStatus> parse_rlmstat(std::string_view text, Spans* spans, std::optional<LocalMinutes> now) {
    return RlmReader(spans, now).read(text);
}

}    // namespace slurmlic
