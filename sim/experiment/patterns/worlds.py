"""The worlds that patterns are looked for in: each a few variants that share all their luck."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sim.scenario.loading import Source

_HERE = Path(__file__).parent
FOCAL = "kopi"
"""The retailer whose policy is varied, in every world but that of eight retailers."""

Settings = tuple[str, ...]


@dataclass(frozen=True)
class World:
    """A world with its variants.

    Attributes
    ----------
    words
        What it is, and why a pattern is looked for there.
    variants
        By name: where each starts from, and the settings laid on it.
    panel_days
        Days between two panels.
    """

    words: str
    variants: Mapping[str, tuple[Source, Settings]]
    panel_days: int = 3650


def _of_baseline(common: Settings = (), **variants: Settings) -> dict[str, tuple[Source, Settings]]:
    return {name: ("baseline", (*common, *own)) for name, own in (variants or {"one": ()}).items()}


def _kopi(*settings: str) -> Settings:
    return tuple(f"retailers.{FOCAL}.{setting}" for setting in settings)


def _eight() -> dict[str, Source | object]:
    """Eight retailers that are alike but for the convenience of their places."""
    places = [-1.0, -0.7, -0.4, -0.1, 0.1, 0.4, 0.7, 1.0]
    retailers = {f"shop{n}": {"place": place} for n, place in enumerate(places, start=1)}
    return {"focal": "shop1", "days": 730, "consumers": {"count": 4000}, "retailers": retailers}


def _independent_demand() -> dict[str, Source | object]:
    """One retailer and one supplier, and demand of one day that does not hang on that of another.

    Needs do not move with seasons or shocks, nobody can leave or buy elsewhere, and no post pulls demand forward.
    """
    return {
        "focal": FOCAL,
        "days": 730,
        "consumers": {"count": 1000},
        "market": {"season_swing": 0.0, "growth": 0.0, "shock_spread": 0.0, "standard_growth": 0.0},
        "relationship": {"exit_prob": 0.0},
        "choice": {"outside_utility": -50.0},
        "retailers": {
            FOCAL: {
                "posts": {"promotion_rate": 0.0, "information_rate": 0.0, "community_rate": 0.0},
                "community": {"events_per_year": 0.0},
                "stock": {"review_days": 1, "opening_cover_days": 30.0},
                "it": {"order_days": 0.0, "outage_prob": 0.0},
                "counter": {"service_minutes": 0.0},
            }
        },
        "suppliers": {"kebun": {"lead_time_days": 4, "lead_time_spread_days": 0, "capacity": 2000}},
    }


def _orders() -> dict[str, tuple[Source, Settings]]:
    rule = f"retailers.{FOCAL}.policy={_HERE / 'order_up_to.py'}"
    lead, smooth = "suppliers.kebun.lead_time_days", f"retailers.{FOCAL}.stock.smoothing"
    settings: dict[str, Settings] = {
        "4 days, mean of 7": (f"{rule}:Week",),
        "4 days, mean of 14": (f"{rule}:Fortnight",),
        "4 days, mean of 28": (f"{rule}:FourWeeks",),
        "2 days, mean of 14": (f"{rule}:Fortnight", f"{lead}=2"),
        "8 days, mean of 14": (f"{rule}:Fortnight", f"{lead}=8"),
        "own rule": (f"retailers.{FOCAL}.stock.share_sales=false",),
        "own rule, 8 days": (f"retailers.{FOCAL}.stock.share_sales=false", f"{lead}=8"),
        "own rule, quick": (f"retailers.{FOCAL}.stock.share_sales=false", f"{smooth}=0.3"),
        "own rule, shared": (f"retailers.{FOCAL}.stock.share_sales=true",),
    }
    return {name: (_independent_demand(), own) for name, own in settings.items()}


_FAILING = (
    "consumers.count=8000", "days=300", "complaints.vindictive_share=0",
    "suppliers.kebun.defect_prob=0", "suppliers.pabrik.defect_prob=0",
)  # fmt: skip
_EXCELLENT = _kopi(
    "reply.staff_hours=3", "reply.skill=0.9", "reply.humanness=0.9", "reply.refund_share=1", "reply.bureaucracy=0",
    "reply.opening_hour=0", "reply.closing_hour=24",
)  # fmt: skip
_HARMFUL = ("complaints.sensitive_share=0.5", "recovery.privacy_harm=0.5", "observers.answer_shield=0.4")
_LOUD = (
    'retailers.kopi.accounts=["twitter"]', "platforms.twitter.reply_publicity=0.2", "observers.answer_shield=0.3",
    "observers.answer_goodwill=0", "observers.complaint_harm=0.05",
)  # fmt: skip
_VISITED = ("platforms.facebook.page_visit_prob=0.08", "platforms.facebook.complaint_life_days=5")


def _open_and_private() -> dict[str, tuple[Source, Settings]]:
    common = ("consumers.count=4000",)
    regions = {"": (), "harmful, ": _HARMFUL, "loud, ": _LOUD, "visited, ": _VISITED}
    return {
        f"{region}{policy}": ("baseline", (*common, *own, *_kopi(f"reply.policy={policy}")))
        for region, own in regions.items()
        for policy in ("open", "private")
    }


def _posting() -> dict[str, tuple[Source, Settings]]:
    """All retailers post so many promotions a day and nothing else; many follow, so that reactions can be counted."""
    common = ["consumers.count=20000", "days=180", "attention.following_at_start=0.3"]
    for name in (FOCAL, "pasar", "toko", "warung"):
        at = f"retailers.{name}"
        common += [f"{at}.posts.information_rate=0", f"{at}.posts.community_rate=0", f"{at}.posts.intensity_spread=0"]
        common += [f"{at}.community.events_per_year=0"]

    def posts(rate: int) -> Settings:
        return tuple(f"retailers.{n}.posts.promotion_rate={rate}" for n in (FOCAL, "pasar", "toko", "warung"))

    return {str(rate): ("baseline", (*common, *posts(rate))) for rate in (1, 2, 3, 5)}


def _payback() -> dict[str, tuple[Source, Settings]]:
    dear = _kopi("costs.it_purchase=30_000_000")
    return {
        "traditional": ("traditional", ("days=1095",)),
        "full": ("full-trm", ("days=1095",)),
        "dear": ("full-trm", ("days=1095", *dear)),
    }


WORLDS: dict[str, World] = {
    "baseline": World(
        "the scenario `baseline` for three years", _of_baseline(("days=1095",)), panel_days=30
    ),
    "seldom": World(
        "`baseline` with 20,000 consumers, goods bought as seldom as CDNOW's (`consumers.shop_rate=0.02`), 78 weeks",
        _of_baseline(("days=546", "consumers.count=20000", "consumers.shop_rate=0.02")),
    ),
    "steady": World(
        "`baseline` with 6,000 consumers for eight years in which nobody gets used to better goods "
        "(`market.standard_growth=0`)",
        _of_baseline(("days=2920", "consumers.count=6000", "market.standard_growth=0")),
        panel_days=30,
    ),
    "eight": World(
        "eight retailers that differ in the convenience of their places alone, two years",
        {"one": (_eight(), ())},
    ),
    "young": World(
        "`indonesia-2011` (23% online, 31% more a year) from the first day of the accounts on "
        "(`attention.following_at_start=0`), ten years",
        {"one": ("indonesia-2011", ("days=3650", "consumers.count=3000", "attention.following_at_start=0"))},
    ),
    "posting": World("`baseline` where all retailers post 1, 2, 3 or 5 promotions a day and nothing else", _posting()),
    "words": World(
        "`baseline` with 20,000 consumers, as it is, without praise and without blame",
        _of_baseline(
            ("consumers.count=20000",), both=(), blame=("talk.praise_prob=0",), praise=("talk.gripe_prob=0",)
        ),
    ),
    "recovery": World(
        "`baseline` with sound goods, where the focal retailer's service never fails, fails and is recovered "
        "excellently, or fails and nobody answers",
        _of_baseline(
            _FAILING,
            sound=(*_EXCELLENT, *_kopi("service_failure_prob=0")),
            recovered=_EXCELLENT,
            ignored=_kopi("reply.staff_hours=0"),
        ),
        panel_days=7,
    ),
    "replies": World(
        "`baseline` with 6,000 consumers, where the focal retailer's accounts answer openly or never",
        _of_baseline(
            ("consumers.count=6000", "days=360"), on=_kopi("reply.policy=open"), off=_kopi("reply.policy=none")
        ),
        panel_days=30,
    ),
    "open-private": World(
        "`baseline` with 4,000 consumers under open and private replies: as it is; where openness does harm (half of "
        "the complaints hold private data, answers mend little); on Twitter alone where replies are loud; where many "
        "visit the page",
        _open_and_private(),
        panel_days=73,
    ),
    "orders": World("one retailer, one supplier and independent demand, under several rules of ordering", _orders()),
    "payback": World(
        "`traditional` and `full-trm` for three years, the latter also where IT costs 30 million an account", _payback()
    ),
    "price": World(
        "`baseline` with the focal retailer's price as it is, 5% higher and 5% lower",
        _of_baseline(
            (), usual=(), dearer=_kopi("price=26_250"), cheaper=_kopi("price=23_750")
        ),
    ),
    "pulse": World(
        "`baseline` where the focal retailer promotes for a fortnight (three posts a day, a fifth off), or does not",
        _of_baseline(
            ("days=300", "consumers.count=4000"),
            without=_kopi(f"policy={_HERE / 'pulse.py'}:Quiet"),
            pulse=_kopi(f"policy={_HERE / 'pulse.py'}:Fortnight"),
        ),
    ),
}  # fmt: skip
