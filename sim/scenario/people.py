"""The part of a scenario about consumers: who they are, how they choose, judge, complain and talk."""

from __future__ import annotations

from sim.scenario.fields import Part, param

SWEEP = "not known; swept"


class Consumers(Part):
    """Who the consumers are. People differ: every `_mean` here is the centre of a distribution."""

    count: int = param(2000, "Number of consumers in the world", unit="consumers", ge=1, le=50_000_000,
                       sweep=(1000, 100_000), source="world size", mark="design")
    shop_rate: float = param(0.12, "Mean shopping trips of a consumer; at most one on a day", unit="trips/day", ge=0,
                             le=1, sweep=(0.02, 0.5), source=SWEEP, mark="unknown", off=0, mechanisms=("A10",))
    shop_rate_shape: float = param(0.9, "Shape of the gamma distribution of trip rates (small: a few heavy buyers)",
                                   unit="1", ge=0.05, le=100, sweep=(0.3, 3), mark="unknown", mechanisms=("CV1",),
                                   source="CDNOW gives .31 for one seller of CDs; a whole retail category is unknown")
    basket_units: float = param(2.0, "Mean units bought on a trip (one plus a geometric number)", unit="units",
                                ge=1, le=20, sweep=(1, 5), source=SWEEP, mark="unknown")
    price_sensitivity: float = param(4.0, "Utility lost at twice the price that is taken as usual",
                                     unit="logit units", ge=0, le=20,
                                     sweep=(1, 8), source=SWEEP, mark="unknown", off=0, mechanisms=("Z7",))
    price_sensitivity_spread: float = param(0.4, "Log-standard deviation of price sensitivity between consumers",
                                            unit="1", ge=0, le=2, sweep=(0, 1), source=SWEEP, mark="unknown", off=0,
                                            mechanisms=("CV1",))
    taste_spread: float = param(1.0, "Standard deviation of a consumer's lasting taste for each retailer",
                                unit="logit units", ge=0, le=5, sweep=(0.3, 2), source=SWEEP, mark="unknown", off=0,
                                mechanisms=("CV1",))
    young_share: float = param(0.65, "Share of consumers aged 15 to 29", unit="share", ge=0, le=1, sweep=(0.5, 0.8),
                               source="seed paper: 50 to 80% of users are young (MarkPlus)", mark="S",
                               mechanisms=("N2",))
    online_hours: float = param(3.0, "Mean hours a day that an online consumer is online", unit="hours/day", ge=0,
                                le=24, sweep=(1, 6), source="seed paper: at least 3 hours (MarkPlus)", mark="S", off=0,
                                mechanisms=("N2",))
    online_hours_spread: float = param(0.6, "Log-standard deviation of hours online between consumers", unit="1",
                                       ge=0, le=2, sweep=(0.2, 1), source=SWEEP, mark="unknown", off=0,
                                       mechanisms=("N2", "CV1"))
    online_share: float = param(0.7, "Share of the world's consumers who are online on the first day", unit="share",
                                ge=0, le=1, sweep=(0.2, 1), source="depends on the market that is modelled",
                                mark="unknown", off=0, mechanisms=("N1",))
    online_growth: float = param(0.31, "Growth of the online population in a year", unit="share/year", ge=0, le=5,
                                 sweep=(0, 0.6), source="seed paper: 42 to 55 million users, 2010 to 2011", mark="S",
                                 off=0, mechanisms=("N1",))

    mobile_share: float = param(0.3, "Share of consumers who go online by mobile phone", unit="share", ge=0, le=1,
                                sweep=(0, 0.9), off=0, source="seed paper: Twitter is popular because of mobile; the "
                                "share is not known", mark="unknown", mechanisms=("N4", "A6"))


