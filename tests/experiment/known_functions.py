"""Functions with known Sobol indices, and designs to run them on."""

import numpy as np

ISHIGAMI_A, ISHIGAMI_B = 7.0, 0.1
_V1 = 0.5 * (1 + ISHIGAMI_B * np.pi**4 / 5) ** 2
_V2 = ISHIGAMI_A**2 / 8
_V13 = ISHIGAMI_B**2 * np.pi**8 * (1 / 18 - 1 / 50)
_V = _V1 + _V2 + _V13
ISHIGAMI_FIRST = np.array([_V1, _V2, 0.0]) / _V
ISHIGAMI_TOTAL = np.array([_V1 + _V13, _V2, _V13]) / _V
ISHIGAMI_13 = _V13 / _V
ISHIGAMI_VARIANCE = _V

G_WEIGHTS = np.array([0.0, 0.5, 1.0, 3.0, 6.0, 9.0, 20.0, 50.0, 99.0, 99.0, 99.0, 99.0])
_PARTS = (1 / 3) / (1 + G_WEIGHTS) ** 2
_WHOLE = np.prod(1 + _PARTS) - 1
G_FIRST = _PARTS / _WHOLE
G_TOTAL = _PARTS * np.prod(1 + _PARTS) / (1 + _PARTS) / _WHOLE


def ishigami(u):
    """Of places 0 to 1 on the ranges -pi to pi."""
    x = np.pi * (2 * u - 1)
    return np.sin(x[..., 0]) + ISHIGAMI_A * np.sin(x[..., 1]) ** 2 + ISHIGAMI_B * x[..., 2] ** 4 * np.sin(x[..., 0])


def sobol_g(u):
    return np.prod((np.abs(4 * u - 2) + G_WEIGHTS) / (1 + G_WEIGHTS), axis=-1)


def saltelli_points(base, unknowns, *, second=False):
    """(base samples, rows, unknowns) from base points (base samples, 2 D)."""
    a, b = base[:, :unknowns], base[:, unknowns:]
    rows = [a]
    for j in range(unknowns):
        ab = a.copy()
        ab[:, j] = b[:, j]
        rows.append(ab)
    if second:
        for j in range(unknowns):
            ba = b.copy()
            ba[:, j] = a[:, j]
            rows.append(ba)
    return np.stack([*rows, b], axis=1)
