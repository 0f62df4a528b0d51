"""The part of a scenario about places: how a Facebook-like and a Twitter-like platform work, and other channels."""

from __future__ import annotations

from typing import Any, Literal

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class NetworkSpec(Part):
    """Who hears whom on a platform: a generated network, or one from a file."""

    source: Literal["generator", "file"] = param(
        "generator", "Where the network comes from", unit="name", source="the question asked", mark="design")
    path: str | None = param(None, "The network file (relative to the scenario file)", unit="path",
                             source="the user's file", mark="design")
    edge_means: Literal["source_hears_target", "target_hears_source"] = param(
        "source_hears_target", "What a directed edge of the file says: in a list of who follows whom, the source "
        "hears the target", unit="name", source="convention of follower lists", mark="design")
    mean_degree: float = param(10.0, "Mean number of friends (or followers) of a consumer", unit="ties", ge=0,
                               le=5000, sweep=(5, 50), off=0, mark="design", mechanisms=("A12",),
                               source="world size; ego-Facebook has 43.7 (L-D)")
    reciprocity: float = param(0.2, "Share of directed ties that are returned (Twitter-like only)", unit="share",
                               ge=0, le=0.6, sweep=(0.05, 0.3), mark="K", mechanisms=("A6",),
                               source="Kwak et al. 2010: 22%; Higgs replies 16% (L-D)")
    exponent: float = param(2.3, "Tail exponent of the number of followers (Twitter-like only)", unit="1", ge=2.05,
                            le=4, sweep=(2.05, 2.5), mark="L-D", mechanisms=("A6",),
                            source="Higgs replies 2.45, mentions 2.09")


class Platform(Part):
    """One social platform. Its kind decides who sees what; the numbers decide how much."""

    kind: Literal["facebook", "twitter"] = param(
        "facebook", "Facebook-like: mutual friends, complaints stay on the page's wall. Twitter-like: followers, "
        "an open reply shows the complaint to the retailer's followers", unit="name", source="seed paper", mark="S",
        mechanisms=("A4", "A5", "A6"))
    network: NetworkSpec = NetworkSpec()
    membership_young: float = param(0.7, "Share of online consumers aged 15 to 29 with an account", unit="share",
                                    ge=0, le=1, sweep=(0.1, 0.95), source=SWEEP, mark="unknown", off=0,
                                    mechanisms=("A4", "N3", "N4"))
    membership_old: float = param(0.35, "Share of online consumers aged 30 and over with an account", unit="share",
                                  ge=0, le=1, sweep=(0.05, 0.9), source=SWEEP, mark="unknown", off=0,
                                  mechanisms=("A4", "N3", "N4"))
    least_age: int = param(13, "Least age of a member", unit="years", ge=0, le=120, sweep=(13, 21), off=0,
                           source="seed paper: Facebook's least age is 13", mark="S", mechanisms=("A5", "N3"))
    mobile_lift: float = param(0.0, "Relative rise of a member's attention to the platform by a mobile phone",
                               unit="share", ge=0, le=5, sweep=(0, 2), off=0, mark="unknown",
                               mechanisms=("N4", "A6"), source="seed paper: Twitter is popular because of mobile")
    reach: float = param(0.16, "Chance that a post reaches a follower who is online, at one post a day and account "
                         "and the reference hours online",
                         unit="probability", ge=0, le=1, sweep=(0.02, 0.3), off=0, mark="L", mechanisms=("A5",),
                         source="EdgeRank Checker: 16.0% in 2012, 6.5% in 2014")
    crowding: float = param(0.7, "How an account's posts of one day crowd each other out: reach falls as posts to "
                            "minus this power", unit="exponent", ge=0, le=1, sweep=(0.2, 0.8), off=0, mark="L",
                            mechanisms=("A5",), source="Track Social: at two posts a day a post gets 57% of the likes "
                            "and 78% of the comments, fatigue included")
    friend_reach: float = param(0.12, "Chance that a friend or follower who is online sees what one consumer writes",
                                unit="probability", ge=0, le=1, sweep=(0.03, 0.3), source=SWEEP, mark="unknown",
                                off=0, mechanisms=("A5", "A6"))
    group_reach: float = param(0.0, "Chance that a friend of one's own group who is online sees what one consumer "
                               "writes, if it is higher than for others (generated Facebook-like networks have groups; "
                               "others have none)", unit="probability", ge=0, le=1, sweep=(0, 0.6), off=0,
                               source=SWEEP, mark="unknown", mechanisms=("A5",))
    friends_read: float = param(20.0, "People whose words a consumer can keep up with; who hears more people sees "
                                "a smaller share of what each writes", unit="people", ge=1, le=1000,
                                sweep=(10, 150), source="limited attention; Dunbar's 150 as upper end (K med)",
                                mark="unknown", mechanisms=("A5", "A6", "A7"))
    complaint_life_days: int = param(3, "Days for which a public complaint is shown to friends", unit="days", ge=1,
                                     le=30, sweep=(1, 7), source=SWEEP, mark="unknown", mechanisms=("A5", "A6"))
    page_visit_prob: float = param(0.02, "Chance that a follower who is online looks at the retailer's page",
                                   unit="probability", ge=0, le=1, sweep=(0.002, 0.1), off=0, mark="unknown",
                                   mechanisms=("A5",), source="0.45% of fans are active in a week (Nelson-Field 2012)")
    reply_publicity: float = param(0.0, "Chance that an open reply shows the complaint to a follower of the retailer "
                                   "who is online", unit="probability", ge=0, le=1, sweep=(0, 0.2), off=0,
                                   mark="unknown", mechanisms=("A6",),
                                   source="Golmohammadi et al. 2021: replying publicises (direction)")
    protected_share: float = param(0.0, "Share of members with a protected account, whose messages nobody passes on",
                                   unit="share", ge=0, le=1, sweep=(0, 0.3), off=0, source=SWEEP, mark="unknown",
                                   mechanisms=("A6",))
    profile_share: float = param(0.0, "Share of members whose profile shows what interests them to whom they follow",
                                 unit="share", ge=0, le=1, sweep=(0, 0.9), off=0, mark="unknown",
                                 mechanisms=("A5",), source="seed paper: profiles with interests; the share that is "
                                 "open is not known")
    expected_reply_hours: float = param(4.5, "Hours within which a complainant expects a reply", unit="hours",
                                        gt=0, le=500, sweep=(1, 24), mark="L", mechanisms=("A13",),
                                        source="Istanbulluoglu 2017: Facebook 3 to 6 hours, Twitter 1 to 3")
    notifications: bool = param(True, "Whether a complainant is told of a reply at once; otherwise it is found "
                                "within a day", unit="yes/no", source="seed paper: automatic notices", mark="S",
                                off=False, mechanisms=("A5",))
    like_prob: float = param(0.004, "Chance to like a post seen", unit="probability", ge=0, le=1, sweep=(0.0005, 0.03),
                             off=0, mark="unknown", source="0.45% of fans act in a week (Nelson-Field 2012)")
    comment_prob: float = param(0.0008, "Chance to comment on a post seen", unit="probability", ge=0, le=1,
                                sweep=(0.0001, 0.01), off=0, source=SWEEP, mark="unknown")
    share_prob: float = param(0.001, "Chance to share a post seen", unit="probability", ge=0, le=1,
                              sweep=(0.0001, 0.01), off=0, source=SWEEP, mark="unknown", mechanisms=("A7",))