class Choice(Part):
    """How a trip becomes a purchase: a logit over retailers and an outside option, then over products."""

    quality_weight: float = param(4.0, "Weight of expected quality", unit="logit units", ge=0, le=20, sweep=(1, 8),
                                  source=SWEEP, mark="unknown", off=0, mechanisms=("Q1", "A8"))
    satisfaction_weight: float = param(2.0, "Weight of satisfaction so far", unit="logit units", ge=0, le=20,
                                       sweep=(0.5, 4), source=SWEEP, mark="unknown", off=0, mechanisms=("A10",))
    trust_weight: float = param(1.0, "Weight of trust, part of the emotional tie", unit="logit units", ge=0, le=20,
                                sweep=(0, 3), source="Morgan & Hunt 1994 (direction)", mark="unknown", off=0,
                                mechanisms=("A8", "Q4"))
    commitment_weight: float = param(1.5, "Weight of commitment, part of the emotional tie", unit="logit units", ge=0,
                                     le=20, sweep=(0, 3), source="Morgan & Hunt 1994 (direction)", mark="unknown",
                                     off=0, mechanisms=("A8", "Q4"))
    appeal_weight: float = param(1.2, "Weight of the pull of promotions seen lately", unit="logit units", ge=0, le=20,
                                 sweep=(0, 3), source=SWEEP, mark="unknown", off=0, mechanisms=("A3",))
    trip_lift: float = param(0.15, "Relative rise of the trip rate under the full pull of a promotion",
                             unit="share", ge=0, le=3, sweep=(0, 0.5), off=0, mark="unknown", mechanisms=("A3",),
                             source="participation in a retailer's page raises visits about 5.6% (K hi)")
    outside_utility: float = param(-1.0, "Utility of buying from nobody in this world", unit="logit units", ge=-50,
                                   le=20, sweep=(-3, 1), source=SWEEP, mark="unknown", off=-50)
    reference_price: int = param(25_000, "Price of a unit that consumers take as usual: a price counts by how far "
                                 "it is above, as a share", unit="IDR", ge=1, le=1_000_000_000, sweep=(20_000, 30_000),
                                 mark="design", mechanisms=("Z7",),
                                 source="the shelf price of a retailer by default; to be set where prices are others")
    stockout_other_product: float = param(0.45, "Share who take another product of the same retailer at a stock-out",
                                          unit="share", ge=0, le=1, sweep=(0.26, 0.5), mark="K",
                                          source="Gruen, Corsten & Bharadwaj 2002: 26% other brand, and 19% same brand")
    stockout_other_retailer: float = param(0.31, "Share who go to another retailer at a stock-out", unit="share",
                                           ge=0, le=1, sweep=(0.1, 0.4), mark="K",
                                           source="Gruen, Corsten & Bharadwaj 2002: 31% other store")
    stockout_delay: float = param(0.15, "Share who put the trip off by a day at a stock-out", unit="share", ge=0,
                                  le=1, sweep=(0, 0.2), mark="K",
                                  source="Gruen, Corsten & Bharadwaj 2002: 15% delay")
    walkout_delay: float = param(0.5, "Share of those who leave a queue that is too long who put the trip off by a day",
                                 unit="share", ge=0, le=1, sweep=(0, 1), source=SWEEP, mark="unknown",
                                 mechanisms=("Q2",))


