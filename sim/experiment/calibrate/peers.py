"""The prediction of an analyst's model for the same customers: BG/NBD, fitted by a library that others keep.

`pymc-marketing` is an extra (`customer-value`). It takes seconds to import and compiles what it fits, so this is done
once, where a calibration has a purchase log and days held out. Beside it stands the project's own fit of the same
model by likelihood (`sim.bgnbd`), which agrees with it where both are there.
"""

from __future__ import annotations

import importlib.util
import logging
import warnings
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.bgnbd import Customers, Rates, active_chance, fit
from sim.experiment.calibrate.forward import Cohort, Error, error_of
from sim.experiment.provenance import version

Floats = NDArray[np.float64]
LIBRARY = "pymc-marketing"
_NODES = 48


@dataclass(frozen=True)
class Peer:
    """One method's prediction for the days held out.

    Attributes
    ----------
    name
        What fitted it, with its version.
    rates
        The fitted parameters: shape and rate of purchases (in days), and of dropping out.
    error
        How far it is off; None where it could not be fitted.
    why_not
        Why it could not, in words; empty where it could.
    """

    name: str
    rates: dict[str, float]
    error: Error | None
    why_not: str = ""

    def to_json(self) -> dict[str, object]:
        """A document for `json.dumps`."""
        return {
            "name": self.name,
            "parameters": self.rates,
            "error": None if self.error is None else self.error.to_json(),
            "why_not": self.why_not,
        }


def by_library(data: Cohort, days: int) -> Peer:
    """BG/NBD as `pymc-marketing` fits it: the most plausible parameters under flat priors, all customers."""
    if importlib.util.find_spec("pymc_marketing") is None:
        return Peer(f"BG/NBD ({LIBRARY})", {}, None, "not installed: pip install 'trm-lab[customer-value]'")
    name = f"BG/NBD ({LIBRARY} {version(LIBRARY)})"
    try:
        rates, expected = _by_library(data, days)
    except Exception as problem:  # another's code on this machine: what it cannot do costs its own line alone
        return Peer(name, {}, None, f"{type(problem).__name__}: {str(problem).splitlines()[0] if str(problem) else ''}")
    return Peer(name, rates, error_of(expected, data))


def _by_library(data: Cohort, days: int) -> tuple[dict[str, float], Floats]:
    import pandas as pd

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from pymc_extras.prior import Prior
        from pymc_marketing.clv import BetaGeoModel

        for name in ("pymc", "pytensor", "pymc_marketing"):
            logging.getLogger(name).setLevel(logging.ERROR)
        frame = pd.DataFrame(
            {
                "customer_id": np.arange(len(data)),
                "frequency": data.repeats.astype(np.float64),
                "recency": data.recency.astype(np.float64),
                "T": data.age.astype(np.float64),
            }
        )
        flat = {name: Prior("HalfFlat") for name in ("alpha", "r", "a", "b")}
        model = BetaGeoModel(model_config=flat)
        model.fit(frame, method="map", progressbar=False)
        found = {name: float(model.fit_result[name].mean()) for name in ("r", "alpha", "a", "b")}
        expected = model.expected_purchases(data=frame, future_t=days).to_numpy().reshape(-1)
    return found, np.asarray(expected, dtype=np.float64)


def by_likelihood(data: Cohort, days: int) -> Peer:
    """BG/NBD as this project fits it."""
    name = "BG/NBD (own fit)"
    customers = Customers(
        data.repeats.astype(np.float64), data.recency.astype(np.float64), data.age.astype(np.float64)
    )  # fmt: skip
    rates = fit(customers)
    if rates is None:
        return Peer(name, {}, None, "nobody bought twice, which says nothing of rates")
    expected = _expected_of_each(rates, customers, days)
    found = {"r": rates.r, "alpha": rates.alpha, "a": rates.a, "b": rates.b}
    return Peer(name, found, error_of(expected, data))


def _expected_of_each(rates: Rates, customers: Customers, days: int) -> Floats:
    """As `sim.bgnbd.expected_purchases`, of each customer."""
    from scipy import special

    nodes, weights = special.roots_legendre(_NODES)
    quantiles, weights = (nodes + 1.0) / 2.0, weights / 2.0
    expected = np.empty(len(customers))
    for x in np.unique(customers.repeats):
        alike = customers.repeats == x
        chances = np.maximum(special.betaincinv(rates.a, rates.b + x, quantiles), 1e-12)
        spans = days / (rates.alpha + customers.age[alike])[:, None]
        made = -np.expm1(-(rates.r + x) * np.log1p(chances[None, :] * spans)) / chances[None, :]
        expected[alike] = made @ weights
    return np.asarray(active_chance(rates, customers) * expected)
