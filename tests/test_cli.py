"""The `trm` command as a user meets it: a process with exit code, standard output and standard error."""

import gzip
import json
import os
import re
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.cli import run_command
from sim.experiment.processors import processors
from sim.experiment.replicate import replicate
from sim.metrics import OUTCOMES, VALUATIONS

ROOT = Path(__file__).resolve().parents[1]
SMALL = ("--days", "12", "--consumers", "120")


def start(*arguments, cwd=ROOT, **options):
    """The command as a process."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1", "COLUMNS": "80"}
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *map(str, arguments)],
        cwd=cwd,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,
    )


def trm(*arguments, cwd=ROOT):
    """Exit code, standard output and standard error of the command."""
    process = start(*arguments, cwd=cwd)
    out, err = process.communicate(timeout=250)
    return process.returncode, out, err


@pytest.fixture
def inside(capsys, monkeypatch):
    """The command inside this process, which is quicker; the signals' handlers are put back."""

    def run(*arguments):
        code = run_command([str(argument) for argument in arguments])
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    handlers = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield run
    for number, handler in handlers.items():
        signal.signal(number, handler)


def one_line(err):
    """The message of a refusal: one line that begins with the command's name and is no traceback."""
    lines = [line for line in err.splitlines() if not line.startswith("Compiling the model")]
    assert len(lines) == 1, err
    assert lines[0].startswith("trm: ")
    return lines[0]


# ---------------------------------------------------------------------------------- what it prints


def test_help_names_every_verb_and_imports_nothing_heavy():
    script = (
        "import sys\nfrom sim.cli import run_command\nrun_command(['--help'])\n"
        "heavy = {'numpy', 'pandas', 'mesa', 'numba', 'scipy', 'networkx', 'pyarrow', 'rich', 'jinja2'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    process = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert process.stderr.strip() == "[]"
    for verb in ("run", "compare", "report", "mechanisms", "claims", "sweep", "experiments", "schema", "import"):
        assert re.search(rf"^  {verb} ", process.stdout, re.MULTILINE), verb


def test_importing_the_package_imports_nothing_heavy():
    script = "import sim, sys; print(sorted({'numpy', 'pandas', 'mesa', 'pydantic'} & set(sys.modules)), dir(sim))"
    out = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert out.stdout.startswith("[] ")
    assert "'load_scenario'" in out.stdout


def test_every_name_of_the_package_is_there():
    import sim

    assert all(getattr(sim, name) is not None for name in sim.__all__)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = sim.nothing


def test_run_prints_one_json_document_and_nothing_else():
    code, out, err = trm("run", "baseline", *SMALL, "--replicates", 2, "--seed", 4, "--json")
    document = json.loads(out)
    assert code == 0
    assert (document["scenario"], document["seed"], document["days"], document["consumers"]) == (
        "baseline", 4, 12, 120,
    )  # fmt: skip
    assert re.fullmatch("[0-9a-f]{64}", document["digest"])
    assert set(document["outcomes"]) == set(OUTCOMES)
    assert set(document["outcomes"]["loyalty"]) >= {"mean", "low", "high"}
    assert "2 of 2 runs" in err
    again = json.loads(trm("run", "baseline", *SMALL, "--replicates", 2, "--seed", 4, "--json", "--threads", 2)[1])
    assert again["digest"] == document["digest"]


def test_compare_prints_one_json_document_and_nothing_else(inside):
    code, out, err = inside("compare", "open-replies", "private-replies", *SMALL, "--pairs", 3, "--json", "--quiet")
    document = json.loads(out)
    assert code == 0
    assert document["pairs"] == 3
    assert [c["outcome"] for c in document["contrasts"]] == list(OUTCOMES)
    keys = {"a", "b", "difference", "low", "high", "prob_b_beats_a", "correlation"}
    assert all(keys <= set(contrast) for contrast in document["contrasts"])
    assert "Nothing was written" in err


def test_a_comparison_is_told_in_a_sentence_before_the_table(inside):
    code, out, _ = inside("compare", "open-replies", "private-replies", *SMALL, "--pairs", 3, "--quiet")
    assert code == 0
    first = out.splitlines()[0]
    assert "loyalty" in first
    assert "paired worlds" in first
    for outcome in (o for name, o in OUTCOMES.items() if name not in VALUATIONS):
        assert outcome.title.split()[0] in out


SETTLING = ("compare", "open-replies", "private-replies", *SMALL, "--until-settled", "--least", 6, "--budget", 11)


def test_a_comparison_until_it_is_settled_says_what_is(inside):
    code, out, err = inside(*SETTLING, "--outcome", "loyalty", "--indifferent", 0.05)
    assert code == 0
    assert "do not differ by more than 0.05 index 0-1 on loyalty (attitude)" in out
    assert "settled after 11 pairs" in out
    assert "what decides has its own intervals above" in out
    assert "open-replies / private-replies, at most: 22 of 22 runs" in err
    document = json.loads(inside(*SETTLING, "--outcome", "loyalty", "--indifferent", "loyalty=0.05", "--json")[1])
    assert document["decision"]["status"] == "settled"
    assert [verdict["verdict"] for verdict in document["decision"]["verdicts"]] == ["equal"]


def test_a_comparison_that_is_not_settled_says_how_many_more_pairs_it_may_take(inside):
    code, out, _ = inside(*SETTLING, "--quiet", "--confidence", 0.999)
    assert code == 0
    assert "Not settled on loyalty (attitude) after 11 pairs" in out
    assert "Not settled on return on relationship after 11 pairs" in out
    assert "The budget of 11 pairs is spent" in out
    assert "looked at after 6, 11 pairs" in out


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("--budget", 50), "--budget goes with --until-settled"),
        (("--indifferent", 0.1), "--indifferent goes with --until-settled"),
        (("--budget", 0), "--budget goes with --until-settled"),
        (("--until-settled", "--budget", 0), "budget"),
        (("--until-settled", "--pairs", 5), "the number of pairs is fixed or not"),
        (("--until-settled", "--indifferent", 0.1), "loyalty=0.1 or ror=0.1"),
        (("--until-settled", "--indifferent", "loyalty=little"), "'little' is no number"),
        (("--until-settled", "--outcome", "lojalty"), "'lojalty' is no outcome"),
        (("--until-settled", "--pairing", "independent"), "pairs of the same worlds"),
    ],
)
def test_what_does_not_go_with_settling_is_refused(inside, arguments, word):
    code, _, err = inside("compare", "open-replies", "private-replies", *SMALL, *arguments)
    assert code == 2
    assert word in one_line(err)


