"""The levers of all retailers on one morning: what continuous improvement, collaborators and staff make of them."""

from __future__ import annotations

from sim.kernels.compiled import compiled
from sim.kernels.effort import grown

# Columns of `levers`, of each retailer: as continuous improvement has them
USUAL_PRICE, SERVICE_FAILURE_PROB, SPOILAGE_RATE, PULL, PLACE = range(5)
LEVERS = 5
# Columns of `around`: its ties, today's luck with collaborators, and its prices
TIE, HELD_UP, PLACE_LOSS, CAMPAIGN, NOTICE_DAYS = range(5)
AROUND = 5
# Entries of `rule`, the scenario's parameters of collaborators
(DISRUPTION_PROB, DISRUPTION_DAYS, CARRIERS_SHIELD,
 SHOCK_PROB, SHOCK_DAYS, SHOCK_SIZE, AUTHORITIES_SHIELD) = range(7)  # fmt: skip


@compiled
def meet_collaborators(  # type: ignore[no-untyped-def]
    rule, keep, reach, disruption, authority, shock_days_left, around, held_up
):
    """Ties go a day's step towards their `reach`; today's luck, which is the same whatever they are, comes out.

    Of each retailer, `disruption` are two uniforms and `authority` is one; ``around[retailer, column]``, `held_up` and
    `shock_days_left` change in place.
    """
    for r in range(held_up.shape[0]):
        tie = grown(around[r, TIE], reach[r], keep)
        around[r, TIE] = tie
        chance, later = disruption[r, 0], disruption[r, 1]
        is_disrupted = chance < rule[DISRUPTION_PROB] * (1.0 - rule[CARRIERS_SHIELD] * tie)
        held_up[r] = 1 + int(later * rule[DISRUPTION_DAYS]) if is_disrupted else 0
        shock_days_left[r] = max(shock_days_left[r] - 1, 0)
        if authority[r] < rule[SHOCK_PROB] * (1.0 - rule[AUTHORITIES_SHIELD] * tie):
            shock_days_left[r] = int(rule[SHOCK_DAYS])
        around[r, HELD_UP] = held_up[r]
        around[r, PLACE_LOSS] = rule[SHOCK_SIZE] if shock_days_left[r] else 0.0


@compiled
def set_levers(  # type: ignore[no-untyped-def]
    around, care, plain_pull, convenience, levers, place, service_failure_prob, spoilage_rate, promotion_pull
):
    """Set the day's levers of each retailer but for the price, in place.

    `care` is by what the staff's morale multiplies failures, `plain_pull` what a promotion's claims alone do,
    and `convenience` that of its places without a shock.
    """
    for r in range(place.shape[0]):
        levers[r, PLACE] = convenience[r] - around[r, PLACE_LOSS]
        place[r] = levers[r, PLACE]
        service_failure_prob[r] = min(levers[r, SERVICE_FAILURE_PROB] * care[r], 1.0)
        spoilage_rate[r] = levers[r, SPOILAGE_RATE]
        promotion_pull[r] = min(plain_pull[r] * levers[r, PULL], 1.0)
