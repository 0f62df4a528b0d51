"""What a calibration found, as tables and sentences for the terminal."""

from __future__ import annotations

from collections.abc import Sequence

from sim.experiment.calibrate.forward import Error
from sim.experiment.calibrate.inference import EXPLAINED, INFORMED, LEVEL
from sim.experiment.calibrate.records import Calibration, Checked
from sim.experiment.numerals import UNDEFINED, numeral, written
from sim.experiment.sheets import Sheet, plain

SURE = f"{LEVEL:.0%}"


def opening(found: Calibration) -> list[str]:
    """What was read: every file, its columns, and what was made of its rows."""
    lines = []
    for kind, export in found.exports.items():
        span = found.spans[kind]
        lines.append(f"{export.path}: {export.kind.title}, {numeral(export.rows, 0)} rows")
        columns = ", ".join(
            f"{role} = {column}{' (guessed)' if role in export.guessed else ''}"
            for role, column in export.columns.items()
        )
        lines.append(f"  columns: {columns}")
        lines.append("  " + "; ".join(f"{about} {what}" for about, what in export.written.items()))
        lines += [f"  {text}" for text in export.told]
        lines.append(f"  {span.split} days from {span.first} are fitted, {span.end - span.split} days are held out")
    if found.cohort_days is not None:
        lines.append(
            f"Customers: the {numeral(found.customers, 0)} who bought first within the first {found.cohort_days} days"
        )
    for path, value in found.read_off.items():
        lines.append(f"Read off: {path} = {written(value)}")
    return lines


def sheets(found: Calibration) -> list[Sheet]:
    """All tables of a calibration."""
    made = [_parameters(found), _patterns(found)]
    if found.held_out:
        made.append(
            _checks(
                "Days held out",
                "Nothing of these days was used. The range holds what worlds drawn from the fit have in them.",
                found.held_out,
            )
        )
    if found.forward is not None:
        made += [_totals(found), _classes(found)]
    return made


def closing(found: Calibration) -> list[str]:
    """What to mind."""
    left = [f.candidate.path for f in found.fitted if not f.informed]
    lines = []
    if left:
        lines.append(f"Not informed by these data, and left as in {found.base.name}: {', '.join(left)}.")
    off = [c.pattern.title for c in found.patterns if not c.within]
    if off:
        lines.append(f"Worlds drawn from the fit do not show what the data show in: {'; '.join(off)}.")
    return lines


def _parameters(found: Calibration) -> Sheet:
    rows = [
        (
            plain(f.candidate.path),
            plain(written(f.value)),
            plain(f"{written(f.low)} to {written(f.high)}"),
            plain(f"{written(f.candidate.low)} to {written(f.candidate.high)}"),
            plain(numeral(f.width, 2)),
            plain("yes" if f.informed else "no: left"),
        )
        for f in found.fitted
    ]
    return Sheet(
        "Parameters",
        f"The range holds {SURE} of what the data leave possible. Informed: at most {INFORMED:g} of the width before, "
        f"and {EXPLAINED:.0%} of the variance explained.",
        ("parameter", "value", "range", "before", "width over before", "informed"),
        tuple(rows),
    )


def _patterns(found: Calibration) -> Sheet:
    return _checks(
        "Patterns in the days fitted",
        f"Of {found.draws} worlds drawn from the fit: median and the range of {SURE} of them. 'Beyond' is what hardly "
        "any world of the ranges before comes near.",
        found.patterns,
    )


def _checks(title: str, note: str, checks: Sequence[Checked]) -> Sheet:
    rows = []
    for c in checks:
        verdict = "within" if c.within else "outside"
        rows.append(
            (
                plain(c.pattern.title),
                plain(_figure(c.data)),
                plain(_figure(c.middle)),
                plain(f"{_figure(c.low)} to {_figure(c.high)}"),
                plain(verdict if c.reached else f"{verdict}, beyond"),
            )
        )
    return Sheet(title, note, ("pattern", "data", "worlds", "range", "data are"), tuple(rows))


def _totals(found: Calibration) -> Sheet:
    assert found.forward is not None
    rows = [_total("worlds drawn from the fit", found.forward, "")]
    rows += [_total(peer.name, peer.error, peer.why_not) for peer in found.peers]
    span = found.spans["purchases"]
    return Sheet(
        f"Repeat purchases in the {span.end - span.split} days held out",
        f"Of the same {numeral(found.customers, 0)} customers, from what each had bought until then; they then made "
        f"{numeral(found.forward.actual, 0)}.",
        ("method", "predicted", "range", "error", "mean absolute error of a customer"),
        tuple(rows),
    )


def _total(name: str, error: Error | None, why_not: str) -> tuple[tuple[str, str], ...]:
    if error is None:
        return plain(f"{name}: {why_not}"), *(plain(UNDEFINED) for _ in range(4))
    spread = UNDEFINED
    if error.low is not None and error.high is not None:
        spread = f"{numeral(error.low, 0)} to {numeral(error.high, 0)}"
    relative = UNDEFINED if error.relative is None else f"{numeral(100 * error.relative, 1, signed=True)}%"
    cells = (numeral(error.predicted, 0), spread, relative, numeral(error.per_customer, 3))
    return plain(name), *(plain(text) for text in cells)


def _classes(found: Calibration) -> Sheet:
    assert found.forward is not None
    errors = [("worlds", found.forward), *((peer.name, peer.error) for peer in found.peers if peer.error is not None)]
    rows = []
    for k, (customers, _, came) in enumerate(found.forward.by_repeats):
        means = [numeral(error.by_repeats[k][1], 2) for _, error in errors]
        rows.append(
            tuple(
                plain(text) for text in (f"{k}{'+' if k == 7 else ''}", numeral(customers, 0), numeral(came, 2), *means)
            )
        )
    return Sheet(
        "Purchases of a customer in the days held out, by repeat purchases before",
        "Means over customers.",
        ("repeat purchases before", "customers", "data", *(name for name, _ in errors)),
        tuple(rows),
    )


def _figure(value: float) -> str:
    """Three digits that count."""
    digits = f"{value:.3g}"
    return written(float(digits)) if "e" not in digits else numeral(value, 0) if abs(value) >= 1 else digits
