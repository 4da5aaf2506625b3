#include "cli/doctor/advice.hpp"

#include <doctest/doctest.h>

#include "tests/support/hostile_names.hpp"

using namespace slurmlic;
using namespace slurmlic::testing;

namespace {

const std::string not_shown = "no command is shown: a name in it is not safe to be pasted; ls -b shows such names";

/// Runs what is advised, with what it would write to the line for cron in its place.
std::string cron_line_of(const Advice& advice, const TemporaryDirectory& where) {
    const std::string text = advice.text();
    const std::string end = " > /etc/cron.d/slurmlic";
    REQUIRE(text.ends_with(end));
    const std::string line = run_shell(text.substr(0, text.size() - end.size()), where);
    REQUIRE(line.ends_with('\n'));
    CHECK(line.find('\n') + 1 == line.size());
    return line.substr(0, line.size() - 1);
}

}    // namespace

TEST_CASE("a command that is advised gives each foreign word to its program, and runs nothing else") {
    const TemporaryDirectory where;
    for (const std::string& name : hostile_names) {
        CAPTURE(name);
        const bool is_shown = can_be_pasted(name) && !name.starts_with('-');
        const Advice command = Advice::command({"printf", "%s|", name});
        CHECK((command.text() == not_shown) != is_shown);
        if (is_shown) CHECK(run_shell(command.text(), where) == name + "|");
        const Advice option = Advice::command({"printf", "%s|", {"--to=", name}});
        CHECK((option.text() == not_shown) != can_be_pasted(name));
        if (can_be_pasted(name)) CHECK(run_shell(option.text(), where) == "--to=" + name + "|");
        const Advice sentence = "mind " + Advice::word(name) + " and " + Advice::unit_word(name);
        run_shell(sentence.text(), where);
    }
    CHECK(where.names().empty());
}

TEST_CASE("a line for cron gives the directory to slurmlic, and cron runs nothing else") {
    const TemporaryDirectory where;
    for (const std::string& name : hostile_names) {
        CAPTURE(name);
        const Advice advice = Advice::cron_line(ScheduledTask::collect, "slurmlic", "/usr/bin/slurmlic", "/srv/" + name);
        CHECK((advice.text() == not_shown) != can_be_pasted(name));
        if (!can_be_pasted(name)) continue;
        const std::string front = "* * * * * slurmlic /usr/bin/slurmlic ";
        const std::string line = cron_line_of(advice, where);
        REQUIRE(line.starts_with(front));
        for (const bool is_debian : {true, false}) {
            const std::string given = command_of_cron(line.substr(front.size()), is_debian);
            const std::string log = " 2>&1 | logger -t slurmlic";
            REQUIRE(given.ends_with(log));
            CHECK(run_shell("printf '%s|' " + given.substr(0, given.size() - log.size()), where) ==
                  "--output|/srv/" + name + "|");
        }
    }
    CHECK(where.names().empty());
}

TEST_CASE("a line for cron has no user, and no length, that cron would take for something else") {
    CHECK(Advice::cron_line(ScheduledTask::collect, "a b", "/usr/bin/slurmlic", "/dir").text() == not_shown);
    CHECK(Advice::cron_line(ScheduledTask::collect, "a%", "/usr/bin/slurmlic", "/dir").text() == not_shown);
    CHECK(Advice::cron_line(ScheduledTask::collect, "slurmlic", "/usr/bin/slurmlic", "/" + std::string(900, 'd')).text() ==
          not_shown);
    CHECK(Advice::cron_line(ScheduledTask::collect, "slurmlic", "/opt/my tools/slurmlic", "/dir").text() ==
          "printf '%s\\n' '* * * * * slurmlic '\\''/opt/my tools/slurmlic'\\'' --output /dir 2>&1 | logger -t slurmlic' > "
          "/etc/cron.d/slurmlic");
}

TEST_CASE("a command for another user is run by runuser, a word that looks like an option is not shown") {
    CHECK(Advice::command_as("root", {"ls"}).text() == "ls");
    CHECK(Advice::command_as("a b", {"ls"}).text() == "runuser -u 'a b' -- ls");
    CHECK(Advice::command_as("-x", {"ls"}).text() == not_shown);
    CHECK(Advice::own_command_as("bob", {"scontrol", "-M", "a b", "show", "lic"}).text() ==
          "runuser -u bob -- scontrol -M 'a b' show lic");
    CHECK(Advice::command({std::string("A=b"), "ping"}).text() == not_shown);
}

TEST_CASE("an advice knows what it runs") {
    const Advice advice = Advice::command_as("bob", {"ls"}) + "; or " + Advice::command({"vi"});
    CHECK(advice.text() == "runuser -u bob -- ls; or vi");
    CHECK(advice.programs() == std::vector<std::string>{"runuser", "ls", "vi"});
    CHECK(Advice("keep one").programs().empty());
    CHECK(Advice().text().empty());
}
