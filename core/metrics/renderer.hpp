#pragma once

// How families become text: what core/exposition.cpp and the files of the families share.

#include <cmath>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "core/metrics/exposition.hpp"
#include "core/metrics/line_buffer.hpp"
#include "core/metrics/report.hpp"

namespace slurmlic {

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
inline std::string_view server_of(const License& license) {
    const std::size_t at = license.name.find('@');
    if (!license.remote || at == std::string_view::npos) return {};
    return license.name.substr(at + 1);
}

inline std::string number(double value) {
    if (std::isnan(value)) return "NaN";
    if (std::isinf(value)) return value > 0 ? "+Inf" : "-Inf";
    return fmt::format("{}", value);
}

class Renderer {
public:
    Renderer(const Report& all, const Sink& sink) : report(all), out_(sink) {
        for (const ClusterLicenses& cluster : report.slurm) {
            for (const License& license : cluster.licenses.records) {
                names_need_escapes_ = names_need_escapes_ || needs_escapes(license.name);
                has_details_ = has_details_ || license.details != nullptr;
            }
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

    /// The same for what only remote and hierarchical licenses have.
    template <class CountOf>
    void license_details(const Family& family, CountOf count_of) {
        if (has_details_) licenses(family, count_of);
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
        std::string text(family.name);
        text += '{';
        if (!cluster.cluster.empty()) {
            text += "cluster=\"";
            escape(cluster.cluster, true, [&text](std::string_view piece) { text += piece; });
            text += "\",";
        }
        return text += "license_name=\"";
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
    // Looked at once, not for every family.
    bool names_need_escapes_ = false;
    bool has_details_ = false;
};

}    // namespace slurmlic
