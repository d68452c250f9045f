"""The table that `make bench` prints: figure, target, met or missed."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One measured figure beside its target. `is_met` is None for what is told for information."""

    row: str
    name: str
    measured: str
    target: str
    is_met: bool | None = None


def at_most(row: str, name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """Return a figure that must not be above its target."""
    return Figure(row, name, f"{value:,.{digits}f}{unit}", f"<= {limit:,.{digits}f}{unit}", value <= limit)


def at_least(row: str, name: str, value: float, limit: float, unit: str = "", digits: int = 2) -> Figure:
    """Return a figure that must not be below its target."""
    return Figure(row, name, f"{value:,.{digits}f}{unit}", f">= {limit:,.{digits}f}{unit}", value >= limit)


def told(row: str, name: str, measured: str) -> Figure:
    """Return a figure without a target of its own."""
    return Figure(row, name, measured, "")


def printed(figures: list[Figure]) -> str:
    """Return the table as text."""
    head = Figure("row", "figure", "measured", "target")
    widths = [
        max(len(getattr(one, key)) for one in (head, *figures))
        for key in ("row", "name", "measured", "target")
    ]
    lines = [_line(head, "", widths), "-" * (sum(widths) + 14)]
    for one in figures:
        verdict = "" if one.is_met is None else "met" if one.is_met else "MISSED"
        lines.append(_line(one, verdict, widths))
    return "\n".join(lines)


def _line(one: Figure, verdict: str, widths: list[int]) -> str:
    row, name, measured, target = widths
    return (
        f"{one.row:<{row}}  {one.name:<{name}}  {one.measured:>{measured}}  {one.target:>{target}}  {verdict}"
    )
