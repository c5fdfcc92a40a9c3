"""Transcripts of any supported kind: the format is told by what a file holds, and every row becomes a conversation.

`read_transcripts` takes a file or a folder of files. What a turn has no place for is left where it is; ids and the fields of
a row that are no turns are kept as the conversation's id and metadata.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from types import MappingProxyType

from commonground.conversation import jsonl
from commonground.conversation.nodes import Bad, Node, document, each, lines, nodes
from commonground.conversation.readers import read_openai, rows
from commonground.conversation.record import ASSISTANT, SYSTEM, TOOL, USER, Conversation, Turn
from commonground.errors import InputError, UnknownNameError

Reader = Callable[[str, Bad | None], Iterator[Conversation]]
_SHAREGPT = {
    "human": USER, "user": USER, "gpt": ASSISTANT, "assistant": ASSISTANT, "chatgpt": ASSISTANT, "model": ASSISTANT,
    "bing": ASSISTANT, "bard": ASSISTANT, "claude": ASSISTANT, "system": SYSTEM, "tool": TOOL, "function": TOOL,
    "observation": TOOL, "function_call": ASSISTANT,
}  # fmt: skip
_UTTERANCES = "utterances.jsonl"


def read_transcripts(
    path: str | os.PathLike[str], form: str = "auto", bad: Bad | None = None
) -> Iterator[Conversation]:
    """Yield the conversations of a file, a ConvoKit folder, or every file of a folder by name, in order.

    `form` is one of FORMATS, or "auto". Files that end in .gz or .zst are unpacked. A bad row raises InputError, which
    names file, line, field and value; where `bad` is given it is told instead, and the row is passed over. Raises:
    UnknownNameError; InputError for what cannot be read or recognised.
    """
    if form != "auto" and form not in FORMATS:
        raise UnknownNameError("format", form, ("auto", *FORMATS))
    place = Path(path)
    if place.is_dir() and not _utterances(place):
        files = sorted(file for file in place.rglob("*") if file.is_file() and not file.name.startswith("."))
        if not files:
            raise InputError("holds no file", path=str(place), hint="give a file, or a folder with files")
        for file in files:
            yield from FORMATS[sniff(file) if form == "auto" else form](str(file), bad)
        return
    yield from FORMATS[sniff(place) if form == "auto" else form](str(place), bad)


def sniff(path: str | os.PathLike[str]) -> str:
    """Return the format of a file or ConvoKit folder. Raises: InputError when it is none that is known."""
    place = Path(path)
    if _utterances(place):
        return "convokit"
    first = next((line.strip() for _, line in lines(place) if line.strip()), b"")
    if not first:
        raise InputError("is empty", path=str(place), hint="a transcript holds at least one turn")
    if first.removeprefix(b"\xef\xbb\xbf")[:1] in (b"{", b"["):
        row = next(rows(place))
        fields = row.value if isinstance(row.value, dict) else {}
        marks = {
            "schema": "commonground",
            "messages": "openai",
            "conversations": "sharegpt",
            "conversation": "wildchat",
        }
        for mark, name in marks.items():
            if mark in fields:
                return name
        hint = f"a row has one of the fields {', '.join(marks)}; or name the format: {', '.join(FORMATS)}"
        raise InputError("is no transcript of a known format", path=row.path, line=row.line, value=row.value, hint=hint)
    if b"\t" in first:
        return "tsv"
    hint = "JSON, or lines of a speaker, a tab and a text; or name the format"
    raise InputError("is no transcript of a known format", path=str(place), line=1, value=first[:80], hint=hint)


def _sharegpt(path: str, bad: Bad | None) -> Iterator[Conversation]:
    def conversation(row: Node) -> Conversation:
        return _conversation(
            row, "conversations", ("id",), lambda one: Turn(_role(one.get("from")), one.get("value").text())
        )

    yield from each(rows(path, bad), conversation, bad)


def _role(node: Node) -> str:
    role = _SHAREGPT.get(node.text().casefold())
    if role is None:
        node.refuse("is no speaker", f"choose from: {', '.join(_SHAREGPT)}")
    return role


def _wildchat(path: str, bad: Bad | None) -> Iterator[Conversation]:
    def turn(node: Node) -> Turn:
        content, time = node.get("content"), node.optional("timestamp")
        return Turn(node.get("role").text(), "" if content.value is None else content.text(), time=_time(time))

    def conversation(row: Node) -> Conversation:
        return _conversation(row, "conversation", ("conversation_hash", "conversation_id", "id"), turn)

    yield from each(rows(path, bad), conversation, bad)


def _conversation(row: Node, field: str, ids: tuple[str, ...], turn: Callable[[Node], Turn]) -> Conversation:
    """Return the conversation whose turns stand in a field of a row; the other fields become its metadata."""
    named = next((node for name in ids if (node := row.optional(name)) is not None and node.value is not None), None)
    meta = {key: value for key, value in row.fields().items() if key != field and (named is None or key != named.field)}
    turns = tuple(turn(node) for node in row.get(field).items())
    return Conversation(turns, id=None if named is None else str(named.value), meta=MappingProxyType(meta))


def _time(node: Node | None) -> float | None:
    """Return a time in seconds: a number as it stands, an ISO date as seconds since 1970."""
    if node is None or node.value is None:
        return None
    if not isinstance(node.value, str):
        return node.number()
    try:
        if node.value.replace(".", "", 1).isdecimal():
            return float(node.value)
        return datetime.fromisoformat(node.value).timestamp()
    except ValueError:
        node.refuse("is no time", "a number of seconds, or an ISO date")


def _convokit(path: str, bad: Bad | None) -> Iterator[Conversation]:
    """Yield the conversations of a ConvoKit corpus, in the order of their first utterances; it is held in memory."""
    turns: dict[str, list[Turn]] = defaultdict(list)

    def utterance(node: Node) -> None:
        root = node.optional("conversation_id") or node.optional("root") or node.get("conversation_id")
        speaker = node.optional("speaker") or node.optional("user") or node.get("speaker")
        name = speaker.get("id") if isinstance(speaker.value, dict) else speaker
        text = node.get("text")
        turns[root.text()].append(
            Turn(name.text(), "" if text.value is None else text.text(), time=_time(node.optional("timestamp")))
        )

    folder = Path(path)
    for _ in each(nodes(folder / _UTTERANCES, bad), utterance, bad):
        pass
    about = folder / "conversations.json"
    known = document(about).fields() if about.is_file() else {}
    for name, own in turns.items():
        times = [turn.time for turn in own if turn.time is not None]
        ordered = sorted(own, key=lambda turn: turn.time or 0.0) if len(times) == len(own) else own
        meta = known.get(name)
        yield Conversation(tuple(ordered), id=name, meta=MappingProxyType(meta if isinstance(meta, dict) else {}))


def _utterances(place: Path) -> bool:
    return (place / _UTTERANCES).is_file()


def _tsv(path: str, bad: Bad | None) -> Iterator[Conversation]:
    """Yield the conversations of lines of a speaker, a tab and a text; a blank line ends one. Their ids are counted."""
    turns: list[Turn] = []
    count = 0
    for number, line in lines(path):
        try:
            text = line.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
            speaker, tab, said = text.partition("\t")
            if text.strip() and not (tab and speaker.strip()):
                hint = "write the speaker, a tab and the text; a blank line between conversations"
                raise InputError("is no turn", path=path, line=number, value=text, hint=hint)
        except (UnicodeDecodeError, InputError) as error:
            no_text = InputError("is not UTF-8", path=path, line=number, value=line[:80])
            found = error if isinstance(error, InputError) else no_text
            if bad is None:
                raise found from error
            bad(found)
            continue
        if text.strip():
            turns.append(Turn(speaker.strip(), said))
        elif turns:
            count += 1
            yield Conversation(tuple(turns), id=str(count))
            turns = []
    if turns:
        yield Conversation(tuple(turns), id=str(count + 1))


FORMATS: dict[str, Reader] = {
    "commonground": jsonl.read, "openai": read_openai, "sharegpt": _sharegpt, "wildchat": _wildchat, "convokit": _convokit,
    "tsv": _tsv,
}  # fmt: skip
