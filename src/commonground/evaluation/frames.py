"""A corpus as a table in Python: one call from conversations to a DataFrame with a row for each."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from commonground.conversation.record import Conversation
from commonground.errors import MissingExtraError
from commonground.evaluation.corpus import Measured, Request, measure_corpus

if TYPE_CHECKING:
    from pandas import DataFrame


def measure_all(
    conversations: Iterable[Conversation], names: Sequence[str] = (), *, turns: bool = False, jobs: int = 1
) -> DataFrame:
    """Return a table of the measures of all conversations, a row for each, or with `turns` a row for each turn.

    Columns are `number`, `id` and the measures, those of each speaker as `NAME.first` and `NAME.second`. Raises:
    MissingExtraError without pandas; UnknownNameError for a name that no measure has.
    """
    try:
        from pandas import DataFrame
    except ImportError as error:
        raise MissingExtraError("tables in Python", "table") from error
    rows: list[dict[str, Any]] = []

    def take(row: Measured) -> None:
        if turns:
            rows.extend({"conversation": row.number, "id": row.id, **turn} for turn in row.turns)
        else:
            rows.append({"number": row.number, "id": row.id, **row.values})

    measure_corpus(conversations, Request(tuple(names), turns=turns), jobs=jobs, tick=take)
    return DataFrame(rows)