def _share(default: float) -> Any:
    return param(default, "The channel's share of the contacts outside the platforms, where all three channels are "
                 "open (else in proportion)", unit="share", ge=0, le=1, sweep=(0.05, 0.8), source=SWEEP, mark="unknown",
                 mechanisms=("A9",))


def _minutes(default: float) -> Any:
    return param(default, "Mean staff minutes of a complaint on this channel", unit="minutes", gt=0, le=240,
                 sweep=(3, 20), source=SWEEP, mark="unknown", mechanisms=("A7", "A9"))


def _cost(default: int) -> Any:
    return param(default, "Cost of a contact on this channel, besides staff time", unit="IDR", ge=0, le=100_000,
                 sweep=(0, 5000), source=SWEEP, mark="unknown", off=0, mechanisms=("A7", "Tf"))


def _humanness(default: float, source: str) -> Any:
    return param(default, "How human a contact on this channel feels, with staff of middling morale", unit="share",
                 ge=0, le=1, sweep=(0.2, 1), source=source, mark="unknown", mechanisms=("A9",))


def _expected_hours(default: float) -> Any:
    return param(default, "Hours within which an answer on this channel is expected", unit="hours", gt=0, le=500,
                 sweep=(0.1, 48), source=SWEEP, mark="unknown", mechanisms=("A9",))


class Store(Part):
    """The counter of the shop, face to face: who comes is answered while waiting."""

    share: float = _share(0.35)
    minutes: float = _minutes(9.0)
    cost: int = _cost(500)
    humanness: float = _humanness(0.9, "face to face is the benchmark (Gummesson)")
    expected_hours: float = _expected_hours(0.5)


class Phone(Part):
    """The telephone: who calls is answered while waiting."""

    share: float = _share(0.45)
    minutes: float = _minutes(8.0)
    cost: int = _cost(1500)
    humanness: float = _humanness(0.75, "a voice without a face; between face to face and writing (K med)")
    expected_hours: float = _expected_hours(1.0)


class Email(Part):
    """E-mail: written at any hour, and answered like a message on an account."""

    share: float = _share(0.2)
    minutes: float = _minutes(6.0)
    cost: int = _cost(100)
    humanness: float = _humanness(0.45, SWEEP)
    expected_hours: float = _expected_hours(12.0)


class Contact(Part):
    """The ways to a retailer that need no account."""

    store: Store = Store()
    phone: Phone = Phone()
    email: Email = Email()
