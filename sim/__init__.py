"""An agent-based laboratory for Total Relationship Marketing.

    import sim
    result = sim.run("open-replies", seed=1)
    comparison = sim.compare("open-replies", "private-replies", pairs=20)

Names are imported when they are first used, so that ``import sim`` is quick.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.agents.consumer import Consumer as Consumer
    from sim.errors import InputError as InputError
    from sim.errors import NetworkError as NetworkError
    from sim.errors import OutputError as OutputError
    from sim.errors import PolicyError as PolicyError
    from sim.errors import RunError as RunError
    from sim.errors import ScenarioError as ScenarioError
    from sim.errors import TRMError as TRMError
    from sim.experiment.asking import resume_sweep as resume_sweep
    from sim.experiment.asking import sweep as sweep
    from sim.experiment.calibrate.records import Calibration as Calibration
    from sim.experiment.calibrate.study import calibrate as calibrate
    from sim.experiment.claims.records import Claims as Claims
    from sim.experiment.claims.study import try_claims as try_claims
    from sim.experiment.compare import Comparison as Comparison
    from sim.experiment.compare import compare as compare
    from sim.experiment.explain.asking import explain as explain
    from sim.experiment.explain.records import Explanation as Explanation
    from sim.experiment.optimise.records import Optimisation as Optimisation
    from sim.experiment.optimise.study import optimise as optimise
    from sim.experiment.patterns.validating import Validation as Validation
    from sim.experiment.patterns.validating import validate as validate
    from sim.experiment.provenance import __version__ as __version__
    from sim.experiment.region_records import Regions as Regions
    from sim.experiment.regions import regions as regions
    from sim.experiment.replicate import Replication as Replication
    from sim.experiment.replicate import replicate as replicate
    from sim.experiment.report import write_report as write_report
    from sim.experiment.results import Results as Results
    from sim.experiment.results import load_results as load_results
    from sim.experiment.sensitivity.records import Sensitivity as Sensitivity
    from sim.experiment.sensitivity.study import sensitivity as sensitivity
    from sim.experiment.spec.builtin import builtin_experiments as builtin_experiments
    from sim.experiment.spec.experiment import Experiment as Experiment
    from sim.experiment.spec.loading import load_experiment as load_experiment
    from sim.experiment.sweep.reading import Sweep as Sweep
    from sim.experiment.sweep.reading import load_sweep as load_sweep
    from sim.experiment.sweep.status import sweep_status as sweep_status
    from sim.experiment.sweep.sweep import SweepResult as SweepResult
    from sim.experiment.sweep.sweep import run_sweep as run_sweep
    from sim.experiment.until_settled import UntilSettled as UntilSettled
    from sim.experiment.win_win import WinWin as WinWin
    from sim.experiment.win_win import win_win as win_win
    from sim.model import Model as Model
    from sim.model import run as run
    from sim.network import Network as Network
    from sim.network import read_network as read_network
    from sim.randomness import replicate_seed as replicate_seed
    from sim.recorder import RunResult as RunResult
    from sim.scenario.builtin import builtin_scenarios as builtin_scenarios
    from sim.scenario.loading import load_scenario as load_scenario
    from sim.scenario.schema import Scenario as Scenario

_HOME = {
    "__version__": "sim.experiment.provenance",
    "InputError": "sim.errors",
    "NetworkError": "sim.errors",
    "OutputError": "sim.errors",
    "PolicyError": "sim.errors",
    "RunError": "sim.errors",
    "ScenarioError": "sim.errors",
    "TRMError": "sim.errors",
    "Consumer": "sim.agents.consumer",
    "resume_sweep": "sim.experiment.asking",
    "sweep": "sim.experiment.asking",
    "Comparison": "sim.experiment.compare",
    "compare": "sim.experiment.compare",
    "Calibration": "sim.experiment.calibrate.records",
    "calibrate": "sim.experiment.calibrate.study",
    "Validation": "sim.experiment.patterns.validating",
    "validate": "sim.experiment.patterns.validating",
    "Claims": "sim.experiment.claims.records",
    "try_claims": "sim.experiment.claims.study",
    "Explanation": "sim.experiment.explain.records",
    "explain": "sim.experiment.explain.asking",
    "Optimisation": "sim.experiment.optimise.records",
    "optimise": "sim.experiment.optimise.study",
    "Sensitivity": "sim.experiment.sensitivity.records",
    "sensitivity": "sim.experiment.sensitivity.study",
    "Regions": "sim.experiment.region_records",
    "regions": "sim.experiment.regions",
    "Replication": "sim.experiment.replicate",
    "replicate": "sim.experiment.replicate",
    "write_report": "sim.experiment.report",
    "Results": "sim.experiment.results",
    "load_results": "sim.experiment.results",
    "builtin_experiments": "sim.experiment.spec.builtin",
    "Experiment": "sim.experiment.spec.experiment",
    "load_experiment": "sim.experiment.spec.loading",
    "Sweep": "sim.experiment.sweep.reading",
    "load_sweep": "sim.experiment.sweep.reading",
    "sweep_status": "sim.experiment.sweep.status",
    "SweepResult": "sim.experiment.sweep.sweep",
    "run_sweep": "sim.experiment.sweep.sweep",
    "UntilSettled": "sim.experiment.until_settled",
    "WinWin": "sim.experiment.win_win",
    "win_win": "sim.experiment.win_win",
    "Model": "sim.model",
    "run": "sim.model",
    "Network": "sim.network",
    "read_network": "sim.network",
    "replicate_seed": "sim.randomness",
    "RunResult": "sim.recorder",
    "builtin_scenarios": "sim.scenario.builtin",
    "load_scenario": "sim.scenario.loading",
    "Scenario": "sim.scenario.schema",
}

__all__ = [*_HOME]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    value = getattr(import_module(_HOME[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted(__all__)
