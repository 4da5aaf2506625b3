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

struct Help {
    std::string_view name;
    std::string_view text;
};

/// Families that have one sample a license. `count` says which number of it, nothing where it has none.
struct LicenseFamily {
    Help help;
    std::optional<std::int64_t> (*count)(const License&);
    bool may_be_infinite;
};

using Count = std::optional<std::int64_t>;

constexpr std::array license_families_before_info{
    LicenseFamily{{"slurm_licenses_free", "License tokens that Slurm can still hand out."},
                  [](const License& one) -> Count { return one.free; }, true},
};
constexpr Help info_help{"slurm_licenses_info", "What kind of license it is; always 1."};
constexpr std::array license_families_after_info{
    LicenseFamily{{"slurm_licenses_last_consumed", "Tokens of a remote license in use everywhere, as last told to slurmdbd."},
                  [](const License& one) { return one.details ? one.details->last_consumed : Count(); }, false},
    LicenseFamily{{"slurm_licenses_last_deficit", "Tokens of a remote license that others use beyond their share."},
                  [](const License& one) { return one.details ? one.details->last_deficit : Count(); }, false},
    LicenseFamily{{"slurm_licenses_last_update_timestamp_seconds",
                   "When slurmdbd was last told about a remote license, in seconds since the epoch."},
                  [](const License& one) { return one.details ? one.details->last_update : Count(); }, false},
    LicenseFamily{{"slurm_licenses_reserved", "License tokens that Slurm keeps for reservations, used or not."},
                  [](const License& one) { return one.reserved; }, true},
    LicenseFamily{{"slurm_licenses_total", "License tokens that Slurm has to hand out."},
                  [](const License& one) -> Count { return one.total; }, true},
    LicenseFamily{{"slurm_licenses_used", "License tokens that running and suspended jobs hold."},
                  [](const License& one) -> Count { return one.used; }, true},
};

constexpr Help build_help{"slurmlic_build_info", "The version of slurmlic that wrote this file; always 1."};
constexpr Help run_duration_help{"slurmlic_last_run_duration_seconds", "Time that the last run of slurmlic took."};
constexpr Help run_success_help{"slurmlic_last_run_success", "1 if the last run read and understood all of every source."};
constexpr Help run_timestamp_help{"slurmlic_last_run_timestamp_seconds",
                                  "When the last run of slurmlic began, in seconds since the epoch."};
constexpr Help last_success_help{last_success_family, "When the source was last read, in seconds since the epoch."};
constexpr Help source_duration_help{"slurmlic_source_duration_seconds", "Time that it took to read the source."};
constexpr Help source_skipped_help{"slurmlic_source_skipped_lines", "Lines of the source that were not understood."};
constexpr Help source_up_help{"slurmlic_source_up", "1 if the source was read and understood, 0 if not."};

/// The server of a remote license is what follows the first "@": nx@27000@lic2 is nx on 27000@lic2.
std::string_view server_of(const License& license) {
    const std::size_t at = license.name.find('@');
    if (!license.remote || at == std::string::npos) return {};
    return std::string_view(license.name).substr(at + 1);
}

std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

class Renderer {
public:
    Renderer(const Report& report, const Sink& sink) : report_(report), out_(sink) {}

    bool render() {
        for (const LicenseFamily& family : license_families_before_info) licenses(family);
        license_info();
        for (const LicenseFamily& family : license_families_after_info) licenses(family);
        single(build_help, {{"version", report_.version}}, "1");
        single(run_duration_help, {}, number(report_.run_duration_seconds));
        single(run_success_help, {}, report_.success ? "1" : "0");
        single(run_timestamp_help, {}, number(report_.run_timestamp));
        sources(last_success_help, [](const SourceState& one) { return one.last_success; });
        sources(source_duration_help, [](const SourceState& one) { return std::optional(one.duration_seconds); });
        sources(source_skipped_help,
                [](const SourceState& one) { return std::optional(static_cast<double>(one.skipped_lines)); });
        sources(source_up_help, [](const SourceState& one) { return std::optional(one.up ? 1.0 : 0.0); });
        return out_.finish();
    }

private:
    void begin_family(const Help& help) {
        out_.append("# HELP ");
        out_.append(help.name);
        out_.append(" ");
        out_.append_escaped(help.text, false);
        out_.append("\n# TYPE ");
        out_.append(help.name);
        out_.append(" gauge\n");
    }

    void sample(std::string_view name, std::initializer_list<Label> labels, std::string_view value) {
        out_.append(name);
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

    void single(const Help& help, std::initializer_list<Label> labels, std::string_view value) {
        begin_family(help);
        sample(help.name, labels, value);
    }

    template <class Value>
    void sources(const Help& help, Value value) {
        bool begun = false;
        for (const SourceState& source : report_.sources) {
            const std::optional<double> one = value(source);
            if (!one) continue;
            if (!std::exchange(begun, true)) begin_family(help);
            sample(help.name, {{"source", source.source}}, number(*one));
        }
    }

    /// All up to the quote that ends license_name: `NAME{cluster="C",license_name="L`. The first part is the same for
    /// all licenses of a cluster and is composed once.
    std::string opening(std::string_view name, const ClusterLicenses& cluster) {
        std::string text;
        const Sink into = [&text](std::string_view piece) { return text.append(piece), true; };
        LineBuffer buffer(into);
        buffer.append(name);
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

    void licenses(const LicenseFamily& family) {
        bool begun = false;
        for (const ClusterLicenses& cluster : report_.slurm) {
            const std::string open = opening(family.help.name, cluster);
            for (const License& license : cluster.licenses) {
                const Count count = family.count(license);
                if (!count) continue;
                if (!std::exchange(begun, true)) begin_family(family.help);
                out_.append(open);
                out_.append_escaped(license.name, true);
                nodes(license);
                if (family.may_be_infinite && *count == infinite_count) {
                    out_.append("\"} +Inf\n");
                    continue;
                }
                out_.append("\"} ");
                out_.append(*count);
                out_.append("\n");
            }
        }
    }

    void nodes(const License& license) {
        if (!license.details || license.details->nodes.empty()) return;
        out_.append("\",nodes=\"");
        out_.append_escaped(license.details->nodes, true);
    }

    void license_info() {
        bool begun = false;
        for (const ClusterLicenses& cluster : report_.slurm) {
            const std::string open = opening(info_help.name, cluster);
            for (const License& license : cluster.licenses) {
                if (!std::exchange(begun, true)) begin_family(info_help);
                out_.append(open);
                out_.append_escaped(license.name, true);
                out_.append("\",mode=\"");
                if (license.details) out_.append_escaped(license.details->mode, true);
                nodes(license);
                out_.append(license.remote ? "\",remote=\"yes\",server=\"" : "\",remote=\"no\",server=\"");
                out_.append_escaped(server_of(license), true);
                out_.append("\"} 1\n");
            }
        }
    }

    const Report& report_;
    LineBuffer out_;
};

}    // namespace

bool render(const Report& report, const Sink& sink) { return Renderer(report, sink).render(); }

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
