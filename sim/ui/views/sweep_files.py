"""The experiment file of a map, and the commands that fill it."""

# mypy: disable-error-code="attr-defined, no-untyped-call"

from __future__ import annotations

import solara

from sim.scenario.dump import scenario_toml
from sim.ui.asked import Asked
from sim.ui.comparing import file_name, scenario_of
from sim.ui.elements import Action, html
from sim.ui.sweeping import EXPERIMENT_FILE, command_of, experiment_toml, python_of
from sim.ui.texts import say, topic
from sim.ui.views.files import TOML, Link
from sim.ui.widgets.copy import Copy
from sim.ui.widgets.save import NOTHING, Save, Saved


@solara.component
def SameSweep(asked: Asked) -> None:  # noqa: N802
    """The link of a map, its experiment file, and the same in the terminal and in Python."""
    language = asked.language
    saved, set_saved = solara.use_state(NOTHING)
    words = topic("copy", language)

    def keep(name: str, text: str) -> None:
        set_saved(Saved(saved.number + 1, name, TOML, text.encode("utf-8")))

    with solara.Div(classes=["trm-panel"]):
        html("h2", say("files_title", language))
        Link(asked, asked.day, label=say("sweep_link", language), what=say("sweep_link_what", language))
        own = file_name(asked.a, "a") if asked.a.file else ""
        with solara.Div(classes=["trm-line"]):
            Action(
                say("sweep_save_experiment", language, name=EXPERIMENT_FILE),
                lambda: keep(EXPERIMENT_FILE, experiment_toml(asked)),
            )
            if own:
                Action(
                    say("sweep_save_experiment", language, name=own),
                    lambda: keep(own, scenario_toml(scenario_of(asked.a))),
                )
        Save(saved)
        with solara.v.Html(tag="details"):
            html("summary", say("sweep_same", language))
            html("p", say("sweep_same_what", language), look="trm-soft trm-small")
            if own:
                html("p", say("sweep_needs", language, name=own))
            file = say("sweep_same_file", language, name=EXPERIMENT_FILE)
            for label, text in (
                (file, experiment_toml(asked)),
                (say("files_command", language), command_of()),
                (say("files_python", language), python_of(asked)),
            ):
                html("h3", label)
                Copy(text, label=label, words=words)
