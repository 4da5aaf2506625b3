// doctor on tokens that nobody holds, and on the time limits of Slurm.

#include "tests/support/doctor_host.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

TEST_CASE("tokens that scontrol counts as used and squeue does not explain are told, with why jobs may be hidden") {
    DoctorHost host;
    host.answer_user(squeue_all, "7|R|bob|vcs_batch:5\n8|PD|bob|vcs_batch:3\n");
    CHECK(host.complaints() == Log{"warn slurm: 3 tokens of vcs_batch in use, held by no job that squeue shows: mostly "
                                   "PrivateData hides jobs, the license was renamed while jobs held it, or they are in a state "
                                   "that was not asked for; mend: squeue --all --states=all --licenses=vcs_batch"});
    host.answer_user("scontrol show config", "PrivateData             = accounts,jobs\n");
    CHECK(host.complaints() == Log{"warn slurm: 3 tokens of vcs_batch in use, held by no job that squeue shows: PrivateData "
                                   "hides the jobs of others; mend: sacctmgr modify user slurmlic set AdminLevel=Operator"});
    host.answer_user(squeue_all, "7|R|bob|vcs_batch:9\n");    // one began meanwhile
    CHECK(host.complaints().empty());
}

TEST_CASE("nothing is unexplained where squeue was not asked, nor of a license in layers") {
    DoctorHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nsqueue = false\n";
    CHECK(host.complaints().empty());
    host.files["/settings"] = "output = \"/dir\"\n";
    host.answer_user("scontrol show lic",
                     "LicenseName=power\n    Total=5 Used=5 Free=0 Reserved=0 Remote=no\n    Nodes=n1 Mode=1\n");
    CHECK(host.complaints().empty());
}

TEST_CASE("a name of a license stands in a command in quotes, and its cluster with it") {
    DoctorHost host;
    host.files["/settings"] = "output = \"/dir\"\n[slurm]\nclusters = [\"pdf\"]\n";
    host.answer_user("scontrol -M pdf show lic", "LicenseName=a$(id)\n    Total=5 Used=1 Free=4 Reserved=0 Remote=no\n");
    host.answer_user("scontrol -M pdf show config", "");
    host.answer_user("squeue -M pdf" + squeue_all.substr(std::string("squeue").size()), "");
    const Log complaints = host.complaints();
    REQUIRE(complaints.size() == 1);
    CHECK(complaints[0].starts_with("warn slurm:pdf: 1 token of a$(id) in use, "));
    CHECK(complaints[0].ends_with("; mend: squeue --clusters=pdf --states=all '--licenses=a$(id)'"));
}

TEST_CASE("a MessageTimeout of Slurm above our timeout is a warning") {
    DoctorHost host;
    host.answer_user("scontrol show config", "MessageTimeout          = 100 sec\n");
    CHECK(host.complaints() == Log{"warn slurm: Slurm's MessageTimeout is 100 sec, our timeout 20s: an answer that comes late "
                                   "is lost; mend: set timeout = \"105s\" in /settings"});
    host.answer_user("scontrol show config", "MessageTimeout          = 20 sec\n");
    CHECK(host.complaints().empty());
    host.answer_user("scontrol show config", "MessageTimeout          = 99999999999999999999 sec\n");
    CHECK(host.complaints().empty());
}
