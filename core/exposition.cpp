#include "core/exposition.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <initializer_list>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/line_buffer.hpp"
#include "core/text.hpp"

namespace slurmlic {
namespace {

using Label = std::pair<std::string_view, std::string_view>;

class Renderer;

/// A family of series: its name, its HELP, and who writes its samples.
struct Family {
    std::string_view name;
    std::string_view help;
    void (*emit)(Renderer&, const Family&);
};

using Count = std::optional<std::int64_t>;

/// The server of a remote license is what follows the first "@": nx@27000@lic2 is nx on 27000@lic2.
std::string_view server_of(const License& license) {
    const std::size_t at = license.name.find('@');
    if (!license.remote || at == std::string_view::npos) return {};
    return license.name.substr(at + 1);
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

class Renderer {
public:
    Renderer(const Report& all, const Sink& sink) : report(all), out_(sink) {
        const auto needs_escapes = [](const License& license) { return LineBuffer::needs_escapes(license.name); };
        for (const ClusterLicenses& cluster : report.slurm) {
            const auto& licenses = cluster.licenses.records;
            names_need_escapes_ |= std::any_of(licenses.begin(), licenses.end(), needs_escapes);
        }
    }

    bool finish() { return out_.finish(); }

    /// One sample without a license; HELP and TYPE stand before the first of a family.
    void sample(const Family& family, std::initializer_list<Label> labels, std::string_view value) {
        begin(family);
        out_.append(family.name);
        std::string_view separator = "{";
        for (const auto& [label, text] : labels) {
            out_.append(separator);
            out_.append(label);
            out_.append("=\"");
            out_.append_escaped(text, true);
            out_.append("\"");
            separator = ",";
        }
        out_.append(labels.size() == 0 ? " " : "} ");
        out_.append(value);
        out_.append("\n");
    }

    /// One sample for each source that has a value.
    template <class ValueOf>
    void sources(const Family& family, ValueOf value_of) {
        for (const SourceState& source : report.sources) {
            const std::optional<double> value = value_of(source);
            if (value) sample(family, {{"source", source.source}}, number(*value));
        }
    }

    /// One sample for each license that has this count.
    template <class CountOf>
    void licenses(const Family& family, CountOf count_of, bool may_be_infinite = false) {
        for (const ClusterLicenses& cluster : report.slurm) {
            const std::string open = opening(family, cluster);
            for (const License& license : cluster.licenses.records) {
                const Count count = count_of(license);
                if (!count) continue;
                begin(family);
                identity(open, license);
                if (may_be_infinite && *count == infinite_count) {
                    out_.append("+Inf\n");
                } else {
                    out_.append_line_end(*count);
                }
            }
        }
    }

    void license_info(const Family& family) {
        for (const ClusterLicenses& cluster : report.slurm) {
            const std::string open = opening(family, cluster);
            for (const License& license : cluster.licenses.records) {
                begin(family);
                using namespace std::string_view_literals;
                const std::string_view remote =
                    license.remote ? "\",remote=\"yes\",server=\""sv : "\",remote=\"no\",server=\""sv;
                if (!names_need_escapes_ && !license.details) {
                    out_.append_all(open, license.name, "\",mode=\""sv, remote, server_of(license), "\"} 1\n"sv);
                    continue;
                }
                out_.append(open);
                out_.append_escaped(license.name, true);
                out_.append("\",mode=\"");
                if (license.details) out_.append_escaped(license.details->mode, true);
                nodes(license);
                out_.append(remote);
                out_.append_escaped(server_of(license), true);
                out_.append("\"} 1\n");
            }
        }
    }

    const Report& report;

private:
    void begin(const Family& family) {
        if (&family == begun_) return;
        begun_ = &family;
        out_.append("# HELP ");
        out_.append(family.name);
        out_.append(" ");
        out_.append_escaped(family.help, false);
        out_.append("\n# TYPE ");
        out_.append(family.name);
        out_.append(" gauge\n");
    }

    /// What is the same for all licenses of a cluster, composed once: `NAME{cluster="C",license_name="`.
    static std::string opening(const Family& family, const ClusterLicenses& cluster) {
        std::string text;
        const Sink into = [&text](std::string_view piece) { return text.append(piece), true; };
        LineBuffer buffer(into);
        buffer.append(family.name);
        buffer.append("{");
        if (!cluster.cluster.empty()) {
            buffer.append("cluster=\"");
            buffer.append_escaped(cluster.cluster, true);
            buffer.append("\",");
        }
        buffer.append("license_name=\"");
        buffer.finish();
        return text;
    }

    /// From the start of the line to the blank before the value.
    void identity(std::string_view open, const License& license) {
        using namespace std::string_view_literals;
        if (!names_need_escapes_ && !license.details) return out_.append_all(open, license.name, "\"} "sv);
        out_.append(open);
        out_.append_escaped(license.name, true);
        nodes(license);
        out_.append("\"} ");
    }

    void nodes(const License& license) {
        if (!license.details || license.details->nodes.empty()) return;
        out_.append("\",nodes=\"");
        out_.append_escaped(license.details->nodes, true);
    }

    LineBuffer out_;
    const Family* begun_ = nullptr;
    bool names_need_escapes_ = false;    // looked at once, not for every family
};

/// A count that only some licenses have.
template <Count LicenseDetails::*member>
Count detail(const License& one) {
    return one.details ? (*one.details).*member : Count();
}

/// Every family there is, sorted by name.
constexpr std::array families{
    Family{"slurm_licenses_free", "License tokens that Slurm can still hand out.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.free; }, true);
           }},
    Family{"slurm_licenses_info", "What kind of license it is; always 1.",
           [](Renderer& to, const Family& f) { to.license_info(f); }},
    Family{"slurm_licenses_last_consumed", "Tokens of a remote license in use everywhere, as last told to slurmdbd.",
           [](Renderer& to, const Family& f) { to.licenses(f, detail<&LicenseDetails::last_consumed>); }},
    Family{"slurm_licenses_last_deficit", "Tokens of a remote license that others use beyond their share.",
           [](Renderer& to, const Family& f) { to.licenses(f, detail<&LicenseDetails::last_deficit>); }},
    Family{"slurm_licenses_last_update_timestamp_seconds",
           "When slurmdbd was last told about a remote license, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.licenses(f, detail<&LicenseDetails::last_update>); }},
    Family{"slurm_licenses_reserved", "License tokens that Slurm keeps for reservations, used or not.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) { return one.reserved; }, true);
           }},
    Family{"slurm_licenses_total", "License tokens that Slurm has to hand out.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.total; }, true);
           }},
    Family{"slurm_licenses_used", "License tokens that running and suspended jobs hold.",
           [](Renderer& to, const Family& f) {
               to.licenses(
                   f, [](const License& one) -> Count { return one.used; }, true);
           }},
    Family{"slurmlic_build_info", "The version of slurmlic that wrote this file; always 1.",
           [](Renderer& to, const Family& f) {
               to.sample(f, {{"version", to.report.version}}, "1");
           }},
    Family{"slurmlic_last_run_duration_seconds", "Time that the last run of slurmlic took.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, number(to.report.run_duration_seconds)); }},
    Family{"slurmlic_last_run_success", "1 if the last run read and understood all of every source.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, to.report.success ? "1" : "0"); }},
    Family{"slurmlic_last_run_timestamp_seconds", "When the last run of slurmlic began, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.sample(f, {}, number(to.report.run_timestamp)); }},
    Family{last_success_family, "When the source was last read, in seconds since the epoch.",
           [](Renderer& to, const Family& f) { to.sources(f, [](const SourceState& one) { return one.last_success; }); }},
    Family{"slurmlic_source_duration_seconds", "Time that it took to read the source.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(one.duration_seconds); });
           }},
    Family{"slurmlic_source_skipped_lines", "Lines of the source that were not understood.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(static_cast<double>(one.skipped_lines)); });
           }},
    Family{"slurmlic_source_up", "1 if the source was read and understood, 0 if not.",
           [](Renderer& to, const Family& f) {
               to.sources(f, [](const SourceState& one) { return std::optional(one.up ? 1.0 : 0.0); });
           }},
};

}    // namespace

bool render(const Report& report, const Sink& sink) {
    Renderer renderer(report, sink);
    for (const Family& family : families) family.emit(renderer, family);
    return renderer.finish();
}

std::optional<double> last_success_of(std::string_view source, std::string_view lines) {
    std::string opening;
    const Sink into = [&opening](std::string_view piece) { return opening.append(piece), true; };
    LineBuffer buffer(into);
    buffer.append(last_success_family);
    buffer.append("{source=\"");
    buffer.append_escaped(source, true);
    buffer.append("\"} ");
    buffer.finish();
    while (const std::optional<std::string_view> line = take_line(lines)) {
        if (!line->starts_with(opening)) continue;
        const std::string_view value = line->substr(opening.size());
        double seconds = 0;
        const auto [stop, wrong] = std::from_chars(value.data(), value.data() + value.size(), seconds);
        if (wrong == std::errc{} && stop == value.data() + value.size() && std::isfinite(seconds)) return seconds;
    }
    return std::nullopt;
}

}    // namespace slurmlic
