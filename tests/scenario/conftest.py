"""A folder of worlds to write, which is also the working directory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import builtin
from sim.scenario.loading import Source, load_scenario

Write = Callable[[str, str | bytes], Path]
Message = Callable[..., str]


@pytest.fixture
def write(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Write:
    """Writes a file; the only built-in scenarios are `baseline` and `open-replies`."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(builtin._SCENARIOS, "_folder", tmp_path / "builtin")

    def file(name: str, content: str | bytes) -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    file("builtin/baseline.toml", 'title = "Base"\ndays = 100\n[retailers.kopi]\n[retailers.toko]\nprice = 7\n')
    file("builtin/open-replies.toml", 'extends = "baseline"\n[retailers.kopi.reply]\npolicy = "open"\n')
    return file


@pytest.fixture
def message() -> Message:
    """The one line that loading ends in."""

    def of(source: Source, *overrides: str) -> str:
        with pytest.raises(ScenarioError) as caught:
            load_scenario(source, overrides)
        text = str(caught.value)
        assert "\n" not in text
        assert text.isprintable()
        assert len(text) < 2000
        return text

    return of
