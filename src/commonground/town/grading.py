"""Whether a reply is right, and if not, in which way: each error has a type.

Types, in the order in which they are tried:
- `malformed`      no answer could be read
- `last_shards`    right for the last turns alone: what was said before them is gone
- `default`        a usual value stands where the user had stated another
- `merged`         values that the user did say, in the wrong place, or one that was corrected later
- `other`          anything else

The first three of the well-formed ones are found by counterfactual: the answer equals the right answer to a part of what
was said. So they are typed also where the facts no longer show in the answer, as in a total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from commonground.town.family import Answer, Family, Values
from commonground.town.items import Item

VERSION = "grading-1"
ERRORS = ("default", "last_shards", "merged", "malformed", "other")


@dataclass(frozen=True, slots=True)
class Grade:
    """`right`, the type of the error where it is not, and the answer as it was read (None: nothing could be read)."""

    right: bool
    error: str | None
    answer: Answer | None


def grade(item: Item, reply: str, known: Mapping[str, str] | None = None) -> Grade:
    """Return the grade of `reply` as the answer to the whole of `item`.

    `known` replaces facts that only the conversation settles, such as the option that the user picked.
    """
    family, values = item.family, {**item.values, **(known or {})}
    answer = family.read(reply)
    if answer is None:
        return Grade(False, "malformed", None)
    if agrees(answer, family.answer(family.filled(values))):
        return Grade(True, None, answer)
    stated = [{**one, **{key: values[key] for key in one if key in (known or {})}} for one in item.stated]
    return Grade(False, error_type(family, answer, values, stated), answer)


def agrees(answer: Answer, wanted: Answer) -> bool:
    """Return whether `answer` has every field of `wanted` with its value; letter case does not count."""
    return all(answer.get(key, "").casefold() == value.casefold() for key, value in wanted.items())


def error_type(family: Family, answer: Answer, values: Values, stated: Sequence[Values]) -> str:
    """Return the type of a well-formed wrong answer."""
    facts = [one for one in stated if one]

    def is_answer_to(part: Sequence[Values]) -> bool:
        merged = {key: value for one in part for key, value in one.items()}
        return agrees(answer, family.answer(family.filled(merged)))

    if family.kind == "decomposes":
        return _parts_missing(family, answer, values)
    if any(is_answer_to(facts[start:]) for start in range(1, len(facts))):
        return "last_shards"
    if any(is_answer_to(part) for part in _parts(_latest(facts))):
        return "default"
    if any(is_answer_to(part) for part in _parts(facts)):
        return "merged"
    return _by_field(family, answer, values, facts)


def _parts_missing(family: Family, answer: Answer, values: Values) -> str:
    """Return the type of an answer to independent questions: wrong in a part, or without some of the parts."""
    wanted = family.answer(values)
    if any(answer[key].casefold() != value.casefold() for key, value in wanted.items() if key in answer):
        return "other"
    given = [key in answer for key in wanted]
    if not any(given):
        return "other"
    return "last_shards" if given == sorted(given) else "default"


def _latest(facts: Sequence[Values]) -> list[Values]:
    """Return the facts without those that a later one replaces."""
    last = {key: number for number, one in enumerate(facts) for key in one}
    return [one for number, one in enumerate(facts) if all(last[key] == number for key in one)]


def _parts(facts: Sequence[Values]) -> Iterator[Sequence[Values]]:
    """Yield every proper part of the facts, larger ones first, in order."""
    for size in range(len(facts) - 1, -1, -1):
        yield from combinations(facts, size)


def _by_field(family: Family, answer: Answer, values: Values, facts: Sequence[Values]) -> str:
    """Return the type of an answer that shows the facts themselves, field by field; `other` where it shows none."""
    filled = family.filled(values)
    shown = {key: answer[key].casefold() for key in filled if key in answer}
    wrong = {key: value for key, value in shown.items() if value != filled[key].casefold()}
    said = {value.casefold() for one in facts for value in one.values()}
    defaults = {slot.key: slot.default.casefold() for slot in family.slots}
    if not wrong:
        return "other"
    if all(value == defaults[key] for key, value in wrong.items()):
        return "default"
    return "merged" if all(value in said or value == defaults[key] for key, value in wrong.items()) else "other"
