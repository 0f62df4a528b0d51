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
def note_truth(  # type: ignore[no-untyped-def]
    quality, defect_prob, defect_drop, service_failure_prob, service_drop, offer_start, offer_supplier, truth
):
    """Fill `truth`: what a purchase at each retailer delivers on average.

    It is the mean quality of the retailer's offers, less what defects and failures of service take.
    """
    for r in range(truth.shape[0]):
        total = 0.0
        for offer in range(offer_start[r], offer_start[r + 1]):
            s = offer_supplier[offer]
            total += quality[s] - defect_drop * defect_prob[s]
        felt = total / (offer_start[r + 1] - offer_start[r]) - service_drop * service_failure_prob[r]
        truth[r] = min(max(felt, 0.0), 1.0)
