#include "core/seats/lsdyna/qrun.hpp"

#include <algorithm>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "core/seats/lsdyna/qrun_lines.hpp"
#include "core/seats/lsdyna/qrun_table.hpp"
#include "core/text/name_labels.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

constexpr std::size_t most_qrun_servers = 1000;
constexpr std::size_t longest_qrun_failure = 200;    // bytes
constexpr std::string_view qrun_table = "the table \"PROGRAM EXPIRATION CPUS USED FREE MAX | QUEUE\" of lstc_qrun -r";

/// What is said of one server.
struct QrunPart {
    QrunServer server = {};
    std::size_t line = 0;
    bool has_table = false;
    bool has_list = false;    // of rule 11
    std::string_view failure = {};
    std::size_t failure_line = 0;

    [[nodiscard]] bool is_told() const { return has_table || !failure.empty(); }
};

class QrunReader {
public:
    explicit QrunReader(Spans* spans) : spans_(spans) {}

    Result<SeatStatus> read(std::string_view text) {
        const char* const end = text.data() + text.size();
        while (const std::optional<std::string_view> line = take_line(text)) {
            ++line_;
            const std::string_view trimmed = trim(*line);
            if (!trimmed.empty()) read_line({trimmed, trimmed.data() + trimmed.size() != end});
        }
        table_.close(line_);
        close_part();
        if (!is_understood_) return nothing_understood();
        if (std::optional<Diagnostic> problem = table_.too_long()) return unexpected(std::move(*problem));
        join_servers();
        std::move(table_).join();
        return std::move(status_);
    }

private:
    void read_line(const QrunLine& line) {
        if (table_.is_open() && read_user(line)) return;
        if (read_structure(line.text)) return;
        if (table_.is_open() && read_row(line)) return;
        if (reads_over_) return mark(spans_, line.text, Role::unknown);
        if (table_.is_open() && read_seats(line)) return;
        mark(spans_, line.text, Role::unknown);
        table_.lose_line();
        skip(table_.is_open() ? "a program or a user" : qrun_table, line.text);
    }

    // Tables

    bool read_user(const QrunLine& line) {
        const std::optional<QrunUser> user = parse_qrun_user(line, spans_);
        if (user) add(*user, line.text);
        return user.has_value();
    }

    bool read_seats(const QrunLine& line) {
        const std::optional<QrunUser> user = parse_qrun_seats(line, spans_);
        if (user) add(*user, line.text);
        return user.has_value();
    }

    void add(const QrunUser& user, std::string_view line) {
        if (!table_.add(user)) return skip("a program in front of its users", line);
        if (!user.seats || !user.is_sure) skip("USER PID@HOST SEATS", line);
    }

    bool read_row(const QrunLine& line) {
        const std::optional<QrunRow> row = parse_qrun_row(line, head_, spans_);
        if (!row) return false;
        table_.add(*row, line_);
        if (!row->is_known) skip("a row with a number for each column", line.text);
        if (row->is_known && !row->bad_expiry.empty()) skip("a date such as 12/31/2030", row->bad_expiry);
        return true;
    }

    // What stands around them

    bool read_structure(std::string_view line) {
        if (is_qrun_ruler(line)) return true;
        if (is_qrun_title(line, spans_)) {
            reads_over_ = false;
        } else if (const auto server = parse_qrun_server(line, spans_)) {
            open_part(*server);
        } else if (is_qrun_default(line, spans_)) {
            open_part({});
        } else if (const auto failure = parse_qrun_failure(line, spans_)) {
            read_failure(*failure, line);
        } else if (auto head = parse_qrun_head(line, spans_)) {
            open_table(std::move(*head), line);
        } else if (is_qrun_list(line, spans_)) {
            table_.close(line_);
            reads_over_ = has_list_ = part_.has_list = true;
        } else {
            return false;
        }
        return true;
    }

    void open_part(const QrunServer& server) {
        table_.close(line_);
        close_part();
        reads_over_ = false;
        part_ = {.server = server, .line = line_};
    }