def test_scenarios_that_say_the_same_are_told_to_be_the_same(inside):
    """A setting may have wiped out what differed, and no difference would then be news of a policy."""
    both = ("compare", "open-replies", "private-replies", "--pairs=2", "--days=5", "--consumers=50")
    told = "open-replies and private-replies do not differ in any parameter"
    assert told in inside(*both, "--set=retailers.kopi.reply.policy=none")[1]
    assert told not in inside(*both)[1]


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        (["--days=9", "--set=days=3"], "--days and --set both set days"),
        (["--days=0"], "--days: 0 will not do (allowed: a whole number from 1 to 36500)"),
        (["--consumers=-3"], "--consumers: -3 will not do (allowed: a whole number from 1 to 50000000)"),
    ],
)
def test_a_parameter_is_set_by_an_option_or_by_set_and_within_its_bounds(options, expected, inside):
    code, _, err = inside("run", "baseline", *options)
    assert code == 2
    assert expected in one_line(err)


def test_a_command_that_a_result_names_can_be_run(inside):
    """In a list of settings the later counts, and so it does in the command that is made of the list."""
    made = replicate("baseline", replicates=1, overrides=["consumers.count=40", "days=9", "days=2"], workers=1)
    code, out, _ = inside(*shlex.split(made.command)[1:], "--workers=1", "--json")
    assert (code, json.loads(out)["digest"]) == (0, made.digest)


@pytest.mark.parametrize("verb", [("compare", "baseline"), ("winwin",)])
def test_square_brackets_in_a_name_are_letters(verb, inside, tmp_path):
    """And not markup of the terminal, which would be swallowed or end in a failure after all runs."""
    odd = write(
        tmp_path / "late [slow].toml", 'extends = "private-replies"\n[retailers.kopi]\ntitle = "[/x] :smile:"\n'
    )
    code, out, _ = inside(*verb, odd, "--pairs=2", "--days=5", "--consumers=50")
    assert code == 0
    assert "late [slow]" in out
    assert verb != ("winwin",) or "[/x] :smile:" in out


