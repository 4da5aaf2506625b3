#include "cli/doctor/access.hpp"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

#include "cli/doctor/shell.hpp"

namespace slurmlic {
namespace {

constexpr const char* acl_attribute = "system.posix_acl_access";

struct AclEntry {
    std::uint32_t tag = 0;
    std::uint32_t rights = 0;
    std::uint32_t id = 0;
};

/// The tags of acl(5), as the kernel numbers them.
constexpr std::uint32_t acl_owner = 0x01;
constexpr std::uint32_t acl_user = 0x02;
constexpr std::uint32_t acl_owning_group = 0x04;
constexpr std::uint32_t acl_group = 0x08;
constexpr std::uint32_t acl_mask = 0x10;
constexpr std::uint32_t acl_other = 0x20;

std::uint32_t little_endian(std::string_view bytes) {
    std::uint32_t number = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) number = number << 8U | static_cast<unsigned char>(bytes[i - 1]);
    return number;
}

/// Of the attribute: a version of four bytes, then entries of eight. None where it is not that.
std::vector<AclEntry> acl_entries(std::string_view bytes) {
    constexpr std::size_t head = 4;
    constexpr std::size_t size = 8;
    constexpr std::uint32_t version = 2;
    if (bytes.size() < head || little_endian(bytes.substr(0, head)) != version) return {};
    std::vector<AclEntry> entries;
    for (bytes.remove_prefix(head); bytes.size() >= size; bytes.remove_prefix(size)) {
        entries.push_back(
            {little_endian(bytes.substr(0, 2)), little_endian(bytes.substr(2, 2)), little_endian(bytes.substr(4, 4))});
    }
    return entries;
}

bool acl_allows(const Account& account, const FileFacts& file, std::uint32_t rights, const std::vector<AclEntry>& entries) {
    std::uint32_t mask = may_read | may_write | may_enter;
    for (const AclEntry& one : entries) mask = one.tag == acl_mask ? one.rights : mask;
    const auto is_in = [&account](std::uint32_t group) {
        return std::find(account.groups.begin(), account.groups.end(), group) != account.groups.end();
    };
    bool is_of_a_group = false;
    bool group_has = false;
    bool others_have = false;
    for (const AclEntry& one : entries) {
        const bool has = (one.rights & rights) == rights;
        const bool has_masked = (one.rights & mask & rights) == rights;
        if (one.tag == acl_owner && account.uid == file.uid) return has;
        if (one.tag == acl_user && account.uid == one.id) return has_masked;    // sorted: owner, users, groups
        if ((one.tag == acl_owning_group && is_in(file.gid)) || (one.tag == acl_group && is_in(one.id))) {
            is_of_a_group = true;
            group_has = group_has || has_masked;
        }
        if (one.tag == acl_other) others_have = has;
    }
    return is_of_a_group ? group_has : others_have;
}

std::string without_slashes(std::string_view path) {
    while (path.size() > 1 && path.ends_with('/')) path.remove_suffix(1);
    return std::string(path);
}

bool is_one(const FileFacts& a, const FileFacts& b) { return a.inode != 0 && a.inode == b.inode && a.device == b.device; }

}    // namespace

bool is_allowed(const Account& account, const std::string& path, const FileFacts& file, std::uint32_t rights,
                const Ports& ports, const std::string& front) {
    if (account.passes_modes) return true;
    const std::optional<std::string> acl = ports.extended_attribute(front + path, acl_attribute);
    const std::vector<AclEntry> entries = acl ? acl_entries(*acl) : std::vector<AclEntry>();
    return entries.empty() ? has_rights(account, file, rights) : acl_allows(account, file, rights, entries);
}

bool has_acl(const std::string& path, const Ports& ports) { return ports.extended_attribute(path, acl_attribute).has_value(); }

std::vector<std::string> folders_on(const std::string& path) {
    std::vector<std::string> all;
    for (std::size_t slash = path.find('/', 1); slash != std::string::npos; slash = path.find('/', slash + 1)) {
        all.push_back(path.substr(0, slash));
    }
    all.push_back(path);
    return all;
}

std::optional<Obstacle> find_obstacle(const Account& account, const std::string& path, std::uint32_t rights, const Ports& ports,
                                      const std::string& front) {
    const auto obstacle_at = [&](const std::string& one, std::uint32_t needed) -> std::optional<Obstacle> {
        const std::optional<FileFacts> file = ports.look_at(front + one);
        if (!file || is_allowed(account, one, *file, needed, ports, front)) return std::nullopt;
        return Obstacle{one, needed, *file, has_acl(front + one, ports)};
    };
    const std::string last = without_slashes(path);
    for (const std::string& one : folders_on(last)) {
        if (std::optional<Obstacle> found = obstacle_at(one, one == last ? rights : may_enter)) return found;
    }
    // Behind links there are other folders on the way than those that the path names.
    constexpr int deepest = 64;
    const std::optional<FileFacts> top = ports.look_at(front + "/");
    std::string up = last;
    for (int i = 0; i < deepest; ++i) {
        up += "/..";
        const std::optional<FileFacts> file = ports.look_at(front + up);
        if (!file || file->kind != FileKind::directory) break;
        if (std::optional<Obstacle> found = obstacle_at(up, may_enter)) return found;
        if (top && is_one(*top, *file)) break;
    }
    return std::nullopt;
}

std::string obstacle_text(const Obstacle& obstacle, const Ports& ports) {
    return mode_text(obstacle.file, ports) + (obstacle.has_acl ? ", by its ACL" : "");
}

std::string command_to_allow(const Account& account, const Obstacle& obstacle) {
    std::string letters;
    if ((obstacle.rights & may_read) != 0) letters += 'r';
    if ((obstacle.rights & may_write) != 0) letters += 'w';
    if ((obstacle.rights & may_enter) != 0) letters += 'x';
    const std::string path = shell_word(obstacle.path);
    if (obstacle.has_acl) return fmt::format("setfacl -m u:{}:{} {}", shell_word(account.name), letters, path);
    const bool is_of_group = std::find(account.groups.begin(), account.groups.end(), obstacle.file.gid) != account.groups.end();
    const char who = account.uid == obstacle.file.uid ? 'u' : is_of_group ? 'g' : 'o';
    return fmt::format("chmod {}+{} {}", who, letters, path);
}

std::optional<bool> is_same_file(const std::string& a, const std::string& b, const Ports& ports) {
    const std::optional<FileFacts> one = ports.look_at(a);
    const std::optional<FileFacts> other = ports.look_at(b);
    if (!one || !other || one->inode == 0 || other->inode == 0) return std::nullopt;
    return is_one(*one, *other);
}

bool is_same_path(const std::string& a, const std::string& b) { return without_slashes(a) == without_slashes(b); }

}    // namespace slurmlic
