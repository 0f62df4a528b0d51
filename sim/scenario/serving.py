"""The part of a scenario about serving: routine questions, staff, IT, and dealing with complaints by the rules."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class Questions(Part):
    """Routine questions: about opening hours, an invoice, how to use what was bought."""

    ask_prob: float = param(0.03, "Chance of a routine question after a purchase", unit="probability", ge=0, le=1,
                            sweep=(0.005, 0.15), off=0, source="airline tweets: 21% neutral to 63% negative (L-D); "
                            "other channels unknown", mark="unknown", mechanisms=("Te",))
    minutes: float = param(3.0, "Mean staff minutes of a routine question, on any channel", unit="minutes", gt=0,
                           le=240, sweep=(1, 8), source=SWEEP, mark="unknown", mechanisms=("Te",))
    patience_hours: float = param(48.0, "Hours after which a question has lost its point", unit="hours", ge=1,
                                  le=2000, sweep=(12, 120), source=SWEEP, mark="unknown", mechanisms=("Te",))
    learn_rate: float = param(0.2, "Share of an expectation's error that an answer corrects", unit="share", ge=0,
                              le=1, sweep=(0, 0.5), off=0, source=SWEEP, mark="unknown", mechanisms=("Te",))
    silence_loss: float = param(0.05, "Share of satisfaction lost when no answer comes", unit="share", ge=0, le=1,
                                sweep=(0, 0.2), off=0, source="a fifth of what an ignored complaint costs; swept",
                                mark="unknown", mechanisms=("Te",))


class StaffRules(Part):
    """How the staff of a desk learn, forget and tire, what their morale does, and how practice makes quick."""

    learning_rate: float = param(0.06, "Share of the missing skill that a day of nothing but training adds",
                                 unit="share/day", ge=0, le=1, sweep=(0.01, 0.2), off=0, source=SWEEP,
                                 mark="unknown", mechanisms=("Z3", "Q3"))
    forgetting_rate: float = param(0.002, "Share of skill lost in a day, as staff forget and are replaced",
                                   unit="share/day", ge=0, le=1, sweep=(0.0005, 0.01), off=0,
                                   source="retail staff turnover of about half a year's staff (K med)", mark="unknown",
                                   mechanisms=("Z3", "Q3"))
    morale_at_start: float = param(0.5, "Morale on the first day; a half is middling, and does nothing", unit="index",
                                   ge=0, le=1, sweep=(0.3, 0.7), source="initial condition", mark="unknown",
                                   mechanisms=("Z3",))
    morale_rest: float = param(0.4, "Morale of staff for whom nothing is done and who are not overworked",
                               unit="index", ge=0, le=1, sweep=(0.2, 0.6), source=SWEEP, mark="unknown",
                               mechanisms=("Z3",))
    marketing_half: float = param(2500.0, "Spending on internal marketing, per 1,000 consumers, that brings half of "
                                  "the morale missing at rest", unit="IDR/day", gt=0, le=10_000_000,
                                  sweep=(500, 20_000), source=SWEEP, mark="unknown", mechanisms=("Z3",))
    morale_rate: float = param(0.03, "Share of the way to where it tends that morale goes in a day",
                               unit="share/day", ge=0, le=1, sweep=(0.005, 0.2), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("Z3", "Q3"))
    strain_above: float = param(0.75, "Part of their time at contacts above which staff are overworked",
                                unit="ratio", ge=0, le=2, sweep=(0.6, 0.9), source="call centres plan for some 85% "
                                "(K med)", mark="unknown", mechanisms=("Q3", "Z3"))
    strain: float = param(1.5, "Fall of the morale that overworked staff tend to, per unit of time above that",
                          unit="index/ratio", ge=0, le=20, sweep=(0, 4), off=0, source=SWEEP, mark="unknown",
                          mechanisms=("Q3", "Z3"))
    load_smoothing: float = param(0.1, "Weight of the last day in how busy staff feel", unit="share", gt=0, le=1,
                                  sweep=(0.03, 0.5), source="exponential smoothing", mark="design",
                                  mechanisms=("Q3",))
    humanness_effect: float = param(0.2, "Relative rise of humanness under the best morale (fall under the worst)",
                                    unit="share", ge=0, le=1, sweep=(0, 0.5), off=0, source=SWEEP, mark="unknown",
                                    mechanisms=("Z3",))
    failure_effect: float = param(0.2, "Relative fall of service failures under the best morale (rise under the "
                                  "worst)", unit="share", ge=0, le=1, sweep=(0, 0.5), off=0, source=SWEEP,
                                  mark="unknown", mechanisms=("Z3", "Q2"))
    error_prob: float = param(0.05, "Chance that a reply of staff of middling morale has an error and misses the "
                              "matter", unit="probability", ge=0, le=1, sweep=(0.01, 0.15), off=0, source=SWEEP,
                              mark="unknown", mechanisms=("Z3", "Q3"))
    error_effect: float = param(0.5, "Relative fall of errors under the best morale (rise under the worst)",
                                unit="share", ge=0, le=1, sweep=(0, 1), off=0, source=SWEEP, mark="unknown",
                                mechanisms=("Z3",))
    scale_half: float = param(200.0, "Contacts answered so far, per 1,000 consumers, at which the practice of the "
                              "first day has doubled", unit="contacts", gt=0, le=1_000_000, sweep=(50, 2000),
                              source=SWEEP, mark="unknown", mechanisms=("Tf",))
    scale_exponent: float = param(0.15, "Power of practice by which the minutes of a contact fall", unit="exponent",
                                  ge=0, le=1, sweep=(0, 0.4), off=0, mark="unknown", mechanisms=("Tf",),
                                  source="experience curves: costs of 80 to 90% at each doubling (K hi: 0.15 to 0.32)")


class TechnologyRules(Part):
    """How much of what IT promises a retailer gets: nobody knows before it is bought."""

    effect: float = param(0.7, "Mean part of what it promises that IT brings where it does not fail", unit="share",
                          ge=0, le=1, sweep=(0.3, 1), off=0, source=SWEEP, mark="unknown", mechanisms=("K2", "Ta"))
    effect_spread: float = param(0.2, "Variance between retailers of the part of its promise that IT brings, over the "
                                 "largest that its mean allows", unit="ratio", ge=0, lt=1, sweep=(0, 0.6), off=0,
                                 source=SWEEP, mark="unknown", mechanisms=("K2",))
    failure_prob: float = param(0.15, "Chance that a retailer's IT brings nothing at all", unit="probability", ge=0,
                                le=1, sweep=(0, 0.5), off=0, mark="unknown", mechanisms=("K2",),
                                source="seed paper: often seen as waste; the share is not known")


class BureaucracyRules(Part):
    """What it means that a complaint is dealt with by the rules: slow, stiff and strict, but careful and cheap."""

    wait_hours: float = param(24.0, "Mean hours for which a complaint dealt with by the rules waits for approval",
                              unit="hours", ge=0, le=500, sweep=(4, 120), off=0, source=SWEEP, mark="unknown",
                              mechanisms=("CV5",))
    denial_prob: float = param(0.35, "Chance that a complaint dealt with by the rules is denied, though staff could "
                               "put it right", unit="probability", ge=0, le=1, sweep=(0.1, 0.8), off=0, mark="unknown",
                               mechanisms=("CV5",), source="more than half of complainants get nothing (customer-rage "
                               "study 2020, direction)")
    stiffness: float = param(0.4, "Share of humanness that standard wording takes", unit="share", ge=0, le=1,
                             sweep=(0, 0.8), off=0, source=SWEEP, mark="unknown", mechanisms=("CV5",))
    error_saving: float = param(0.7, "Share of staff's errors that checking avoids", unit="share", ge=0, le=1,
                                sweep=(0, 1), off=0, source=SWEEP, mark="unknown", mechanisms=("CV5",))
    minutes_saved: float = param(0.2, "Share of staff minutes that standard wording saves", unit="share", ge=0,
                                 le=0.9, sweep=(0, 0.5), off=0, source=SWEEP, mark="unknown", mechanisms=("CV5",))
