// Random worlds, joined by core/tools.cpp and by a second, plain reckoning that shares nothing with it.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/metrics/report.hpp"
#include "core/slurm/squeue.hpp"
#include "core/tools/tools.hpp"

using namespace slurmlic;

namespace {

/// A world of small numbers, in which everything meets.
struct Random {
    explicit Random(unsigned seed) : generator(seed) {}
    int below(int most) { return std::uniform_int_distribution<int>(0, most - 1)(generator); }
    template <class T>
    const T& one_of(const std::vector<T>& all) {
        return all[static_cast<std::size_t>(below(static_cast<int>(all.size())))];
    }
    std::mt19937 generator;
};

const std::vector<std::string> users{"alice", "ALICE", "bob", "Bob", "carl", ""};
const std::vector<std::string> hosts{"", "h1", "h2"};

struct World {
    std::vector<ClusterLicenses> licenses;
    std::vector<std::vector<Job>> jobs;
    std::vector<FlexlmStatus> apps;
};

World make_world(Random& random) {
    World world;
    for (int cluster = 0; cluster < 1 + random.below(3); ++cluster) {
        Licenses licenses(std::pmr::get_default_resource());
        for (const char* const name : {"t_batch", "t_int", "u"}) {
            if (random.below(5) == 0) continue;
            License one;
            one.name = name;
            one.used = random.below(20);
            licenses.records.push_back(std::move(one));
        }
        world.licenses.push_back({std::to_string(cluster), std::move(licenses), {}});
        std::vector<Job> jobs;
        for (int job = 0; job < random.below(8); ++job) {
            Job one{std::to_string(random.below(12)),
                    random.one_of(users),
                    random.below(4) == 0 ? Demand::pending : Demand::running,
                    false,
                    1,
                    0,
                    {}};
            for (int i = 0; i < random.below(3); ++i) {
                one.tokens.push_back(
                    {random.one_of(std::vector<std::string>{"t_batch", "t_int", "u", "unknown"}), random.below(6)});
            }
            jobs.push_back(std::move(one));
        }
        world.jobs.push_back(std::move(jobs));
    }
    for (int app = 0; app < 1 + random.below(2); ++app) {
        FlexlmStatus status;
        for (const char* const user : {"", "alice", "Alice", "bob", "carl", "dora"}) status.users.push_back(user);
        for (const std::string& host : hosts) status.hosts.push_back(host);
        status.up = true;
        for (const char* const name : {"T", "t", "x"}) {
            FlexlmFeature one;
            one.name = name;
            for (std::uint32_t user = 0; user < 6; ++user) {
                if (random.below(2) == 0) continue;
                one.holders.push_back({user, static_cast<std::uint32_t>(random.below(3)), 1 + random.below(9)});
                one.checkouts += one.holders.back().seats;
            }
            status.features.push_back(std::move(one));
        }
        world.apps.push_back(std::move(status));
    }
    return world;
}

std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// The tool t, reckoned token by token.
struct Reckoning {
    explicit Reckoning(const World& world) {
        for (std::size_t cluster = 0; cluster < world.licenses.size(); ++cluster) {
            for (const License& license : world.licenses[cluster].licenses.records) {
                if (license.name != "u") add(license, world.jobs[cluster]);
            }
        }
        for (const FlexlmStatus& app : world.apps) {
            for (const FlexlmFeature& feature : app.features) {
                if (feature.name == "x") continue;
                for (const FlexlmCheckout& one : feature.holders) {
                    flexlm[folded(std::string(app.users[one.user]))] += one.seats;
                    flexlm_used += one.seats;
                }
            }
        }
        for (const char* const user : {"", "alice", "bob", "carl", "dora"}) {
            outside += std::max<std::int64_t>(0, flexlm[user] - slurm[user]);
            idle += std::max<std::int64_t>(0, slurm[user] - flexlm[user]);
        }
    }

    void add(const License& license, const std::vector<Job>& jobs) {
        has_slurm = true;
        slurm_used += license.used;
        std::int64_t left = license.used;
        for (int id = 0; id < 12; ++id) {    // the oldest first; of one id, in the order of the list
            for (const Job& job : jobs) {
                if (job.id != std::to_string(id) || job.demand != Demand::running) continue;
                for (const Tokens& tokens : job.tokens) {
                    for (int i = 0; tokens.license == license.name && i < tokens.count && left > 0; ++i) {
                        --left;
                        ++slurm[folded(job.user)];
                    }
                }
            }
        }
        slurm[""] += left;
    }

    std::map<std::string, std::int64_t> slurm;
    std::map<std::string, std::int64_t> flexlm;
    std::int64_t slurm_used = 0;
    std::int64_t flexlm_used = 0;
    std::int64_t outside = 0;
    std::int64_t idle = 0;
    bool has_slurm = false;
};

void check(const Tool& tool, const Reckoning& truth) {
    CHECK(tool.slurm_used == truth.slurm_used);
    CHECK(tool.flexlm_used == truth.flexlm_used);
    CHECK(tool.outside == truth.outside);
    CHECK(tool.idle == truth.idle);
    CHECK(*tool.gap == *tool.outside - *tool.idle);
    std::int64_t slurm = 0;
    std::int64_t flexlm = 0;
    for (const ToolUser& user : tool.users) {
        CAPTURE(user.user);
        const auto of = [&user](const auto& all) {
            const auto found = all.find(folded(user.user));
            return found == all.end() ? 0 : found->second;
        };
        CHECK(user.slurm == of(truth.slurm));
        CHECK(user.flexlm == of(truth.flexlm));
        std::int64_t on_hosts = 0;
        for (const auto& [host, seats] : user.hosts) on_hosts += seats;
        CHECK(on_hosts == user.flexlm);
        slurm += user.slurm;
        flexlm += user.flexlm;
    }
    CHECK(slurm == truth.slurm_used);
    CHECK(flexlm == truth.flexlm_used);
}

}    // namespace

TEST_CASE("3,000 random worlds are joined as a plain reckoning does it, and gap = outside - idle always") {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        const World world = make_world(random);
        std::vector<ClusterView> clusters;
        for (std::size_t i = 0; i < world.licenses.size(); ++i) {
            clusters.push_back({world.licenses[i].cluster, &world.licenses[i], &world.jobs[i]});
        }
        std::vector<AppView> apps;
        for (std::size_t i = 0; i < world.apps.size(); ++i) apps.push_back({"app" + std::to_string(i), &world.apps[i]});
        const std::vector<ToolSettings> settings{
            {"t", {{"batch", {"T_BATCH"}}, {"interactive", {"t_int"}}}, {{"app0", "t"}, {"app1", "T"}}}};
        if (world.apps.size() == 1 && random.below(2) == 0) apps.push_back({"app1", nullptr});
        const bool is_down = apps.size() > world.apps.size();
        const Reckoning truth(world);
        for (const bool by_name : {false, true}) {
            CAPTURE(by_name);
            const ToolJoin join = join_tools(by_name ? std::vector<ToolSettings>() : settings, clusters, apps);
            const auto tool =
                std::find_if(join.tools.begin(), join.tools.end(), [](const Tool& one) { return one.name == "t"; });
            if (by_name && !truth.has_slurm) {
                CHECK(tool == join.tools.end());
                continue;
            }
            REQUIRE(tool != join.tools.end());
            if (!truth.has_slurm || (is_down && !by_name)) {
                CHECK_FALSE(tool->gap);
                continue;
            }
            check(*tool, truth);
        }
    }
}
