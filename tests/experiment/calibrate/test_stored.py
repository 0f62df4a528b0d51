"""What the documentation says of the CDNOW log is what the stored document holds."""

from __future__ import annotations

import json
from pathlib import Path

DOCS = Path(__file__).resolve().parents[3] / "docs"


def test_the_page_quotes_the_stored_calibration_to_cdnow():
    stored = json.loads((DOCS / "measured" / "cdnow-calibration.json").read_text(encoding="utf-8"))
    page = (DOCS / "calibration.md").read_text(encoding="utf-8")
    later = stored["repeat_purchases_held_out"]
    errors = [later["simulator"], *(other["error"] for other in later["others"])]
    for error in errors:
        assert f"{error['predicted']:,.0f}" in page
        assert f"{100 * error['relative_error']:+.1f}%".replace("-", "−") in page
        assert f"{error['mean_absolute_error_per_customer']:.3f}" in page
    assert later["others"][0]["name"] in page
    assert f"{later['simulator']['low']:,.0f} to {later['simulator']['high']:,.0f}" in page
    span = stored["spans"]["purchases"]
    assert (span["days_fitted"], span["days_held_out"]) == (273, 273)
