"""The books of all retailers on one evening: what each takes in, pays, owns and owes (CV3, K1, Z5).

Money is whole. ``flow[party, entry]`` are net receipts since the first day: what one party pays, another receives, so
that each column sums to zero, and the sum of a row is the money that the party holds.
"""

from __future__ import annotations

import numpy as np

from sim.kernels import desk, feed, judge, levers
from sim.kernels.compiled import compiled, inlined
from sim.kernels.shelves import COST_OF_SOLD, GOODS_LEFT, UNITS_LEFT, UNITS_SPOILT

CONSUMERS, OUTSIDE, BANK = np.arange(3)
"""Rows of `flow`; the retailers come after them, and then the suppliers."""
FIRST_RETAILER = 3
ENTRIES = (
    "wages", "internal_marketing", "it_running", "posts", "community_events", "community_participants", "database",
    "contacts", "standing_orders", "ideas",
    "sales", "refunds", "shop_costs", "counter", "ic_investment", "capital", "loan", "overdraft",
    "goods", "production", "daily_costs", "holding", "reading", "innovation",
    "interest", "market_audit", "rival_audit", "collaboration", "kaizen", "joint_cost", "joint_gain",
    "innovation_help", "joint_project",
)  # fmt: skip
"""Columns of `flow`. Ties with customers are made of the first ten: the costs in `sim.metrics.relationship_margin`.

Those from interest on are written down every day. Their numbers, and those of parties, are numpy's: for each one of
Python's `pay` would be compiled anew.
"""
(WAGES, INTERNAL_MARKETING, IT_RUNNING, POSTS, COMMUNITY_EVENTS, COMMUNITY_PARTICIPANTS, DATABASE,
 CONTACTS, STANDING_ORDERS, IDEAS,
 SALES, REFUNDS, SHOP_COSTS, COUNTER, IC_INVESTMENT, CAPITAL, LOAN, OVERDRAFT,
 GOODS, PRODUCTION, DAILY_COSTS, HOLDING, READING, INNOVATION,
 INTEREST, MARKET_AUDIT, RIVAL_AUDIT, COLLABORATION, KAIZEN, JOINT_COST, JOINT_GAIN,
 INNOVATION_HELP, JOINT_PROJECT) = np.arange(33)  # fmt: skip
RELATION_COSTS = 10
NOTED_ENTRIES = int(JOINT_PROJECT + 1 - INTEREST)
KNOW_HOW, RELATIONS = range(2)
"""Columns of `worth[party, asset]`, what is on the books and is no money."""

# Columns of `terms`, whole numbers of each retailer that stay: prices of an order, a post and a participant, IDR; the
# limit of the overdraft; what IT was bought for and the days over which it is written off; shops and equipment; the
# know-how with which it began
(ORDER_COST, POST_COST, PARTICIPANT_COST, OVERDRAFT_LIMIT, IT_BOUGHT, IT_LIFE_DAYS, FIXED_ASSETS,
 KNOW_HOW_GIVEN) = range(8)  # fmt: skip
TERMS = 8
# Columns of `today`, whole numbers of each retailer that the day brought: posts made, money for events, shop costs
POSTED, EVENT_MONEY, SHOPS = range(3)
# Entries of `credit`, the bank's terms: interest in a year on a loan, what of it a close tie saves, and how much more
# an overdraft costs
LOAN_RATE, TIE_DISCOUNT, OVERDRAFT_MARGIN = range(3)
# Columns of `statement`, of each retailer this evening: money in IDR, and units of goods
(CASH, INVENTORY, IT_ASSETS, PROFIT, TOTAL_ASSETS, STOCK, SPOILT, GOODS_SOLD, INTELLECTUAL, RELATIONAL,
 DEBT, OWED) = range(12)  # fmt: skip
STATEMENT = 12


@inlined
def pay(flow, payer, payee, amount, entry):  # type: ignore[no-untyped-def]
    """Move an amount from one party to another."""
    flow[payer, entry] -= amount
    flow[payee, entry] += amount


