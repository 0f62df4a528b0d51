"""The claims that come with the project: experiment files of their own folder, with a section ``[claim]``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from sim.errors import InputError, nearest_name
from sim.experiment.spec.experiment import Experiment
from sim.experiment.spec.loading import load_experiment
from sim.scenario.overriding import settings_of
from sim.scenario.shipped import Shipped

_CLAIMS = Shipped("experiments/claims", "claim")


def builtin_claims() -> list[str]:
    """Their ids, H1 first."""
    return [f"H{int(name.removeprefix('H'))}" for name in _CLAIMS.names()]


def claim_path(claim: str) -> Path:
    """The file of a claim."""
    return _CLAIMS.path(f"H{int(claim.removeprefix('H')):02}")


def chosen_claims(only: Sequence[str]) -> list[str]:
    """The ids that are asked for, in the order of the paper's claims; all when none is.

    Raises
    ------
    InputError
        One of them is none.
    """
    known = builtin_claims()
    for name in only:
        if name not in known:
            raise InputError(
                f"'{name}' is no claim", where="--only", nearest=nearest_name(name, known), allowed=", ".join(known)
            )
    return [name for name in known if not only or name in only]


def load_claim(
    claim: str, overrides: Iterable[str] = (), *, seed: int | None = None, worlds: int | None = None
) -> Experiment:
    """The experiment of a claim; `worlds` are the points of its design in place of those of the file.

    Raises
    ------
    InputError
        A setting does not fit, or sets what the claim compares.
    """
    path = claim_path(claim)
    found = load_experiment(path, settings_of(overrides), seed=seed, points=worlds)
    if found.claim is None or found.claim.id != claim:
        raise InputError("the file holds no claim of its name", where=str(path))
    return found
