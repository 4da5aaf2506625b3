#include "core/seats/lmx/lmx.hpp"

#include <algorithm>
#include <array>

#include "core/seats/lmx/licstat.hpp"
#include "core/seats/lmx/licstat_lines.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// The End-user Guide of LM-X: -licstat tells statistics and users of one server.
std::vector<std::string> lmx_arguments(const StatusQuestion& question) {
    const ServerAddress address = parse_address(question.server).value_or(ServerAddress{"PORT", question.server});
    return {"-licstat", "-host", address.host, "-port", address.port};
}

std::string_view lmx_failure_hint(std::string_view failure) {
    if (failure.find("license server(s) available") == npos && failure.find("not respond") == npos) return {};
    return "mostly nothing listens there: check host and port (LM-X has 6200 unless it is told another), and firewalls";
}

/// Whether no other manager's tool prints such a line.
bool is_lmx_line(std::string_view line) {
    if (line.starts_with("LM-X ") || line.find("license server(s) available") != npos) return true;
    if (parse_licstat_figures(line) || parse_licstat_holder(line, true, nullptr)) return true;
    if (line.starts_with("Shared on ")) return is_licstat_shared(line, nullptr);
    const auto fields = parse_licstat_fields(line, true);
    if (!fields) return false;
    const auto has_both = [&](LicstatLabel a, LicstatLabel b) { return fields->has(a) && fields->has(b); };
    return has_both(LicstatLabel::feature, LicstatLabel::version) || has_both(LicstatLabel::feature, LicstatLabel::vendor) ||
           has_both(LicstatLabel::start_date, LicstatLabel::expire_date) ||
           has_both(LicstatLabel::server_version, LicstatLabel::uptime) ||
           has_both(LicstatLabel::key_type, LicstatLabel::sharing) ||
           has_both(LicstatLabel::login_time, LicstatLabel::checkout_time);
}

/// Whether it is saved text of `lmxendutil -licstat`, or a part of it.
bool is_lmx(std::string_view text) {
    while (const std::optional<std::string_view> line = take_line(text)) {
        if (is_lmx_line(trim(*line))) return true;
    }
    return false;
}

void mark_lmx(std::string_view text, Spans& spans) { static_cast<void>(parse_licstat(text, &spans)); }

constexpr std::array lmx_texts{TextKind{"lmxendutil", is_lmx, mark_lmx,
                                        "access additive available custom denial denials end exclusive expire formation found "
                                        "hour hours internal last lm lmxendutil min "
                                        "out reply respond response route sec shared sharing single string t there timed token "
                                        "unlimited unreachable upgrade uptime username utility virtual x"}};

}    // namespace

Manager lmx() {
    return {.name = "lmx",
            .title = "LM-X",
            .program = "lmxendutil",
            .status_arguments = lmx_arguments,
            .read_status = [](std::string_view text, std::optional<LocalMinutes>) { return parse_licstat(text); },
            .texts = lmx_texts,
            .failure_hint = lmx_failure_hint};
}

}    // namespace slurmlic
