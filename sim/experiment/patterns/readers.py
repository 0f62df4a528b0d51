"""What each pattern reads off the logs of its world: numbers by name, one set for each world of a seed."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.experiment.logs.frames import Logs
from sim.experiment.patterns.buying import (
    brands,
    fit_nbd,
    fit_sbg,
    purchase_days,
    rank_correlation,
    retention,
    survival,
    top_share,
    variation,
)
from sim.experiment.patterns.following import fit_bass, share_of_busiest_authors, silent_share
from sim.experiment.patterns.money import crossings
from sim.experiment.patterns.networks import following_of, friendship_of
from sim.experiment.patterns.posting import negative_share, post_response, relay_ratio
from sim.experiment.patterns.satisfaction import disconfirmation_slopes
from sim.experiment.patterns.supply import moving_average_bullwhip, variance_ratio
from sim.experiment.patterns.webcare import answers_of, purchases_after, quarterly_rise, reply_times
from sim.experiment.patterns.worlds import FOCAL
from sim.experiment.payback import AS_PAID, discounted_gain, earnings

Numbers = dict[str, float]
Variants = Mapping[str, Logs]
Reader = Callable[[Variants], Numbers]

QUARTER, YEAR = 91, 365
WON_BY = 90  # day by which CDNOW's customers had all been won


def at(frame: pd.DataFrame, retailer: str = FOCAL) -> pd.DataFrame:
    """The rows of one retailer."""
    return frame[frame["retailer"] == retailer]


def purchase_counts(worlds: Variants) -> Numbers:
    """P1, of those who bought from the focal retailer in the first quarter, as CDNOW's customers had."""
    bought = at(worlds["one"].purchases)
    customers = np.unique(bought.loc[bought["day"] < WON_BY, "consumer"])
    spans = {"quarter": QUARTER, "half": 2 * QUARTER, "year": YEAR}
    fits = {name: fit_nbd(purchase_days(bought, customers, WON_BY, WON_BY + n)) for name, n in spans.items()}
    change = max(abs(fit.k / fits["quarter"].k - 1.0) for fit in fits.values())
    return {
        "error_quarter": fits["quarter"].largest_error,
        "error_year": fits["year"].largest_error,
        "vmr_quarter": fits["quarter"].variance_to_mean,
        "vmr_rise": fits["year"].variance_to_mean - fits["quarter"].variance_to_mean,
        "k_quarter": fits["quarter"].k,
        "k_change": change,
        "mean_quarter": fits["quarter"].mean,
    }


def concentration(worlds: Variants) -> Numbers:
    """P3, of the focal retailer's buyers in 78 weeks, the length of CDNOW's log."""
    bought = at(worlds["one"].purchases)
    grouped = bought[bought["day"] < 546].groupby("consumer")
    return {
        "revenue_share": top_share(grouped["amount"].sum().to_numpy()),
        "purchase_share": top_share(grouped["day"].nunique().to_numpy()),
    }


def double_jeopardy(worlds: Variants) -> Numbers:
    """P4, over the second year."""
    logs = worlds["one"]
    table = brands(logs.purchases[logs.purchases["day"] >= YEAR], logs.consumers)
    return {
        "correlation": rank_correlation(table["penetration"], table["frequency"]),
        "variation": variation(table["w1b"]),
        "visit_correlation": rank_correlation(table["share"], table["visit"]),
        "largest_share": float(table["share"].max()),
        "smallest_share": float(table["share"].min()),
    }


def tenure(worlds: Variants) -> Numbers:
    """P7, in years since the first purchase, of all customers won in the first quarter, by retailer."""
    logs = worlds["one"]
    joined = logs.purchases.groupby(["retailer", "consumer"])["day"].min()
    joined = joined[joined < WON_BY]
    left = logs.panel[logs.panel["gone"]].groupby(["retailer", "consumer"])["day"].min()
    survived = survival(joined, left, YEAR, 7)
    r = retention(survived)
    steps = {f"step_{t}": float(r[t - 1] - r[t - 2]) for t in range(3, 8)}
    return {"rise": float(r[-1] - r[0]), **steps, "first": float(r[0]), "last": float(r[-1]),
            "sbg_gain": fit_sbg(survived).gain}  # fmt: skip