class Experience(Part):
    """What is received against what was expected. Quality and satisfaction live on a scale from 0 to 1."""

    noise: float = param(0.08, "Standard deviation of quality from one purchase to the next", unit="quality points",
                         ge=0, le=0.5, sweep=(0.02, 0.2), source=SWEEP, mark="unknown", off=0, mechanisms=("Q1",))
    defect_drop: float = param(0.35, "Quality lost through a defect of the goods", unit="quality points", ge=0, le=1,
                               sweep=(0.1, 0.6), source=SWEEP, mark="unknown", off=0, mechanisms=("Q1",))
    service_drop: float = param(0.25, "Quality lost through a failure of service", unit="quality points", ge=0, le=1,
                                sweep=(0.1, 0.5), source=SWEEP, mark="unknown", off=0, mechanisms=("Q2",))
    empty_handed_drop: float = param(0.15, "Satisfaction lost by coming home empty-handed, from an empty shelf or out "
                                     "of a queue", unit="points", ge=0, le=1, sweep=(0, 0.3), off=0, source=SWEEP,
                                     mark="unknown", mechanisms=("Td", "Q2"))
    wait_tolerated: float = param(5.0, "Minutes that a customer waits at the counter without minding", unit="minutes",
                                  ge=0, le=240, sweep=(0, 15), source=SWEEP, mark="unknown", mechanisms=("Q2",))
    wait_drop: float = param(0.002, "Quality lost through each minute of waiting beyond what is tolerated",
                             unit="quality points/minute", ge=0, le=0.2, sweep=(0, 0.01), off=0, source=SWEEP,
                             mark="unknown", mechanisms=("Q2",))
    expectation_rate: float = param(0.15, "Share of a surprise that enters the expectation", unit="share", ge=0, le=1,
                                    sweep=(0.05, 0.4), source=SWEEP, mark="unknown", off=0, mechanisms=("A10",))
    satisfaction_rate: float = param(0.25, "Weight of the last purchase in satisfaction", unit="share", ge=0, le=1,
                                     sweep=(0.1, 0.5), source=SWEEP, mark="unknown", off=0, mechanisms=("A10",))
    surprise_gain: float = param(0.8, "Satisfaction per point of quality above expectation", unit="1", ge=0, le=5,
                                 sweep=(0.3, 1.5), source=SWEEP, mark="unknown", off=0, mechanisms=("A10",))
    negativity_ratio: float = param(2.0, "Effect of a shortfall over that of an equal surplus", unit="ratio", ge=1,
                                    le=6, sweep=(1.5, 3), off=1, mark="unknown", mechanisms=("A10",),
                                    source="Anderson & Sullivan 1993 (direction); the ratio is swept")
    expectation_at_start: float = param(0.68, "Mean quality expected of a retailer before the first purchase",
                                        unit="quality points", ge=0, le=1, sweep=(0.5, 0.8), source=SWEEP,
                                        mark="unknown", mechanisms=("A10",))
    satisfaction_at_start: float = param(0.65, "Mean satisfaction before the first purchase", unit="points", ge=0,
                                         le=1, sweep=(0.5, 0.8), source=SWEEP, mark="unknown", mechanisms=("A10",))
    opinion_spread: float = param(0.08, "Standard deviation of first opinions between consumers", unit="points",
                                  ge=0, le=0.5, sweep=(0, 0.2), source=SWEEP, mark="unknown", off=0,
                                  mechanisms=("CV1",))
    promoter_above: float = param(0.72, "Mean of satisfaction and trust from which a customer recommends the retailer",
                                  unit="points", ge=0, le=1, sweep=(0.65, 0.85), mark="design",
                                  source="definition of the outcome: stands for 9 and 10 of the net promoter scale",
                                  mechanisms=("A11",))
    detractor_below: float = param(0.6, "Mean of satisfaction and trust below which a customer advises against it",
                                   unit="points", ge=0, le=1, sweep=(0.45, 0.65), mark="design",
                                   source="definition of the outcome: stands for 0 to 6 of the net promoter scale",
                                   mechanisms=("A11",))
    satisfied_above: float = param(0.6, "Satisfaction from which a consumer counts as satisfied", unit="points",
                                   ge=0, le=1, sweep=(0.5, 0.75), source="definition of the outcome", mark="design",
                                   mechanisms=("A11",))


