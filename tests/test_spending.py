"""What is spent on relationships is the sum of its entries in the books, rupiah by rupiah."""

import pytest

from sim.spending import SPENDING_ENTRIES
from tests.worlds import lived, run

SIZE = ("consumers.count=300", "days=40")


@pytest.mark.parametrize("scenario", ["baseline", "full-trm", "supplier-direct", "promotion-heavy"])
def test_spending_is_what_the_ledger_says(scenario):
    model = lived(scenario, 40, "consumers.count=300")
    spent = {name: -sum(model.world.ledger.flow(name, entry) for entry in SPENDING_ENTRIES)
             for name in model.world.retailer_names}  # fmt: skip
    for name, outcomes in run(scenario, *SIZE).by_retailer.items():
        assert outcomes["relationship_spending"] == pytest.approx(spent[name], abs=200)  # wages are rounded every day
        assert spent[name] > 0


def test_more_staff_and_more_posts_cost_more():
    plain = run("baseline", *SIZE).outcomes["relationship_spending"]
    assert run("baseline", *SIZE, "retailers.kopi.reply.staff_hours=3").outcomes["relationship_spending"] > plain
    assert run("baseline", *SIZE, "retailers.kopi.posts.promotion_rate=4").outcomes["relationship_spending"] > plain
