"""Gates: a condition on a summary's numbers that fails a job, such as `gradual-reveal.SHARDED.light.final_turn.mean < 0.6`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from commonground.errors import UsageError

_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "==": operator.eq, "!=": operator.ne,
}  # fmt: skip
_GATE = re.compile(r"\s*([\w.-]+)\s*(<=|>=|==|!=|<|>)\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*")
_HINT = (
    "write SUITE.CONDITION.MEDIATION[.FAMILY].FIELD < NUMBER, as in gradual-reveal.SHARDED.light.final_turn.mean < 0.6"
)
_COUNTS = ("errors", "failures", "strategies")  # where a name that never came up counts 0


@dataclass(frozen=True, slots=True)
class Gate:
    """A comparison of one number of a summary; a job fails when it is true, or when there is no such number."""

    text: str
    path: tuple[str, ...]
    comparison: str
    limit: float

    def verdict(self, summary: Mapping[str, Any]) -> str | None:
        """Return why the gate fails the run, None where it does not. Raises: UsageError when the run has no such cell."""
        cell, rest = self._cell(summary)
        value: Any = cell
        for number, name in enumerate(rest):
            if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
                value = value[int(name)]
            elif isinstance(value, Mapping) and (name in value or rest[number - 1] in _COUNTS):
                value = value.get(name, 0)
            elif value is not None:
                known = ", ".join(map(str, value)) if isinstance(value, Mapping) else "no fields"
                raise UsageError(f"{self.text!r}: no field {name!r}", f"there is: {known}")
        if value is None:
            return f"{self.text}: not measured"
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise UsageError(f"{self.text!r}: {'.'.join(rest) or 'a cell'} is not a number", _HINT)
        return f"{self.text}: it is {value:.4g}" if _COMPARISONS[self.comparison](value, self.limit) else None

    def _cell(self, summary: Mapping[str, Any]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
        """Return the cell of the summary that the path names, and the rest of the path."""
        suite, condition, mediation, *rest = self.path
        cells = {
            (one["name"], cell["name"], cell["mediation"], cell["family"]): cell
            for one in summary["suites"]
            for cell in one["conditions"]
        }
        key = (suite, condition, mediation)
        if rest and (*key, rest[0]) in cells:
            return cells[*key, rest[0]], tuple(rest[1:])
        if (*key, "all") in cells:
            return cells[*key, "all"], tuple(rest)
        known = ", ".join(dict.fromkeys(".".join(found[:3]) for found in cells))
        raise UsageError(f"{self.text!r}: the run has no cell {'.'.join(key)}", f"it has: {known}")


def gate(text: str) -> Gate:
    """Return the gate that `text` describes. Raises: UsageError when it describes none."""
    found = _GATE.fullmatch(text)
    if found is None or found[1].count(".") < 3:
        raise UsageError(f"not a gate: {text!r}", _HINT)
    return Gate(text.strip(), tuple(found[1].split(".")), found[2], float(found[3]))
