"""Store what all claims give in a reduced form anew: ``python -m tests.refresh_claims``.

A deliberate act, after a change that was meant to change results; `git diff` then names every contrast that moved.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from sim.experiment.claims.study import try_claims

STORED = Path(__file__).with_name("claims_reduced.json")
SIZE = ("consumers.count=80", "days=10")
WORLDS = 2


def produce() -> dict[str, Any]:
    """Verdict and differences of every claim in a few small, short worlds."""
    found = try_claims(worlds=WORLDS, overrides=SIZE, workers=1).to_json()
    kept = ("measure", "plus", "minus", "verdict", "difference", "pairs")
    return {
        row["id"]: {"verdict": row["verdict"], "parts": [{key: part[key] for key in kept} for part in row["parts"]]}
        for row in found["claims"]
    }


def main() -> None:
    """Write the file."""
    STORED.write_text(json.dumps(produce(), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
