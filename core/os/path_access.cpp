#include "core/os/path_access.hpp"

#include <endian.h>
#include <linux/limits.h>
#include <linux/posix_acl.h>
#include <linux/posix_acl_xattr.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

#include "core/os/input.hpp"

namespace slurmlic {
namespace {

constexpr std::uint32_t nobody = 65534;    // whom the kernel shows in the place of those whom a user namespace does not map

/// Whether numbers of users mean what they mean on the host.
bool is_every_user_mapped() {
    constexpr std::size_t most_bytes = 4096;
    const Result<std::string> map = read_input("/proc/self/uid_map", std::chrono::seconds(1), most_bytes);
    return !map || map->find("4294967295") != std::string::npos;
}

PathKind kind_of(mode_t mode) {
    if (S_ISLNK(mode)) return PathKind::link;
    if (S_ISDIR(mode)) return PathKind::directory;
    return S_ISREG(mode) ? PathKind::file : PathKind::other;
}

std::string target_of(const std::string& path) {
    std::array<char, PATH_MAX> target{};
    const ssize_t size = readlink(path.c_str(), target.data(), target.size());
    return {target.data(), static_cast<std::size_t>(size < 0 ? 0 : size)};
}

/// Those whom the ACL lets write. Where there is one, the mode shows its mask in the place of the group's rights.
void add_acl(const std::string& path, std::uint32_t group, PathAccess& access) {
    std::array<char, XATTR_SIZE_MAX> bytes;    // NOLINT(*-member-init): lgetxattr fills it
    const ssize_t size = lgetxattr(path.c_str(), "system.posix_acl_access", bytes.data(), bytes.size());
    if (size < 0) return access.groups.push_back(group);    // it has none
    std::string_view rest(bytes.data(), static_cast<std::size_t>(size));
    rest.remove_prefix(std::min(rest.size(), sizeof(posix_acl_xattr_header)));
    for (posix_acl_xattr_entry entry{}; rest.size() >= sizeof entry; rest.remove_prefix(sizeof entry)) {
        std::memcpy(&entry, rest.data(), sizeof entry);
        const unsigned tag = le16toh(entry.e_tag);
        if ((le16toh(entry.e_perm) & unsigned{ACL_WRITE}) == 0) continue;
        if (tag == ACL_USER) access.users.push_back(le32toh(entry.e_id));
        if (tag == ACL_GROUP) access.groups.push_back(le32toh(entry.e_id));
        if (tag == ACL_GROUP_OBJ) access.groups.push_back(group);
    }
}

}    // namespace

PathAccess path_access(const std::string& path) {
    struct stat what {};
    if (lstat(path.c_str(), &what) != 0) return {};
    PathAccess access{.kind = kind_of(what.st_mode), .owner = what.st_uid};
    if (access.owner == nobody && !is_every_user_mapped()) access.owner = 0;    // root of the host, most likely
    if (access.kind == PathKind::link) {
        access.target = target_of(path);
        return access;
    }
    access.is_sticky = access.kind == PathKind::directory && (what.st_mode & S_ISVTX) != 0;
    access.everybody = (what.st_mode & S_IWOTH) != 0;
    if ((what.st_mode & S_IWGRP) != 0) add_acl(path, what.st_gid, access);
    return access;
}

}    // namespace slurmlic