def follower_growth(worlds: Variants) -> Numbers:
    """P8, of all who ever began to follow the focal retailer's accounts, read every 30 days."""
    logs = worlds["one"]
    new = at(logs.followers).groupby("day")["new"].sum().cumsum()
    read = new.iloc[29::30]
    found = fit_bass((read.index.to_numpy() + 1) / 365.0, read.to_numpy(dtype=np.float64))
    return {"p": found.p, "q": found.q, "q_less_p": found.q - found.p, "r2": found.r2,
            "ceiling": found.ceiling / logs.consumers}  # fmt: skip


def friends(worlds: Variants) -> Numbers:
    """P9."""
    found = friendship_of(worlds["one"].graphs["facebook"])
    return {"clustering": found.clustering, "gini": found.gini, "connected": found.connected, "mean": found.mean}


def followers(worlds: Variants) -> Numbers:
    """P10."""
    found = following_of(worlds["one"].graphs["twitter"])
    return {"gini": found.gini, "tail": found.tail, "reciprocity": found.reciprocity, "top1": found.top1}


def participation(worlds: Variants) -> Numbers:
    """P11, of what all can read: complaints in public and comments, over three years; silence in month after month."""
    logs = worlds["one"]
    public = logs.messages[logs.messages["public"]]
    silent = []
    for day, asked in logs.panel.groupby("day"):
        month = public[(public["day"] > int(str(day)) - 30) & (public["day"] <= int(str(day)))]
        silent.append(silent_share(asked.loc[asked["follows"], "consumer"].unique(), month["author"].to_numpy()))
    return {"busiest_tenth": share_of_busiest_authors(public["author"].to_numpy()), "silent": float(np.mean(silent))}


def fatigue(worlds: Variants) -> Numbers:
    """P13, on Facebook, where the benchmarks come from; all retailers together."""

    def of(name: str) -> tuple[float, float, float]:
        logs = worlds[name]
        there = [frame[frame["platform"] == "facebook"] for frame in (logs.posts, logs.followers)]
        found = post_response(*there)
        return found.per_post, found.per_day, found.lost

    one, two, three, five = (of(name) for name in ("1", "2", "3", "5"))
    return {
        "per_post_2": two[0] / one[0],
        "per_day_2": two[1] / one[1],
        "lost_2": two[2] / one[2],
        "lost_3_less_1": three[2] - one[2],
        "lost_3": three[2] / one[2],
        "lost_5_over_3": five[2] / three[2],
    }


def negativity(worlds: Variants) -> Numbers:
    """P14: the worlds hold both kinds of words, blame alone, and praise alone."""
    both = worlds["both"]
    heard = both.result.retailers[["praise_heard", "blame_heard"]].sum()
    trips = {name: len(logs.purchases) for name, logs in worlds.items()}
    gained = (trips["both"] - trips["blame"]) / heard["praise_heard"]
    lost = (trips["praise"] - trips["both"]) / heard["blame_heard"]
    return {
        "negative_share": negative_share(both.messages),
        "relay_ratio": relay_ratio(both.talk),
        "praise_effect": float(gained),
        "blame_effect": float(lost),
        "blame_less_praise": float(abs(lost) - abs(gained)),
    }


def answering(worlds: Variants) -> Numbers:
    """P15, of what staff wrote to complaints and questions on accounts, of all retailers."""
    log = worlds["one"].replies
    written = log[~log["automatic"]]
    by_platform = {
        name: reply_times(written.loc[written["channel"] == name, "first_reply_minutes"].to_numpy())
        for name in ("facebook", "twitter")
    }
    on_accounts = written[written["channel"].isin(by_platform)]
    times = reply_times(on_accounts["first_reply_minutes"].to_numpy())
    return {
        "mean_over_median": times.skew,
        "median": times.median,
        "log_sd": times.log_sd,
        "within_hour_twitter": by_platform["twitter"].within_hour,
        "within_hour_facebook": by_platform["facebook"].within_hour,
        "twitter_ahead": by_platform["twitter"].within_hour - by_platform["facebook"].within_hour,
    }


