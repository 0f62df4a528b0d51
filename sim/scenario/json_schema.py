"""The form of a scenario file as JSON Schema, for editors and for other programs."""

from __future__ import annotations

from typing import Any

from sim.scenario.schema import Scenario


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of a scenario file.

    No key is required, since a file writes only what differs from the world it starts from. Beside
    the usual keywords each parameter has `unit`, `source`, `mark`, `mechanisms` and, where there is one,
    `sweep` and `off`, which validators pass over. What holds between several keys (the focal retailer
    exists, say) is checked on loading only.
    """
    form = Scenario.model_json_schema()
    form["properties"] = {
        "extends": {
            "type": "string",
            "minLength": 1,
            "description": "The world this one starts from: a built-in scenario, or a path relative to this file",
        },
        "remove": {
            "type": "array",
            "items": {"type": "string"},
            "description": "Inherited keys to forget, such as retailers.toko",
        },
        **form["properties"],
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **form,
        "title": "Scenario file",
    }