@pytest.mark.parametrize("verb", ["compare", "winwin"])
@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("days = 9", "lasts 9 days and"),
        ('focal = "toko"', "is about the retailer 'toko' and"),
    ],
)
def test_scenarios_whose_outcomes_are_of_other_things_are_not_compared(verb, line, told, inside, tmp_path):
    other = write(tmp_path / "other.toml", f'extends = "baseline"\n{line}\n')
    asked = (other, "--against=baseline") if verb == "winwin" else ("baseline", other)
    code, out, err = inside(verb, *asked, "--consumers=50")
    assert (code, out) == (2, "")
    assert told in err


def test_another_world_is_told_from_another_policy(inside, tmp_path):
    far = write(tmp_path / "far.toml", 'extends = "private-replies"\n[consumers]\nshop_rate = 0.3\n')
    small = ("--pairs=2", "--days=5", "--consumers=50")
    told = "far and open-replies differ in more than what firms do (1: consumers.shop_rate)"
    assert told in inside("compare", "open-replies", far, *small)[1]
    assert told not in inside("compare", "open-replies", far, f"--on={far}", *small)[1]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device")
def test_an_output_that_is_full_is_told_as_such():
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "scenarios"], cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert (done.returncode, done.stderr) == (2, "trm: the output cannot be written (No space left on device)\n")


def test_results_and_their_report_are_written_where_they_are_asked_for(inside, tmp_path):
    code, _, err = inside("run", "baseline", *SMALL, "--replicates", 2, "--out", tmp_path / "r", "--quiet")
    assert code == 0
    assert f"trm report {tmp_path / 'r'}" in err
    code, out, _ = inside("report", tmp_path / "r", "--language", "id", "--json")
    assert code == 0
    assert Path(json.loads(out)["report"]).read_text().startswith('<!doctype html>\n<html lang="id">')


def test_set_days_and_consumers_reach_the_scenario(inside):
    settings = ("--set", "retailers.kopi.reply.policy=none", "--set", "days=9", "--consumers", 120)
    code, out, _ = inside("run", "baseline", *settings, "--replicates", 1, "--json", "--quiet")
    document = json.loads(out)
    assert code == 0
    assert (document["days"], document["consumers"]) == (9, 120)
    assert "--set days=9" in document["command"]


def test_scenarios_and_schema_are_listed(inside):
    code, out, _ = inside("scenarios", "--json")
    assert code == 0
    assert {"baseline", "open-replies", "indonesia-2011"} <= {s["name"] for s in json.loads(out)["scenarios"]}
    code, out, _ = inside("schema")
    assert code == 0
    assert "retailers" in json.loads(out)["properties"]


def test_a_network_becomes_a_world_that_runs(inside, tmp_path):
    with gzip.open(tmp_path / "edges.csv.gz", "wt") as file:
        file.write("source,target\n" + "".join(f"{k},{(k * 7 + 1) % 50}\n" for k in range(50)))
    arguments = (tmp_path / "edges.csv.gz", "--platform", "facebook", "--out", tmp_path / "mine.toml")
    code, out, _ = inside("import", "network", *arguments, "--json")
    assert code == 0
    assert json.loads(out)["network"]["nodes"] == 50
    code, out, _ = inside("import", "network", *arguments, "--overwrite")
    assert code == 0
    assert "Gini" in out
    code, out, _ = inside("run", tmp_path / "mine.toml", "--days", 5, "--replicates", 1, "--json", "--quiet")
    assert code == 0
    assert json.loads(out)["consumers"] == 50


def test_real_networks_become_worlds(inside, shared_data, tmp_path):
    for file, options, nodes in [
        ("ego_facebook_edges.txt", (), 4039),
        ("higgs_twitter_reply_edges.txt", ("--directed",), None),
    ]:
        world = tmp_path / f"{Path(file).stem}.toml"
        code, out, _ = inside("import", "network", shared_data / file, *options, "--out", world, "--json")
        assert code == 0
        assert nodes in (None, json.loads(out)["network"]["nodes"])
        code, _, _ = inside(
            "run",
            world,
            "--days",
            2,
            "--replicates",
            1,
            "--json",
            "--quiet",
            "--set",
            "retailers.kopi.reply.policy=open",
        )
        assert code == 0


# ---------------------------------------------------------------------------------- what it refuses


def write(path, content):
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content)
    return path


