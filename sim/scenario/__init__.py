"""Worlds: what may stand in a scenario file, how one is loaded, and every parameter with its evidence."""

from sim.scenario.builtin import builtin_scenarios, scenario_path
from sim.scenario.dump import scenario_toml
from sim.scenario.json_schema import json_schema
from sim.scenario.loading import load_scenario
from sim.scenario.registry import Parameter, parameter, parameters
from sim.scenario.schema import Scenario

__all__ = [
    "Parameter",
    "Scenario",
    "builtin_scenarios",
    "json_schema",
    "load_scenario",
    "parameter",
    "parameters",
    "scenario_path",
    "scenario_toml",
]
