#pragma once

#include <string>
#include <string_view>

#include "core/os/descriptor.hpp"

namespace slurmlic {

/// A file ".NAME.slurmlic-" with six random letters behind it, so that it never ends in ".prom", that becomes NAME in one step
/// or vanishes. It is locked (flock) from its creation on, which tells remove_leftovers that its run is alive. Functions return
/// the errno of what failed, 0 for success.
class TemporaryFile {
public:
    /// Nothing is made yet. `folder` is an open directory that outlives this.
    TemporaryFile(int folder, std::string target) : folder_(folder), target_(std::move(target)) {}
    ~TemporaryFile();
    TemporaryFile(const TemporaryFile&) = delete;
    TemporaryFile& operator=(const TemporaryFile&) = delete;
    TemporaryFile(TemporaryFile&&) = delete;
    TemporaryFile& operator=(TemporaryFile&&) = delete;

    int create();
    [[nodiscard]] int fd() const { return file_.get(); }

    /// Syncs it to disk and gives it the target's name, in place of whatever has that name.
    int commit();

private:
    int folder_;
    std::string target_;
    std::string name_;    // empty: nothing to remove
    Descriptor file_;
};

/// Whether a TemporaryFile for `target` may have this name.
bool is_temporary_name(std::string_view name, std::string_view target);

/// Removes the temporary files for `target` that no living run holds; failures are left to the next run.
void remove_leftovers(int folder, const std::string& target);

}    // namespace slurmlic
