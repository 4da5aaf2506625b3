#include "core/os/huge_pages.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <new>

namespace slurmlic {
namespace {

constexpr std::size_t huge_page = std::size_t{2} << 20U;

/// A block takes the memory of the pages that are used, so that aligning it costs address space only.
std::size_t alignment_of(std::size_t bytes, std::size_t alignment) {
    return bytes < huge_page ? alignment : std::max(huge_page, alignment);
}

/// A wish: refused, it stays plain memory.
void ask_for_huge_pages(void* block, std::size_t bytes) {
    // From the page that it begins in: a mapping whose first page differs from the rest can't be moved by the kernel.
    const auto address = reinterpret_cast<std::uintptr_t>(block);    // NOLINT(*-reinterpret-cast): a number, to be divided
    const std::size_t into_page = address % static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    madvise(static_cast<char*>(block) - into_page, bytes + into_page, MADV_HUGEPAGE);
}

}    // namespace

void* reallocate_in_huge_pages(void* block, std::size_t bytes) {
    // NOLINTBEGIN(*-no-malloc,*-owning-memory): new can't grow
    if (bytes < huge_page) return std::realloc(block, bytes);
    const std::size_t whole_pages = (bytes + huge_page - 1) / huge_page * huge_page;
    void* const larger = block == nullptr ? std::aligned_alloc(huge_page, whole_pages) : std::realloc(block, bytes);
    // NOLINTEND(*-no-malloc,*-owning-memory)
    if (larger != nullptr) ask_for_huge_pages(larger, bytes);
    return larger;
}

void let_go_huge_pages(void* block, std::size_t bytes) {
    void* first = block;
    if (std::align(huge_page, huge_page, first, bytes) == nullptr) return;    // it takes what is in front off `bytes`
    madvise(first, bytes / huge_page * huge_page, MADV_DONTNEED);
}

void* HugePages::do_allocate(std::size_t bytes, std::size_t alignment) {
    void* const block = ::operator new(bytes, std::align_val_t(alignment_of(bytes, alignment)));
    if (bytes >= huge_page) ask_for_huge_pages(block, bytes);
    return block;
}

void HugePages::do_deallocate(void* block, std::size_t bytes, std::size_t alignment) {
    ::operator delete(block, std::align_val_t(alignment_of(bytes, alignment)));
}

}    // namespace slurmlic
