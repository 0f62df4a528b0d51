"""The shelves of all retailers in the evening: what was sold leaves them, and what spoils."""

from __future__ import annotations

from sim.kernels.compiled import compiled

# Columns of the tally of shelves, by retailer: what the goods sold today had cost; goods left at what they cost; units
# left, and units that spoilt since the first day
COST_OF_SOLD, GOODS_LEFT, UNITS_LEFT, UNITS_SPOILT = range(4)
SHELF_TALLIES = 4


@compiled
def hand_out_goods(  # type: ignore[no-untyped-def]
    offer_retailer, offer_supplier, wholesale, spoilage_rate, luck, units, stock, sold, spoilt, tally,
):
    """Take what was sold today, and a share `spoilage_rate` of the rest, off the shelf of each offer.

    `units` were sold of each offer, and `luck` in [0, 1) rounds what spoils to whole units. `wholesale` is the price
    of each supplier, `spoilage_rate` that of each retailer; `stock`, `sold` and `spoilt` change in place, and
    ``tally[retailer, column]`` is filled.
    """
    tally[:] = 0
    for offer in range(stock.shape[0]):
        retailer = offer_retailer[offer]
        stock[offer] -= units[offer]
        sold[offer] += units[offer]
        gone = min(int(spoilage_rate[retailer] * stock[offer] + luck[offer]), stock[offer])
        stock[offer] -= gone
        spoilt[offer] += gone
        cost = wholesale[offer_supplier[offer]]
        tally[retailer, COST_OF_SOLD] += units[offer] * cost
        tally[retailer, GOODS_LEFT] += stock[offer] * cost
        tally[retailer, UNITS_LEFT] += stock[offer]
        tally[retailer, UNITS_SPOILT] += spoilt[offer]
