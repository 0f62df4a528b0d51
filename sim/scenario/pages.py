"""The part of a scenario about what consumers make of an account: its atmosphere, promises and community work."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class Atmosphere(Part):
    """The tone of an account's page, from -1 to 1: what moves it, and what it colours."""

    event_step: float = param(
        0.08,
        "Weight of one event for every 100 followers in the tone of a page, against a weight of 1 of the tone so far",
        unit="1",
        ge=0,
        le=10,
        sweep=(0.03, 0.5),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5",),
    )
    negativity: float = param(
        2.0,
        "Weight of a bad event over that of a good one",
        unit="ratio",
        ge=1,
        le=10,
        sweep=(1, 4),
        off=1,
        mark="unknown",
        mechanisms=("Q5",),
        source="negative posts are passed on twice as often (airline tweets); here unknown",
    )
    community_weight: float = param(
        0.05,
        "Weight of a community post seen, at full humanness, over that of a reaction that all can see",
        unit="ratio",
        ge=0,
        le=1,
        sweep=(0, 0.2),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5",),
    )
    half_life_days: float = param(
        30.0,
        "Half-life of the tone of a page where nothing happens",
        unit="days",
        ge=0.5,
        le=3650,
        sweep=(7, 120),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5",),
    )
    reaction_effect: float = param(
        0.5,
        "Relative rise of likes, comments and new followers, and fall of unfollowing, "
        "in the best tone (the opposite in the worst)",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5",),
    )
    reading_effect: float = param(
        0.5,
        "Relative rise of what a community post or an answer gains, and fall of the harm "
        "of a complaint read, in the best tone (the opposite in the worst)",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5",),
    )
    staff_effect: float = param(
        0.2,
        "Relative rise of the humanness of a retailer's words in the best tone of its "
        "pages (the opposite in the worst)",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.6),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q5", "Q3"),
    )


class Promises(Part):
    """What promotion claims, against what a purchase delivers."""

    pull: float = param(
        2.0,
        "Relative rise of a promotion's pull per point of quality claimed beyond what is true",
        unit="1/quality point",
        ge=0,
        le=20,
        sweep=(0, 6),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("CV4",),
    )
    belief: float = param(
        0.3,
        "Rise of expectation per point claimed beyond what is true, under full trust",
        unit="share of what is missing",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("CV4",),
    )
    tolerance: float = param(
        0.1,
        "How far a sound purchase may fall short of the claim before the buyer feels misled",
        unit="quality points",
        ge=0,
        le=1,
        sweep=(0, 0.2),
        source=SWEEP,
        mark="unknown",
        mechanisms=("CV4",),
    )
    broken_loss: float = param(
        0.4,
        "Share of trust lost per point by which a purchase falls short of the claim",
        unit="share/quality point",
        ge=0,
        le=5,
        sweep=(0, 1.5),
        off=0,
        mark="unknown",
        mechanisms=("CV4",),
        source="seed paper: honesty (direction); losses weigh more (K hi)",
    )
    kept_gain: float = param(
        0.01,
        "Share of the missing trust gained by a purchase that is as good as the claim",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.05),
        off=0,
        mark="unknown",
        mechanisms=("CV4",),
        source="seed paper: honesty (direction)",
    )


