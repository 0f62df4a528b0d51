"""What stands in the tables of a results folder: every column, its unit, and what its numbers are of.

A count is of the row's day unless it says otherwise. A column that has an outcome's name has its words or its unit from
`sim.metrics.OUTCOMES`. A test holds this page against the tables that a run writes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.experiment.file_names import FAILURES, FILES, RETAILERS, RUNS, SUMMARY
from sim.metrics import OUTCOMES


@dataclass(frozen=True)
class Column:
    """What a column counts or measures, and in what; ``text``, ``number`` or ``yes/no`` where it has no unit."""

    unit: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A file of a results folder: what it has a row for, and its columns in their order."""

    file: str
    row: str
    columns: Mapping[str, Column]


def _outcome(name: str, more: str = "") -> Column:
    """A column that is the outcome itself, with what is to be added."""
    found = OUTCOMES[name]
    return Column(found.unit, f"{found.description}{more}")


def _state(name: str) -> Column:
    """A column that is an outcome of the last day, as it stands on every evening."""
    return _outcome(name, "; that evening. Undefined while nobody has bought")


def _part(name: str, meaning: str) -> Column:
    """What a day, an account or a channel adds to an outcome of the whole run: in the outcome's unit."""
    return Column(OUTCOMES[name].unit, meaning)


_RUN = {
    "scenario": Column("text", "the scenario's name in the command"),
    "replicate": Column(
        "number", "the run's number among those of its scenario, from 0: the same number is the same luck"
    ),
}
_DAY = {"day": Column("number", "the simulated day, from 0")}
_RETAILER = {"retailer": Column("text", "the retailer's name in the scenario")}
_SEED = {"seed": Column("number", "the seed of the run's draws")}
_EACH = {name: _outcome(name) for name in OUTCOMES}

