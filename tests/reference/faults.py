"""Faults of one line, put into the engine on purpose: the agreement has to notice every one of them.

``python -m tests.reference.faults`` tries all of them in some minutes; the tests try the first one of each kernel,
because a faulty kernel has to be compiled, and all of those in plain Python.
"""

from __future__ import annotations

import contextlib
import inspect
import sys
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib import import_module
from types import MappingProxyType, ModuleType
from typing import Any

import numba

from sim.scenario.loading import load_scenario
from tests.reference.agreement import Agreement
from tests.reference.settings import EVENTFUL

SMALL_AND_OPEN = ("consumers.count=240", "days=15", "retailers.kopi.reply.policy=open")
"""The world in which faults are looked for: everything happens in it within two weeks."""


@dataclass(frozen=True)
class Fault:
    """One line of a function, as it is and as it should not be.

    Attributes
    ----------
    function
        As ``module:name`` or ``module:Class.name``.
    right, wrong
        A part of its source that stands there once, and what takes its place.
    within
        Of a part that is compiled into a kernel: the kernel, named in the same way.
    """

    function: str
    right: str
    wrong: str
    within: str = ""

    def __str__(self) -> str:
        return f"{self.function}: {self.right} -> {self.wrong}"


BEGIN, ANSWER = "sim.kernels.queues:begin_replies", "sim.kernels.desk:answer_queue"
JUDGE, ASK = "sim.kernels.judge:judge", "sim.kernels.ask:ask"
FILE = "sim.kernels.filing:file_threads"

