#include "core/seats/managers.hpp"

#include <array>

#include "core/seats/flexlm/flexlm.hpp"

namespace slurmlic {

std::span<const Manager> managers() {
    static const std::array table{flexlm()};
    return table;
}

}    // namespace slurmlic
