#include "cli/views/json.hpp"

#include "core/text/printable.hpp"

namespace slurmlic {

std::string json_string(std::string_view text) {
    std::string out = "\"";
    for (const char c : printable_utf8(text)) {
        if (c == '"' || c == '\\') out += '\\';
        out += c;
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
