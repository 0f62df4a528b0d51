"""A scenario's numbers as the rules that kernels read, made once for a world."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from sim.account import Rows
from sim.kernels.ask import AskRule
from sim.kernels.close import CloseRule
from sim.kernels.desk import DeskRule
from sim.kernels.feed import FeedRule, ObserverRule
from sim.kernels.filing import FilingRule
from sim.kernels.judge import JudgeRule
from sim.kernels.pricing import PriceRule
from sim.kernels.shop import ShopRule
from sim.kernels.words import WordRule
from sim.scenario.schema import Scenario


def row_of(rule: NamedTuple) -> Rows:
    """A rule as an array of one row with the same fields: a kernel takes an array in a tenth of the time.

    Where a kernel reads a rule in loops that work on several consumers at once, it has to be a tuple.
    """
    kinds = {float: np.float64, int: np.int64}
    fields = [(name, kinds[type(value)]) for name, value in rule._asdict().items()]
    return np.array([tuple(rule)], dtype=np.dtype((np.record, fields)))


class Rules:
    """The rules of one world, a row or a tuple for each kernel."""

    def __init__(self, scenario: Scenario, tailoring: np.uint64) -> None:
        attention, talk, choice = scenario.attention, scenario.talk, scenario.choice
        experience, relationship = scenario.experience, scenario.relationship
        recovery, observers, complaints = scenario.recovery, scenario.observers, scenario.complaints
        self.observer = row_of(
            ObserverRule(
                complaint_harm=observers.complaint_harm,
                answer_shield=observers.answer_shield,
                pointer_shield=observers.pointer_shield,
                answer_goodwill=observers.answer_goodwill,
            )
        )
        self.feed = row_of(
            FeedRule(
                reference_hours=attention.reference_hours,
                fatigue_step=attention.fatigue_step,
                information_rate=attention.information_rate,
                return_prob=relationship.return_prob,
                join_uncommitted=scenario.goodwill.join_uncommitted,
                join_committed=scenario.goodwill.join_committed,
                join_gain=scenario.goodwill.join_gain,
                sceptic_below=scenario.goodwill.sceptic_below,
                sceptic_harm=scenario.goodwill.sceptic_harm,
                interests=scenario.personal.interests,
                interest_days=scenario.personal.interest_days,
                hit_gain=scenario.personal.hit_gain,
                hit_relief=scenario.personal.hit_relief,
                miss_loss=scenario.personal.miss_loss,
                intrusion_harm=scenario.personal.intrusion_harm,
                profile_intrusion=scenario.personal.profile_intrusion,
            )
        )
        self.word = row_of(
            WordRule(
                word_effect=talk.word_effect,
                relay_good=talk.relay_good,
                relay_bad=talk.relay_bad,
                return_prob=relationship.return_prob,
                appeal_step=attention.appeal_step,
                follow_after_share=attention.follow_after_share,
                relay_decay=talk.relay_decay,
            )
        )
        mean = scenario.consumers.price_sensitivity
        # rounding makes the last bit of the logarithm, which differs between machines, irrelevant
        self.price = PriceRule(key=tailoring, log_mean=round(math.log(mean), 9) if mean > 0.0 else 0.0)
        self.shop = ShopRule(
            quality_weight=choice.quality_weight,
            satisfaction_weight=choice.satisfaction_weight,
            trust_weight=choice.trust_weight,
            commitment_weight=choice.commitment_weight,
            appeal_weight=choice.appeal_weight,
            trip_lift=choice.trip_lift,
            outside_utility=choice.outside_utility,
            taste_spread=scenario.consumers.taste_spread,
            reference_price=float(choice.reference_price),
        )
        self.judge = row_of(
            JudgeRule(
                noise=experience.noise,
                defect_drop=experience.defect_drop,
                service_drop=experience.service_drop,
                wait_tolerated=experience.wait_tolerated,
                wait_drop=experience.wait_drop,
                empty_handed_drop=experience.empty_handed_drop,
                expectation_rate=experience.expectation_rate,
                satisfaction_rate=experience.satisfaction_rate,
                surprise_gain=experience.surprise_gain,
                negativity_ratio=experience.negativity_ratio,
                trust_gain=relationship.trust_gain,
                trust_loss=relationship.trust_loss,
                commitment_gain=relationship.commitment_gain,
                exit_prob=relationship.exit_prob,
                exit_memory=relationship.exit_memory,
                exit_below=relationship.exit_below,
                commitment_shield=relationship.commitment_shield,
                contact_share=complaints.contact_share,
                encouraged=complaints.encouraged,
                sensitive_share=complaints.sensitive_share,
                public_interest_share=complaints.public_interest_share,
                gripe_prob=talk.gripe_prob,
                praise_prob=talk.praise_prob,
                delight_margin=talk.delight_margin,
                tolerance=scenario.promises.tolerance,
                broken_loss=scenario.promises.broken_loss,
                kept_gain=scenario.promises.kept_gain,
                sceptic_below=scenario.goodwill.sceptic_below,
                unfair_harm=scenario.personal.unfair_harm,
                value_per_quality=float(scenario.finance.value_per_quality),
                hassle_cost=complaints.hassle_cost,
            )
        )
        self.ask = row_of(
            AskRule(
                ask_prob=scenario.questions.ask_prob,
                encouraged=complaints.encouraged,
                contact_share=complaints.contact_share,
            )
        )
        self.filing = row_of(
            FilingRule(
                patience_hours=complaints.patience_hours,
                question_patience_hours=scenario.questions.patience_hours,
                question_minutes=scenario.questions.minutes,
                undeserved_share=complaints.undeserved_share,
                wait_hours=scenario.bureaucracy.wait_hours,
                minutes_saved=scenario.bureaucracy.minutes_saved,
                record_saving=recovery.record_saving,
                misled_prob=recovery.misled_prob,
                interests=scenario.personal.interests,
                interest_days=scenario.personal.interest_days,
            )
        )
        self.desk = row_of(
            DeskRule(
                reply_gain=recovery.reply_gain,
                words_only=recovery.words_only,
                warmth_weight=recovery.warmth_weight,
                late_half=recovery.late_half,
                silence_loss=recovery.silence_loss,
                second_failure=recovery.second_failure,
                privacy_harm=recovery.privacy_harm,
                private_discount=recovery.private_discount,
                record_gain=recovery.record_gain,
                wrong_reply_harm=recovery.wrong_reply_harm,
                contact_gain=relationship.contact_gain,
                learn_rate=scenario.questions.learn_rate,
                question_silence_loss=scenario.questions.silence_loss,
                denial_prob=scenario.bureaucracy.denial_prob,
                stiffness=scenario.bureaucracy.stiffness,
                error_saving=scenario.bureaucracy.error_saving,
                thanks_prob=observers.thanks_prob,
                exit_prob=relationship.exit_prob,
                exit_memory=relationship.exit_memory,
                exit_below=relationship.exit_below,
                commitment_shield=relationship.commitment_shield,
                gripe_prob=talk.gripe_prob,
            )
        )
        self.close = CloseRule(
            keep_appeal=0.5 ** (1.0 / attention.appeal_half_life_days),
            keep_fatigue=0.5 ** (1.0 / attention.fatigue_half_life_days),
            keep_wallet=0.5 ** (1.0 / relationship.wallet_half_life_days),
            satisfied_above=experience.satisfied_above,
            promoter_above=experience.promoter_above,
            detractor_below=experience.detractor_below,
        )
