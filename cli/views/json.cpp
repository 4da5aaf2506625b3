#include "cli/views/json.hpp"

#include <fmt/format.h>

#include "core/text/text.hpp"

namespace slurmlic {
namespace {

void append_escaped(std::string& out, char c) {
    switch (c) {
        case '"': out += "\\\""; return;
        case '\\': out += "\\\\"; return;
        case '\n': out += "\\n"; return;
        case '\r': out += "\\r"; return;
        case '\t': out += "\\t"; return;
        default: out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
    }
}

}    // namespace

std::string json_string(std::string_view text) {
    const auto needs_escape = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; };
    std::string out = "\"";
    while (!text.empty()) {
        std::size_t plain = 0;
        while (plain < text.size() && !needs_escape(text[plain])) ++plain;
        out += printable_utf8(text.substr(0, plain));
        if (plain < text.size()) append_escaped(out, text[plain++]);
        text.remove_prefix(plain);
    }
    return out += '"';
}

void JsonWriter::key(std::string_view name) {
    begin_value();
    text_ += json_string(name);
    text_ += ": ";
    after_key_ = true;
}

void JsonWriter::value(const std::vector<std::string>& texts) {
    std::string line = "[";
    for (const std::string& text : texts) {
        if (line.size() > 1) line += ", ";
        line += json_string(text);
    }
    put(line += ']');
}

void JsonWriter::open(char bracket) {
    put({&bracket, 1});
    ++depth_;
    is_first_ = true;
}

void JsonWriter::close(char bracket) {
    --depth_;
    if (!is_first_) new_line();
    text_ += bracket;
    is_first_ = false;
}

void JsonWriter::put(std::string_view token) {
    begin_value();
    text_ += token;
}

void JsonWriter::begin_value() {
    if (!after_key_) {
        if (!is_first_) text_ += ',';
        if (depth_ > 0) new_line();
    }
    after_key_ = false;
    is_first_ = false;
}

void JsonWriter::new_line() {
    text_ += '\n';
    text_.append(2 * depth_, ' ');
}

}    // namespace slurmlic
