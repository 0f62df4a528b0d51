"""What befalls an optimisation: the command is killed, a worker dies."""

import subprocess
import sys
import time
from pathlib import Path

from sim.experiment.optimise.study import DOCUMENT, optimise
from sim.experiment.sweep.status import sweep_status
from tests.experiment.optimise.stand_ins import Market, experiment

ROOT = Path(__file__).resolve().parents[3]
SMALL = {"trials": 24, "population": 8, "fresh": 4, "worlds": 12, "test": 4}
COMMAND = f"""
import sys
from sim.experiment.optimise.study import optimise
from tests.experiment.optimise.stand_ins import Market, experiment
optimise(experiment(**{SMALL!r}), sys.argv[1], workers=0, work=Market(slow=0.03))
"""


def test_a_command_that_is_killed_twice_comes_to_what_it_would_have(tmp_path):
    whole = optimise(experiment(**SMALL), tmp_path / "whole", workers=0, work=Market())
    folder = tmp_path / "killed"
    for _ in range(2):
        process = subprocess.Popen([sys.executable, "-c", COMMAND, str(folder)], cwd=ROOT)
        before = ended(folder)
        deadline = time.monotonic() + 60
        while ended(folder) < before + 10 and process.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        process.kill()
        process.wait()
    assert not (folder / DOCUMENT).exists()
    again = optimise(experiment(**SMALL), folder, workers=0, work=Market())
    assert [phase.digest for phase in again.phases] == [phase.digest for phase in whole.phases]
    assert again.to_json() | {"command": ""} == whole.to_json() | {"command": ""}


def ended(folder: Path) -> int:
    """Runs of the search that are stored."""
    if not (folder / "search" / "manifest.json").exists():
        return 0
    status = sweep_status(folder / "search")
    return status.completed + status.failed


def test_a_worker_that_dies_costs_one_try_and_no_trial(tmp_path):
    whole = optimise(experiment(**SMALL), tmp_path / "whole", workers=0, work=Market())
    mark = tmp_path / "died"
    found = optimise(experiment(**SMALL), tmp_path / "dying", workers=1, work=Market(dies=str(mark)))
    assert mark.exists()
    assert [phase.digest for phase in found.phases] == [phase.digest for phase in whole.phases]
