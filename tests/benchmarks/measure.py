"""What is measured, what it is measured against, and how that is told."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measure:
    """A figure beside its floor: the same done with as little as possible, in the same run.

    The budget is a `limit` in `unit`, or so many `times` the floor; with neither, the figure is
    only told. A `rate` is better the higher it is, anything else the lower.
    """

    name: str
    value: float
    unit: str
    floor: float | None = None
    limit: float | None = None
    times: float | None = None
    rate: bool = False

    @property
    def ratio(self) -> float | None:
        """How many times worse than the floor."""
        if not self.floor or not self.value:
            return None
        return self.floor / self.value if self.rate else self.value / self.floor

    @property
    def budget(self) -> float | None:
        """The budget, in `unit`."""
        return self.times * self.floor if self.times and self.floor else self.limit

    @property
    def ok(self) -> bool | None:
        """Whether it is within its budget; nothing where it has none."""
        if self.budget is None:
            return None
        return self.value >= self.budget if self.rate else self.value <= self.budget


def percentile(values: Sequence[float], percent: float) -> float:
    """The value that `percent` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * percent / 100))]


def table(measures: Sequence[Measure]) -> str:
    """The measures as a table for people."""
    head = ("", "value", "unit", "floor", "ratio", "budget", "")
    lines = [head, *(_line(measure) for measure in measures)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column in (0, 2, 6) else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(line, widths, strict=True))
        ).rstrip()
        for line in lines
    )


def write_json(measures: Sequence[Measure], path: Path) -> None:
    """The measures as one JSON document; the budget is in the unit of the value."""
    content = {
        measure.name: {
            "value": _rounded(measure.value),
            "unit": measure.unit,
            "floor": _rounded(measure.floor),
            "ratio": _rounded(measure.ratio),
            "budget": _rounded(measure.budget),
            "ok": measure.ok,
        }
        for measure in measures
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")


def _line(measure: Measure) -> tuple[str, ...]:
    ratio = "" if measure.ratio is None else f"{measure.ratio:.2f} ×"
    budget = _shown(measure.budget)
    if measure.times:
        budget = f"{measure.times} ×"
    ok = {None: "", True: "ok", False: "MISSED"}[measure.ok]
    return (
        measure.name,
        _shown(measure.value),
        measure.unit,
        _shown(measure.floor),
        ratio,
        budget,
        ok,
    )


def _shown(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


def _rounded(value: float | None) -> float | None:
    return None if value is None else float(f"{value:.5g}")