def recovery(worlds: Variants) -> Numbers:
    """P16: those whose complaint was put right, against themselves where nothing failed and where nobody answered.

    Satisfaction is that of the first weekly panel two days or more after the complaint, purchases are those of the
    90 days after it.
    """
    log = at(worlds["recovered"].replies)
    right = log[(log["kind"] == "complaint") & log["corrected"] & (log["day"] < 200)]
    found: Numbers = {}
    for name, of in (("first", right[~right["second"]]), ("second", right[right["second"]])):
        once = of.drop_duplicates("consumer")
        who, day = once["consumer"].to_numpy(), once["day"].to_numpy()
        week = ((day + 2) // 7 + 1) * 7 - 1
        glad = {k: answers_of(at(logs.panel), who, week, "satisfaction") for k, logs in worlds.items()}
        again = {k: purchases_after(at(logs.purchases), who, day, 90) for k, logs in worlds.items()}
        found[f"satisfaction_{name}"] = _mean_gap(glad["recovered"], glad["sound"])
        found[f"repurchase_{name}"] = _mean_gap(again["recovered"], again["sound"])
        if name == "first":
            kept = {k: (count > 0).astype(np.float64) for k, count in again.items()}
            found["kept_recovered_less_sound"] = _mean_gap(kept["recovered"], kept["sound"])
            found["kept_recovered_less_ignored"] = _mean_gap(kept["recovered"], kept["ignored"])
    return found


def _mean_gap(a: NDArray[np.float64], b: NDArray[np.float64]) -> float:
    gap = a - b
    return float(gap[np.isfinite(gap)].mean()) if np.isfinite(gap).any() else np.nan


def squeaky_wheel(worlds: Variants) -> Numbers:
    """P18, at the focal retailer, in the last quarter of a year after its accounts began to answer."""
    on, off = (worlds[name] for name in ("on", "off"))
    written = [at(logs.messages) for logs in (on, off)]

    def rise(kind: str, day: int) -> float:
        answered, silent = (log.loc[log["kind"] == kind, "day"] for log in written)
        return quarterly_rise(answered, silent, day)

    def relation(logs: Logs) -> float:
        last = at(logs.panel)[at(logs.panel)["day"] == logs.panel["day"].max()]
        return float(last[["satisfaction", "trust", "commitment"]].to_numpy().mean())

    return {
        "complaints": rise("complaint", 270),
        "questions": rise("question", 270),
        "complaints_first_quarter": rise("complaint", 0),
        "relation": relation(on) - relation(off),
    }


def open_and_private(worlds: Variants) -> Numbers:
    """P19: who gains from openness, who loses, and that either side can win on loyalty."""
    is_open, private = worlds["open"], worlds["private"]
    threads = at(is_open.replies)
    wrote = threads.loc[threads["kind"] == "complaint", "consumer"].unique()
    answered = threads[(threads["kind"] == "complaint") & threads["sensitive"] & threads["public"]]
    bared = answered.loc[answered["reply"] == "open", "consumer"].unique()

    def trust(logs: Logs, among: NDArray[np.bool_], said: pd.DataFrame) -> float:
        return float(said.loc[among, "trust"].mean())

    last = {}
    for name, logs in (("open", is_open), ("private", private)):
        said = at(logs.panel)
        last[name] = said[said["day"] == said["day"].max()].set_index("consumer")
    both = last["open"].join(last["private"], lsuffix="_open", rsuffix="_private", how="inner")
    gap = both["trust_open"] - both["trust_private"]

    def outcome(region: str, name: str) -> float:
        results = [worlds[f"{region}{policy}"].result.outcomes[name] for policy in ("open", "private")]
        return results[0] - results[1]

    return {
        "observers": float(gap[~gap.index.isin(wrote)].mean()),
        "bared": float(-gap[gap.index.isin(bared)].mean()),
        "exposure_on_twitter": outcome("loud, ", "complaints_seen"),
        "loss_on_twitter": -outcome("loud, ", "loyalty"),
        "open_wins": outcome("visited, ", "loyalty"),
        "private_wins": -outcome("harmful, ", "loyalty"),
    }


def bullwhip(worlds: Variants) -> Numbers:
    """P20, from day 90 on, when the shelves have settled."""

    def ratio(name: str) -> float:
        settled = worlds[name].orders[worlds[name].orders["day"] >= 90]
        return variance_ratio(settled["ordered"].to_numpy(), settled["wanted"].to_numpy())

    def made(name: str) -> float:
        logs = worlds[name]
        units = logs.result.suppliers.set_index("day")["made"].diff().loc[90:].to_numpy()
        return variance_ratio(units, logs.orders.loc[logs.orders["day"] >= 90, "wanted"].to_numpy())

    textbook = {f"{lead} days, mean of {p}": (lead, p) for lead, p in ((4, 7), (4, 14), (4, 28), (2, 14), (8, 14))}
    ratios = {name: ratio(name) for name in textbook}
    errors = [abs(ratios[name] / moving_average_bullwhip(*rule) - 1.0) for name, rule in textbook.items()]
    own, shared = made("own rule"), made("own rule, shared")
    return {
        "ratio": ratios["4 days, mean of 14"],
        "least_ratio": min(*ratios.values(), ratio("own rule")),
        "formula_error": max(errors),
        "rise_with_lead_time": ratios["8 days, mean of 14"] - ratios["2 days, mean of 14"],
        "fall_with_periods": ratios["4 days, mean of 7"] - ratios["4 days, mean of 28"],
        "own_rule_with_lead_time": ratio("own rule, 8 days") - ratio("own rule"),
        "own_rule_with_quickness": ratio("own rule, quick") - ratio("own rule"),
        "made_alone": own,
        "made_shared": shared,
        "sharing_saves": own - shared,
    }


def j_curve(worlds: Variants) -> Numbers:
    """P22: what the focal retailer has earned more than under `traditional`, discounted, IT as paid."""
    found: Numbers = {}
    earned = {name: earnings(at(logs.result.retailers))[AS_PAID] for name, logs in worlds.items()}
    rate = worlds["full"].result.scenario.finance.discount_rate
    for name in ("full", "dear"):
        gain = discounted_gain(earned["traditional"], earned[name], rate)
        # month by month, so that a day's luck at the crossing is not taken for a crossing
        months = gain[29::30]
        found |= {f"{name}_early": float(gain[89]), f"{name}_end": float(gain[-1]),
                  f"{name}_crossings": float(crossings(months)), f"{name}_best": float(months.max())}  # fmt: skip
    return found


def asymmetry(worlds: Variants) -> Numbers:
    """P24, of all purchases that were asked about."""
    asked = worlds["one"].surveys
    columns = (asked[name].to_numpy() for name in ("expected", "received", "satisfaction"))
    below, above = disconfirmation_slopes(*columns).tolist()
    return {"ratio": below / above if above else np.nan, "below": below, "above": above}


PATTERNS: dict[str, Reader] = {
    "P1": purchase_counts,
    "P3": concentration,
    "P4": double_jeopardy,
    "P7": tenure,
    "P8": follower_growth,
    "P9": friends,
    "P10": followers,
    "P11": participation,
    "P13": fatigue,
    "P14": negativity,
    "P15": answering,
    "P16": recovery,
    "P18": squeaky_wheel,
    "P19": open_and_private,
    "P20": bullwhip,
    "P22": j_curve,
    "P24": asymmetry,
}
