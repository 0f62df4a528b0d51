"""Policies of one's own decide what they have a method for, see what a retailer can know, and fail alone."""

from __future__ import annotations

import dataclasses
import json
import signal
import time
from types import MappingProxyType

import numpy as np
import pytest

from sim.agents import own_policy
from sim.agents.own_policy import Decider
from sim.agents.time_limit import TookTooLongError, time_limit
from sim.cli import run_command
from sim.errors import InputError, PolicyError
from sim.experiment.compare import compare
from sim.experiment.report import write_report
from sim.experiment.results import load_results
from sim.kernels.codes import PRIVATE
from sim.model import Model, run
from sim.policies import Luck, Message, OwnAccount, Shelf, Trade, View
from sim.randomness import stream
from sim.scenario.loading import load_scenario
from sim.scenario.policy_file import PolicyFile, read_policies
from tests.strategies import OWN_POLICIES
from tests.worlds import differing, everybody

SMALL = (
    "consumers.count=300",
    "days=25",
    "complaints.voice_prob=0.8",
    "consumers.shop_rate=0.4",
    *everybody("pricing.campaigns_per_year", 0),
    *everybody("pricing.match_share", 0),
)  # prices stay where the scenario has them
ERRATIC = f"retailers.kopi.policy={OWN_POLICIES / 'erratic.py'}:Erratic"


