"""What the files of a results folder are called; `sim.experiment.results` says what stands in each."""

from __future__ import annotations

from sim.experiment.folder import MANIFEST

FILES = {
    "retailers": "timeseries_retailers.parquet",
    "accounts": "timeseries_accounts.parquet",
    "contacts": "timeseries_contacts.parquet",
    "suppliers": "timeseries_suppliers.parquet",
    "market": "timeseries_market.parquet",
    "segments": "segments.parquet",
    "networks": "networks.parquet",
    "conversations": "conversations.parquet",
}
"""A frame of `RunResult` and the file that holds it for all runs."""

RUNS, RETAILERS, FAILURES = "runs.parquet", "outcomes_retailers.parquet", "failures.parquet"
CONVERSATION, SUMMARY, REPORT = "conversation.txt", "summary.csv", "report.html"
UNKNOWNS, LOOKS = "unknowns.parquet", "looks.parquet"
OPTIMISATION = "optimisation.json"
"""Stands in the folder of an optimisation, whose parts are folders of their own."""
KNOWN = frozenset(
    {MANIFEST, RUNS, RETAILERS, FAILURES, UNKNOWNS, LOOKS, CONVERSATION, SUMMARY, REPORT, *FILES.values()}
)
