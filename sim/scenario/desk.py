"""The part of a scenario about a retailer's desk: how it answers, its staff, and the IT that helps them."""

from __future__ import annotations

from typing import Literal

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"
LEVER = "a lever of the retailer"
ReplyPolicyName = Literal["open", "private", "paper_rule", "public_then_private", "by_platform", "none"]
PlainPolicyName = Literal["open", "private", "paper_rule", "public_then_private", "none"]


class Reply(Part):
    """How the retailer answers complaints and routine questions."""

    policy: ReplyPolicyName = param(
        "paper_rule", "open; private; paper_rule: private unless the public should know; public_then_private: an "
        "open pointer, then a private message; by_platform: as `by_platform` says; none: no reply on the accounts",
        unit="name", source=LEVER, mark="design", off="none", mechanisms=("A13",))
    by_platform: dict[str, PlainPolicyName] = param(
        factory=dict, description="For policy by_platform: the policy on each platform (others: private)",
        unit="name", source=LEVER, mark="design", mechanisms=("A13", "A4"))
    urgent_first: bool = param(
        True, "Whether complaints are taken before routine questions among the messages that wait; otherwise all in "
        "the order of writing", unit="yes/no", off=False, source=LEVER, mark="design", mechanisms=("Te",))
    bureaucracy: float = param(
        0.2, "Share of complaints that are dealt with by the rules instead of by the judgement of empowered staff",
        unit="share", ge=0, le=1, sweep=(0, 1), off=0, source=LEVER, mark="design", mechanisms=("CV5",))
    staff_hours: float = param(0.5, "Staff hours for contacts, per 1,000 consumers", unit="hours/day", ge=0, le=100,
                               sweep=(0.1, 3), off=0, source=LEVER, mark="design", mechanisms=("A2", "Q3"))
    opening_hour: float = param(8.0, "Hour of the day at which the desk opens", unit="hour", ge=0, le=23.5,
                                sweep=(6, 10), source=LEVER, mark="design", mechanisms=("A2",))
    closing_hour: float = param(20.0, "Hour of the day at which the desk closes", unit="hour", ge=0.5, le=24,
                                sweep=(16, 24), source=LEVER, mark="design", mechanisms=("A2",))
    approval_hours: float = param(0.0, "Hours for which every reply to a complaint waits before staff may send it",
                                  unit="hours", ge=0, le=500, sweep=(0, 72), off=0, source=LEVER, mark="design",
                                  mechanisms=("CV5",))
    target_hours: float = param(8.0, "First replies to complaints within this time meet the service level",
                                unit="hours", gt=0, le=500, sweep=(1, 48), source="definition of the outcome",
                                mark="design", mechanisms=("Te",))
    routine_target_hours: float = param(24.0, "Answers to routine questions within this time meet their service level",
                                        unit="hours", gt=0, le=500, sweep=(2, 96),
                                        source="definition of the outcome", mark="design", mechanisms=("Te",))
    message_minutes: float = param(5.0, "Mean staff minutes of a reply to a complaint on an account", unit="minutes",
                                   gt=0, le=240, sweep=(2, 20), source=SWEEP, mark="unknown",
                                   mechanisms=("A7", "Q3"))
    private_turns: float = param(1.5, "Staff time of a private exchange over that of one open reply", unit="ratio",
                                 ge=0.5, le=10, sweep=(1, 3), source=SWEEP, mark="unknown", mechanisms=("A13",))
    pointer_minutes: float = param(1.0, "Staff minutes of an open pointer to the private exchange", unit="minutes",
                                   ge=0, le=60, sweep=(0.5, 3), source=SWEEP, mark="unknown", mechanisms=("A13",))
    skill: float = param(0.6, "Skill of the staff on the first day: the share of replies that correct the problem if "
                         "they have no error", unit="share", ge=0, le=1, sweep=(0.2, 0.9), off=0, mark="unknown",
                         mechanisms=("Q3", "Z3"),
                         source="14% of replies of large firms on Twitter (Einwiller & Steilen 2015); here unknown")
    humanness: float = param(0.5, "How human the account's words feel, written by staff of middling morale",
                             unit="share", ge=0, le=1, sweep=(0.2, 0.9), off=0, source=LEVER, mark="unknown",
                             mechanisms=("A9", "CV4"))
    refund_share: float = param(0.3, "Share of corrective replies that pay the price back", unit="share", ge=0, le=1,
                                sweep=(0, 1), off=0, source=LEVER, mark="design", mechanisms=("CV5",))


class DeskStaff(Part):
    """What the retailer does for the staff of its desk: internal marketing."""

    training_share: float = param(
        0.05, "Part of the staff hours that goes into training and internal marketing, and is missing at the desk",
        unit="share", ge=0, le=0.9, sweep=(0, 0.3), off=0, source=LEVER, mark="design", mechanisms=("Z3", "Q3"))
    internal_marketing: int = param(
        500, "Spent on internal marketing (recognition, shared aims, good tools), per 1,000 consumers",
        unit="IDR/day", ge=0, le=10_000_000, sweep=(0, 5000), off=0, source=LEVER, mark="design",
        mechanisms=("Z3", "Q3"))


class DeskTechnology(Part):
    """What the retailer's IT would do at the desk and for its orders if it worked fully; see the table `it`."""

    speed_gain: float = param(0.3, "Share of the staff minutes of a message that fully effective IT saves",
                              unit="share", ge=0, le=0.95, sweep=(0, 0.6), off=0, source=SWEEP, mark="unknown",
                              mechanisms=("Ta", "Q3"))
    auto_answer_share: float = param(0.3, "Share of routine questions written to it that fully effective IT answers "
                                     "at once, without a human word", unit="share", ge=0, le=1, sweep=(0, 0.8), off=0,
                                     source=SWEEP, mark="unknown", mechanisms=("Ta",))
    order_days: float = param(1.0, "Mean days that an order takes to reach the supplier by hand; fully effective IT "
                              "takes none", unit="days", ge=0, le=60, sweep=(0, 3), off=0, source=SWEEP,
                              mark="unknown", mechanisms=("Ta",))
    outage_prob: float = param(0.005, "Chance that its IT is down for a day: its accounts neither post nor answer, "
                               "and its sales are not shared", unit="probability/day", ge=0, le=1, sweep=(0, 0.05),
                               off=0, source=SWEEP, mark="unknown", mechanisms=("Q3",))
