#include "tests/support/exposition_reader.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <optional>
#include <set>
#include <utility>

namespace slurmlic::testing {
namespace {

bool is_name(std::string_view text) {
    const auto letter = [](char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; };
    const auto inner = [&](char c) { return letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0; };
    return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), inner) && !text.starts_with("__");
}

/// A decoder of its own: the code points of a text, nothing where it is not UTF-8.
std::optional<std::vector<char32_t>> decode(std::string_view text) {
    std::vector<char32_t> points;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead >> 5U == 6 ? 2 : lead >> 4U == 14 ? 3 : lead >> 3U == 30 ? 4 : 0;
        if (length == 0 || i + length > text.size()) return std::nullopt;
        char32_t point = length == 1 ? lead : lead & (0x7FU >> length);
        for (std::size_t k = 1; k < length; ++k) {
            const auto next = static_cast<unsigned char>(text[i + k]);
            if (next >> 6U != 2) return std::nullopt;
            point = point << 6U | (next & 0x3FU);
        }
        constexpr char32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
        if (point < least[length] || point > 0x10FFFF || (point >= 0xD800 && point <= 0xDFFF)) return std::nullopt;
        points.push_back(point);
        i += length;
    }
    return points;
}

std::string check_characters(std::string_view text) {
    const auto points = decode(text);
    if (!points) return "not UTF-8";
    const auto control = [](char32_t point) { return point < 0x20 || (point >= 0x7F && point < 0xA0); };
    return std::any_of(points->begin(), points->end(), control) ? "a control character" : "";
}

using Sample = Exposition::Sample;

class Reader {
public:
    Exposition read(std::string_view text) {
        if (!text.empty() && text.back() != '\n') return fail("no newline at the end");
        while (!text.empty() && result_.problem.empty()) {
            ++line_;
            const std::size_t end = text.find('\n');
            read_line(text.substr(0, end));
            text.remove_prefix(end + 1);
        }
        if (result_.problem.empty() && !family_.empty() && !family_has_samples_) fail("a family without samples");
        return std::move(result_);
    }

private:
    Exposition fail(const std::string& what) {
        if (result_.problem.empty()) result_.problem = "line " + std::to_string(line_) + ": " + what;
        return result_;
    }

    void read_line(std::string_view line) {
        const std::string wrong = check_characters(line);
        if (!wrong.empty()) {
            fail(wrong);
        } else if (line.starts_with("# HELP ")) {
            read_help(line.substr(7));
        } else if (line.starts_with("# TYPE ")) {
            read_type(line.substr(7));
        } else {
            read_sample(line);
        }
    }

    void read_help(std::string_view rest) {
        const std::string name(rest.substr(0, rest.find(' ')));
        if (!is_name(name) || rest.size() <= name.size() + 1) fail("a HELP line without name or text");
        if (!family_.empty() && !family_has_samples_) fail("a family without samples");
        if (name <= family_) fail("families are not sorted, or one comes twice");
        if (name != "slurm_licenses_total" && (name.ends_with("_total") || name.ends_with("_count")))
            fail("a gauge named like a counter");
        family_ = name;
        family_has_type_ = false;
        family_has_samples_ = false;
        last_key_.clear();
    }

    void read_type(std::string_view rest) {
        if (rest != family_ + " gauge" || std::exchange(family_has_type_, true)) fail("a TYPE line that does not belong here");
    }

    void read_sample(std::string_view line) {
        Sample sample;
        const std::size_t name_end = std::min(line.find_first_of("{ "), line.size());
        sample.name = line.substr(0, name_end);
        if (sample.name != family_ || !family_has_type_) return void(fail("a sample outside of its family"));
        line.remove_prefix(name_end);
        std::vector<std::string> key;
        if (line.starts_with("{") && !read_labels(line, sample, key)) return void(fail("wrong labels"));
        if (!line.starts_with(" ")) return void(fail("no blank before the value"));
        sample.value = line.substr(1);
        if (!is_value(sample.value)) return void(fail("not a value: " + sample.value));
        if (!seen_.insert({sample.name, sample.labels}).second) return void(fail("a series that was there already"));
        if (family_has_samples_ && key <= last_key_) return void(fail("series are not sorted"));
        last_key_ = std::move(key);
        family_has_samples_ = true;
        result_.samples.push_back(std::move(sample));
    }

    /// `{a="x",b="y"}`; the label values in order are the series' place in the family.
    bool read_labels(std::string_view& line, Sample& sample, std::vector<std::string>& key) {
        std::string last_label;
        while (!line.starts_with("}")) {
            line.remove_prefix(1);
            const std::size_t equals = line.find("=\"");
            if (equals == std::string_view::npos) return false;
            const std::string label(line.substr(0, equals));
            line.remove_prefix(equals + 2);
            const std::optional<std::string> value = read_value(line);
            if (!is_name(label) || label <= last_label || !value) return false;
            if (!line.starts_with(",") && !line.starts_with("}")) return false;
            if (!value->empty()) sample.labels[label] = *value;
            if (label != "mode" && label != "remote" && label != "server") key.push_back(*value);
            last_label = label;
        }
        line.remove_prefix(1);
        return !last_label.empty();
    }

    static std::optional<std::string> read_value(std::string_view& line) {
        std::string value;
        for (std::size_t i = 0; i < line.size(); ++i) {
            if (line[i] == '"') {
                line.remove_prefix(i + 1);
                return value;
            }
            if (line[i] == '\\') {
                if (++i == line.size() || (line[i] != '\\' && line[i] != 'n' && line[i] != '"')) return std::nullopt;
                value += line[i] == 'n' ? '\n' : line[i];
            } else {
                value += line[i];
            }
        }
        return std::nullopt;
    }

    static bool is_value(const std::string& text) {
        if (text == "+Inf" || text == "-Inf" || text == "NaN") return true;
        if (text.empty() || text.find_first_not_of("0123456789+-.e") != std::string::npos) return false;
        char* end = nullptr;
        std::strtod(text.c_str(), &end);
        return *end == '\0';
    }

    Exposition result_;
    std::size_t line_ = 0;
    std::string family_;
    bool family_has_type_ = false;
    bool family_has_samples_ = false;
    std::vector<std::string> last_key_;
    std::set<std::pair<std::string, std::map<std::string, std::string>>> seen_;
};

}    // namespace

std::string Exposition::value(const std::string& name, const std::map<std::string, std::string>& labels) const {
    const auto is_it = [&](const Sample& sample) { return sample.name == name && sample.labels == labels; };
    const auto found = std::find_if(samples.begin(), samples.end(), is_it);
    return found == samples.end() ? "none" : found->value;
}

std::size_t Exposition::count(const std::string& name) const {
    return static_cast<std::size_t>(
        std::count_if(samples.begin(), samples.end(), [&name](const Sample& sample) { return sample.name == name; }));
}

Exposition read_strictly(std::string_view text) { return Reader().read(text); }

}    // namespace slurmlic::testing
