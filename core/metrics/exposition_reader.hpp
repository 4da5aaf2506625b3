#pragma once

// A file as node_exporter's textfile collector reads it, whoever wrote it. What it refuses, and what it takes and then
// loses without a word, are both problems:
//
//  1 The last line ends in LF, and no line in CR LF.
//  2 A line is blank, a comment, "# HELP" NAME TEXT, "# TYPE" NAME KIND, or a sample; HELP and TYPE come once for a name,
//    TYPE before its samples.
//  3 A sample is NAME [ "{" LABEL "=" '"' VALUE '"' { "," ... } "}" ] NUMBER; no timestamp follows.
//  4 A label's name does not begin with "__", which ends node_exporter itself, and comes once in a sample.
//  5 All is UTF-8.
//  6 No series comes twice; the order of labels does not matter, and an empty label is none.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace slurmlic {

struct TextfileReading {
    std::vector<std::string> names;    // of the samples, and of what HELP and TYPE lines announce; sorted, each once
    std::string problem;               // the first one: "line 12: expected ..., got ..."; empty where there is none
};

/// Reads up to the first problem.
TextfileReading read_textfile(std::string_view text);

/// The value of the first sample whose line begins with `series` and a blank, which has to be spelled as it is there.
std::optional<double> value_in_textfile(std::string_view text, std::string_view series);

}    // namespace slurmlic