_RETAILERS = {
    # levers and what is around them
    "price": Column("IDR", "shelf price of a unit"),
    "discount": Column("share", "what is taken off the price for those aware of a promotion who get the discount"),
    "usual_price": Column(
        "IDR", "the price without campaigns and rivals: the scenario's, as continuous improvement has it"
    ),
    "campaign": Column("0 or 1", "1 on a day of a price campaign"),
    "rival_price_age": Column("days", "age of what the retailer knows of its rivals' prices, which its own may follow"),
    "promotion_pull": Column("ratio", "by what continuous improvement multiplies what a promotion adds to appeal"),
    "place": Column("logit units", "convenience of its places in the choice of a retailer, less `place_loss`"),
    "service_failure_prob": Column(
        "share",
        "chance that the service of a purchase fails, as continuous improvement has it: before the staff's morale",
    ),
    "spoilage_rate": Column("share/day", "share of the unsold stock that spoils in a day"),
    "tie": Column("index 0-1", "closeness to collaborators: carriers, authorities and bank"),
    "held_up_days": Column(
        "days", "for which carriers hold up what is sent to the retailer today; 0 without a disruption"
    ),
    "place_loss": Column("logit units", "convenience lost while a shock by the authorities lasts; 0 without one"),
    # consumers
    "customers": Column("customers", "all who ever bought, those who left among them; that evening"),
    "left": Column("customers", "those of them who have left; that evening"),
    "customers_following": Column("customers", "those of them who follow an account of the retailer; that evening"),
    **{name: _state(name) for name in ("loyalty", "satisfaction", "trust", "commitment")},
    "expectation": Column(
        "index 0-1",
        "mean of the quality expected over all who ever bought; that evening. Undefined while nobody has bought",
    ),
    **{name: _state(name) for name in ("satisfied_share", "share_of_wallet", "nps")},
    "appeal": Column(
        "index 0-1",
        "mean of the appeal that promotions have given over all who ever bought; that evening. Undefined while nobody "
        "has bought",
    ),
    "fatigue": Column(
        "index 0-1", "mean weariness of posts over consumers who follow an account; that evening. Undefined without any"
    ),
    # sales
    "trips": Column("purchases", "trips that ended with goods of this retailer, standing orders among them"),
    "units": Column("units", "units sold"),
    "promoted_units": Column("units", "units bought by those aware of a promotion"),
    "discounted_units": Column("units", "units sold at the discount"),
    "discount_given": Column("IDR", "taken off the price, over the units sold at the discount"),
    "unfair_prices": Column("purchases", "purchases of those who know that a friend gets a discount refused to them"),
    "standing_orders": _part("standing_orders", "purchases by standing order"),
    "waiting_minutes": _outcome("waiting_minutes", ". Undefined on a day without a purchase"),
    "process_score": _outcome("process_score", ". Undefined on a day without a purchase"),
    "promised_trips": Column("purchases", "purchases of those aware of a promotion"),
    "promise_gap": _outcome("promise_gap", ". Undefined on a day without any"),
    "broken_promises": Column(
        "purchases", "those of them without a failure that fell short of the claim by more than is tolerated"
    ),
    "revenue": _part("revenue", "sales, before refunds"),
    "new_customers": Column("customers", "consumers who bought here for the first time"),
    "defects": Column("purchases", "purchases of defective goods"),
    "service_failures": Column("purchases", "purchases whose service failed"),
    "buffered_failures": _outcome("buffered_failures"),
    "goodwill": _part("goodwill", "goodwill that evening"),
    "community_spent": Column("IDR", "paid for community events and their participants"),
    "quiet_exits": Column("customers", "customers who left after a purchase without a complaint"),
    "exits_after_complaint": Column("customers", "customers who left over a reply to their complaint, or over silence"),
    "first_trips": Column("trips", "trips made to this retailer first"),
    "stockouts": Column("trips", "those of them that met an empty shelf"),
    "empty_handed": Column("trips", "trips here that ended without goods at an empty shelf, here or elsewhere"),
    "walkouts": Column("trips", "trips that ended without goods here because the queue was too long"),
    # complaints
    "complaints": _outcome("complaints"),
    "complaints_public": _part("complaints_public", "complaints that others can read"),
    "complaints_sensitive": Column("complaints", "complaints that hold private data"),
    "open_complaints": _part("open_complaints", "complaints that wait for a reply that evening"),
    "replies": Column("replies", "complaints that were answered, whenever they were made"),
    "unanswered": Column("complaints", "complaints whose writers gave up waiting"),
    "response_hours": Column(
        "hours", "mean from complaint to first reply, over the replies. Undefined on a day without one"
    ),
    "work_minutes": Column("minutes", "time of staff, all of it on the day on which they begin with a contact"),
    "privacy_incidents": _outcome("privacy_incidents"),
    "refunds": _part("refunds", "paid back to complainants"),
    "supplier_answers": Column("answers", "answers of suppliers to complaints about their goods that reached them"),
    "questions": _part("questions", "routine questions put to the retailer"),
    "open_questions": Column("questions", "questions that wait for an answer that evening"),
    "question_answers": Column("answers", "questions that were answered, automatic answers among them"),
    "automatic_answers": Column("answers", "questions that IT answered at once"),
    "unanswered_questions": Column("questions", "questions that lost their point unanswered"),
    "question_response_hours": _outcome("question_response_hours", ". Undefined on a day without any"),
    "corrected": Column("complaints", "complaints that a reply put right"),
    "denials": Column("complaints", "complaints that staff could have put right and the rules refused"),
    "wrong_replies": Column("replies", "answers to complaints and questions that missed the matter"),
    "lenient_refunds": _part("lenient_refunds", "paid back to complainants who did not deserve it"),
    "contact_costs": Column("IDR", "time at contacts at the wage, costs of contacts and running of the accounts' IT"),
    "cost_per_contact": _part(
        "cost_per_contact",
        "`contact_costs` of the last 30 days (fewer at first) over the contacts answered then. Undefined without any",
    ),
    # staff and IT
    "skill": Column("probability", "chance that a reply without an error corrects the problem; that evening"),
    "morale": Column("index 0-1", "morale of staff, one half being middling; that evening"),
    "load": Column("ratio", "work over time at the desk, smoothed over days; that evening"),
    "capacity_use": _outcome("capacity_use", "; 0 without staff"),
    "it_effect": _outcome("it_effect", "; 0 without an account"),
    "it_down": Column("0 or 1", "1 on a day on which IT is down"),
    "order_latency_days": _part(
        "order_latency_days", "mean days to the supplier of the orders written. Undefined on a day without one"
    ),
    # words and reports
    "relayed_reports": Column("complaints", "answered complaints that staff should pass on to the supplier"),
    "praise_heard": Column("times", "times that a consumer heard somebody's praise"),
    "brought_back_by_words": Column("customers", "customers who had left and whom praise brought back"),
    "defects_spared_by_reports": Column(
        "share",
        "share of purchases that what was mended today frees from defects, beyond what would have been mended without "
        "the reports of its customers and the complaints that joint projects go by",
    ),
    "blame_heard": Column("times", "times that a consumer heard somebody's blame"),
    "complaints_heard": Column("times", "times that a consumer read a public complaint by friends"),
    "complaints_passed_on": Column("times", "times that a consumer passed such a complaint on"),
    "chats": Column("words", "praise and blame told to one friend alone"),
    "heard_in_chat": Column("times", "words heard in a chat"),
    "heard_in_group": Column("times", "words heard from somebody of the own group"),
    "shares_heard": Column("times", "times that a consumer saw a post that a friend shared"),
    # ideas, audits, joint work
    "ideas_received": _outcome("ideas_received"),
    "ideas_passed_on": _outcome("ideas_passed_on"),
    "ideas_carried_out": _outcome("ideas_carried_out"),
    "market_audit": Column("IDR", "spent on research about the market"),
    "rival_audit": Column("IDR", "spent on research about rivals"),
    "kaizen_costs": Column("IDR", "spent on continuous improvement"),
    "collaboration_costs": Column("IDR", "spent on collaborators"),
    "idea_costs": Column("IDR", "time of staff at ideas, at the wage"),
    "innovation_help": Column("IDR", "given to suppliers for their innovations"),
    "interest": Column("IDR", "interest paid to the bank"),
    "debt": Column("IDR", "loan, overdraft and cash below zero; that evening"),
    "joint_projects": Column("projects", "joint projects done since the first day"),
    "joint_cost": Column("IDR", "the retailer's part of the cost of joint projects"),
    "joint_spared": Column("IDR", "failure costs that joint projects spared"),
    "joint_gain_paid": Column("IDR", "paid to suppliers of what was spared"),
    # books
    "stock": Column("units", "units on the shelves; that evening"),
    "spoilt": Column("units", "units spoilt since the first day"),
    "goods_sold": Column("IDR", "what the goods sold had cost"),
    "cash": Column("IDR", "money, below zero beyond the limit of the overdraft; that evening"),
    "inventory": Column("IDR", "stock at what it cost; that evening"),
    "it_assets": Column("IDR", "IT less what is written off; that evening"),
    "intellectual_capital": Column(
        "IDR", "know-how and brand less what is written off, without relations; that evening"
    ),
    "relational_capital": Column("IDR", "what relations have cost and is not yet written off; that evening"),
    "profit": Column("IDR", "profit since the first day"),
    "total_assets": Column(
        "IDR",
        "cash (none below zero), goods, IT, shops and intellectual capital; that evening; debts are not taken off",
    ),
}