class Relationship(Part):
    """The emotional stock, trust and commitment (0 to 1), and leaving."""

    trust_at_start: float = param(0.5, "Mean trust before the first purchase", unit="points", ge=0, le=1,
                                  sweep=(0.2, 0.7), source=SWEEP, mark="unknown", mechanisms=("A9",))
    trust_gain: float = param(0.05, "Share of the missing trust gained by a good purchase", unit="share", ge=0, le=1,
                              sweep=(0.01, 0.15), source=SWEEP, mark="unknown", off=0, mechanisms=("A9", "Q4"))
    contact_gain: float = param(0.04, "Share of the missing trust gained by a fully human and immediate answer to a "
                                "routine question", unit="share", ge=0, le=1, sweep=(0, 0.15), off=0, mark="unknown",
                                mechanisms=("A9", "Te"),
                                source="seed paper: trust is built person to person (direction)")
    trust_loss: float = param(0.12, "Share of trust lost by a failure", unit="share", ge=0, le=1, sweep=(0.03, 0.3),
                              source="losses weigh more (K hi)", mark="unknown", off=0, mechanisms=("A9", "Q4"))
    commitment_gain: float = param(0.04, "Step of commitment towards the product of trust and satisfaction, "
                                   "at each purchase", unit="share", ge=0, le=1, sweep=(0.01, 0.15), off=0,
                                   source="Morgan & Hunt 1994: trust builds commitment (direction)", mark="unknown",
                                   mechanisms=("A8", "Q4"))
    exit_prob: float = param(0.3, "Chance of leaving after the worst possible experience without commitment",
                             unit="probability", ge=0, le=1, sweep=(0.05, 0.6), source=SWEEP, mark="unknown", off=0,
                             mechanisms=("A10",))
    exit_memory: float = param(0.8, "Weight of satisfaction so far in the decision to leave; the matter at hand has "
                               "the rest", unit="share", ge=0, le=1, sweep=(0.3, 0.95), off=0, mark="unknown",
                               mechanisms=("A10",), source="satisfaction built up over time foretells loyalty better "
                               "than the last encounter does (Olsen & Johnson 2003: direction)")
    exit_below: float = param(0.65, "Satisfaction below which a consumer may leave", unit="points", gt=0, le=1,
                              sweep=(0.4, 0.75), mark="unknown", mechanisms=("A10",),
                              source="who is not satisfied may leave (`experience.satisfied_above`); the size is not "
                              "known")
    commitment_shield: float = param(0.7, "Share of the exit chance that full commitment takes away", unit="share",
                                     ge=0, le=1, sweep=(0, 1), off=0, mark="unknown", mechanisms=("A8",),
                                     source="Morgan & Hunt 1994: commitment lowers leaving (direction)")
    return_prob: float = param(0.05, "Chance that one who left comes back on seeing a promotion or hearing praise",
                               unit="probability", ge=0, le=1, sweep=(0, 0.2), source=SWEEP, mark="unknown", off=0)
    wallet_half_life_days: float = param(90.0, "Half-life of past purchases in the share of wallet", unit="days",
                                         ge=1, le=3650, sweep=(30, 180), source="definition of the outcome",
                                         mark="design")


class Complaints(Part):
    """Who speaks up after a failure, where, and about what."""

    voice_prob: float = param(0.4, "Mean chance that a failure is told to the retailer", unit="probability", ge=0,
                              le=1, sweep=(0.04, 0.5), off=0, mark="K", mechanisms=("A13",),
                              source="Best & Andreasen 1977: about 40%; folklore '96% are silent' as low bound")
    encouraged: float = param(0.3, "Relative rise of the chance to complain or to ask of one whom the retailer has "
                              "answered before", unit="share", ge=0, le=5, sweep=(0, 1), off=0, mark="unknown",
                              mechanisms=("A13", "Te"), source="questions +30% within three months once firms answer "
                              "(Socialbakers); Ma, Sun & Kekre 2015 (direction)")
    contact_share: float = param(0.25, "Share of complaints and questions that come by store, phone or e-mail although "
                                 "an account is at hand", unit="share", ge=0, le=1, sweep=(0.05, 0.9), source=SWEEP,
                                 mark="unknown", off=0, mechanisms=("A9",))
    undeserved_share: float = param(0.15, "Share of complainants who claim the money back without deserving it",
                                    unit="share", ge=0, le=1, sweep=(0, 0.4), off=0, source=SWEEP, mark="unknown",
                                    mechanisms=("CV5",))
    public_share: float = param(0.6, "Share of consumers who complain in public rather than by private message",
                                unit="share", ge=0, le=1, sweep=(0.2, 0.9), mark="unknown", mechanisms=("A5", "A6"),
                                source="He, Lee & Rui 2019: complainants prefer public; the share is not known")
    vindictive_share: float = param(0.2, "Share of complainants whom no reply appeases", unit="share", ge=0, le=1,
                                    sweep=(0.05, 0.5), off=0, mark="unknown", mechanisms=("A13",),
                                    source="Weitzl 2019: two types; shares not known")
    sensitive_share: float = param(0.15, "Share of complaints that hold private data", unit="share", ge=0, le=1,
                                   sweep=(0, 0.6), source=SWEEP, mark="unknown", off=0, mechanisms=("A13",))
    public_interest_share: float = param(0.10, "Share of complaints on matters that concern many", unit="share", ge=0,
                                         le=1, sweep=(0, 0.5), source=SWEEP, mark="unknown", off=0,
                                         mechanisms=("A13",))
    patience_hours: float = param(72.0, "Hours after which a complainant feels ignored", unit="hours", ge=1, le=2000,
                                  sweep=(24, 168), source=SWEEP, mark="unknown", mechanisms=("A13",))
    hassle_cost: int = param(5000, "What the trouble of complaining is worth to a consumer", unit="IDR", ge=0,
                             le=1_000_000, sweep=(0, 20_000), source=SWEEP, mark="unknown", off=0,
                             mechanisms=("CV4",))


