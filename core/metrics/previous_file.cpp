// What an earlier file tells the next run.

#include <charconv>
#include <cmath>
#include <optional>

#include "core/metrics/exposition.hpp"
#include "core/metrics/line_buffer.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// Takes a value up to its closing quote, with its escapes undone.
std::optional<std::string> take_value(std::string_view& rest) {
    std::string value;
    while (!rest.empty()) {
        const char c = rest.front();
        rest.remove_prefix(1);
        if (c == '"') return value;
        if (c != '\\') {
            value += c;
            continue;
        }
        if (rest.empty()) return std::nullopt;
        value += rest.front() == 'n' ? '\n' : rest.front();
        rest.remove_prefix(1);
    }
    return std::nullopt;
}

/// Takes `a="x",b="y"}`.
std::optional<LabelValues> take_labels(std::string_view& rest) {
    LabelValues values;
    while (true) {
        const std::size_t equals = rest.find("=\"");
        if (equals == std::string_view::npos) return std::nullopt;
        std::string label(rest.substr(0, equals));
        rest.remove_prefix(equals + 2);
        std::optional<std::string> value = take_value(rest);
        if (!value || rest.empty() || !is_printable_utf8(*value)) return std::nullopt;
        values.labels.emplace_back(std::move(label), std::move(*value));
        const char next = rest.front();
        rest.remove_prefix(1);
        if (next == '}') return values;
        if (next != ',') return std::nullopt;
    }
}

}    // namespace

std::string LabelValues::of(std::string_view label) const {
    for (const auto& [name, value] : labels) {
        if (name == label) return value;
    }
    return {};
}

std::vector<LabelValues> label_values_of(std::string_view family, std::string_view lines) {
    std::vector<LabelValues> all;
    while (const std::optional<std::string_view> line = take_line(lines)) {
        std::string_view rest = *line;
        if (!rest.starts_with(family)) continue;
        rest.remove_prefix(family.size());
        if (!rest.starts_with('{')) continue;
        rest.remove_prefix(1);
        if (std::optional<LabelValues> values = take_labels(rest)) all.push_back(std::move(*values));
    }
    return all;
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
        if (wrong == std::errc{} && stop == value.data() + value.size() && std::isfinite(seconds) && seconds > 0)
            return seconds;
    }
    return std::nullopt;
}

}    // namespace slurmlic