KERNEL_FAULTS = (
    Fault("sim.kernels.feed:see_feed", "weariness * (1.0 - tired)", "weariness"),
    Fault("sim.kernels.feed:see_feed", "wall_start[a] + int(pick * wall)", "wall_start[a]"),
    Fault("sim.kernels.feed:see_feed", "if not has_shared:", "if True:"),
    Fault("sim.kernels.feed:see_feed", "points *= gain[a] if points > 0.0 else harm[a]", "points *= gain[a]"),
    Fault("sim.kernels.feed:see_feed", "weariness *= 1.0 - rule.hit_relief", "pass"),
    Fault("sim.kernels.feed:see_feed", "day - latency[r]", "day"),
    Fault("sim.kernels.feed:see_feed", "intrusion *= rule.profile_intrusion", "pass"),
    Fault("sim.kernels.feed:see_feed", "(shows or history[r, i] & EVER)", "history[r, i] & EVER"),
    Fault("sim.kernels.feed:see_feed", "from_profile[r] if shows else targeted[r]", "targeted[r]"),
    Fault("sim.kernels.feed:see_feed", "unfollow_prob[account] * tired", "unfollow_prob[account]"),
    Fault(
        "sim.kernels.words:hear", "(protected[writer] >> platform) & 1 == 0", "(protected[reader] >> platform) & 1 == 0"
    ),
    Fault("sim.kernels.words:hear", 'max(said["opened"], (day - 1) * MINUTES)', "(day - 1) * MINUTES"),
    Fault("sim.kernels.words:hear", "rule.relay_bad if seen == UNANSWERED else", "rule.relay_bad if True else"),
    Fault("sim.kernels.words:hear", "history[r, reader] |= KNOWS_WORK", "pass"),
    Fault("sim.kernels.words:hear", 'said["reach"] * rule.relay_decay', 'said["reach"]'),
    Fault("sim.kernels.words:hear", "(group_reach if near else friend_reach)", "friend_reach"),
    Fault("sim.kernels.words:hear", "if reader != friend:", "if False:"),
    Fault("sim.kernels.words:hear", "indptr, indices, bit, member", "indptr, indices, 0, member"),
    Fault("sim.kernels.words:hear", "and not spoken and not chat and", "and not spoken and"),
    Fault("sim.kernels.shop:choose", "runner_up, reserve = best, chosen", "runner_up = best"),
    Fault("sim.kernels.shop:choose", "if appeal[r, i] > AWARE and", "if appeal[r, i] > 0.0 and"),
    Fault("sim.kernels.shop:choose", "standing_share[r] * commitment[r, i]", "standing_share[r]"),
    Fault(
        "sim.kernels.shop:choose",
        "reserve = chosen\n            chosen = ordered",
        "pass\n            chosen = ordered",
    ),
    Fault("sim.kernels.shop:choose", "and follows[r, i] and", "and"),
    Fault("sim.kernels.shop:choose", "price_sensitivity[i], tailored[r]", "price_sensitivity[i], 0.0"),
    Fault("sim.kernels.shop:count_demand", '+= trips[k]["marks"] & STANDING', "+= 1"),
    Fault("sim.kernels.shop:count_demand", "came[r] - ordered[r]", "came[r]"),
    Fault("sim.kernels.shop:choose", "PRODUCT_TASTE + s", "s"),
    Fault("sim.kernels.shop:choose", "shop_rate[i] * pace", "shop_rate[i]"),
    Fault("sim.kernels.shop:choose", "if seen & LEFT:", "if False:"),
    Fault("sim.kernels.shop:serve", 'delayed[trip["consumer"]] = 1', "pass"),
    Fault("sim.kernels.shop:serve", "stock[got] -= units", "stock[got] = 0"),
    Fault("sim.kernels.shop:serve", 'trip["retailer"] = r', "pass"),
    Fault("sim.kernels.shop:serve", 'trip["marks"] = 0', "pass"),
    Fault("sim.kernels.shop:compare_prices", "appeal[r, friend] > AWARE", "True"),
    Fault("sim.kernels.shop:compare_prices", "if appeal[r, i] <= AWARE:", "if False:"),
    Fault("sim.kernels.judge:judge", "rule.surprise_gain * rule.negativity_ratio", "rule.surprise_gain"),
    Fault("sim.kernels.judge:judge", "trust_before - trust[r, i]", "trust_before"),
    Fault("sim.kernels.judge:judge", "-rule.unfair_harm", "0.0"),
    Fault("sim.kernels.judge:judge", "paid = promotion_price[r]", "pass"),
    Fault("sim.kernels.judge:judge", "waited - rule.wait_tolerated", "waited"),
    Fault("sim.kernels.judge:judge", "uniform_low(visit), load[r]", "uniform_low(visit), 0.5"),
    Fault("sim.kernels.judge:judge", 'if trip["marks"] & STANDING == 0 and', "if"),
    Fault("sim.kernels.judge:judge", "fixed(error * error)", "fixed(error)"),
    Fault("sim.kernels.judge:judge", "< chat_share[p]", "< 1.0"),
    Fault("sim.kernels.judge:judge", "[r, segment[i], SEGMENT_UNITS] += size", "[r, segment[i], SEGMENT_UNITS] += 1"),
    Fault("sim.kernels.judge:judge", "if sensitive and uniform_low(where) < 0.5:", "if sensitive:"),
    Fault("sim.kernels.judge:judge", "if not spoke and verdict < 0.5:", "if verdict < 0.5:"),
    Fault("sim.kernels.judge:judge", "rule.exit_prob * (1.0 - shield)", "rule.exit_prob"),
    Fault("sim.kernels.judge:judge", "if short > rule.tolerance:", "if short > 0.0:"),
    Fault("sim.kernels.judge:judge", "chance *= 1.0 + rule.encouraged", "pass"),
    Fault("sim.kernels.ask:ask", "chance *= 1.0 + rule.encouraged", "pass"),
    Fault("sim.kernels.ask:ask", "np.int64(QUESTION) + ", ""),
    Fault("sim.kernels.ask:ask", "i, r + 256", "i, r"),
    Fault("sim.kernels.ask:ask", 'if trip["offer"] < 0:', "if False:"),
    Fault(
        "sim.kernels.filing:look_up",
        'elif uniform(bits2(lasting[Purpose.RECORD], t["number"], 1)) < rule.misled_prob:',
        "else:",
        within=FILE,
    ),
    Fault("sim.kernels.filing:look_up", "if lasts and", "if", within=FILE),
    Fault("sim.kernels.filing:look_up", 't["automatic"] or', "", within=FILE),
    Fault("sim.kernels.filing:go_by_the_book", "(0.5 + np.float64(uniform_low(word)))", "0.5", within=FILE),
    Fault("sim.kernels.filing:file_threads", "and not down[r]", ""),
    Fault("sim.kernels.filing:file_threads", "effort = pace[r]", "effort = 1.0"),
    Fault("sim.kernels.pages:stands_on_wall", "<= life_days", "< life_days", within="sim.kernels.pages:put_up"),
    Fault("sim.kernels.pages:colour", "warmth[r] * plain[r]", "warmth[r]"),
    Fault("sim.kernels.pages:count_events", 't["replied"] // MINUTES != day', "False"),
    Fault("sim.kernels.pages:settle_tone", "(1.0 - human) * happened[OPEN_REPLIES]", "happened[OPEN_REPLIES]"),
    Fault("sim.kernels.pages:settle_goodwill", "gained * (1.0 - stock[r])", "gained"),
    Fault("sim.kernels.desk:felt_warmth", "* mood[r]", "* 1.0"),
    Fault("sim.kernels.threads:sort_in", 'ready[k] = t["ready"]', 'ready[k] = t["opened"]'),
    Fault("sim.kernels.threads:part", 't["state"] == WAITING or', ""),
    Fault("sim.kernels.words:in_the_air", "0.5**wave", "1.0"),
    Fault(
        "sim.kernels.queues:sort_into_queues",
        'ROUTINE if t["question"] and urgent_first[r] else URGENT',
        "URGENT",
        within=BEGIN,
    ),
    Fault("sim.kernels.queues:sort_into_queues", "contact_channel + EMAIL", "contact_channel", within=BEGIN),
    Fault(
        "sim.kernels.queues:sort_into_queues",
        'if down[r] and t["channel"] < contact_channel:',
        "if False:",
        within=BEGIN,
    ),
    Fault("sim.kernels.queues:begin_replies", "elif pressing <= begin:", "elif pressing < NEVER:"),
    Fault("sim.kernels.queues:begin_replies", "max(free_at[1, r], begin)", "free_at[1, r]"),
    Fault("sim.kernels.queues:begin_replies", 'clock_minute(begin, begins, ends) > t["give_up"]', "False"),
    Fault("sim.kernels.queues:hold_back", 't["due"] += MINUTES', "pass"),
    Fault("sim.kernels.desk:answer_queue", "fixed(warm)", "fixed(warmth[r, c])"),
    Fault("sim.kernels.desk:answer_queue", "warm *= 1.0 - rule.stiffness", "pass"),
    Fault("sim.kernels.desk:answer_queue", '0.0 if t["automatic"] else warmth[r, c]', "warmth[r, c]"),
    Fault("sim.kernels.desk:answer_queue", "history[r, i] |= ENCOURAGED", "pass"),
    Fault("sim.kernels.desk:answer_queue", 'not t["question"] and uniform', "uniform"),
    Fault("sim.kernels.queues:staff_minutes", "work += relay_minutes", "pass", within=BEGIN),
    Fault("sim.kernels.queues:staff_minutes", '* np.float64(t["effort"])', "", within=BEGIN),
    Fault("sim.kernels.desk:misses", "error * (1.0 - saving) if", "error if", within=ANSWER),
    Fault("sim.kernels.desk:misses", 't["record"] == MISLED or', "", within=ANSWER),
    Fault("sim.kernels.desk:timeliness", "if not notifies:", "if False:", within=ANSWER),
    Fault("sim.kernels.desk:lose_patience", "rule.question_silence_loss", "rule.silence_loss", within=ANSWER),
    Fault("sim.kernels.desk:answer_question", "gain *= 1.0 + rule.record_gain", "pass", within=ANSWER),
    Fault("sim.kernels.desk:answer_question", "(truth - expectation[r, i])", "truth", within=ANSWER),
    Fault("sim.kernels.desk:answer_question", "warmth * timely", "warmth", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", " < rule.denial_prob", " < 0.0", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "worth *= 1.0 + rule.record_gain", "pass", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", 'if t["wrong"]:', "if False:", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "and not is_refused", "", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "min(rule.reply_gain * worth, 1.0)", "rule.reply_gain", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "worth *= rule.second_failure", "pass", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "1.0 - rule.private_discount", "1.0", within=ANSWER),
    Fault("sim.kernels.desk:answer_complaint", "trust[r, i] -= rule.privacy_harm * trust[r, i]", "pass", within=ANSWER),
    Fault("sim.kernels.channels:choose_channel", "if online else 0.0", "if True else 0.0", within=JUDGE),
    Fault("sim.kernels.channels:choose_channel", "prefers_contact >= contact_share", "True", within=ASK),
    Fault("sim.kernels.channels:minute_of_writing", "platforms + PHONE", "platforms", within=ASK),
    Fault("sim.kernels.close:close_day", "bought[i] *= keep_wallet", "bought[i] *= keep_appeal"),
    Fault("sim.kernels.close:close_day", "if stays else 0", "if True else 0"),
    Fault("sim.kernels.close:close_day", "multiplex += is_fan and (past[i] & EVER) != 0", "multiplex += is_fan"),
    Fault("sim.kernels.close:count_segments", "row[SEGMENT_LOST] += not stays", "row[SEGMENT_LOST] += stays"),
    Fault("sim.kernels.close:turn_window", "PREVIOUS if seen & CURRENT else 0", "seen & PREVIOUS"),
    Fault("sim.kernels.close:hear_answers", "c + gain[k] * (1.0 - c)", "c + gain[k]"),
)
"""In what is compiled."""