class Recovery(Part):
    """What a reply, a late reply and silence do to the one who complained."""

    reply_gain: float = param(0.5, "Share of the missing satisfaction restored by an immediate corrective reply",
                              unit="share", ge=0, le=1, sweep=(0.1, 0.8), off=0, mark="unknown", mechanisms=("A13",),
                              source="apology added to money: 37 to 74% satisfied (BBB 2013, direction)")
    words_only: float = param(0.25, "Worth of a reply that corrects nothing, relative to one that does",
                              unit="ratio", ge=0, le=1, sweep=(0, 0.5), mark="unknown", mechanisms=("A13",),
                              source="Einwiller & Steilen 2015: asking for information does not appease")
    warmth_weight: float = param(0.5, "Part of a reply's worth that depends on how human it feels", unit="share", ge=0,
                                 le=1, sweep=(0, 1), off=0, mark="unknown", mechanisms=("A9",),
                                 source="conversational human voice mediates (van Noort & Willemsen 2012, direction)")
    record_gain: float = param(0.25, "Relative rise of the worth of a reply, and of the trust gained by an answer, "
                               "when the customer's record is right", unit="share", ge=0, le=2, sweep=(0, 0.6), off=0,
                               source=SWEEP, mark="unknown", mechanisms=("Q6",))
    record_saving: float = param(0.25, "Share of staff minutes that a right record saves", unit="share", ge=0, le=0.9,
                                 sweep=(0, 0.5), off=0, source=SWEEP, mark="unknown", mechanisms=("Q6",))
    misled_prob: float = param(0.3, "Chance that a wrong record is not noticed, and the reply misses the matter",
                               unit="probability", ge=0, le=1, sweep=(0, 1), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("Q6",))
    wrong_reply_harm: float = param(0.05, "Share of trust lost by a reply that misses the matter", unit="share", ge=0,
                                    le=1, sweep=(0, 0.2), off=0, source=SWEEP, mark="unknown",
                                    mechanisms=("Q6", "Z3"))
    late_half: float = param(4.0, "Delay at which a reply is worth half, in multiples of the platform's expected hours",
                             unit="ratio", ge=0.1, le=100, sweep=(1, 12), mark="unknown", mechanisms=("A13", "Ta"),
                             source="Istanbulluoglu 2017: faster is better (direction)")
    silence_loss: float = param(0.25, "Share of satisfaction and trust lost when no reply comes", unit="share", ge=0,
                                le=1, sweep=(0.05, 0.5), off=0, mark="unknown", mechanisms=("A13",),
                                source="customer-rage study 2020: ignored complainants 22 points less loyal")
    second_failure: float = param(0.5, "Worth of a reply after a second failure, relative to the first", unit="ratio",
                                  ge=0, le=1, sweep=(0, 1), off=1, mark="unknown", mechanisms=("A13",),
                                  source="Maxham & Netemeyer 2002: no paradox after a second failure (direction)")
    privacy_harm: float = param(0.3, "Share of trust lost when private data is answered in the open", unit="share",
                                ge=0, le=1, sweep=(0, 0.6), off=0, mark="unknown", mechanisms=("A13",),
                                source="Demmers et al. 2018: feelings of infringement (direction)")
    private_discount: float = param(0.1, "Worth lost (below zero: gained) when a public complaint is "
                                    "answered only privately",
                                    unit="share", ge=-0.5, le=1, sweep=(-0.1, 0.4), off=0, mark="unknown",
                                    mechanisms=("A13",),
                                    source="literature is split: gains and losses are both reported")


