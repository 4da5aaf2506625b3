#include "cli/options.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "cli/output_file.hpp"
#include "core/text/text.hpp"

using namespace slurmlic;

namespace {

Result<Options> parse(std::vector<const char*> arguments) {
    arguments.insert(arguments.begin(), "slurmlic");
    return parse_options(static_cast<int>(arguments.size()), arguments.data(), "1.2.3");
}

std::string wrong(const std::vector<const char*>& arguments) {
    const Result<Options> options = parse(arguments);
    REQUIRE_FALSE(options.has_value());
    return to_sentence(options.error());
}

using Words = std::vector<std::string>;

}    // namespace

TEST_CASE("no arguments mean collect with what the settings say") {
    const Result<Options> options = parse({});
    REQUIRE(options);
    CHECK_FALSE(options->text.has_value());
    CHECK_FALSE(options->output.has_value());
    Settings settings;
    settings.output = "/from/file";
    options->apply_to(settings);
    CHECK(settings.output == "/from/file");
}

TEST_CASE("every flag is taken, short and long, before and after the command") {
    const Result<Options> options =
        parse({"-o",        "-",           "collect",   "-i",    "-",  "--scontrol", "/x/scontrol", "-M",
               "a,b",       "--cluster=c", "--timeout", "500ms", "-c", "f.toml",     "--include",   "v*",
               "--include", "w*",          "--exclude", "t*",    "-q", "-v"});
    REQUIRE(options);
    Settings settings;
    options->apply_to(settings);
    CHECK(settings.output == "-");
    CHECK(settings.slurm.input == "-");
    CHECK(settings.slurm.scontrol == "/x/scontrol");
    CHECK(settings.slurm.clusters == Words{"a", "b", "c"});
    CHECK(settings.timeout == std::chrono::milliseconds(500));
    CHECK(options->config == "f.toml");
    CHECK(settings.slurm.filter.include == Words{"v*", "w*"});
    CHECK(settings.slurm.filter.exclude == Words{"t*"});
    CHECK(settings.quiet);
    CHECK(settings.verbose);
}

TEST_CASE("a flag beats the settings file, a list as a whole") {
    Settings settings;
    settings.timeout = std::chrono::seconds(1);
    settings.slurm.clusters = {"x", "y"};
    settings.slurm.filter.exclude = {"kept"};
    const Result<Options> options = parse({"--timeout=3s", "-M", "z"});
    REQUIRE(options);
    options->apply_to(settings);
    CHECK(settings.timeout == std::chrono::seconds(3));
    CHECK(settings.slurm.clusters == Words{"z"});
    CHECK(settings.slurm.filter.exclude == Words{"kept"});
}

TEST_CASE("wrong usage names the flag in one line") {
    CHECK(wrong({"--quiet=maybe"}) == "--quiet: expected no value; see slurmlic --help");
    CHECK(wrong({"--version=3"}) == "--version: expected no value; see slurmlic --help");
    CHECK(wrong({"-o"}) == "--output: expected PATH, got nothing; see slurmlic --help");
    CHECK(wrong({"-i", "a", "-i", "b"}) == "--input: expected once, got 2 times; see slurmlic --help");
    CHECK(wrong({"--colour"}) == "unknown argument --colour; see slurmlic --help");
    CHECK(wrong({"gasp"}) == "unknown argument gasp; see slurmlic --help");
    CHECK(wrong({"gap", "vcs", "fluent"}) == "unknown argument fluent; see slurmlic --help");
    CHECK(wrong({"gap", ""}) == "TOOL: expected some text, got \"\"; see slurmlic --help");
    CHECK(wrong({"show", "vcs", "fluent"}) == "unknown argument fluent; see slurmlic --help");
    CHECK(wrong({"--json"}) == "--json: expected with show, gap, sync or doctor; see slurmlic --help");
    CHECK(wrong({"--apply"}) == "--apply: expected with sync; see slurmlic --help");
    CHECK(wrong({"gap", "--apply"}) == "--apply: expected with sync; see slurmlic --help");
    CHECK(wrong({"sync", "-o", "/d"}) ==
          "--output: expected with sync --apply, sync itself prints to standard output; see slurmlic --help");
    CHECK(wrong({"sync", "--apply", "--json", "-o", "-"}) ==
          "--json: expected another --output than -, which prints the metrics; see slurmlic --help");
    CHECK(wrong({"collect", "--json"}) == "--json: expected with show, gap, sync or doctor; see slurmlic --help");
    CHECK(wrong({"show", "-o", "-"}) ==
          "--output: expected with collect or doctor, show and gap print to standard output; see slurmlic --help");
    CHECK(wrong({"doctor", "x"}) == "unknown argument x; see slurmlic --help");
    CHECK(wrong({"--anonymize", "x"}) == "unknown argument --anonymize; see slurmlic --help");
    CHECK(wrong({"anonymize"}) == "FILE is required; see slurmlic --help");
    CHECK(wrong({"show", "--exporter", "x"}) == "--exporter: expected with doctor; see slurmlic --help");
    CHECK(wrong({"--status-input", "a=x", "--status-input", "b=x", "--status-input", "a=y"}) ==
          "--status-input: expected each app once, got a again; see slurmlic --help");
    CHECK(wrong({"-M", "a", "b"}) == "unknown argument b; see slurmlic --help");
    CHECK(wrong({"--timeout", "20"}) ==
          "--timeout: expected a duration such as 500ms, 20s or 2m, got \"20\"; see slurmlic --help");
    CHECK(wrong({"-M", "all"}) ==
          "--cluster: expected the name of one cluster, got \"all\": scontrol does not tell them apart "
          "then; see slurmlic --help");
    CHECK(wrong({"-o", ""}) == "--output: expected some text, got \"\"; see slurmlic --help");
    CHECK(wrong({"-o"}).find("--output") != std::string::npos);
    CHECK(wrong({"-o", "a", "-o", "b"}).find("--output") != std::string::npos);
}

