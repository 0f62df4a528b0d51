"""Recovery: of data simulated with known parameters, how often the ranges of a calibration hold them."""

from __future__ import annotations

from benchmarks.report import Cell, Report
from sim.experiment.calibrate.inference import LEVEL
from sim.experiment.calibrate.recovery import Recovered, bounds, left_out, through_rounds

FULL = {"worlds": 600, "days": 120, "consumers": 1_000}
QUICK = {"worlds": 120, "days": 60, "consumers": 300}
FULL_ROUNDS = {"worlds": 12, "runs": 160, "days": 120, "consumers": 1_000}
QUICK_ROUNDS = {"worlds": 2, "runs": 120, "days": 60, "consumers": 300}


def measure(quick: bool) -> Report:
    """Take many worlds for data, and a few through all rounds."""
    size, rounds = (QUICK, QUICK_ROUNDS) if quick else (FULL, FULL_ROUNDS)
    many = left_out(**size)
    few = through_rounds(**rounds)
    low, high = bounds(size["worlds"])
    inside = sum(low <= r.held <= high for r in many)
    told = [r for r in many if r.informed >= 0.5]
    held, of = sum(r.held for r in few), sum(r.worlds for r in few)
    return Report(
        f"Recovery: ranges of {LEVEL:.0%} and the truth",
        (
            (
                f"{sum(r.held for r in many) / sum(r.worlds for r in many):.3f} of all ranges hold the truth "
                f"({len(many)} parameters, {size['worlds']} worlds)"
            ),
            (
                f"{inside} of {len(many)} parameters lie within what {size['worlds']} ranges of {LEVEL:.0%} give "
                f"({low} to {high})"
            ),
            f"{len(told)} parameters are informed in most worlds",
            (
                f"through all rounds {held / of:.3f} of {of} ranges hold the truth ({rounds['worlds']} worlds, "
                f"{rounds['runs']} runs each)"
            ),
        ),
        tuple(row(a, b) for a, b in zip(many, few, strict=True)),
        (
            (
                f"Each of {size['worlds']} worlds of {size['consumers']} consumers and {size['days']} days is data "
                "once and is fitted by all the others."
            ),
            "Informed: share of the worlds whose data inform it. Width: of the range, over that before.",
        ),
    )


def row(many: Recovered, few: Recovered) -> dict[str, Cell]:
    """One parameter."""
    return {
        "parameter": many.candidate.path,
        "share held": round(many.share, 3),
        "informed": round(many.informed, 2),
        "mean width": round(many.width, 2),
        "share held, all rounds": round(few.share, 2),
        "mean width, all rounds": round(few.width, 2),
    }