class Observers(Part):
    """What those who read a complaint make of it, answered or not."""

    complaint_harm: float = param(0.025, "Trust and expectation lost on reading an unanswered complaint",
                                  unit="points at the middle of the scale", ge=0, le=0.5, sweep=(0.005, 0.08), off=0,
                                  source=SWEEP, mark="unknown", mechanisms=("A13", "A5", "A6"))
    answer_shield: float = param(0.75, "Share of the harm of a complaint read that an open answer takes away",
                                 unit="share", ge=0, le=1, sweep=(0.3, 1), off=0, mark="unknown", mechanisms=("A13",),
                                 source="van Noort & Willemsen 2012: webcare attenuates (direction)")
    pointer_shield: float = param(0.55, "Share of the harm of a complaint read that an open first answer, which "
                                  "moves on to a private message, takes away",
                                  unit="share", ge=0, le=1, sweep=(0.2, 1), off=0, mark="unknown",
                                  mechanisms=("A13",), source="'First Response Matters': public first is preferred")
    answer_goodwill: float = param(0.008, "Trust gained on reading a fully human open answer",
                                   unit="points at the middle of the scale", ge=0, le=0.5, sweep=(0, 0.03), off=0,
                                   mark="unknown", mechanisms=("A9", "A13"),
                                   source="conversational human voice raises reputation (direction)")
    public_interest_factor: float = param(2.0, "Harm of an unanswered complaint that concerns many, over any other",
                                          unit="ratio", ge=1, le=10, sweep=(1, 4), off=1, source=SWEEP,
                                          mark="unknown", mechanisms=("A13",))
    thanks_prob: float = param(0.25, "Chance that one who was helped privately says so in the public thread",
                               unit="probability", ge=0, le=1, sweep=(0, 0.6), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("A13",))