PLAIN_FAULTS = (
    Fault("sim.agents.consumer:_once_each", '* 256 + words["retailer"]', "* 256"),
    Fault(
        "sim.agents.consumer:hear_friends",
        'about = kept["retailer"][kept["kind"] == COMPLAINT]',
        'about = passed_on["retailer"][passed_on["kind"] == COMPLAINT]',
    ),
    Fault("sim.model:Model.suppliers_deliver_and_improve", "world.answers +=", "_ ="),
    Fault("sim.agents.consumer:shop", '1 - (world.trips["marks"] & STANDING)', 'world.trips["marks"] & STANDING'),
    Fault("sim.agents.consumer:turn_window", "count_segments(world)", "pass"),
    Fault("sim.agents.desks:Desks._pass_on", ">= self.loss_prob", "< self.loss_prob"),
    Fault("sim.agents.desks:Desks._report", "np.where(garbled, wrong,", "np.where(garbled, 0,"),
    Fault("sim.agents.retailer:Retailer.plan_posts", "rate * self.intensity", "rate"),
    Fault("sim.agents.retailer:Retailer._draw_intensity", "0.5 * spread * spread", "0.0"),
    Fault("sim.agents.retailer:Retailer.begin_day", "* world.staff.care[r]", ""),
    Fault("sim.agents.books:Books._pay_costs", "self.spec.database.is_used", "False"),
    Fault("sim.agents.books:Books._pay_costs", "counter.service_minutes / 60.0", "counter.service_minutes"),
    Fault("sim.agents.books:Books._pay_costs", "orders * self.spec.orders.handling_cost", "orders"),
    Fault("sim.agents.supplier:Supplier.deliver", "waited <= self.spec.lead_time_days", "True"),
    Fault("sim.agents.ordering:Ordering.review", "(world.day + self.number) % review_days", "world.day % review_days"),
    Fault("sim.agents.ordering:Ordering.learn", "(1.0 - weight) * (self.variance", "(self.variance"),
    Fault("sim.agents.ordering:Ordering.expected", "/ self._past_pace", "/ self.world.pace.today"),
    Fault("sim.agents.books:Books._hand_out_goods", "due + luck", "due"),
    Fault("sim.agents.books:Books.open", "max(-owners, 0)", "0"),
    Fault("sim.agents.books:Books._pay_costs", "// len(makers)", "// 1"),
    Fault("sim.agents.books:Books.total_assets", "max(self.cash, 0)", "self.cash"),
    Fault("sim.agents.bank:Borrowing.close_day", "self._limit - self.overdraft", "self._limit"),
    Fault("sim.agents.bank:Borrowing.close_day", "1.0 - rule.tie_discount * tie", "1.0"),
    Fault("sim.agents.partners:Partners.begin_day", "authorities.tie_shield * self.tie", "authorities.tie_shield"),
    Fault("sim.agents.partners:Partners.begin_day", "1 + int(later", "int(later"),
    Fault("sim.agents.pricing:Pricing.today", "min(usual, self._floor)", "self._floor"),
    Fault("sim.agents.pricing:Pricing._known_change", "self._seen[0]", "self._seen[-1]"),
    Fault("sim.agents.pricing:Pricing._run_campaigns", "max(self._campaign_days_left - 1, 0)", "0"),
    Fault("sim.agents.kaizen:Kaizen.usual_price", "self.rule.price_cut", "self.rule.cost_saving"),
    Fault("sim.agents.kaizen:Kaizen.spoilage_rate", "self.product.level", "self.place.level"),
    Fault("sim.agents.retailer:Retailer.begin_day", "- self.partners.place_loss", ""),
    Fault("sim.agents.retailer:Retailer.begin_day", "world.plain_pull[r] * self.kaizen.pull", "world.plain_pull[r]"),
    Fault("sim.agents.joint_venture:JointVenture._do_project", "self._complaints[s, cause] = 0", "pass"),
    Fault("sim.agents.joint_venture:JointVenture._do_project", "if named:", "if True:"),
    Fault("sim.agents.joint_venture:JointVenture.close_day", "fall[0] >= world.day", "fall[0] > world.day"),
    Fault("sim.agents.joint_venture:JointVenture._share_gains", "int(purchases[s])", "len(bought)"),
    Fault("sim.agents.ideas:Ideas.collect", "& LEFT == 0", "& 0 == 0"),
    Fault("sim.agents.ideas:Ideas.collect", "* people.commitment[where, who]", "* people.trust[where, who]"),
    Fault("sim.agents.ideas:Ideas.arrive", "self.rule.idea_gain / world.thousands", "self.rule.idea_gain"),
    Fault("sim.agents.ideas:Ideas._receive", "by_staff * self._relay_minutes", "0"),
    Fault("sim.agents.ideas:Ideas._receive", "self._luck(sent, LOSS) >=", "self._luck(sent, LOSS) <"),
    Fault("sim.agents.supplier:Supplier.make", "max(batch.ready, world.day)", "batch.ready"),
    Fault("sim.agents.supplier:Supplier._ship", "+ int(world.held_up[retailer])", ""),
    Fault("sim.agents.workshop:Workshop.improve", "plan.drift * self.spec.defect_prob", "plan.drift"),
    Fault("sim.agents.workshop:Workshop.innovate", "world.day == 0 or", ""),
    Fault("sim.agents.workshop:Workshop.pay_for_innovation", "own + given - self._help_passed_on", "own + given"),
    Fault("sim.agents.planning:Shelf.watch", "and not self.world.it.down[self.retailer]", ""),
    Fault("sim.agents.community:CommunityWork.plan", "self.due -= 1.0", "self.due = 0.0"),
    Fault("sim.ties:networks_table", "(follow & trade).sum(axis=0)", "follow.sum(axis=0)"),
    Fault("sim.agents.retailer:Retailer.plan_posts", "if self.world.it.down[self.number]:", "if False:"),
    Fault("sim.agents.planning:Shelf.watch", "self.world.order_age[self.offer]", "0"),
    Fault("sim.agents.planning:Shelf.expected", "made_good = written", "made_good = arrived"),
    Fault("sim.agents.planning:Shelf.expected", "chance * (1.0 - chance) * units * units", "0.0"),
    Fault("sim.agents.planning:Shelf.expected", "written + self.letter_days", "written"),
    Fault("sim.agents.planning:Shelf.expected", "(1.0 - self.letter_late) * (soonest <= last)", "(soonest <= last)"),
    Fault("sim.agents.supplier:Supplier._open_letters", "arrives <= self.world.day", "True"),
    Fault("sim.staff:Staff.settle", "self.practised += answered", "pass"),
    Fault("sim.staff:Staff.settle", "self._training * (1.0 - self.skill)", "self._training"),
    Fault("sim.it:InformationTechnology.order_days", ", retailer, 1)", ", retailer)"),
    Fault("sim.world:World.settle_staff", " - tally[..., desk.AUTOMATIC]", ""),
    Fault("sim.market:Market.raise_standard", "self.quality - points", "self.quality"),
    Fault("sim.market:Market.improve_quality", "(1.0 - self.quality[supplier]) *", ""),
    Fault("sim.pace:Pace.begin_day", "self._keep * self._shock +", "self._shock +"),
    Fault("sim.pace:Pace.ahead", "known * (self._shock -", "(self._shock -"),
    Fault("sim.pace:Pace._regular", "season * float", "float"),
    Fault("sim.effort:Growing.grow", "(1.0 - self._keep) * reach", "reach"),
)
"""In what is plain Python."""


