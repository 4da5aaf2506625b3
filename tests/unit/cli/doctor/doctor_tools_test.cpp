#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

class Tools : public DoctorHost {
public:
    /// Settings with this behind the app.
    explicit Tools(const std::string& tools) {
        files["/settings"] =
            "output = \"/dir\"\n[[flexlm]]\nname = \"syn\"\nserver = \"27000@lic1\"\n" + tools + "[slurm]\nsqueue = false\n";
    }
};

}    // namespace

TEST_CASE("a license or feature that is not there is bad, with the nearest name") {
    Tools host(
        "[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"VCS_Batch\", \"vcs_batsh\", \"vcs_batch@lic1\", \"other\"] }\n"
        "features = [\"syn:vcs\", \"syn:VCSS\", \"syn:Verdi\"]\n");
    CHECK(host.complaints() ==
          Log{"bad tools: tool vcs: Slurm has no license vcs_batsh, did you mean vcs_batch?; mend: sed -i "
              "'s|\"vcs_batsh\"|\"vcs_batch\"|' /settings",
              "bad tools: tool vcs: Slurm has no license vcs_batch@lic1, did you mean vcs_batch?; mend: sed -i "
              "'s|\"vcs_batch@lic1\"|\"vcs_batch\"|' /settings",
              "bad tools: tool vcs: Slurm has no license other; mend: vi /settings",
              "bad tools: tool vcs: the app syn has no feature VCSS, did you mean syn:VCS?; mend: sed -i "
              "'s|\"syn:VCSS\"|\"syn:VCS\"|' /settings",
              "bad tools: tool vcs: the app syn has no feature Verdi; mend: vi /settings"});
}

TEST_CASE("a name that sed would act upon is left to an editor") {
    Tools host("[[tool]]\nname = \"vcs\"\nslurm = { batch = [\"vcs@lic2\"] }\n");
    host.answer_user("scontrol show lic", "LicenseName=vcs@lic1|e;id\n    Total=8 Used=8 Free=0 Reserved=0 Remote=yes\n");
    CHECK(host.complaints().front() ==
          "bad tools: tool vcs: Slurm has no license vcs@lic2, did you mean vcs@lic1|e;id?; mend: vi /settings");
}

TEST_CASE("a feature of another app is told to be that one's") {
    Tools host("[[flexlm]]\nname = \"mgc\"\nserver = \"1717@lic2\"\n[[tool]]\nname = \"vcs\"\nfeatures = [\"mgc:VCS\"]\n");
    host.answer_user("lmutil lmstat -a -c 1717@lic2",
                     "License server status: 1717@lic2\nlic2: license server UP (MASTER) v11.19\nFeature usage info:\n"
                     "Users of questa:  (Total of 12 licenses issued;  Total of 0 licenses in use)\n");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 2);    // and vcs_batch is in no tool
    CHECK(complaints[0] ==
          "bad tools: tool vcs: the app mgc has no feature VCS, did you mean syn:VCS?; mend: sed -i "
          "'s|\"mgc:VCS\"|\"syn:VCS\"|' /settings");
}

TEST_CASE("licenses in no tool are named, a warning where there is a feature of that name") {
    Tools host("[[tool]]\nname = \"x\"\nslurm = { all = [\"fluent\"] }\n");
    host.files["/settings"] += "exclude = [\"test*\"]\n";
    host.answer_user("scontrol show lic",
                     "LicenseName=abaqus\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                     "LicenseName=fluent\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                     "LicenseName=test1\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n"
                     "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(host.complaints() == Log{"warn tools: in no [[tool]], though there is a feature of that name: vcs_batch; mend: vi "
                                   "/settings"});
    CHECK(host.says("ok tools: published, but in no [[tool]]: abaqus"));
}

TEST_CASE("a license that include or exclude leaves out, or that has layers, can be no part of a tool") {
    Tools host("[[tool]]\nname = \"x\"\nslurm = { all = [\"vcs_batch\", \"power\"] }\n");
    host.files["/settings"] += "exclude = [\"vcs*\"]\n";
    host.answer_user("scontrol show lic",
                     "LicenseName=power\n    Total=5 Used=0 Free=5 Reserved=0 Remote=no\n    Nodes=n[1-4] Mode=1\n"
                     "LicenseName=vcs_batch\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(host.complaints() ==
          Log{"bad tools: tool x: the license vcs_batch is left out by include or exclude; mend: vi /settings",
              "bad tools: tool x: the license power has layers, which no tool can sum up; mend: vi /settings"});
}

TEST_CASE("where Slurm has no licenses at all, those of the tools are missing") {
    Tools host("[[tool]]\nname = \"x\"\nslurm = { all = [\"vcs_batch\"] }\n");
    host.answer_user("scontrol show lic", "No licenses configured in Slurm.\n");
    CHECK(host.complaints() == Log{"bad tools: tool x: Slurm has no license vcs_batch; mend: vi /settings"});
}

TEST_CASE("without tools in the settings it is told how many licenses are joined by their names") {
    Tools joined("");
    joined.answer_user("scontrol show lic", "LicenseName=vcs\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(joined.complaints().empty());
    CHECK(joined.says("ok tools: no [[tool]]: 1 of 1 tool have a license and a feature of one name"));
    Tools apart("");
    apart.answer_user("scontrol show lic", "LicenseName=abaqus\n    Total=8 Used=8 Free=0 Reserved=0 Remote=no\n");
    CHECK(apart.complaints() == Log{"warn tools: no [[tool]]: 0 of 1 tool have a license and a feature of one name; mend: man "
                                    "slurmlic.toml"});
}