_ACCOUNTS = {
    "followers": _part("followers", "followers that evening"),
    "new_followers": Column("followers", "followers gained"),
    "unfollows": _part("unfollows", "followers lost"),
    "promotion_posts": Column("posts", "promotions posted"),
    "information_posts": Column("posts", "posts of information"),
    "community_posts": Column("posts", "posts that keep the community"),
    "personalised": Column("views", "views of promotions that were made for the person"),
    "hits": Column("views", "those of them that met the interest of that day"),
    "from_profile": Column("views", "those of them that were made by the person's open profile"),
    "invitations": Column("posts", "announcements of community events"),
    "participants": _part("participants", "followers who took part in community events that were announced here"),
    "sceptics": Column("followers", "followers who took an invitation for hypocrisy"),
    "reach": _part("reach", "views of posts"),
    "likes": Column("reactions", "likes of posts"),
    "comments": Column("reactions", "comments on posts"),
    "friendly_comments": Column("reactions", "those of them by consumers whose trust is at least one half"),
    "shares": Column("reactions", "posts that consumers passed on"),
    "complaints_seen": _part("complaints_seen", "complaints that visitors of the page read"),
    "unanswered_seen": Column("views", "those of them that showed no answer"),
    "atmosphere": _part("atmosphere", "tone of the page"),
    "complaints": _part("complaints", "complaints here, public and private"),
    "complaints_public": _part("complaints_public", "those of them that others can read"),
    "inbox_waiting": Column("complaints", "private complaints that wait for a reply that evening"),
    "public_waiting": Column("complaints", "public complaints that wait for a reply that evening"),
    "replies": Column("replies", "complaints that were answered"),
    "notifications": Column(
        "messages", "answers to complaints and questions of which the platform notified the writer"
    ),
    "open_replies": Column(
        "replies", "answers in the open to public complaints, and open words before a private answer"
    ),
    "unanswered": Column("complaints", "complaints whose writers gave up waiting"),
    "response_hours": Column(
        "hours", "mean from complaint to first reply, over the replies. Undefined on a day without one"
    ),
}