def first_of_each_kernel() -> list[Fault]:
    """One fault for each compiled function."""
    return list({fault.within or fault.function: fault for fault in reversed(KERNEL_FAULTS)}.values())[::-1]


def eventful_world() -> Agreement:
    """The world in which faults are looked for, as the reference lives it."""
    return Agreement(load_scenario("baseline", overrides=[*EVENTFUL, *SMALL_AND_OPEN]), seed=5)


@contextlib.contextmanager
def put_into_the_engine(fault: Fault) -> Iterator[None]:
    """The engine with a fault in it; afterwards it is as before."""
    faulty = _made(fault.function, source_with(fault))
    place = fault.function
    if fault.within:
        part = fault.function.rpartition(":")[2]
        place, faulty = fault.within, _made(fault.within, _source_of(fault.within), {part: faulty})
    owner, name, _ = _place_of(place)
    sound = getattr(owner, name)
    setattr(owner, name, property(faulty) if isinstance(sound, property) else faulty)
    try:
        yield
    finally:
        setattr(owner, name, sound)


def _made(place: str, source: str, parts: Mapping[str, Any] = MappingProxyType({})) -> Any:
    """The function that a source defines, among the names of its module and `parts`; compiled if it is a kernel."""
    owner, name, module = _place_of(place)
    made = dict(vars(module)) | parts
    exec(compile(source, f"<{place} with a fault>", "exec"), made)
    if hasattr(getattr(owner, name), "py_func"):  # as in sim/kernels/compiled.py, but not kept in the cache
        return numba.njit(nogil=True, error_model="numpy")(made[name])
    return made[name]


