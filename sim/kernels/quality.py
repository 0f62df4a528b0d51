"""The quality of products as consumers feel it, and what a purchase delivers."""

from __future__ import annotations

import numpy as np

from sim.kernels.compiled import compiled


@compiled
def raise_standard(points, quality):  # type: ignore[no-untyped-def]
    """Take `points` from the quality of each supplier, in place, but not below 0.

    Rounding makes the last bits, which may differ between machines, irrelevant.
    """
    for s in range(quality.shape[0]):
        quality[s] = np.rint(max(quality[s] - points, 0.0) * 1e12) / 1e12


@compiled
def without_defects(quality, defect_prob, drop, offer_supplier, offered):  # type: ignore[no-untyped-def]
    """Fill `offered`: the quality of each offer, less what defects take from it on average."""
    for offer in range(offered.shape[0]):
        s = offer_supplier[offer]
        offered[offer] = quality[s] - drop * defect_prob[s]


@compiled
def with_service(total, offers, drop, service_failure_prob, truth):  # type: ignore[no-untyped-def]
    """Fill `truth`: the mean of each retailer's offers, from their `total`, less what failures of service take."""
    for r in range(truth.shape[0]):
        felt = total[r] / offers[r] - drop * service_failure_prob[r]
        truth[r] = min(max(felt, 0.0), 1.0)