class Attention(Part):
    """What seeing a retailer's posts does."""

    reference_hours: float = param(3.0, "Hours online a day for which the platforms' reach is given: twice the hours "
                                   "see twice as many posts, up to three times", unit="hours/day", gt=0, le=24,
                                   sweep=(1, 6), source="seed paper: at least 3 hours (MarkPlus)", mark="S",
                                   mechanisms=("N2",))
    appeal_step: float = param(0.3, "Share of the missing pull added by a fresh promotion post", unit="share", ge=0,
                               le=1, sweep=(0.05, 0.6), source=SWEEP, mark="unknown", off=0, mechanisms=("A3",))
    appeal_half_life_days: float = param(3.0, "Half-life of a promotion's pull", unit="days", ge=0.1, le=100,
                                         sweep=(1, 10), source=SWEEP, mark="unknown", mechanisms=("A3",))
    fatigue_step: float = param(0.15, "Share of the missing fatigue added by a post seen", unit="share", ge=0, le=1,
                                sweep=(0.03, 0.4), off=0, mark="unknown", mechanisms=("A2", "A3"),
                                source="inverted U of wear-in and wear-out (K hi); size unknown")
    fatigue_half_life_days: float = param(7.0, "Half-life of fatigue", unit="days", ge=0.1, le=100, sweep=(2, 30),
                                          source=SWEEP, mark="unknown", mechanisms=("A3",))
    unfollow_prob: float = param(0.02, "Chance to unfollow, in full fatigue, on a day on which posts are seen",
                                 unit="probability", ge=0, le=1, sweep=(0.002, 0.1), off=0, mark="unknown",
                                 mechanisms=("A3",),
                                 source="43% of those who unlike say 'too often' (ExactTarget 2011); hazard unknown")
    information_rate: float = param(0.05, "Share of an expectation's error that an information post corrects",
                                    unit="share", ge=0, le=1, sweep=(0, 0.2), off=0, source=SWEEP, mark="unknown",
                                    mechanisms=("A3",))
    community_gain: float = param(0.004, "Commitment gained from a community post", unit="share of what is missing",
                                  ge=0, le=1, sweep=(0, 0.02), off=0, mark="unknown", mechanisms=("A3", "A8"),
                                  source="Palmatier et al. 2006: social relationship marketing pays (direction)")
    follow_after_purchase: float = param(0.02, "Chance that a buyer with an account follows the retailer",
                                         unit="probability", ge=0, le=1, sweep=(0.002, 0.1), off=0, source=SWEEP,
                                         mark="unknown", mechanisms=("A5", "A6"))
    follow_after_share: float = param(0.05, "Chance to follow on seeing a friend share a post", unit="probability",
                                      ge=0, le=1, sweep=(0.005, 0.2), off=0, source=SWEEP, mark="unknown",
                                      mechanisms=("A7",))
    following_at_start: float = param(0.05, "Share of members who follow a retailer's account on the first day",
                                      unit="share", ge=0, le=1, sweep=(0, 0.3), off=0, source=SWEEP, mark="unknown")


class Talk(Part):
    """Word of mouth among consumers."""

    praise_prob: float = param(0.06, "Chance to tell friends after a purchase well above expectation",
                               unit="probability", ge=0, le=1, sweep=(0.01, 0.2), off=0, mark="unknown",
                               mechanisms=("A7",), source="praise to blame about 3 to 1 (East et al., secondary)")
    gripe_prob: float = param(0.12, "Chance to tell friends after a failure", unit="probability", ge=0, le=1,
                              sweep=(0.02, 0.4), off=0, mark="unknown", mechanisms=("A7",),
                              source="bad experiences are told about twice as often (TARP)")
    chat_share: float = param(0.3, "Share of praise and blame on Facebook-like platforms that is told to one friend in "
                              "private chat, and not to all", unit="share", ge=0, le=1, sweep=(0, 0.8), off=0,
                              source="seed paper: chat; its share is not known", mark="unknown", mechanisms=("A5",))
    delight_margin: float = param(0.06, "Quality above expectation that is worth telling", unit="quality points",
                                  ge=0, le=1, sweep=(0.02, 0.2), source=SWEEP, mark="unknown")
    word_effect: float = param(0.02, "Change of trust and expectation by a friend's word, good or bad alike",
                               unit="points at the middle of the scale", ge=0, le=0.5, sweep=(0.005, 0.06), off=0,
                               source="East, Hammond & Lomax 2008: praise weighs at least as much as blame",
                               mark="unknown", mechanisms=("A7",))
    relay_decay: float = param(0.5, "Reach of a word passed on, over that of the word itself", unit="ratio", ge=0,
                               le=0.7, sweep=(0.2, 0.7), off=0, source=SWEEP, mark="unknown",
                               mechanisms=("A6", "A7"))
    relay_good: float = param(0.032, "Chance that a reader passes good words on", unit="probability", ge=0, le=0.2,
                              sweep=(0.01, 0.06), off=0, mark="L-D", mechanisms=("A6", "A7"),
                              source="airline tweets: positive 3.2% retweeted")
    relay_bad: float = param(0.065, "Chance that a reader passes bad words on", unit="probability", ge=0, le=0.2,
                             sweep=(0.02, 0.12), off=0, mark="L-D", mechanisms=("A6", "A7"),
                             source="airline tweets: negative 6.5% retweeted")
