"""A world small enough to be run many times, and a results folder of it."""

import pytest

SMALL = ("consumers.count=120", "days=12")


@pytest.fixture(scope="session")
def small():
    """Overrides that make any built-in scenario quick."""
    return SMALL


@pytest.fixture(scope="session")
def comparison_folder(tmp_path_factory):
    """Results of four pairs of open and private replies."""
    from sim.experiment.compare import compare

    folder = tmp_path_factory.mktemp("results") / "comparison"
    compare("open-replies", "private-replies", pairs=4, overrides=SMALL, workers=1, out=folder)
    return folder


@pytest.fixture(scope="session")
def run_folder(tmp_path_factory):
    """Results of three replicates of one scenario."""
    from sim.experiment.replicate import replicate

    folder = tmp_path_factory.mktemp("results") / "run"
    replicate("baseline", replicates=3, overrides=SMALL, workers=1, out=folder)
    return folder
