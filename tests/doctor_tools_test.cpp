#include "clinic.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

class Tools : public Clinic {
public:
    /// Settings with this behind the app.
    explicit Tools(const std::string& tools) {
        files["/settings"] = "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n" + tools;
    }
};

}    // namespace

TEST_CASE("a license or feature that is not there is bad, with the nearest name") {
    Tools world(
        "[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"VCS_Batch\", \"vcs_batsh\", \"vcs_batch@lic1\", \"other\"] }\n"
        "flexlm = [\"syn:vcs\", \"syn:VCSS\", \"syn:Verdi\"]\n");
    CHECK(world.complaints() ==
          Log{"bad tools: tool vcs: Slurm has no license vcs_batsh; mend: did you mean vcs_batch?",
              "bad tools: tool vcs: Slurm has no license vcs_batch@lic1; mend: did you mean vcs_batch?",
              "bad tools: tool vcs: Slurm has no license other; mend: correct [[tool]], \"scontrol show "
              "lic\" has the names",
              "bad tools: tool vcs: the app syn has no feature VCSS; mend: did you mean VCS?",
              "bad tools: tool vcs: the app syn has no feature Verdi; mend: correct [[tool]], \"lmutil lmstat -a\" "
              "has the names"});
}

TEST_CASE("a feature of another app is told to be that one's") {
    Tools world("[[flexlm]]\nname = \"mgc\"\nserver = \"1717@lic2\"\n[[tool]]\nname = \"vcs\"\nflexlm = [\"mgc:VCS\"]\n");
    world.answer("lmutil lmstat -a -c 1717@lic2",
                 "License server status: 1717@lic2\nlic2: license server UP (MASTER) v11.19\nFeature usage info:\n"
                 "Users of questa:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n");
    const Log complaints = world.complaints();
    REQUIRE(complaints.size() == 2);    // and vcs_batch is in no tool
    CHECK(complaints[0] == "bad tools: tool vcs: the app mgc has no feature VCS; mend: the app syn has it");
}

TEST_CASE("licenses in no tool are named, a warning where FlexLM serves a feature of that name") {
    Tools world("[[tool]]\nname = \"x\"\nslurm = { all = [\"fluent\"] }\n[slurm]\nexclude = [\"test*\"]\n");
    world.answer("scontrol show lic",
                 "LicenseName=abaqus\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                 "LicenseName=fluent\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                 "LicenseName=test1\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                 "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(world.complaints() ==
          Log{"warn tools: in no [[tool]], though FlexLM has a feature of that name: vcs_batch; mend: add them "
              "to a [[tool]], or leave them out with slurm.exclude"});
    CHECK(world.out.find("tools       published, but in no [[tool]]: abaqus\n") != std::string::npos);
}

TEST_CASE("a license that include or exclude leaves out, or that has layers, can be no part of a tool") {
    Tools world("[[tool]]\nname = \"x\"\nslurm = { all = [\"vcs_batch\", \"power\"] }\n[slurm]\nexclude = [\"vcs*\"]\n");
    world.answer("scontrol show lic",
                 "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=n[1-4] Mode=1\n"
                 "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(world.complaints() ==
          Log{"bad tools: tool x: the license vcs_batch is left out by include or exclude; mend: let slurm.include and "
              "slurm.exclude pass it",
              "bad tools: tool x: the license power has layers, which no tool can sum up; mend: take it out of the [[tool]]"});
}

TEST_CASE("without tools in the settings it is told how many licenses are joined by their names") {
    Tools joined("");
    joined.answer("scontrol show lic", "LicenseName=vcs\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(joined.complaints().empty());
    CHECK(joined.out.find("tools       no [[tool]]: 1 of 1 tool are joined to FlexLM by their names\n") != std::string::npos);
    Tools apart("");
    apart.answer("scontrol show lic", "LicenseName=abaqus\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(apart.complaints() ==
          Log{"warn tools: no [[tool]], and no license has the name of a FlexLM feature: nothing is compared; "
              "mend: map licenses to features in [[tool]]"});
}
