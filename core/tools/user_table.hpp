#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/tools/tool.hpp"

namespace slurmlic {

/// The users of one tool, by their names without domain and in lower case. Of two spellings the license server's is kept.
class UserTable {
public:
    /// The user of that name, who is added where there is none; an empty one is the unknown user. Stays where it is.
    ToolUser& of(std::string_view name, bool is_server);

    /// All who have something, their jobs sorted by age and each once.
    std::vector<ToolUser> take() &&;

private:
    struct Entry {
        ToolUser user;
        bool is_server = false;
    };
    std::map<std::string, Entry> users_;
};

}    // namespace slurmlic
