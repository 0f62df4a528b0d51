"""Bootstrap weights as keyed draws: how often each unit of a design stands in each resample."""

from __future__ import annotations

import hashlib

import numpy as np
from numpy.typing import NDArray

from sim.randomness import fill_bits_for

Floats = NDArray[np.float64]

RESAMPLES = 1000
"""Resamples from which a standard error is taken."""


def bootstrap_weights(units: int, seed: int, what: str, times: int = RESAMPLES) -> Floats:
    """Shares (times, units) of each unit in each resample; a row sums to one, and `what` keeps two uses apart."""
    chosen = bootstrap_rows(units, seed, what, times)
    places = chosen + np.arange(times)[:, None] * units
    return np.bincount(places.ravel(), minlength=times * units).reshape(times, units) / units


def bootstrap_rows(units: int, seed: int, what: str, times: int = RESAMPLES) -> NDArray[np.int64]:
    """Units (times, units) drawn with replacement."""
    return (keyed_bits(units * times, seed, what) % np.uint64(units)).astype(np.int64).reshape(times, units)


def keyed_uniforms(count: int, seed: int, what: str) -> Floats:
    """Numbers (count,) from 0 up to 1."""
    return (keyed_bits(count, seed, what) >> np.uint64(11)).astype(np.float64) * 2.0**-53


def keyed_bits(count: int, seed: int, what: str) -> NDArray[np.uint64]:
    """Random words (count,): a pure function of the seed and what they are for."""
    key = int.from_bytes(hashlib.sha256(f"{seed} resample {what}".encode()).digest()[:8])
    words = np.empty(count, dtype=np.uint64)
    fill_bits_for(np.uint64(key), np.arange(count, dtype=np.int64), words)
    return words