@pytest.fixture(autouse=True)
def _handlers_come_back():
    """The command takes over the signals that stop it."""
    before = {number: signal.getsignal(number) for number in (signal.SIGINT, signal.SIGTERM)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


@pytest.fixture
def policy(tmp_path):
    """Writes a policy's file and gives the setting that names it."""

    def write(text, name="Mine", file="mine.py"):
        (tmp_path / file).write_text(text, encoding="utf-8")
        return f"retailers.kopi.policy={tmp_path / file}:{name}"

    return write


def after(*overrides, days=25):
    made = Model(load_scenario("baseline", overrides=[*SMALL, *overrides]))
    for _ in range(days):
        made.step()
    return made


# ------------------------------------------------------------------------------------ what it decides


@pytest.mark.parametrize("name", ["open", "private", "public_then_private", "none"])
def test_a_policy_that_does_what_a_built_in_one_does_gives_the_same_world(name, policy):
    mine = policy(f"class Mine:\n    def reply(self, message, view):\n        return {name!r}\n")
    asked = "questions.ask_prob=0"  # no policy is asked about routine questions
    first = after(f"retailers.kopi.reply.policy={name}", asked).recorder.finish()
    assert differing(first, after(mine, asked).recorder.finish()) == {}


def test_the_papers_rule_can_be_written_by_oneself(policy):
    mine = policy(
        "class Mine:\n    def reply(self, message, view):\n"
        "        return 'open' if message.concerns_many and not message.sensitive else 'private'\n"
    )
    many = "complaints.public_interest_share=0.5"
    first = after("retailers.kopi.reply.policy=paper_rule", many).recorder.finish()
    assert differing(first, after(mine, many).recorder.finish()) == {}


def test_a_policy_that_leaves_everything_as_it_is_changes_nothing(policy):
    mine = policy(
        "class Mine:\n"
        "    def price(self, view):\n        return view.usual_price\n"
        "    def discount(self, view):\n        return view.usual_discount\n"
    )
    assert differing(after().recorder.finish(), after(mine).recorder.finish()) == {}


def test_prices_and_discounts_are_paid_and_recorded(policy):
    mine = policy(
        "class Mine:\n"
        "    def price(self, view):\n        return 20_000 + view.day\n"
        "    def discount(self, view):\n        return 0.5 if view.day % 2 else 0.0\n"
    )
    result = run("baseline", overrides=[*SMALL, mine])
    kopi = result.retailers.query("retailer == 'kopi'")
    assert kopi["price"].tolist() == [20_000 + day for day in range(25)]
    assert kopi["discount"].tolist() == [0.5 if day % 2 else 0.0 for day in range(25)]
    at_full_price = kopi[(kopi["promoted_units"] == 0) & (kopi["units"] > 0)]
    assert len(at_full_price) > 2
    assert (at_full_price["revenue"] == at_full_price["units"] * at_full_price["price"]).all()
    others = result.retailers.query("retailer != 'kopi'")
    assert (others.groupby("retailer")["price"].nunique() == 1).all()


def test_a_lower_price_sells_more(policy):
    sold = {}
    for price in (18_000, 30_000):
        mine = policy(f"class Mine:\n    def price(self, view):\n        return {price}\n")
        sold[price] = run("baseline", overrides=[*SMALL, mine]).outcomes["units_sold"]
    assert sold[18_000] > 1.2 * sold[30_000]


def test_posts_are_those_that_it_plans(policy):
    mine = policy(
        "class Mine:\n    def posts(self, account, view):\n"
        "        return {'promotion': 2} if account.platform == 'facebook' else {'community': view.day % 2}\n"
    )
    table = run("baseline", overrides=[*SMALL, mine, "retailers.kopi.it.outage_prob=0"]).accounts.query(
        "retailer == 'kopi'"
    )
    facebook, twitter = (table[table["platform"] == name] for name in ("facebook", "twitter"))
    assert (facebook["promotion_posts"] == 2).all()
    assert (facebook[["information_posts", "community_posts"]] == 0).all().all()
    assert twitter["community_posts"].tolist() == [day % 2 for day in range(25)]


def test_orders_are_those_that_it_makes(policy):
    none = policy("class Mine:\n    def orders(self, view):\n        return {}\n")
    made = after(none)
    assert [int(made.world.market.on_order[o]) for o in made.retailers[0].ordering.offers] == [0, 0]
    missed = made.recorder.finish().missed[:25].sum(axis=0)
    assert missed[0] > missed[1]
    some = policy("class Mine:\n    def orders(self, view):\n        return {'kebun': 7} if view.day == 3 else {}\n")
    made = after(some, days=4)
    orders = {made.world.supplier_names[s.number]: s.backlog + s.in_transit for s in made.suppliers}
    assert made.world.market.on_order[made.retailers[0].ordering.offers[0]] == 7
    assert orders["kebun"] >= 7


def test_a_private_message_is_answered_privately_whatever_the_policy_says(policy):
    mine = policy("class Mine:\n    def reply(self, message, view):\n        return 'open'\n")
    rows = after(mine, "complaints.public_share=0.2").world.threads.all_threads()
    private = rows[(rows["retailer"] == 0) & (rows["public"] == 0)]
    assert len(private) > 5
    assert (private["action"] == PRIVATE).all()


# ------------------------------------------------------------------------------------ what it sees

SEEN = """
class Mine:
    def __init__(self):
        self.seen = []
    def price(self, view):
        self.seen.append(("morning", view))
        return view.usual_price
    def posts(self, account, view):
        self.seen.append(("posts", account))
        return {}
    def reply(self, message, view):
        self.seen.append(("reply", message))
        return "private"
    def orders(self, view):
        self.seen.append(("evening", view))
        return {name: 30 for name in view.shelves}
"""


def test_the_views_hold_what_the_retailer_counted(policy):
    made = after(policy(SEEN))
    seen = made.retailers[0].decider._policy.seen
    mornings = [view for what, view in seen if what == "morning"]
    evenings = [view for what, view in seen if what == "evening"]
    messages = [message for what, message in seen if what == "reply"]
    assert [view.day for view in mornings] == [view.day for view in evenings] == list(range(25))
    result = made.result()
    kopi = result.retailers.query("retailer == 'kopi'")
    assert [v.today.units for v in evenings] == kopi["units"].tolist()
    assert [v.today.revenue for v in evenings] == kopi["revenue"].tolist()
    assert [v.today.complaints for v in evenings] == kopi["complaints"].tolist()
    assert [v.yesterday.units for v in mornings[1:]] == kopi["units"].tolist()[:-1]
    assert [v.yesterday.replies for v in mornings[1:]] == kopi["replies"].tolist()[:-1]
    assert mornings[0].yesterday is None
    assert all(v.today.units == v.today.complaints == 0 for v in mornings)
    assert all(v.rival_prices == {"pasar": 24_500, "toko": 25_500, "warung": 24_000} for v in mornings)
    assert [v.cash for v in mornings[1:]] == [
        c - d for c, d in zip(kopi["cash"].tolist()[:-1], paid_on(made), strict=True)
    ]
    talks = result.conversations.query(
        "retailer == 'kopi' and channel in ('facebook', 'twitter') and kind == 'complaint'"
    )
    assert len(messages) == len(talks) > 5
    assert [m.number for m in messages] == talks["thread"].tolist()
    assert [m.sensitive for m in messages] == talks["sensitive"].tolist()
    assert [m.supplier for m in messages] == talks["supplier"].tolist()


def writers(made):
    """The people who wrote to kopi, by their place in the world, and as the policy was told them."""
    told = [seen for what, seen in made.retailers[0].decider._policy.seen if what == "reply"]
    return [message.number % made.scenario_file.consumers.count for message in told], [m.writer for m in told]


def test_a_writer_is_known_again_and_is_nobody_otherwise(policy):
    busy = ("suppliers.kebun.defect_prob=0.5", "complaints.voice_prob=1", "consumers.shop_rate=0.5")
    people, told = writers(after(policy(SEEN), *busy))
    assert 10 < len(set(people)) < len(people)
    assert len(set(zip(people, told, strict=True))) == len(set(people)) == len(set(told))
    same = writers(after(policy(SEEN), *busy, "retailers.pasar.price=20000"))
    of_both = dict(zip(people, told, strict=True)) | dict(zip(*same, strict=True))
    assert of_both.items() >= dict(zip(people, told, strict=True)).items(), (
        "another number in another world of the seed"
    )
    assert np.corrcoef(people, told)[0, 1] ** 2 < 0.2, "the number says where in the world somebody is"
    assert set(writers(after(policy(SEEN), *busy, "seed=99"))[1]).isdisjoint(told)


def paid_on(made):
    """What deliveries cost kopi each morning from day 1 on; it orders 30 of each product every evening."""
    views = [view for what, view in made.retailers[0].decider._policy.seen if what in ("morning", "evening")]
    costs = []
    for evening, morning in zip(views[1::2], views[2::2], strict=False):
        shelves = [(evening.shelves[s], morning.shelves[s]) for s in evening.shelves]
        costs.append(sum((then.on_order + 30 - now.on_order) * now.cost for then, now in shelves))
    return costs


def test_nothing_that_only_the_simulator_knows_is_in_a_view(policy):
    """The whole of it is plain numbers and texts about the retailer's own business and what is public."""
    made = after(policy(SEEN), days=6)
    plain = (int, float, str, bool, type(None))

    def walk(value):
        if isinstance(value, Luck):
            return
        if dataclasses.is_dataclass(value):
            assert type(value) in (View, Trade, Shelf, OwnAccount, Message)
            with pytest.raises(dataclasses.FrozenInstanceError):
                value.day = 1
            for field in dataclasses.fields(value):
                walk(getattr(value, field.name))
        elif isinstance(value, MappingProxyType):
            for key, held in value.items():
                assert isinstance(key, str)
                walk(held)
        else:
            assert type(value) in plain

    for _, shown in made.retailers[0].decider._policy.seen:
        walk(shown)


def test_its_luck_is_its_own_and_keyed():
    key = stream(3, 53, 8)
    luck = Luck(key, 1)
    values = [luck.uniform(n) for n in range(2000)]
    assert all(0 <= v < 1 for v in values)
    assert abs(np.mean(values) - 0.5) < 0.03
    assert values[:5] == [Luck(key, 1).uniform(n) for n in range(5)]
    assert luck.uniform() != Luck(key, 2).uniform()


def test_drawing_luck_moves_no_other_draw(policy):
    tossing = policy(
        "class Mine:\n    def price(self, view):\n"
        "        return view.usual_price + 0 * int(sum(view.luck.uniform(n) for n in range(9)))\n"
    )
    assert differing(after().recorder.finish(), after(tossing).recorder.finish()) == {}


# ------------------------------------------------------------------------------------ the same everywhere


def test_one_seed_gives_one_digest_with_any_number_of_processes():
    alone, apart = (
        compare("baseline", "open-replies", pairs=3, overrides=[*SMALL, ERRATIC], workers=workers) for workers in (1, 2)
    )
    assert [r.digest for r in alone.runs] == [r.digest for r in apart.runs]
    assert len({r.digest for r in alone.runs}) == 6 - 3, "replies are the policy's in both scenarios"


def test_what_a_policy_keeps_is_not_shared_between_runs_and_retailers(policy):
    mine = policy(
        "COUNT = []\nclass Mine:\n    def price(self, view):\n"
        "        COUNT.append(1)\n        return 20_000 + len(COUNT)\n"
    )
    path = mine.split("=")[1]
    both = [mine, f"retailers.pasar.policy={path}"]
    results = [run("baseline", overrides=[*SMALL, *both]) for _ in range(2)]
    assert results[0].digest == results[1].digest
    for name in ("kopi", "pasar"):
        table = results[1].retailers.query(f"retailer == '{name}'")
        assert table["price"].tolist() == [20_001 + day for day in range(25)]


def test_runs_use_the_text_that_was_read_when_the_command_began(policy, tmp_path):
    mine = policy("class Mine:\n    def price(self, view):\n        return 20_000\n")
    world = load_scenario("baseline", overrides=[*SMALL, mine])
    files = read_policies([world])
    (tmp_path / "mine.py").unlink()
    assert run(world, policies=files).retailers.query("retailer == 'kopi'")["price"].unique().tolist() == [20_000]


def test_the_path_is_relative_to_the_scenarios_file(tmp_path, monkeypatch):
    (tmp_path / "town").mkdir()
    (tmp_path / "town" / "mine.py").write_text("class Mine:\n    def price(self, view):\n        return 9\n")
    (tmp_path / "town" / "t.toml").write_text("extends = 'baseline'\n[retailers.kopi]\npolicy = 'mine.py:Mine'\n")
    monkeypatch.chdir(tmp_path)
    world = load_scenario("town/t.toml")
    assert world.retailers["kopi"].policy == f"{tmp_path}/town/mine.py:Mine"
    assert load_scenario(world, overrides=["retailers.kopi.policy="]).retailers["kopi"].policy is None


# ------------------------------------------------------------------------------------ what is wrong

BODY = "class Mine:\n    def {}:\n        return {}\n"
PRICE, DISCOUNT, ORDERS = "price(self, view)", "discount(self, view)", "orders(self, view)"
REPLY, POSTS = "reply(self, m, view)", "posts(self, a, view)"
NONSENSE = {
    "no reply": (BODY.format(REPLY, "None"), "Mine.reply on day", "allowed: one of open, private"),
    "an unknown reply": (BODY.format(REPLY, "'shout'"), "returned 'shout'", "public_then_private, none"),
    "an unhashable reply": (BODY.format(REPLY, "[]"), "Mine.reply", "returned []"),
    "a fraction as price": (BODY.format(PRICE, "2.5"), "Mine.price on day 0 returned 2.5", "1 to 1000000000"),
    "a price of nothing": (BODY.format(PRICE, "0"), "returned 0", "a whole number from 1"),
    "a price beyond": (BODY.format(PRICE, "10**12"), "returned 1000000000000", "1000000000"),
    "a truth as price": (BODY.format(PRICE, "True"), "returned True", "a whole number"),
    "no number as discount": (BODY.format(DISCOUNT, "float('nan')"), "returned nan", "from 0 to 0.9"),
    "a discount for ever": (BODY.format(DISCOUNT, "float('inf')"), "returned inf", "from 0 to 0.9"),
    "too large a discount": (BODY.format(DISCOUNT, "0.95"), "returned 0.95", "0.9"),
    "a text as discount": (BODY.format(DISCOUNT, "'0.1'"), "returned '0.1'", "a number"),
    "negative posts": (BODY.format(POSTS, "{'promotion': -1}"), "Mine.posts", "0 to 50 (promotion posts)"),
    "too many posts": (BODY.format(POSTS, "{'promotion': 51}"), "Mine.posts", "0 to 50"),
    "an unknown post": (BODY.format(POSTS, "{'promotions': 1}"), "Mine.posts", "did you mean 'promotion'?"),
    "a number of posts": (BODY.format(POSTS, "3"), "returned 3", "a table by kind of post"),
    "a negative order": (BODY.format(ORDERS, "{'kebun': -5}"), "Mine.orders", "0 to 300000 (units from kebun)"),
    "an endless order": (BODY.format(ORDERS, "{'kebun': 10**9}"), "Mine.orders", "300000"),
    "an order of half": (BODY.format(ORDERS, "{'kebun': 0.5}"), "{'kebun': 0.5}", "a whole number"),
    "an unknown supplier": (BODY.format(ORDERS, "{'kebon': 5}"), "Mine.orders", "did you mean 'kebun'?"),
    "a key that is no text": (BODY.format(ORDERS, "{3: 5}"), "Mine.orders", "a table by supplier"),
    "an exception": (BODY.format(PRICE, "1 // 0"), "Mine.price on day 0 (line 3)", "ZeroDivisionError"),
    "too few arguments": (BODY.format("price(self)", "1"), "Mine.price on day 0", "TypeError"),
    "an exit": (BODY.format(PRICE, "__import__('sys').exit(0)"), "Mine.price", "SystemExit"),
    "a file that stops": ("raise SystemExit\n" + BODY.format(PRICE, "1"), "cannot be run (line 1)", "SystemE"),
    "a file without its import": ("import nothing_of_the_kind\nclass Mine: pass\n", "(line 1)", "ModuleNotFoundError"),
    "a file that is no Python": ("class Mine:\n    def price(self:\n", "cannot be run (line 2)", "SyntaxError"),
    "a name that is no class": ("Mine = 3\n", "cannot be run", "Mine is not a class"),
    "a class that wants more": ("class Mine:\n    def __init__(self, x): pass\n", "Mine() cannot be made", "TypeError"),
    "a class that decides nothing": ("class Mine: pass\n", "decides nothing", "price, discount, posts, reply, orders"),
    "a misspelt method": (BODY.format("order(self, view)", "1"), "has a method 'order'", "did you mean 'orders'?"),
    "something that will not be told": (
        "class Odd:\n    def __repr__(self): raise ValueError\nclass Mine:\n    def price(self, view): return Odd()\n",
        "Mine.price on day 0 returned", "Odd",
    ),
}  # fmt: skip


@pytest.mark.parametrize("case", NONSENSE)
def test_a_policy_that_errs_ends_its_run_with_one_clear_sentence(case, policy):
    text, *expected = NONSENSE[case]
    with pytest.raises(PolicyError) as caught:
        run("baseline", overrides=[*SMALL, policy(text)])
    for part in ("mine.py: ", *expected):
        assert part in str(caught.value)
    assert "\n" not in str(caught.value)


ENDLESS = {
    "a method": "class Mine:\n    def price(self, view):\n        while True: pass\n",
    "a method that catches everything": (
        "class Mine:\n    def price(self, view):\n        while True:\n"
        "            try: 1 // 0\n            except Exception: pass\n"
    ),
    "the file": "while True: pass\nclass Mine: pass\n",
}


@pytest.mark.parametrize("case", ENDLESS)
def test_a_policy_that_comes_to_no_end_is_ended(case, policy, monkeypatch):
    monkeypatch.setattr(own_policy, "SECONDS", 0.2)
    with pytest.raises(PolicyError, match="it came to no end"):
        run("baseline", overrides=[*SMALL, policy(ENDLESS[case])])


def test_a_block_that_ends_in_time_is_left_alone_and_one_after_the_limit_too():
    for _ in range(1000):
        with time_limit(60):
            pass
    with pytest.raises(TookTooLongError), time_limit(0.1):
        _wait_in_python(30)
    _wait_in_python(1.5)


def _wait_in_python(seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        pass


def test_an_erring_policy_costs_its_own_runs_only(policy, tmp_path, capsys):
    mine = policy(
        "class Mine:\n    def price(self, view):\n"
        "        return -1 if view.luck.uniform() < 0.02 else view.usual_price\n"
    )
    (tmp_path / "mine.toml").write_text(f"extends = 'baseline'\n[retailers.kopi]\npolicy = '{mine.split('=')[1]}'\n")
    arguments = ["compare", "open-replies", str(tmp_path / "mine.toml"), "--pairs=10", "--days=25", "--consumers=100"]
    code = run_command([*arguments, "--json", "--quiet", "--workers=2", f"--out={tmp_path / 'r'}"])
    printed, complaints = capsys.readouterr()
    document = json.loads(printed)
    assert code == 1
    failed = {f["replicate"] for f in document["failures"]}
    assert 0 < len(failed) < 10
    assert {f["scenario"] for f in document["failures"]} == {"mine"}
    assert document["pairs"] == 10 - len(failed)
    assert len(document["runs"]) == 20 - len(failed)
    assert "PolicyError" in complaints
    assert "Mine.price on day" in complaints
    assert "returned -1 (allowed: a whole number from 1 to 1000000000 (IDR))" in complaints
    assert "Traceback" not in complaints
    report = write_report(tmp_path / "r").read_text()
    assert "Mine" in report
    manifest = load_results(tmp_path / "r").manifest
    (source,) = manifest["policies"].values()
    assert source["text"] == (tmp_path / "mine.py").read_text()
    assert source["sha256"] in report


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        ("mine.py:Patent", "did you mean 'Patient'?"),
        ("mine.py:patient", "did you mean 'Patient'?"),
        ("none.py:Patient", "there is no such file"),
        (".py:Patient", "there is no such file"),
        ("mine.py", "names no class of a Python file"),
        ("mine.py:", "names no class of a Python file"),
        ("mine.txt:Patient", "names no class of a Python file"),
        ("mine.py:Patient()", "names no class of a Python file"),
        ("folder.py:Patient", "a directory"),
        ("binary.py:Patient", "binary"),
        ("empty.py:Patient", "this one has none"),
    ],
)
def test_a_policy_that_is_not_there_is_refused_before_any_run(named, expected, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.py").write_text("class Patient:\n    def price(self, view): return 1\n")
    (tmp_path / "folder.py").mkdir()
    (tmp_path / "binary.py").write_bytes(bytes(256))
    (tmp_path / "empty.py").write_text("")
    code = run_command(["run", "baseline", "--set", f"retailers.kopi.policy={named}", "--quiet"])
    printed, complaints = capsys.readouterr()
    assert (code, printed) == (2, "")
    assert expected in complaints
    assert len(complaints.splitlines()) == 1


def test_a_class_that_is_imported_or_made_by_a_function_will_do(tmp_path):
    for text in ("from somewhere import Mine", "Mine = make()", "from x import *", "if 1:\n    class Mine: pass"):
        (tmp_path / "mine.py").write_text(text)
        read_policies([load_scenario("baseline", overrides=[f"retailers.kopi.policy={tmp_path / 'mine.py'}:Mine"])])


def test_what_a_policy_prints_goes_to_standard_error(policy, capsys):
    mine = policy("print('read')\nclass Mine:\n    def price(self, view):\n        print('asked')\n        return 7\n")
    run_command(
        ["run", "baseline", "--days=2", "--consumers=100", "--replicates=1", "--json", "--quiet", "--set", mine]
    )
    printed, complaints = capsys.readouterr()
    assert json.loads(printed)["replicates"] == 1
    assert complaints.count("asked") == 2


def test_dataclasses_and_helpers_work_in_a_policys_file():
    text = (
        "from __future__ import annotations\nfrom dataclasses import dataclass, field\n"
        "@dataclass\nclass Mine:\n    kept: list[int] = field(default_factory=list)\n"
        "    def orders(self, view):\n        return self._none()\n    def _none(self):\n        return {}\n"
    )
    assert Decider(PolicyFile("mine.py", "Mine", text), 100).methods == {"orders"}


def test_every_retailer_may_have_a_policy():
    path = ERRATIC.split("=")[1]
    result = run("baseline", overrides=[*SMALL, *everybody("policy", path)])
    assert result.retailers["price"].nunique() > 10


def test_the_page_refuses_code_and_files(tmp_path):
    pytest.importorskip("solara", reason="the page's packages are not installed (pip install .[page])")
    from sim.ui.asked import Side
    from sim.ui.bounds import refuse_what_is_not_for_a_visitor
    from sim.ui.comparing import scenario_of

    with pytest.raises(InputError, match="there is no scenario"):
        scenario_of(Side(str(tmp_path / "mine.toml")))
    with pytest.raises(InputError, match="opens no file and runs no code"):
        scenario_of(Side("baseline", (ERRATIC,)))
    with pytest.raises(InputError, match="does not run"):
        refuse_what_is_not_for_a_visitor(load_scenario("baseline", overrides=["consumers.count=100", ERRATIC]))