NETWORK = "extends = 'baseline'\n[platforms.facebook.network]\nsource = 'file'\npath = '{}'\n"
WRONG_FILES = {
    "a misspelt key": ("dayz = 3\n", "days"),
    "a misspelt key deep inside": ("[retailers.kopi.reply]\npolizy = 'open'\n", "policy"),
    "a wrong type": ("days = 'many'\n", "days"),
    "out of range": ("days = 0\n", "days"),
    "an unknown choice": ("extends = 'baseline'\n[retailers.kopi.reply]\npolicy = 'shout'\n", "private"),
    "an empty file": ("", "empty"),
    "a binary file": (bytes(range(256)) * 20, "world.toml"),
    "no TOML": ("days == 3\n", "world.toml"),
    "a scenario that extends itself": ("extends = 'world.toml'\n", "extends itself"),
    "an unknown parent": ("extends = 'basline'\n", "baseline"),
    "a network of another size": (NETWORK.format("edges.txt"), "consumers.count=3"),
    "a network that is missing": (NETWORK.format("none.txt"), "none.txt"),
}


@pytest.mark.parametrize("case", WRONG_FILES)
@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_wrong_scenario_is_refused_in_one_line(case, verb, inside, tmp_path):
    content, expected = WRONG_FILES[case]
    world = write(tmp_path / "world.toml", content)
    write(tmp_path / "edges.txt", "a b\nb c\n")
    others = ["baseline"] if verb == "compare" else []
    code, out, err = inside(verb, *others, world, *("--days", "3") * (case != "out of range"), "--quiet", "--json")
    assert (code, out) == (2, ""), err
    assert expected in one_line(err)


