#include "core/text/spans.hpp"

namespace slurmlic {

std::string what_prints(std::span<const TextKind> kinds) {
    std::string names;
    for (std::size_t i = 0; i < kinds.size(); ++i) {
        if (i > 0) names += i + 1 == kinds.size() ? " or " : ", ";
        names += kinds[i].name;
    }
    return "what " + names + " prints";
}

}    // namespace slurmlic
