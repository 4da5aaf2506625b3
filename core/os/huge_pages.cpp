#include "core/os/huge_pages.hpp"

#include <sys/mman.h>

#include <algorithm>
#include <new>

namespace slurmlic {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20U;

/// A block takes the memory of the pages that are used, so that aligning it costs address space only.
std::size_t alignment_of(std::size_t bytes, std::size_t alignment) {
    return bytes < huge_page ? alignment : std::max(huge_page, alignment);
}

}    // namespace

void* HugePages::do_allocate(std::size_t bytes, std::size_t alignment) {
    void* const block = ::operator new(bytes, std::align_val_t(alignment_of(bytes, alignment)));
    if (bytes >= huge_page) madvise(block, bytes, MADV_HUGEPAGE);    // a wish: refused, it is plain memory
    return block;
}

void HugePages::do_deallocate(void* block, std::size_t bytes, std::size_t alignment) {
    ::operator delete(block, std::align_val_t(alignment_of(bytes, alignment)));
}

}    // namespace slurmlic