def source_with(fault: Fault) -> str:
    """The source of the function with the fault in it, without its decorators.

    Raises
    ------
    ValueError
        What is right does not stand there once.
    """
    source = _source_of(fault.function)
    if source.count(fault.right) != 1:
        raise ValueError(f"{fault}: what is right stands there {source.count(fault.right)} times, not once")
    return source.replace(fault.right, fault.wrong)


def _source_of(place: str) -> str:
    """The source of a function, without its decorators."""
    owner, name, _ = _place_of(place)
    sound = getattr(owner, name)
    plain = sound.fget if isinstance(sound, property) else getattr(sound, "py_func", sound)
    source = textwrap.dedent(inspect.getsource(plain))
    return source[source.index("def ") :]


def _place_of(place: str) -> tuple[Any, str, ModuleType]:
    """The module or class that holds the function, its name there, and its module."""
    module_name, _, path = place.partition(":")
    module = import_module(module_name)
    owner, _, name = path.rpartition(".")
    return (getattr(module, owner) if owner else module), name, module


def main() -> int:
    """Try all faults; the exit code is the number of those that nobody noticed."""
    world, missed = eventful_world(), 0
    if (found := world.first_difference()) is not None:
        print(f"there is a difference already without a fault: {found}")
        return 1
    for fault in (*PLAIN_FAULTS, *KERNEL_FAULTS):
        with put_into_the_engine(fault):
            found = world.first_difference()
        missed += found is None
        print(f"{'MISSED' if found is None else f'day {found.day:2d}, {found.kind}':32}  {fault}", flush=True)
    print(f"{missed} of {len(KERNEL_FAULTS) + len(PLAIN_FAULTS)} faults were missed")
    return missed


if __name__ == "__main__":
    sys.exit(main())
