#include "cli/doctor/writers.hpp"

#include <algorithm>
#include <cstdint>
#include <set>
#include <string_view>
#include <utility>

#include "cli/doctor/accounts.hpp"
#include "core/text/text.hpp"

namespace slurmlic {
namespace {

/// One place on the way, and who can change it.
struct Step {
    std::string path;
    Ids users;
    Ids groups;
    bool everybody = false;
};

/// Goes from "/" to a path, part by part, through links as the kernel does.
class Walk {
public:
    Walk(const std::string& path, const Ports& ports) : ports_(ports) {
        add_parts(path);
        directory_ = ports.path_access("/");
        note("/", directory_, parts_.empty());
        while (!parts_.empty() && go_on()) {
        }
    }

    [[nodiscard]] std::string place() const { return place_.empty() ? "/" : place_; }
    [[nodiscard]] const std::vector<Step>& steps() const { return steps_; }

private:
    /// Puts the parts in front of those that are left, the next one at the end.
    void add_parts(std::string_view path) {
        std::vector<std::string> parts;
        while (!path.empty()) {
            const std::string_view part = take_until(path, '/');
            if (!part.empty() && part != ".") parts.emplace_back(part);
        }
        parts_.insert(parts_.end(), parts.rbegin(), parts.rend());
    }

    /// Takes the next part; false where the way ends.
    bool go_on() {
        const std::string part = std::move(parts_.back());
        parts_.pop_back();
        if (part == "..") {
            place_.resize(std::min(place_.rfind('/'), place_.size()));
            directory_ = ports_.path_access(place());
            if (parts_.empty()) note(place(), directory_, true);
            return true;
        }
        const std::string next = place_ + "/" + part;
        const PathAccess access = ports_.path_access(next);
        if (access.kind == PathKind::missing) {
            note(place(), directory_, true);    // who may write here can make it
            place_ = next;
            return false;
        }
        if (directory_.is_sticky && is_shared(directory_)) add_step(next, {access.owner}, {}, false);
        if (access.kind == PathKind::link) return follow(access.target);
        note(next, access, parts_.empty());
        place_ = next;
        directory_ = access;
        return true;
    }

    bool follow(const std::string& target) {
        constexpr int most_links = 40;    // as the kernel
        if (target.empty() || ++links_ > most_links) return false;
        add_parts(target);
        if (!target.starts_with('/')) return true;
        place_.clear();
        directory_ = ports_.path_access("/");
        return true;
    }

    static bool is_shared(const PathAccess& access) {
        return access.everybody || !access.users.empty() || !access.groups.empty();
    }

    /// In a sticky directory on the way nobody can touch what is not his own.
    void note(const std::string& path, const PathAccess& access, bool is_end) {
        if (access.is_sticky && !is_end) return add_step(path, {access.owner}, {}, false);
        Ids users(access.users.begin(), access.users.end());
        users.insert(access.owner);
        add_step(path, std::move(users), {access.groups.begin(), access.groups.end()}, access.everybody);
    }

    void add_step(const std::string& path, Ids users, Ids groups, bool everybody) {
        users.erase(0);
        if (!steps_.empty() && steps_.back().path == path) steps_.pop_back();    // this one tells more
        if (!users.empty() || !groups.empty() || everybody)
            steps_.push_back({path, std::move(users), std::move(groups), everybody});
    }

    const Ports& ports_;
    std::vector<std::string> parts_;    // those that are left, the next one at the end
    std::string place_;                 // how far we are, without links; empty for "/"
    PathAccess directory_;              // of that place
    std::vector<Step> steps_;
    int links_ = 0;
};

Hole hole_of(const Step& step, const Accounts& accounts) {
    std::set<std::string> who;
    for (const std::uint32_t one : step.users) who.insert(accounts.name_of(one));
    for (const std::uint32_t one : step.groups) who.merge(accounts.members_of(one));
    if (step.everybody) who.insert("everybody");
    who.erase("root");
    return {step.path, {who.begin(), who.end()}};
}

}    // namespace

std::vector<Writers> find_writers(const std::vector<std::string>& paths, const Ports& ports) {
    std::vector<Walk> walks;
    Ids users;
    Ids groups;
    for (const std::string& path : paths) {
        for (const Step& one : walks.emplace_back(path, ports).steps()) {
            users.insert(one.users.begin(), one.users.end());
            groups.insert(one.groups.begin(), one.groups.end());
        }
    }
    const Accounts accounts(users, groups, ports);
    std::vector<Writers> all;
    for (const Walk& walk : walks) {
        Writers& writers = all.emplace_back(Writers{walk.place(), {}});
        for (const Step& step : walk.steps()) {
            Hole hole = hole_of(step, accounts);
            if (!hole.who.empty()) writers.holes.push_back(std::move(hole));
        }
    }
    return all;
}

}    // namespace slurmlic