_CONTACTS = {
    "contacts": Column("contacts", "complaints and questions that came in"),
    "complaints": _part("complaints", "complaints that came in"),
    "questions": _part("questions", "routine questions that came in"),
    "answered": Column("contacts", "complaints and questions that were answered"),
    "replies": Column("replies", "complaints that were answered"),
    "question_answers": Column("answers", "questions that were answered, automatic answers among them"),
    "automatic_answers": Column("answers", "questions that IT answered at once"),
    "given_up": Column("contacts", "complaints whose writers gave up, and questions that lost their point"),
    "response_hours": Column(
        "hours", "mean from contact to answer, over those answered. Undefined on a day without one"
    ),
    "work_minutes": Column("minutes", "time of staff, all of it on the day on which they begin with a contact"),
    "wrong_replies": Column("replies", "answers that missed the matter"),
    "trust_gained": Column("points", "trust after the answer less trust before it, added up over those answered"),
}

_SUPPLIERS = {
    "defect_prob": Column("share", "chance that a purchase of its goods is defective"),
    "made": Column("units", "units made since the first day"),
    "made_ahead": Column("units", "units made, or in making, that nobody has ordered yet; that evening"),
    "in_transit": Column("units", "units made, or in making, for an order and not yet delivered; that evening"),
    "backlog": Column("units", "units ordered and not yet made, orders under way among them; that evening"),
    "reports_read": Column("reports", "customers' reports read since the first day"),
    "improvements": Column("improvements", "causes of defects dealt with since the first day"),
    "quality": Column("quality points", "quality of its goods as consumers feel it, 0 to 1"),
    "innovations": Column("innovations", "innovations that succeeded since the first day"),
    "ideas_carried_out": _part("ideas_carried_out", "customers' ideas carried out"),
    "expected_orders": Column("units", "orders that it expects to reach it while goods that it makes now are made"),
    "joint_cost": Column("IDR", "its part of the cost of joint projects"),
    "joint_gain_received": Column("IDR", "received from retailers of what joint projects spared them"),
    "cash": Column("IDR", "money that evening"),
    "profit": Column("IDR", "profit since the first day"),
}

_MARKET = {
    "online": Column("consumers", "consumers who have come online by that day"),
    "pace": Column("ratio", "by what season, trend and shocks multiply everybody's rate of shopping trips"),
    "needs": Column("trips", "trips that somebody wanted to make, those who then bought nowhere among them"),
    "trips": Column("purchases", "trips that ended with goods, of all retailers"),
    "standing_orders": _part("standing_orders", "purchases by standing order, of all retailers"),
    "units": Column("units", "units sold by all retailers"),
    "consumer_surplus": _part("consumer_surplus", "worth of what was received, less price and hassle, plus refunds"),
}

_SEGMENTS = {
    "grouping": Column("text", "what the segments are told apart by: all, age, online, buying, age and online"),
    "segment": Column("text", "the segment's name in this grouping"),
    "consumers": Column("consumers", "consumers of the segment"),
    "customers": Column("customers", "those of them who ever bought from the retailer"),
    **{
        name: _outcome(name, "; of the segment alone. Undefined without any")
        for name in ("loyalty", "satisfaction", "retention", "lost_share")
    },
    "units": Column("units", "units that the segment bought over the whole run"),
    "revenue": _part("revenue", "what the segment paid over the whole run"),
}

_NETWORKS = {
    "network": Column("text", "a platform's name, following, trade, following and trade (both at once), or supply"),
    "between": Column("text", "the two ends of a tie"),
    "nodes": Column("nodes", "nodes of both kinds"),
    "ties": Column("ties", "friendships, or who follows whom; consumers and retailers by following, or by buying and "
                           "not having left; retailers and their suppliers"),
    "mean_degree": Column("ties/node", "mean ties of a node; in a network of two kinds, of the first of them"),
    "degree_gini": Column("index 0-1", "Gini coefficient of these numbers of ties: 0 where all have as many"),
    "clustering": Column(
        "index 0-1",
        "mean over nodes of the share of pairs of neighbours that are tied, direction aside; of a platform only, and "
        "undefined for a directed one of more than four million ties",
    ),
    "reciprocity": Column("share", "ties that are returned; 1 among friends; undefined where clustering is"),
}  # fmt: skip

