#pragma once

#include <doctest/doctest.h>

#include <fstream>
#include <sstream>
#include <string>

/// A text of tests/data/lmstat. All of them were written for these tests.
inline std::string lmstat_sample(const std::string& name) {
    std::ifstream file(std::string(TEST_DATA) + "/lmstat/" + name, std::ios::binary);
    REQUIRE(file.good());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}
