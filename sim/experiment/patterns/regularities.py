"""What further regularities of markets read off the logs of their worlds; nobody built the model to show them."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.experiment.logs.frames import Logs
from sim.experiment.patterns.buying import (
    brands,
    duplication,
    light_share,
    moderation,
    needs_of_buyers,
    penetration_part,
    purchase_days,
    rank_correlation,
    repeat_rates,
)
from sim.experiment.patterns.following import weekly_engagement
from sim.experiment.patterns.money import price_elasticity, promotion_bump
from sim.experiment.patterns.posting import word_ratio
from sim.experiment.patterns.pulse import BEGIN, END
from sim.experiment.patterns.readers import QUARTER, YEAR, Numbers, Reader, Variants, at
from sim.experiment.patterns.satisfaction import loyalty_slopes, wallet_correlation
from sim.experiment.patterns.worlds import FOCAL


def buyer_moderation(worlds: Variants) -> Numbers:
    """R1, between the first quarters of the second and the third year at the focal retailer.

    Both changes are over that of all purchases, so that the market's growth is not taken for a habit.
    """
    logs = worlds["one"]
    everybody = np.arange(logs.consumers)
    spans = ((YEAR, YEAR + QUARTER), (2 * YEAR, 2 * YEAR + QUARTER))
    before, after = (purchase_days(at(logs.purchases), everybody, *span) for span in spans)
    heavy, others = moderation(before, after)
    growth = float(after.sum() / before.sum())
    return {"heavy": heavy / growth, "others": others / growth}


def shared_buyers(worlds: Variants) -> Numbers:
    """R2, over a quarter of the second year."""
    logs = worlds["one"]
    days = logs.purchases["day"]
    d, correlation = duplication(logs.purchases[(days >= YEAR) & (days < YEAR + QUARTER)], logs.consumers)
    return {"correlation": correlation, "d": d}


def loyal_to_large(worlds: Variants) -> Numbers:
    """R3, between two quarters of the second year."""
    logs = worlds["one"]
    days = logs.purchases["day"]
    before = logs.purchases[(days >= YEAR) & (days < YEAR + QUARTER)]
    after = logs.purchases[(days >= YEAR + QUARTER) & (days < YEAR + 2 * QUARTER)]
    rates = repeat_rates(before, after)
    return {"correlation": rank_correlation(brands(before, logs.consumers)["share"], rates)}


def natural_monopoly(worlds: Variants) -> Numbers:
    """R4, over a quarter of the second year."""
    logs = worlds["one"]
    days = logs.purchases["day"]
    bought = logs.purchases[(days >= YEAR) & (days < YEAR + QUARTER)]
    return {"correlation": rank_correlation(brands(bought, logs.consumers)["share"], needs_of_buyers(bought))}


def light_buyers(worlds: Variants) -> Numbers:
    """R5, of the focal retailer's buyers in the second and in the third year."""
    logs = worlds["one"]
    everybody = np.arange(logs.consumers)
    second, third = (
        light_share(purchase_days(at(logs.purchases), everybody, n * YEAR, (n + 1) * YEAR)) for n in (1, 2)
    )
    return {"share": third, "change": abs(third - second)}


def promotion(worlds: Variants) -> Numbers:
    """R6, of a fortnight of the focal retailer."""
    pulse, without = (at(worlds[name].purchases) for name in ("pulse", "without"))
    during, later, known = promotion_bump(pulse, without, BEGIN, END, 56)
    return {"rise": during, "left": later / during if during else np.nan, "by_customers": known}


def price(worlds: Variants) -> Numbers:
    """R7, between a price 5% lower and one 5% higher."""
    units, prices = [], []
    for name in ("cheaper", "dearer"):
        logs = worlds[name]
        units.append(float(at(logs.purchases)["units"].sum()))
        prices.append(float(logs.result.scenario.retailers[FOCAL].price))
    return {"elasticity": price_elasticity(*units, *prices)}