    /// Reads over a table of a server that had one.
    void open_table(QrunHead head, std::string_view line) {
        table_.close(line_);
        is_understood_ = part_.has_table = true;
        reads_over_ = !servers_.emplace(part_.server.host, part_.server.port).second;
        if (reads_over_) return skip("one table of each server", line);
        head_ = std::move(head);
        table_.open();
    }

    void read_failure(const QrunFailure& failure, std::string_view line) {
        is_understood_ = true;
        reads_over_ = false;
        table_.lose_line();
        if (!part_.failure.empty()) return;
        part_.failure = line;
        part_.failure_line = line_;
        if (part_.server.host.empty()) part_.server.host = failure.host;
    }

    /// Keeps what is told of the server.
    void close_part() {
        if (!part_.is_told()) {
            const bool is_missing = part_.line > 0 && !part_.has_list;
            if (is_missing) status_.skipped.add(part_.line, std::string(qrun_table), "nothing of this server");
            return;
        }
        status_.up = status_.up || part_.has_table;
        if (!part_.failure.empty() && !status_.failure) {
            status_.failure = Diagnostic{.line = part_.failure_line, .got = shortened_failure(part_.failure)};
        }
        const bool is_full = parts_.size() == most_qrun_servers;
        if (is_full) status_.skipped.add(part_.line, "at most 1000 servers", excerpt(part_.server.host));
        if (!is_full && !part_.server.host.empty()) parts_.push_back(part_);
    }

    static std::string shortened_failure(std::string_view failure) {
        return printable_utf8(utf8_front(failure, longest_qrun_failure));
    }

    /// Each once; it is up where it ever is.
    void join_servers() {
        const auto identity = [](const QrunPart& one) { return std::tie(one.server.host, one.server.port); };
        const auto order = [&](const QrunPart& one) { return std::tuple(identity(one), !one.has_table); };
        std::ranges::stable_sort(parts_, {}, order);
        parts_.erase(std::unique(parts_.begin(), parts_.end(),
                                 [&](const QrunPart& a, const QrunPart& b) { return identity(a) == identity(b); }),
                     parts_.end());
        const NameLabels hosts(parts_, [](const QrunPart& one) { return one.server.host; });
        for (const QrunPart& one : parts_) {
            status_.servers.push_back({.host = hosts.of(one.server.host),
                                       .port = std::string(one.server.port),
                                       .failure = one.has_table ? "" : shortened_failure(one.failure),
                                       .up = one.has_table});
        }
        std::ranges::sort(status_.servers, {}, [](const Server& one) { return std::tie(one.host, one.port); });
    }

    [[nodiscard]] Unexpected nothing_understood() const {
        if (has_list_) {
            return unexpected({.expected = std::string(qrun_table),
                               .got = "the list of programs of lstc_qrun without -r, which tells no seats that are issued"});
        }
        if (status_.skipped.count() == 0) return unexpected(std::string(qrun_table), line_ == 0 ? "nothing" : "none");
        const Diagnostic& first = status_.skipped.first().front();
        return unexpected({.line = first.line, .expected = first.expected, .got = first.got});
    }

    void skip(std::string_view expected, std::string_view got) {
        const bool is_kept = status_.skipped.count() == status_.skipped.first().size();
        status_.skipped.add(line_, std::string(is_kept ? expected : ""), is_kept ? excerpt(got) : "");
    }

    Spans* spans_;
    SeatStatus status_;
    QrunTable table_{status_};
    QrunHead head_;                                                      // of the table
    std::set<std::pair<std::string_view, std::string_view>> servers_;    // hosts and ports that had a table
    std::vector<QrunPart> parts_;
    QrunPart part_;
    std::size_t line_ = 0;
    bool reads_over_ = false;    // lines up to the next rule 2, 3 or 4
    bool has_list_ = false;
    bool is_understood_ = false;
};

}    // namespace

Result<SeatStatus> parse_qrun(std::string_view text, Spans* spans) { return QrunReader(spans).read(text); }

}    // namespace slurmlic
