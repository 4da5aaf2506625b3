#pragma once

// Diagnostics as a person reads them, of a text in a file.

#include <string>
#include <vector>

#include "core/text/diagnostic.hpp"

namespace slurmlic::testing {

inline std::string sentence(Diagnostic diagnostic, const std::string& file) {
    diagnostic.file = file;
    return to_sentence(diagnostic);
}

inline std::vector<std::string> sentences(const std::vector<Diagnostic>& diagnostics, const std::string& file) {
    std::vector<std::string> all;
    for (const Diagnostic& one : diagnostics) all.push_back(sentence(one, file));
    return all;
}

}    // namespace slurmlic::testing
