#pragma once

// A cluster and a FlexLM app beside it, as stand-ins.

#include <map>
#include <string>

#include "tests/support/fake_host.hpp"

namespace slurmlic::testing {

inline const char* const squeue =
    "squeue --noheader --all "
    "--states=PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,"
    "REQUEUED,REQUEUE_FED,REQUEUE_HOLD --format=%i|%t|%u|%a|%W";
inline const char* const held =
    "squeue --noheader --all "
    "--states=PENDING,RUNNING,SUSPENDED,CONFIGURING,STOPPED,SIGNALING,RESIZING,SPECIAL_EXIT,RESV_DEL_HOLD,"
    "REQUEUED,REQUEUE_FED,REQUEUE_HOLD "
    "--Format=JobArrayID:|,UserName:|,LicensesAlloc:|";
inline const char* const lmstat = "lmutil lmstat -a -c 27000@lic1,27000@lic2";

inline const std::string good =
    "License server status: 27000@lic1,27000@lic2\nlic1: license server UP (MASTER) v11.19\nlic2: license server UP v11.19\n"
    "Vendor daemon status (on lic1):\n  snpslmd: UP v11.18\nFeature usage info:\n"
    "Users of A:  (Total of 50 licenses issued;  Total of 6 licenses in use)\n"
    "  \"A\" v1, vendor: snpslmd, expiry: 31-dec-2099\n"
    "  alice pc1 pc1 (v1) (lic1/27000 101), start Mon 9/28 8:01, 3 licenses\n"
    "  bob n1 n1 (v1) (lic1/27000 102), start Mon 9/28 8:01, 2 licenses\n"
    "  carl n2 n2 (v1) (lic1/27000 103), start Mon 9/28 8:01\n";

/// A cluster and an app that both answer.
class BothSides : public FakeHost {
public:
    explicit BothSides(const std::string& more = "") {
        files["/settings"] = settings + more;
        answer(squeue, "7|R|bob|a:2\n8|PD|eve|a:4\n");
        answer(lmstat, good);
    }

    const std::string settings = "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1,27000@lic2\"\n";
};

inline std::string source_up(const Exposition& published, const std::string& source) {
    return published.value("slurmlic_source_up", {{"source", source}});
}

using Labels = std::map<std::string, std::string>;

inline const Labels tool_a{{"tool", "a"}};
inline const Labels feature_a{{"app", "syn"}, {"feature", "A"}, {"vendor", "snpslmd"}};

}    // namespace slurmlic::testing
