"""`trm claims`, as a user meets it."""

import json

from tests.test_cli import inside, one_line  # noqa: F401 (inside is a fixture)

SMALL = ("--worlds", 2, "--days", 8, "--consumers", 80, "--workers", 1)


def test_claims_print_one_json_document(inside):  # noqa: F811
    code, out, err = inside("claims", "--only", "H8", "--only", "H12", *SMALL, "--json")
    document = json.loads(out)
    assert code == 0
    assert [row["id"] for row in document["claims"]] == ["H8", "H12"]
    for row in document["claims"]:
        assert {"id", "verdict", "difference", "low", "high", "pairs", "depends_on"} <= set(row)
    assert "12 of 12 runs" in err
    assert document["command"].startswith("trm claims --only H8 --only H12 --worlds 2 --seed 1")


def test_one_claim_is_shown_with_its_contrasts(inside):  # noqa: F811
    code, out, _ = inside("claims", "--only", "H8", *SMALL, "--quiet")
    assert code == 0
    assert "Consumers and suppliers in one network" in out
    assert "What is held against what" in out
    code, out, _ = inside("claims", "--only", "H8", *SMALL, "--quiet", "--language", "id")
    assert "Apa dibandingkan dengan apa" in out


def test_a_claim_that_is_not_there_is_refused(inside):  # noqa: F811
    code, _, err = inside("claims", "--only", "H20", *SMALL, "--quiet")
    assert code == 2
    assert one_line(err).startswith("trm: --only: 'H20' is no claim")


def test_a_setting_that_no_world_has_is_refused(inside):  # noqa: F811
    code, _, err = inside("claims", "--only", "H8", *SMALL, "--quiet", "--set", "nonsense=1")
    assert code == 2
    assert "nonsense" in one_line(err)