@pytest.mark.parametrize("arguments", [("run", "."), ("run", "none.toml"), ("run", "baselin"), ("run", "")])
def test_what_is_no_scenario_file_is_refused_in_one_line(arguments, inside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = inside(*arguments, "--quiet")
    assert (code, out) == (2, "")
    one_line(err)


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("runn", "baseline"), "Did you mean 'run'"),
        (("run", "baseline", "--replicate", "3"), "--replicates"),
        (("run",), "scenario"),
        (("compare", "baseline"), "b"),
        (("run", "baseline", "--seed", "x"), "--seed"),
        (("run", "baseline", "--seed", "-1"), "seed"),
        (("run", "baseline", "--replicates", "0"), "replicates"),
        (("run", "baseline", "--workers", "0"), "workers"),
        (("run", "baseline", "--days", "0"), "days"),
        (("run", "baseline", "--set", "days"), "days"),
        (("run", "baseline", "--set", "retailers.kopi.reply.polici=open"), "policy"),
        (("compare", "baseline", "baseline", "--pairing", "lucky"), "keyed"),
        (("report", "nowhere"), "nowhere"),
        (("report", "."), "manifest.json"),
        (("import",), "command"),
        (("import", "netwrk"), "network"),
        (("import", "network", "nothing.txt", "--out", "w.toml"), "nothing.txt"),
        (("import", "network", ".", "--out", "w.toml"), "."),
        (("import", "network", "nothing.txt"), "--out"),
    ],
)  # fmt: skip
def test_a_wrong_command_is_refused_in_one_line(arguments, expected, inside, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    code, out, err = inside(*arguments)
    assert (code, out) == (2, "")
    assert expected in one_line(err)
    assert list(tmp_path.iterdir()) == []


def test_a_refusal_of_the_process_is_one_line_and_no_traceback(tmp_path):
    code, out, err = trm("run", write(tmp_path / "w.toml", "dayz = 3\n"))
    assert (code, out) == (2, "")
    assert "did you mean 'days'" in one_line(err)


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/none"])
def test_an_output_folder_that_cannot_be_written_is_refused_before_any_run(place, inside, tmp_path):
    write(tmp_path / "file", "mine")
    began = time.monotonic()
    code, out, err = inside("run", "baseline", "--replicates", 500, "--out", tmp_path / place, "--quiet")
    assert (code, out) == (2, "")
    assert time.monotonic() - began < 20
    one_line(err)


def test_an_output_folder_in_use_is_refused(inside, tmp_path):
    first = start("run", "baseline", *SMALL, "--replicates", 100_000, "--out", tmp_path / "r", "--quiet")
    try:
        wait_for(lambda: (tmp_path / "r" / ".lock").exists())
        code, out, err = inside("run", "baseline", *SMALL, "--out", tmp_path / "r", "--overwrite", "--quiet")
        assert (code, out) == (2, "")
        assert f"process {first.pid}" in one_line(err)
    finally:
        first.kill()
        first.communicate()


def test_an_internal_failure_is_one_line_and_exit_1(inside, monkeypatch):
    import sim.experiment.replicate

    def fail(*args, **kwargs):
        raise ZeroDivisionError("by hand")

    monkeypatch.setattr(sim.experiment.replicate, "replicate", fail)
    code, out, err = inside("run", "baseline", "--quiet")
    assert (code, out) == (1, "")
    assert "internal failure: ZeroDivisionError: by hand" in one_line(err)
    monkeypatch.setenv("TRM_TRACEBACK", "1")
    assert "Traceback" in inside("run", "baseline", "--quiet")[2]


def test_runs_that_fail_are_named_and_give_exit_1(inside, monkeypatch):
    import sim.experiment.jobs

    real = sim.experiment.jobs.run

    def sometimes(scenario, *, seed, **options):
        if seed == 1:
            raise ZeroDivisionError("by hand")
        return real(scenario, seed=seed, **options)

    monkeypatch.setattr(sim.experiment.jobs, "run", sometimes)
    arguments = ("run", "baseline", *SMALL, "--replicates", 3, "--workers", 1, "--json", "--quiet")
    code, out, err = inside(*arguments)
    document = json.loads(out)
    assert code == 1
    assert (document["replicates"], len(document["failures"])) == (2, 1)
    assert "replicate 0 of baseline (seed 1) failed: ZeroDivisionError: by hand" in err


# ------------------------------------------------------------------------------ how it is stopped


def wait_for(condition, seconds=120):
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, "it did not come to that"
        time.sleep(0.05)


def shards_in(folder):
    return len(list(folder.glob(".partial-*/shards/*-market.parquet")))


def children(pid):
    """Processes whose parent is `pid`."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            status = (entry / "stat").read_text().rsplit(")", 1)[1].split()
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(status[1]) == pid and status[0] != "Z":
            found.append(int(entry.name))
    return found


def alive(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interruption_keeps_what_is_done_and_exits_130(workers, number, tmp_path):
    folder = tmp_path / "r"
    arguments = ("--pairs", 5000, "--workers", workers, "--out", folder, "--json")
    process = start("compare", "open-replies", "private-replies", *SMALL, *arguments)
    wait_for(lambda: shards_in(folder) >= 4)
    helpers = children(process.pid)
    process.send_signal(number)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    document = json.loads(out)
    assert document["interrupted"]
    done = len(document["runs"])
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["status"] == f"interrupted: {done} of 10000"
    assert done >= 2  # a run that is written but not yet told of may be lost with its worker
    assert not [path for path in folder.iterdir() if path.name.startswith(".")]
    wait_for(lambda: not any(alive(helper) for helper in helpers), seconds=10)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers in /proc")
def test_a_killed_worker_costs_nothing(tmp_path):
    folder = tmp_path / "r"
    process = start("run", "baseline", *SMALL, "--replicates", 150, "--workers", 2, "--out", folder, "--json")
    wait_for(lambda: shards_in(folder) >= 3)
    os.kill(children(process.pid)[0], signal.SIGKILL)
    out, err = process.communicate(timeout=250)
    assert process.returncode == 0, err
    document = json.loads(out)
    assert document["replicates"] == 150
    assert not document["failures"]
    assert [run["replicate"] for run in document["runs"]] == list(range(150))


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="finds the workers in /proc")
@pytest.mark.skipif(processors() < 2, reason="with one processor nothing helps to compile")
def test_a_first_run_that_is_killed_leaves_nobody_compiling(tmp_path, monkeypatch):
    monkeypatch.setenv("TRM_CACHE_DIR", str(tmp_path))
    process = start("run", "open-replies", *SMALL, "--replicates", 1)
    wait_for(lambda: children(process.pid))
    (helper,) = children(process.pid)
    process.kill()
    process.communicate()
    wait_for(lambda: not alive(helper), seconds=30)  # it looks once it has imported the model
    assert not list(tmp_path.rglob("whole-*"))


def test_a_killed_command_leaves_no_worker_behind(tmp_path):
    folder = tmp_path / "r"
    process = start("run", "baseline", *SMALL, "--replicates", 5000, "--workers", 2, "--out", folder)
    wait_for(lambda: shards_in(folder) >= 3)
    helpers = children(process.pid)
    assert len(helpers) == 2
    process.kill()
    process.communicate()
    wait_for(lambda: not any(alive(helper) for helper in helpers), seconds=10)
