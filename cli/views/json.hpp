#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slurmlic {

/// The text as a JSON string with its quotes. It is made printable as in the metrics: an escaped control character would be one
/// again for whoever reads the JSON.
std::string json_string(std::string_view text);

/// Writes one JSON text, indented by two blanks. Calls come in the order of the text: a key before each value of an object,
/// none in an array. Counts are written in full: infinite_count is 4294967295, as Slurm says it.
class JsonWriter {
public:
    void begin_object() { open('{'); }
    void end_object() { close('}'); }
    void begin_array() { open('['); }
    void end_array() { close(']'); }
    void key(std::string_view name);
    void value(std::string_view text) { put(json_string(text)); }
    void value(std::int64_t number) { put(std::to_string(number)); }
    void value(std::optional<std::int64_t> number) { put(number ? std::to_string(*number) : "null"); }
    template <std::same_as<bool> Bool>    // not what turns into one, as a text does
    void value(Bool is_so) {
        put(is_so ? "true" : "false");
    }
    void null() { put("null"); }

    /// An array of strings on one line.
    void value(const std::vector<std::string>& texts);

    /// A key and its value; of a text that is empty, null.
    template <class Value>
    void member(std::string_view name, const Value& one) {
        key(name);
        value(one);
    }
    void member_or_null(std::string_view name, std::string_view text) {
        key(name);
        text.empty() ? null() : value(text);
    }

    /// An array of what `write` makes of each.
    template <class List, class Write>
    void array(const List& list, Write write) {
        begin_array();
        for (const auto& one : list) write(*this, one);
        end_array();
    }

    /// The finished text, with a line end.
    std::string take() && { return std::move(text_ += '\n'); }

private:
    void open(char bracket);
    void close(char bracket);
    void put(std::string_view token);
    void begin_value();
    void new_line();

    std::string text_;
    std::size_t depth_ = 0;
    bool is_first_ = true;    // nothing stands yet in the object or array that is open
    bool after_key_ = false;
};

}    // namespace slurmlic
