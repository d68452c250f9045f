"""Small numbers of the open data: which cells are left blank so that none of them can be worked out.

A count of 1 to 4 people is blank. Where totals, or a region and its provinces, would give a blank cell
away, the next smallest cell is blank as well, until whoever knows every number that is shown is left with
at least three possible values for each blank one. Nought is shown: it is nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

LEAST_PEOPLE = 5
# How far apart the smallest and the largest possible value of a blank cell must lie.
LEAST_DOUBT = 2
UNBOUNDED = 10**12
MOST_TRIED = 12

Key = tuple[str, str]
Table = Mapping[Key, int]
# The key of the whole country and year.
WHOLE: Key = ("", "")


@dataclass(frozen=True)
class Sum:
    """A total that readers know to be the sum of its parts."""

    total: Key
    parts: tuple[Key, ...]

    def holds(self, table: Table) -> bool:
        """Tell whether a table keeps to it: percents and medians do not add up."""
        keys = (self.total, *self.parts)
        return all(key in table for key in keys) and table[self.total] == sum(table[k] for k in self.parts)


def blanks(tables: Sequence[Table], sums: Sequence[Sum], also: Iterable[Key] = ()) -> set[Key]:
    """Return the cells to leave blank in all of some tables that are shown together.

    `also` are cells that are blank already, for a table that others could be worked out from.
    """
    hidden = {key for table in tables for key, people in table.items() if 0 < people < LEAST_PEOPLE}
    hidden |= {key for key in also if any(key in table for table in tables)}
    least = 1 if len(tables) == 1 and not also else 0
    while found := _given_away(tables, sums, hidden, least):
        table, key, company = found
        hidden.add(_best(table, key, sums, hidden, company, least))
    return hidden


def ranges(table: Table, sums: Sequence[Sum], hidden: Iterable[Key], least: int = 0) -> dict[Key, range]:
    """Return between which values each blank cell must lie for whoever knows the others and the sums."""
    low = {key: least for key in hidden if key in table}
    high = dict.fromkeys(low, UNBOUNDED)
    known = [one for one in sums if one.holds(table)]
    changed = True
    while changed:
        changed = False
        for one in known:
            changed |= _narrow(one, table, low, high)
    return {key: range(low[key], high[key] + 1) for key in low}


def _narrow(one: Sum, table: Table, low: dict[Key, int], high: dict[Key, int]) -> bool:
    """Narrow the bounds of the blank cells of one sum; tells whether anything became narrower."""
    # total - parts = 0: each blank cell is bounded by the bounds of all the others.
    signed = [(one.total, 1), *((part, -1) for part in one.parts)]
    least = most = 0
    for key, sign in signed:
        ends = (low.get(key, table[key]) * sign, high.get(key, table[key]) * sign)
        least, most = least + min(ends), most + max(ends)
    changed = False
    for key, sign in signed:
        if key not in low:
            continue
        ends = (low[key] * sign, high[key] * sign)
        # What the others sum to lies between these two; this cell is their negative.
        others = (least - min(ends), most - max(ends))
        bounds = sorted((-others[0] * sign, -others[1] * sign))
        new_low, new_high = max(low[key], bounds[0]), min(high[key], bounds[1])
        if (new_low, new_high) != (low[key], high[key]):
            low[key], high[key], changed = new_low, new_high, True
            least += min(new_low * sign, new_high * sign) - min(ends)
            most += max(new_low * sign, new_high * sign) - max(ends)
    return changed


def _given_away(
    tables: Sequence[Table], sums: Sequence[Sum], hidden: set[Key], least: int
) -> tuple[Table, Key, list[Key]] | None:
    """Return a blank cell with people in it that a reader could work out, and what could go with it."""
    for table in tables:
        for key, possible in sorted(ranges(table, sums, hidden, least).items()):
            if table[key] and len(possible) <= LEAST_DOUBT and (company := _near(table, key, sums, hidden)):
                return table, key, company
    return None


def _near(table: Table, key: Key, sums: Sequence[Sum], hidden: set[Key]) -> list[Key]:
    """Return the shown cells that tell something of a blank one, the smallest first and the whole last."""
    known = [one for one in sums if one.holds(table)]
    reached, shown, waiting = {key}, set[Key](), [key]
    while waiting:
        here = waiting.pop()
        for one in known:
            members = (one.total, *one.parts)
            if here in members:
                fresh = {cell for cell in members if cell in hidden} - reached
                reached |= fresh
                waiting += fresh
                shown |= {cell for cell in members if cell not in hidden and table[cell]}
    return sorted(shown, key=lambda cell: (cell == WHOLE, table[cell], cell))


def _best(
    table: Table, key: Key, sums: Sequence[Sum], hidden: set[Key], company: list[Key], least: int
) -> Key:
    """Return the smallest cell that leaves enough doubt about a blank one; else the smallest of all."""
    for cell in company[:MOST_TRIED]:
        if len(ranges(table, sums, {*hidden, cell}, least)[key]) > LEAST_DOUBT:
            return cell
    return company[0]
