"""Faults of what is plain Python: agents, and what their worlds are made of."""

from __future__ import annotations

from tests.reference.fault import Fault

PLAIN_FAULTS = (
    Fault(
        "sim.agents.consumer:serve_in_turn", '1 - (world.trips["marks"] & STANDING)', 'world.trips["marks"] & STANDING'
    ),
    Fault("sim.agents.consumer:turn_window", "count_segments(world)", "pass"),
    Fault("sim.agents.retailer:Retailer.__init__", "rate * self.intensity", "rate"),
    Fault("sim.agents.retailer:Retailer._draw_intensity", "0.5 * spread * spread", "0.0"),
    Fault("sim.agents.books:Books.open", "max(-owners, 0)", "0"),
    Fault("sim.goods:Goods.__init__", "// len(theirs)", "// 1"),
    Fault("sim.agents.joint_venture:JointVenture._do_project", "self._complaints[s, cause] = 0", "pass"),
    Fault("sim.agents.joint_venture:JointVenture._do_project", "if named:", "if not named:"),
    Fault("sim.agents.joint_venture:JointVenture.close_day", "self._falls[0][0] < world.day", "False"),
    Fault("sim.agents.ideas:Ideas.arrive", "self.rule.idea_gain / world.thousands", "self.rule.idea_gain"),
    Fault("sim.agents.workshop:Workshop.improve", "plan.drift * self.spec.defect_prob", "plan.drift"),
    Fault("sim.agents.workshop:Workshop.innovate", "world.day == 0 or", ""),
    Fault("sim.ties:networks_table", "(follow & trade).sum(axis=0)", "follow.sum(axis=0)"),
    Fault("sim.market:Market.improve_quality", "(1.0 - self.quality[supplier]) *", ""),
    Fault("sim.pace:Pace.begin_day", "self._keep * self._shock +", "self._shock +"),
    Fault("sim.pace:Pace._regular", "self._season(later) * self", "self"),
    Fault("sim.agents.books:Books._agree_terms", "spec.database.is_used", "False"),
    Fault("sim.agents.books:Books._agree_terms", "counter.service_minutes / 60.0", "counter.service_minutes"),
    Fault("sim.agents.books:Books._agree_terms", "world.capacity[self.number]", "spec.counter.capacity"),
    Fault("sim.agents.books:Books._agree_terms", "spec.reply.staff_hours * world.thousands", "spec.reply.staff_hours"),
    Fault(
        "sim.agents.books:Books._agree_terms",
        "world.per_thousand(spec.staff.internal_marketing)",
        "spec.staff.internal_marketing",
    ),
    Fault(
        "sim.agents.books:Books._agree_terms",
        "world.per_thousand(costs.it_running) * len(self._accounts)",
        "world.per_thousand(costs.it_running)",
    ),
    Fault("sim.agents.books:Books._agree_terms", "world.per_thousand(spec.database.cost)", "spec.database.cost"),
    Fault("sim.agents.books:Books._agree_terms", "spec.audit.market_spend", "spec.audit.rival_spend"),
    Fault(
        "sim.agents.books:Books._agree_terms", "world.per_thousand(spec.audit.rival_spend)", "spec.audit.rival_spend"
    ),
    Fault(
        "sim.agents.books:Books._agree_terms",
        "world.per_thousand(spec.collaboration.spend)",
        "spec.collaboration.spend",
    ),
    Fault("sim.agents.books:Books._agree_terms", " + plan.promotion", ""),
    Fault("sim.agents.books:Books._agree_terms", "world.per_thousand(costs.ic_investment)", "costs.ic_investment"),
    Fault("sim.agents.books:Books._agree_terms", "spec.orders.handling_cost", "1"),
    Fault("sim.agents.books:Books._agree_terms", "world.per_thousand(spec.posts.cost)", "spec.posts.cost"),
    Fault("sim.agents.books:Books._agree_terms", "spec.community.participant_cost", "1"),
    Fault(
        "sim.agents.books:Books._agree_terms",
        "world.per_thousand(costs.it_purchase) * len(self._accounts)",
        "world.per_thousand(costs.it_purchase)",
    ),
    Fault("sim.agents.books:Books._agree_terms", "world.per_thousand(costs.fixed_assets)", "costs.fixed_assets"),
    Fault(
        "sim.agents.books:Books._agree_terms",
        "world.per_thousand(costs.intellectual_capital)",
        "costs.intellectual_capital",
    ),
    Fault("sim.agents.books:Books._agree_terms", "costs.ic_amortisation / 365.0", "costs.ic_amortisation"),
    Fault("sim.recorder:_makers", "(in_transit + ahead)", "in_transit"),
    Fault("sim.ledger:Ledger.pay", "self._cells[taker, column] += amount", "pass"),
    Fault("sim.recorder:_firms", "project + cost", "project"),
    Fault("sim.goodwill:Goodwill.shield", "self.rule.buffer * self.stock", "self.stock"),
    Fault("sim.kernels.threads:by_ready", 'complaints["ready"]', 'complaints["opened"]'),
    Fault("sim.kernels.words:by_author_and_retailer", "np.argsort(", "-np.argsort("),
)
