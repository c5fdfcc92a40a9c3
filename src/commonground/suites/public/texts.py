"""Texts that are scored by BLEU: translations from German, and one-sentence descriptions of tables (ToTTo).

The score is that of sacrebleu (Post 2018, WMT 186) on the one reply, 0..1. Needs the extra `public`.
"""

from __future__ import annotations

from collections.abc import Sequence

from commonground.conversation.record import Conversation
from commonground.episodes.task import Task, Verdict
from commonground.errors import MissingExtraError
from commonground.suites.public.row import PublicRow, last_reply

VERSION = "1"
_TRANSLATE = (
    "You translate from German into English. Where the text comes in parts, translate all of it so far each time. Reply with "
    "the translation only."
)
_DESCRIBE = "You describe what a table shows in its highlighted cells, in one sentence. Reply with the sentence only."


def translation(row: PublicRow) -> Task:
    """Return the task of a translation. Raises: InputError, MissingExtraError."""
    parts = tuple(f"Part {number}:\n{shard}" for number, shard in enumerate(row.source.shards, 1))
    return _task(row, row.get("document_de", str), parts, (row.get("document_en", str),), _TRANSLATE)


def description(row: PublicRow) -> Task:
    """Return the task of a table. Raises: InputError, MissingExtraError."""
    table = row.optional("table_highlighted_html") or row.get("table_html", str)
    known = row.source.fields.get("metadata")
    about = [f"{key}: {value}" for key, value in known.items()] if isinstance(known, dict) else []
    full = "\n\n".join(part for part in (table, "\n".join(about), row.optional("fewshot_descriptions")) if part)
    return _task(row, full, row.source.shards, row.texts("references"), _DESCRIBE)


def _task(row: PublicRow, full: str, shards: tuple[str, ...], references: Sequence[str], briefing: str) -> Task:
    bleu(" ", references)  # a missing extra is said before the run

    def check(conversation: Conversation) -> Verdict:
        reply = last_reply(conversation).strip()
        score = bleu(reply, references)
        return Verdict(score, None if score >= 1 else "other" if reply else "malformed", reply or None, bool(reply))

    return Task(
        id=row.source.task_id, family=row.source.task, full=full, shards=shards, check=check, reference=references[0],
        briefing=briefing, world=row.source.task, required=frozenset(range(len(shards))),
    )  # fmt: skip


def bleu(reply: str, references: Sequence[str]) -> float:
    """Return BLEU of a reply against its references, 0..1. Raises: MissingExtraError."""
    try:
        from sacrebleu.metrics.bleu import BLEU
    except ImportError as error:
        raise MissingExtraError("scoring texts by BLEU", "public") from error
    return min(1.0, float(BLEU().corpus_score([reply], [[one.strip()] for one in references]).score) / 100)