def _regular_customers(logs: Logs) -> pd.DataFrame:
    """What regular customers said in the panels of the second and third year, and what became of them in 60 days.

    Regular is who bought six times or more at the retailer in the year before: who hardly ever buys has hardly been
    disappointed, and is seldom lost. Columns of the panel, `buys` and `leaves`.
    """
    found = []
    trips = logs.purchases
    days = sorted(logs.panel["day"].unique())
    for day, later in zip(days[11:-2:3], days[13::3], strict=True):
        past = trips[(trips["day"] <= day) & (trips["day"] > day - YEAR)].groupby(["consumer", "retailer"]).size()
        again = trips[(trips["day"] > day) & (trips["day"] <= later)].groupby(["consumer", "retailer"]).size()
        regular = past[past >= 6].index
        asked = logs.panel[(logs.panel["day"] == day) & ~logs.panel["gone"]].set_index(["consumer", "retailer"])
        asked = asked.loc[asked.index.intersection(regular)]
        then = logs.panel[logs.panel["day"] == later].set_index(["consumer", "retailer"])["gone"]
        found.append(asked.assign(buys=asked.index.isin(again.index), leaves=then.reindex(asked.index).to_numpy()))
    together: pd.DataFrame = pd.concat(found)
    return together


def repurchase(worlds: Variants) -> Numbers:
    """R8, of regular customers of all retailers: whether they buy within 60 days."""
    asked = _regular_customers(worlds["one"])
    lower, upper = loyalty_slopes(asked["satisfaction"].to_numpy(), asked["buys"].to_numpy())
    return {"lower_half": lower, "upper_half": upper, "lower_less_upper": lower - upper}


def leaving(worlds: Variants) -> Numbers:
    """R14, of the same: who leaves for good within 60 days, least satisfied fifth less most satisfied fifth."""
    asked = _regular_customers(worlds["one"])
    low, high = asked["satisfaction"].quantile([0.2, 0.8]).tolist()
    leaves = asked["leaves"].astype(float)
    return {"gap": float(leaves[asked["satisfaction"] <= low].mean() - leaves[asked["satisfaction"] >= high].mean())}


def wallet(worlds: Variants) -> Numbers:
    """R9, satisfaction after two years against the purchases of the half year before."""
    logs = worlds["one"]
    day = sorted(logs.panel["day"].unique())[23]
    days = logs.purchases["day"]
    recent = logs.purchases[(days > day - 2 * QUARTER) & (days <= day)]
    return {"correlation": wallet_correlation(logs.panel[logs.panel["day"] == day], recent)}


def week(worlds: Variants) -> Numbers:
    """R10: purchases on the best day of the week over those on the worst, over whole weeks."""
    days = worlds["one"].purchases["day"]
    counts = np.bincount(days)
    by_day = counts[: len(counts) // 7 * 7].reshape(-1, 7).sum(axis=0)
    return {"best_over_worst": float(by_day.max() / by_day.min())}


def mouths(worlds: Variants) -> Numbers:
    """R11, of all that consumers said to each other about retailers."""
    return {"positive_to_negative": word_ratio(worlds["one"].talk)}


def acquisition(worlds: Variants) -> Numbers:
    """R12: the growth that a lower price brings the focal retailer within a quarter."""
    usual, cheaper = (
        logs.purchases[(logs.purchases["retailer"] == FOCAL) & (logs.purchases["day"].between(180, 180 + QUARTER - 1))]
        for logs in (worlds["usual"], worlds["cheaper"])
    )
    return {"by_buyers": penetration_part(usual, cheaper)}


def engagement(worlds: Variants) -> Numbers:
    """R13, of all accounts."""
    logs = worlds["one"]
    reactions = float(logs.posts[["likes", "comments", "shares"]].to_numpy().sum())
    return {"weekly": weekly_engagement(reactions, float(logs.followers["followers"].sum()))}


REGULARITIES: dict[str, Reader] = {
    "R1": buyer_moderation,
    "R2": shared_buyers,
    "R3": loyal_to_large,
    "R4": natural_monopoly,
    "R5": light_buyers,
    "R6": promotion,
    "R7": price,
    "R8": repurchase,
    "R9": wallet,
    "R10": week,
    "R11": mouths,
    "R12": acquisition,
    "R13": engagement,
    "R14": leaving,
}