_CONVERSATIONS = {
    "thread": Column("number", "the thread's number: the same complaint has it in every world of that luck"),
    "day": Column("number", "day on which it was opened, from 0"),
    "time": Column("hh:mm", "time of that day"),
    "retailer": Column("text", "the retailer's name in the scenario"),
    "channel": Column("text", "a platform, store, phone or email"),
    "consumer": Column("number", "who wrote"),
    "kind": Column("text", "complaint or question"),
    "public": Column("yes/no", "whether others can read it"),
    "about": Column("text", "of a complaint goods or service; of a question routine"),
    "supplier": Column("text", "whose goods a complaint is about; empty where it is about none"),
    "sensitive": Column("yes/no", "whether it holds private data"),
    "concerns_many": Column("yes/no", "whether it is of interest to many"),
    "state": Column(
        "text", "replied, ignored (patience ended), not answered by policy, or waiting at the end of the run"
    ),
    "reply": Column("text", "how it was answered: open, private or open_then_private; empty without an answer"),
    "reply_hours": Column("hours", "from opening to the answer. Undefined without one"),
    "automatic": Column("yes/no", "whether IT answered at once"),
    "by_the_book": Column("yes/no", "whether it is dealt with by the rules and not by judgement"),
    "record": Column("text", "what the customer's record did for the reply: right, wrong, or not used"),
    "missed_the_matter": Column("yes/no", "whether the answer missed the matter, by a wrong record or an error"),
    "corrected": Column("yes/no", "whether the reply put it right; of a question never"),
    "resolution_hours": Column("hours", "from opening to the reply that put it right. Undefined without one"),
    "refund": Column("IDR", "paid back; 0 without a refund"),
}


def _of_a_run(frame: str, row: str, columns: Mapping[str, Column]) -> Table:
    return Table(FILES[frame], row, {**_RUN, **columns})


TABLES: tuple[Table, ...] = (
    Table(
        RUNS,
        "run: its outcomes, those of the focal retailer or of the whole market",
        {
            **_RUN,
            **_SEED,
            "digest": Column("text", "SHA-256 over the whole time series: equal digests are equal runs"),
            "seconds": Column("seconds", "time that the run took"),
            **_EACH,
        },
    ),
    Table(RETAILERS, "run and retailer: the same outcomes", {**_RUN, **_RETAILER, **_EACH}),
    _of_a_run("retailers", "run, day and retailer", {**_DAY, **_RETAILER, **_RETAILERS}),
    _of_a_run(
        "accounts",
        "run, day, retailer and platform with an account",
        {**_DAY, **_RETAILER, "platform": Column("text", "the platform's name"), **_ACCOUNTS},
    ),
    _of_a_run(
        "contacts",
        "run, day, retailer and channel",
        {**_DAY, **_RETAILER, "channel": Column("text", "a platform, store, phone or email"), **_CONTACTS},
    ),
    _of_a_run(
        "suppliers",
        "run, day and supplier",
        {**_DAY, "supplier": Column("text", "the supplier's name in the scenario"), **_SUPPLIERS},
    ),
    _of_a_run("market", "run and day", {**_DAY, **_MARKET}),
    _of_a_run("segments", "run, retailer and segment of consumers, at the end of the run", {**_RETAILER, **_SEGMENTS}),
    _of_a_run("networks", "run and network of ties, at the end of the run", _NETWORKS),
    _of_a_run("conversations", "run and thread, complaint or question, that was kept", _CONVERSATIONS),
    Table(
        FAILURES,
        "run that failed (only if any did)",
        {
            "label": _RUN["scenario"],
            "replicate": _RUN["replicate"],
            **_SEED,
            "error": Column("text", "kind of the error"),
            "message": Column("text", "what it says"),
            "traceback": Column("text", "where it happened"),
        },
    ),
    Table(
        SUMMARY,
        "outcome, as `trm run` prints it",
        {
            "outcome": Column("text", "the outcome's name"),
            "title": Column("text", "what it is called"),
            "unit": Column("text", "its unit"),
            "mean": Column("the outcome's", "mean over worlds"),
            "low": Column("the outcome's", "lower end of the 95% interval. Undefined with fewer than two worlds"),
            "high": Column("the outcome's", "upper end of it"),
            "n": Column("worlds", "worlds that the mean is over"),
            "left_out": Column("worlds", "worlds in which the outcome is undefined"),
        },
    ),
)
"""The tables that `trm run --out` writes; `trm compare` and `trm winwin` write those of runs likewise."""
