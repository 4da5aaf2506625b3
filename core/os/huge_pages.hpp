#pragma once

#include <cstddef>
#include <memory_resource>

namespace slurmlic {

/// Memory in pages of 2 MiB where a block is that large and the kernel has them, plain memory else. Each page that is
/// touched for the first time costs a trip to the kernel; in virtual machines these trips cost more than all the parsing.
class HugePages : public std::pmr::memory_resource {
private:
    void* do_allocate(std::size_t bytes, std::size_t alignment) override;
    void do_deallocate(void* block, std::size_t bytes, std::size_t alignment) override;
    [[nodiscard]] bool do_is_equal(const std::pmr::memory_resource& other) const noexcept override { return this == &other; }
};

/// As realloc(3), in such pages. What has grown large is moved by the kernel, page by page, and not copied.
void* reallocate_in_huge_pages(void* block, std::size_t bytes);

/// Gives the memory of such pages back to the system, as far as they lie within the block whole; they are zeros then.
void let_go_huge_pages(void* block, std::size_t bytes);

}    // namespace slurmlic