class Goodwill(Part):
    """Who takes part in a retailer's community work, what it does to them, and the goodwill it brings."""

    join_uncommitted: float = param(
        0.03,
        "Chance that a follower without commitment takes part in an event that is announced",
        unit="probability",
        ge=0,
        le=1,
        sweep=(0, 0.1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("K4",),
    )
    join_committed: float = param(
        0.4,
        "Chance that a fully committed follower takes part in an event that is announced",
        unit="probability",
        ge=0,
        le=1,
        sweep=(0.1, 0.8),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("K4",),
    )
    join_gain: float = param(
        0.1,
        "Commitment gained by one who takes part in an event",
        unit="share of what is missing",
        ge=0,
        le=1,
        sweep=(0, 0.3),
        off=0,
        mark="unknown",
        mechanisms=("K4",),
        source="seed paper: the community really takes part in CSR (direction)",
    )
    half_participants: float = param(
        8.0,
        "Participants of a day, per 1,000 consumers, who bring half of the goodwill that is missing",
        unit="consumers",
        gt=0,
        le=1000,
        sweep=(1, 20),
        source=SWEEP,
        mark="unknown",
        mechanisms=("K4",),
    )
    half_life_days: float = param(
        90.0,
        "Half-life of goodwill",
        unit="days",
        ge=1,
        le=3650,
        sweep=(30, 365),
        source=SWEEP,
        mark="unknown",
        mechanisms=("K4",),
    )
    buffer: float = param(
        0.4,
        "Share of the trust that a failure takes, and of the chance to leave, that full "
        "goodwill takes away from those who know of the work",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.8),
        off=0,
        mark="unknown",
        mechanisms=("K4",),
        source="reputation insulates (Anderson & Sullivan 1993, direction)",
    )
    sceptic_below: float = param(
        0.55,
        "Satisfaction below which one whom the retailer has failed takes its community work for hypocrisy",
        unit="points",
        ge=0,
        le=1,
        sweep=(0.4, 0.7),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("K4",),
    )
    sceptic_harm: float = param(
        0.04,
        "Trust lost by a follower who takes community work for hypocrisy, at each announcement of it",
        mark="unknown",
        unit="points at the middle of the scale",
        ge=0,
        le=0.5,
        sweep=(0, 0.15),
        off=0,
        source="negative CSR information weighs more (K hi Sen & Bhattacharya 2001)",
        mechanisms=("K4",),
    )


class Personal(Part):
    """What a promotion does that was made for one person, and met or missed what the person is interested in."""

    interests: int = param(
        4,
        "Kinds of offers, of which one interests a consumer at a time",
        unit="kinds",
        ge=2,
        le=50,
        sweep=(2, 10),
        source=SWEEP,
        mark="unknown",
        mechanisms=("CV1", "Tg"),
    )
    interest_days: int = param(
        60,
        "Days for which an interest lasts",
        unit="days",
        ge=1,
        le=3650,
        sweep=(14, 180),
        source=SWEEP,
        mark="unknown",
        mechanisms=("Q6", "Tg"),
    )
    hit_gain: float = param(
        0.6,
        "Relative rise of the pull of a promotion that meets the interest",
        unit="share",
        ge=0,
        le=5,
        sweep=(0, 1.5),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Tg", "Q6"),
    )
    hit_relief: float = param(
        0.5,
        "Share of a post's weariness that meeting the interest spares",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 1),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Tg",),
    )
    miss_loss: float = param(
        0.3,
        "Relative fall of the pull of a promotion that misses the interest",
        unit="share",
        ge=0,
        le=1,
        sweep=(0, 0.8),
        off=0,
        source=SWEEP,
        mark="unknown",
        mechanisms=("Tg", "Q6"),
    )
    intrusion_harm: float = param(
        0.006,
        "Trust lost by one without any trust at a promotion made for the person",
        unit="points at the middle of the scale",
        ge=0,
        le=0.5,
        sweep=(0, 0.03),
        off=0,
        mark="unknown",
        mechanisms=("Tg", "CV1"),
        source="Demmers et al. 2018: feelings of infringement (direction)",
    )
    profile_intrusion: float = param(
        2.0,
        "Trust lost at a promotion made of one's open profile, over that at one made of one's purchases",
        unit="ratio",
        ge=0,
        le=20,
        sweep=(1, 5),
        off=0,
        mark="unknown",
        mechanisms=("A5", "Tg"),
        source="Demmers et al. 2018: proactive and personalised feels like infringement (direction)",
    )
    unfair_harm: float = param(
        0.03,
        "Trust lost by a buyer who is refused a promotion's discount that a friend gets",
        unit="points at the middle of the scale",
        ge=0,
        le=0.5,
        sweep=(0, 0.1),
        off=0,
        mark="unknown",
        mechanisms=("CV1", "Tg"),
        source="unequal prices feel unfair where people compare (K hi); size unknown",
    )
