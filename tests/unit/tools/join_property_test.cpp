// Random sites, joined by core/tools/join.cpp and by a second, plain reckoning that shares nothing with it.

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <random>
#include <string>
#include <vector>

#include "core/tools/join.hpp"

using namespace slurmlic;

namespace {

/// Small numbers, in which everything meets.
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

struct Site {
    std::vector<ClusterLicenses> licenses;
    std::vector<std::vector<Job>> jobs;
    std::vector<SeatStatus> apps;
};

Site make_site(Random& random) {
    Site site;
    for (int cluster = 0; cluster < 1 + random.below(3); ++cluster) {
        std::vector<License> licenses;
        for (const char* const name : {"t_batch", "t_int", "u"}) {
            if (random.below(5) == 0) continue;
            License one;
            one.name = name;
            one.used = random.below(20);
            licenses.push_back(std::move(one));
        }
        site.licenses.push_back({std::to_string(cluster), std::move(licenses), {}, {}});
        std::vector<Job> jobs;
        for (int job = 0; job < random.below(8); ++job) {
            Job one{std::to_string(random.below(12)),
                    random.one_of(users),
                    random.below(4) == 0 ? Demand::pending : Demand::running,
                    false,
                    1,
                    static_cast<std::uint32_t>(job + 1),
                    {}};
            for (int i = 0; i < random.below(3); ++i) {
                one.licenses += (i == 0 ? "" : ",") +
                                random.one_of(std::vector<std::string>{"t_batch", "t_int", "u", "unknown"}) + ":" +
                                std::to_string(random.below(6));
            }
            jobs.push_back(std::move(one));
        }
        site.jobs.push_back(std::move(jobs));
    }
    for (int app = 0; app < 1 + random.below(2); ++app) {
        SeatStatus status;
        status.up = true;
        for (const char* const name : {"T", "t", "x"}) {
            Feature one;
            one.name = name;
            one.checkouts = 0;
            for (const char* const user : {"", "alice", "Alice", "bob", "carl", "dora"}) {
                if (random.below(2) == 0) continue;
                one.holders.push_back({user, random.one_of(hosts), 1 + random.below(9)});
                *one.checkouts += one.holders.back().seats;
            }
            status.features.push_back(std::move(one));
        }
        site.apps.push_back(std::move(status));
    }
    return site;
}

std::string folded(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

/// The tool t, reckoned token by token.
struct Reckoning {
    explicit Reckoning(const Site& site) {
        for (std::size_t cluster = 0; cluster < site.licenses.size(); ++cluster) {
            for (const License& license : site.licenses[cluster].licenses) {
                if (license.name != "u") add(license, site.jobs[cluster]);
            }
        }
        for (const SeatStatus& app : site.apps) {
            for (const Feature& feature : app.features) {
                if (feature.name == "x") continue;
                for (const Checkout& one : feature.holders) {
                    seats[folded(one.user)] += one.seats;
                    seats_used += one.seats;
                }
            }
        }
        for (const char* const user : {"", "alice", "bob", "carl", "dora"}) {
            outside += std::max<std::int64_t>(0, seats[user] - tokens[user]);
            idle += std::max<std::int64_t>(0, tokens[user] - seats[user]);
        }
    }

    void add(const License& license, const std::vector<Job>& jobs) {
        has_slurm = true;
        tokens_used += license.used;
        std::int64_t left = license.used;
        for (int id = 0; id < 12; ++id) {    // the oldest first; of one id, in the order of the list
            for (const Job& job : jobs) {
                if (job.id != std::to_string(id) || job.demand != Demand::running) continue;
                std::string_view rest = job.licenses;
                while (!rest.empty()) {
                    std::string_view count = take_until(rest, ',');
                    const std::string_view name = take_until(count, ':');
                    for (int i = 0; name == license.name && i < std::stoi(std::string(count)) && left > 0; ++i) {
                        --left;
                        ++tokens[folded(job.user)];
                    }
                }
            }
        }
        tokens[""] += left;
    }

    std::map<std::string, std::int64_t> tokens;
    std::map<std::string, std::int64_t> seats;
    std::int64_t tokens_used = 0;
    std::int64_t seats_used = 0;
    std::int64_t outside = 0;
    std::int64_t idle = 0;
    bool has_slurm = false;
};

void check(const Tool& tool, const Reckoning& truth) {
    CHECK(tool.tokens_used == truth.tokens_used);
    CHECK(tool.seats_used == truth.seats_used);
    CHECK(tool.outside == truth.outside);
    CHECK(tool.idle == truth.idle);
    CHECK(*tool.gap == *tool.outside - *tool.idle);
    std::int64_t tokens = 0;
    std::int64_t seats = 0;
    for (const ToolUser& user : tool.users) {
        CAPTURE(user.user);
        const auto of = [&user](const auto& all) {
            const auto found = all.find(folded(user.user));
            return found == all.end() ? 0 : found->second;
        };
        CHECK(user.tokens == of(truth.tokens));
        CHECK(user.seats == of(truth.seats));
        std::int64_t on_hosts = 0;
        for (const auto& [host, count] : user.hosts) on_hosts += count;
        CHECK(on_hosts <= user.seats);    // the rest is on hosts that are not known
        tokens += user.tokens;
        seats += user.seats;
    }
    CHECK(tokens == truth.tokens_used);
    CHECK(seats == truth.seats_used);
}

}    // namespace

TEST_CASE("3,000 random sites are joined as a plain reckoning does it, and gap = outside - idle always") {
    for (unsigned seed = 0; seed < 3000; ++seed) {
        CAPTURE(seed);
        Random random(seed);
        const Site site = make_site(random);
        std::vector<JobDemand> demands;
        for (std::size_t i = 0; i < site.licenses.size(); ++i) {
            demands.push_back(add_up_demand(site.licenses[i].cluster, site.jobs[i], &site.licenses[i], {}, 1));
        }
        std::vector<ClusterSide> clusters;
        for (std::size_t i = 0; i < site.licenses.size(); ++i) {
            clusters.push_back({site.licenses[i].cluster, &site.licenses[i], &demands[i]});
        }
        std::vector<AppSide> apps;
        for (std::size_t i = 0; i < site.apps.size(); ++i) apps.push_back({"app" + std::to_string(i), &site.apps[i]});
        const std::vector<ToolSettings> settings{
            {"t", {{"batch", {"T_BATCH"}}, {"interactive", {"t_int"}}}, {{"app0", "t"}, {"app1", "T"}}}};
        if (site.apps.size() == 1 && random.below(2) == 0) apps.push_back({"app1", nullptr});
        const bool is_down = apps.size() > site.apps.size();
        const Reckoning truth(site);
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
