"""Write the stored outputs of all built-in scenarios anew: ``python -m tests.refresh_golden``.

A deliberate act, after a change that was meant to change results. Look at the difference before it is kept:
`git diff tests/golden` names every outcome that moved.
"""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

from sim.model import run
from sim.scenario.builtin import builtin_scenarios

FOLDER = Path(__file__).parent / "golden"
SIZE = ("consumers.count=300", "days=60")
SEED = 1


def produce(name: str) -> dict[str, Any]:
    """What is stored of one scenario: the digest of the whole time series, and the headline outcomes."""
    result = run(name, seed=SEED, overrides=SIZE)
    outcomes = {key: None if math.isnan(value) else value for key, value in sorted(result.outcomes.items())}
    return {"scenario": name, "overrides": list(SIZE), "seed": SEED, "digest": result.digest, "outcomes": outcomes}


def path_of(name: str) -> Path:
    """Where the stored output of a scenario lies."""
    return FOLDER / f"{name}.json"


def main() -> None:
    """Write one file for each built-in scenario, and remove those of scenarios that are gone."""
    FOLDER.mkdir(exist_ok=True)
    names = builtin_scenarios()
    for name in names:
        text = json.dumps(produce(name), indent=2) + "\n"
        changed = not path_of(name).exists() or path_of(name).read_text(encoding="utf-8") != text
        path_of(name).write_text(text, encoding="utf-8")
        print(f"{'changed  ' if changed else 'unchanged'} {path_of(name)}")
    for stray in set(FOLDER.glob("*.json")) - {path_of(name) for name in names}:
        stray.unlink()
        print(f"removed   {stray}")


if __name__ == "__main__":
    main()
