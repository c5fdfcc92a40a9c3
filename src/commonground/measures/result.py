"""What measuring a conversation gives: its measures by name, and how they are shown in a notebook."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

from commonground.conversation.record import Conversation
from commonground.measures.measure import Measurement, Value
from commonground.measures.talk import Talk

SIDES = ("first", "second")


@dataclass(frozen=True)
class Result(Mapping[str, Measurement]):
    """The measures of a conversation, by name; `talk` is None unless two speakers talk."""

    conversation: Conversation
    talk: Talk | None
    measurements: tuple[Measurement, ...]

    @cached_property
    def _by_name(self) -> dict[str, Measurement]:
        return {one.measure: one for one in self.measurements}

    def __getitem__(self, name: str) -> Measurement:
        return self._by_name[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._by_name)

    def __len__(self) -> int:
        return len(self._by_name)

    def row(self) -> dict[str, Value]:
        """Return the values as one flat row: `NAME`, and `NAME.first`, `NAME.second` where each speaker has one.

        In a chat the first is the user and the second the assistant, whoever spoke first.
        """
        found: dict[str, Value] = {}
        for one in self.measurements:
            found[one.measure] = one.value
            for side, value in zip(SIDES, one.sides, strict=True):
                if value is not None:
                    found[f"{one.measure}.{side}"] = value
        return found

    def turn_rows(self) -> Iterator[dict[str, Value | str | int]]:
        """Yield a row for each turn of the talk: its place, its speaker, and the measures that have a value there."""
        if self.talk is None:
            return
        series = [one for one in self.measurements if one.per_turn]
        for number, (place, side) in enumerate(zip(self.talk.places, self.talk.sides, strict=True)):
            values = {one.measure: one.per_turn[number] for one in series}
            yield {"turn": place, "speaker": self.talk.names[side], **values}

    def _repr_html_(self) -> str:
        cells = "".join(
            f"<tr><td>{escape(one.measure)}</td><td>{_shown(one.value)}</td><td>{_shown(one.sides[0])}</td>"
            f"<td>{_shown(one.sides[1])}</td><td>{escape(one.version)}</td></tr>"
            for one in self.measurements
        )
        names = self.talk.names if self.talk else ("first", "second")
        head = "".join(f"<th>{escape(name)}</th>" for name in ("measure", "value", *names, "version"))
        return f"<table><thead><tr>{head}</tr></thead><tbody>{cells}</tbody></table>"


def _shown(value: Value) -> str:
    return "" if value is None else f"{value:.4g}"
