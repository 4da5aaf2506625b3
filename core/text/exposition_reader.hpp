#pragma once

// Reads the text exposition format, whoever wrote it: a file of an earlier run, or the page of an exporter.
//
//  1 text   = lines that end in LF; blank ones and comments ("#") mean nothing here
//  2 sample = NAME [ "{" LABEL "=" '"' VALUE '"' { "," ... } [ "," ] "}" ] NUMBER [ TIMESTAMP ]
//  3 In a VALUE backslash, quote and newline are written \\ \" \n.

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slurmlic {

struct Sample {
    std::string name;
    std::vector<std::pair<std::string, std::string>> labels;    // in the order of the text
    double value = 0;

    /// The value of a label; empty where there is none.
    [[nodiscard]] std::string_view label(std::string_view wanted) const;
};

/// A sample as parts of its line: the values of its labels have their escapes.
struct SampleParts {
    std::string_view name;
    std::vector<std::pair<std::string_view, std::string_view>> labels;
    double value = 0;
};

/// Rule 2 of one line; nothing where it is no sample.
std::optional<SampleParts> parse_sample(std::string_view line);

/// Undoes the escapes of a label value that parse_sample() has found right.
std::string unescaped(std::string_view value);

/// The samples of a text whose names begin with one of `prefixes` (none: all), in the order of the text. A line that is no
/// sample is passed over.
std::vector<Sample> read_exposition(std::string_view text, const std::vector<std::string_view>& prefixes = {});

}    // namespace slurmlic