TEST_CASE("wrong usage stays one line of printable text, whatever the words hold") {
    CHECK(wrong({"--co\nlour"}) == "unknown argument --co\\x0alour; see slurmlic --help");
    CHECK(wrong({"a\x1b[31m\rb\xff"}) == "unknown argument a\\x1b[31m\\x0db\xef\xbf\xbd; see slurmlic --help");
    for (const std::string_view odd : {"\n", "x\ny", "\x1b[2J", "\t", "\x7f", "\xc2\x85", "\xff"}) {
        const std::string text(odd);
        for (const std::string& word :
             {text, "-" + text, "--" + text, "--timeout=" + text, "-M" + text, "-q=" + text, "--quiet=" + text,
              "--json=" + text, "--status-input=" + text, "--status-input=" + text + "=x"}) {
            CAPTURE(word);
            const Result<Options> options = parse({word.c_str(), "--colour"});
            REQUIRE_FALSE(options.has_value());
            CHECK(is_printable_utf8(to_sentence(options.error())));
        }
    }
}

TEST_CASE("show, gap and doctor are asked for by name, flags may stand on both sides") {
    CHECK(parse({"-q"})->task == Task::collect);
    CHECK(parse({"-i", "x", "show"})->task == Task::show);
    CHECK_FALSE(parse({"show"})->tool.has_value());
    CHECK(parse({"show", "vcs"})->task == Task::show);
    CHECK(parse({"show", "vcs"})->tool == "vcs");
    const Result<Options> gap = parse({"-i", "x", "gap", "vcs", "--json", "-M", "fluid"});
    REQUIRE_MESSAGE(gap, to_sentence(gap.error()));
    CHECK(gap->task == Task::gap);
    CHECK(gap->tool == "vcs");
    CHECK(gap->json);
    CHECK(gap->clusters == Words{"fluid"});
    CHECK_FALSE(parse({"gap"})->tool.has_value());
    const Result<Options> doctor = parse({"doctor", "--json", "-o", "/dir"});
    REQUIRE_MESSAGE(doctor, to_sentence(doctor.error()));
    CHECK(doctor->task == Task::doctor);
    CHECK(doctor->json);
    CHECK(doctor->output == "/dir");
    CHECK(parse({"anonymize", "a", "b"})->files == Words{"a", "b"});
    CHECK(parse({"anonymize", "a"})->task == Task::anonymize);
    CHECK(parse({"doctor", "--exporter", "https://u:p@h/m"})->exporter == "https://u:p@h/m");
}

TEST_CASE("help and version are answers, also after the command") {
    CHECK(parse({"--version"})->text == "slurmlic 1.2.3\n");
    const std::string help = parse({"--help"})->text.value_or("");
    CHECK(help.find("--cluster") != std::string::npos);
    CHECK(parse({"collect", "-h"})->text == help);
    CHECK(parse({"gap", "vcs", "--help"})->text == help);
}

TEST_CASE("the help fits 80 columns") {
    const std::string help = parse({"--help"})->text.value_or("");
    for (std::size_t begin = 0; begin < help.size();) {
        const std::size_t end = std::min(help.find('\n', begin), help.size());
        CAPTURE(help.substr(begin, end - begin));
        CHECK(end - begin <= 80);
        begin = end + 1;
    }
}

TEST_CASE("an output is standard output, a directory, or a name that ends in .prom") {
    const auto kind = [](const std::string& path) {
        return path.starts_with("/dir")     ? PathKind::directory
               : path.starts_with("/there") ? PathKind::other
                                            : PathKind::missing;
    };
    CHECK_FALSE(output_file("-", kind)->has_value());
    CHECK(*output_file("/dir", kind) == "/dir/slurm_licenses.prom");
    CHECK(*output_file("/dir/", kind) == "/dir/slurm_licenses.prom");
    CHECK(*output_file("/dir.prom", kind) == "/dir.prom/slurm_licenses.prom");
    CHECK(*output_file("x.prom", kind) == "x.prom");
    CHECK(*output_file("/there.prom", kind) == "/there.prom");
    CHECK(*output_file("/gone/textfile", kind) == "/gone/textfile/slurm_licenses.prom");
    CHECK(*output_file("/gone.d/", kind) == "/gone.d/slurm_licenses.prom");
    CHECK(to_sentence(output_file("/there", kind).error()) ==
          "output: expected -, a directory, or a file whose name ends in .prom, got \"/there\"");
    CHECK_FALSE(output_file("out.txt", kind).has_value());
    CHECK_FALSE(output_file("/gone/x.prom.tmp", kind).has_value());
}

TEST_CASE("sync takes any number of tools, and --apply in any place") {
    const std::vector<const char*> words{"slurmlic", "sync", "vcs", "fluent", "--apply"};
    const Result<Options> options = parse_options(static_cast<int>(words.size()), words.data(), "1");
    REQUIRE(options);
    CHECK(options->task == Task::sync);
    CHECK(options->tools == std::vector<std::string>{"vcs", "fluent"});
    CHECK(options->apply);
}