@compiled
def close_day(  # type: ignore[no-untyped-def]
    day, sales, desks, channel_costs, accounts, account_retailer, shelves, around,
    credit, bill, terms, today, amortisation, flow, worth, paid_before, community_spent, statement, held, paid_out,
):
    """Every retailer takes the day's money in, pays the day's costs, settles with the bank, and draws up its statement.

    `sales`, `desks` (a row for each retailer and channel) and `accounts` are the day's tallies.
    ``bill[retailer, entry]`` is paid to the outside on every day alike. ``paid_before`` is what relations had cost
    until yesterday, by retailer; `amortisation` is the part of its capital that each writes off today. A supplier
    has what is `held`; ``paid_out[firm, entry]`` is what each firm has paid since the first day, from interest on.
    """
    channels = channel_costs.shape[0]
    participants = np.zeros(len(bill), dtype=np.int64)
    for account in range(len(accounts)):
        participants[account_retailer[account]] += accounts[account, feed.PARTICIPANTS]
    for r in range(len(bill)):
        me = FIRST_RETAILER + r
        # what customers pay, and get back
        refunds = contacts = np.int64(0)
        for row in range(r * channels, (r + 1) * channels):
            refunds += desks[row, desk.REFUNDS]
            contacts += (desks[row, desk.REPLIES] + desks[row, desk.ANSWERS]) * channel_costs[row - r * channels]
        pay(flow, CONSUMERS, me, sales[r, judge.REVENUE], SALES)
        pay(flow, me, CONSUMERS, refunds, REFUNDS)
        # what every day costs, and what today's work costs
        for entry in range(bill.shape[1]):
            pay(flow, me, OUTSIDE, bill[r, entry], entry)
        pay(flow, me, OUTSIDE, today[r, SHOPS], SHOP_COSTS)
        pay(flow, me, OUTSIDE, sales[r, judge.STANDING_ORDERS] * terms[r, ORDER_COST], STANDING_ORDERS)
        pay(flow, me, OUTSIDE, terms[r, POST_COST] * today[r, POSTED], POSTS)
        pay(flow, me, OUTSIDE, contacts, CONTACTS)
        care = terms[r, PARTICIPANT_COST] * participants[r]
        pay(flow, me, OUTSIDE, today[r, EVENT_MONEY], COMMUNITY_EVENTS)
        pay(flow, me, OUTSIDE, care, COMMUNITY_PARTICIPANTS)
        # know-how and brand that were invested in, and what relations have cost, are worth something for some time
        paid = -np.sum(flow[me, :RELATION_COSTS])
        worth[me, KNOW_HOW] += bill[r, IC_INVESTMENT]
        worth[me, RELATIONS] += paid - paid_before[r]
        paid_before[r] = paid
        for asset in (KNOW_HOW, RELATIONS):
            worth[me, asset] -= np.int64(worth[me, asset] * amortisation[r])
        # the bank is paid interest; it lends what is missing in cash, or is paid back what can be
        rate = credit[LOAN_RATE] * (1.0 - credit[TIE_DISCOUNT] * around[r, levers.TIE])
        interest = flow[me, LOAN] * rate + flow[me, OVERDRAFT] * (rate + credit[OVERDRAFT_MARGIN])
        pay(flow, me, BANK, np.int64(np.rint(interest / 365.0)), INTEREST)
        cash = np.sum(flow[me])
        lent = min(max(-cash, 0), terms[r, OVERDRAFT_LIMIT] - flow[me, OVERDRAFT])
        paid_back = min(max(cash, 0), flow[me, OVERDRAFT])
        pay(flow, BANK, me, lent - paid_back, OVERDRAFT)
        community_spent[r] = today[r, EVENT_MONEY] + care
    draw_up(day, shelves, terms, flow, worth, statement)
    for s in range(len(held)):
        held[s] = np.sum(flow[FIRST_RETAILER + len(bill) + s])
    for firm in range(len(paid_out)):
        for entry in range(paid_out.shape[1]):
            paid_out[firm, entry] = -flow[FIRST_RETAILER + firm, INTEREST + entry]


@compiled
def draw_up(day, shelves, terms, flow, worth, statement):  # type: ignore[no-untyped-def]
    """What every retailer owns and owes on the evening of a day: fills ``statement[retailer, column]``.

    Total assets are cash, goods, IT, shops and intellectual capital without the relations themselves, gross: what is
    owed is not taken off (CV3). Profit is what the firm has now, less what it owes the bank and what its owners put in.
    """
    for r in range(len(terms)):
        me, life = FIRST_RETAILER + r, terms[r, IT_LIFE_DAYS]
        cash, owed = np.sum(flow[me]), flow[me, LOAN] + flow[me, OVERDRAFT]
        it_assets = terms[r, IT_BOUGHT] * max(life - day - 1, 0) // life
        goods, know_how = shelves[r, GOODS_LEFT], worth[me, KNOW_HOW]
        given = flow[me, CAPITAL] + terms[r, KNOW_HOW_GIVEN]
        statement[r, CASH] = cash
        statement[r, INVENTORY] = goods
        statement[r, IT_ASSETS] = it_assets
        statement[r, PROFIT] = cash + goods + it_assets + know_how - owed - given
        statement[r, TOTAL_ASSETS] = max(cash, 0) + goods + it_assets + terms[r, FIXED_ASSETS] + know_how
        statement[r, STOCK] = shelves[r, UNITS_LEFT]
        statement[r, SPOILT] = shelves[r, UNITS_SPOILT]
        statement[r, GOODS_SOLD] = shelves[r, COST_OF_SOLD]
        statement[r, INTELLECTUAL] = know_how
        statement[r, RELATIONAL] = worth[me, RELATIONS]
        statement[r, DEBT] = owed + max(-cash, 0)
        statement[r, OWED] = owed
