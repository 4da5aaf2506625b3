// Whatever lmstat prints, with -a or -a -i (tests/fuzz/seats_fuzz.hpp). Of a feature that FlexLM could tell, the queue is
// always told, and of borrowed seats, whose they are and for how long.

#include "core/seats/flexlm/flexlm.hpp"
#include "tests/fuzz/seats_fuzz.hpp"

using namespace slurmlic;
using testing::require;

namespace {

void require_whole_or_absent(const SeatStatus& status) {
    for (const Feature& feature : status.features) {
        std::int64_t borrowed = 0;
        for (const Checkout& one : feature.holders) {
            add_saturating(borrowed, one.borrowed);
            require((one.borrowed_for > 0) || one.borrowed == 0, "seats that are borrowed for no time");
        }
        require(!feature.borrowed || borrowed == *feature.borrowed, "borrowed seats that are not those of the holders");
        const bool is_absent = !feature.issued && !feature.used && !feature.checkouts && !feature.reservations &&
                               !feature.borrowed && !feature.expiry && feature.holders.empty() && !feature.uncounted;
        require(is_absent == !feature.queued, "a feature that is absent in part");
    }
}

}    // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const testing::ExactCopy input(data, size);
    testing::try_text(flexlm(), input.view(), require_whole_or_absent);
    return 0;
}
