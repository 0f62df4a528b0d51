"""What the books of all retailers need of a day's counts."""

from __future__ import annotations

from sim.kernels import desk, feed, judge
from sim.kernels.compiled import compiled

# Columns of what is counted, by retailer. REVENUE, REFUNDS and CONTACT_COSTS are in IDR; FAILURES are those of goods
# and of service; PARTICIPANTS those of community events
REVENUE, STANDING_ORDERS, FAILURES, REFUNDS, CONTACT_COSTS, PARTICIPANTS = range(6)
TAKINGS = 6


@compiled
def count_takings(sales, desks, accounts, account_retailer, channel_costs, out):  # type: ignore[no-untyped-def]
    """Fill ``out[retailer, column]`` from the tallies of sales, of desks (a row for each channel) and of accounts.

    ``channel_costs[channel]`` is what an answered contact costs besides staff time, IDR.
    """
    channels = channel_costs.shape[0]
    for r in range(out.shape[0]):
        out[r, REVENUE] = sales[r, judge.REVENUE]
        out[r, STANDING_ORDERS] = sales[r, judge.STANDING_ORDERS]
        out[r, FAILURES] = sales[r, judge.DEFECTS] + sales[r, judge.SERVICE_FAILURES]
        refunds = costs = 0
        for channel in range(channels):
            row = desks[r * channels + channel]
            refunds += row[desk.REFUNDS]
            costs += (row[desk.REPLIES] + row[desk.ANSWERS]) * channel_costs[channel]
        out[r, REFUNDS] = refunds
        out[r, CONTACT_COSTS] = costs
        out[r, PARTICIPANTS] = 0
    for account in range(accounts.shape[0]):
        out[account_retailer[account], PARTICIPANTS] += accounts[account, feed.PARTICIPANTS]
