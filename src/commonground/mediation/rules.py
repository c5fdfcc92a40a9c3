"""Rules: what was learnt from conversations, few and in words, in a file that a person reads, edits and cuts.

A `word` rule says what a word of the user's own means, and is put in its place before anyone answers; a `guideline` is told to
the assistant in a note. A rule of a `user` is theirs alone. The file is TOML, a `[[rule]]` each; deleting one, or setting
`on = false`, is all it takes to be rid of it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from hashlib import blake2b
from pathlib import Path
from typing import Any, NoReturn

from commonground.errors import InputError

VERSION = "rules-1"
FORMAT = 1  # of the file
WORD, GUIDELINE = KINDS = ("word", "guideline")
_HEAD = (
    "# Rules distilled by `commonground refine`. Edit or delete what is wrong; `on = false` keeps a rule unused.\n"
    "# word: `trigger` is read as `means`. guideline: `text` is told to the assistant."
)
_LONGEST = 400  # characters of a text


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule. `text` says it to a person; of a guideline it is what the assistant is told.

    `user` is whose it is ("": everyone's), `support` how many turns or episodes it rests on, `evidence` where they are.
    """

    id: str
    kind: str
    text: str
    trigger: str = ""
    means: str = ""
    user: str = ""
    support: int = 1
    evidence: tuple[str, ...] = ()
    on: bool = True


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of a file, which tasks they were learnt from, and by which version of the Refiner."""

    rules: tuple[Rule, ...] = ()
    tasks: tuple[str, ...] = ()
    made_by: str = ""

    def digest(self) -> str:
        """Return the name of what these rules do: it changes with each edit that changes an answer."""
        told = [[one.kind, one.text, one.trigger, one.means, one.user] for one in self.rules if one.on]
        return blake2b(json.dumps(told).encode(), digest_size=6).hexdigest()

    def overlap(self, tasks: Iterable[str]) -> tuple[str, ...]:
        """Return the tasks that these rules were learnt from, among `tasks`: those may not judge them."""
        learnt = set(self.tasks)
        return tuple(task for task in tasks if task in learnt)

    def kept(self, made: Rules) -> Rules:
        """Return these rules as their reader left them, and after them those of `made` that are not here yet."""
        here = {one.id for one in self.rules}
        return Rules(
            (*self.rules, *(one for one in made.rules if one.id not in here)),
            tuple(dict.fromkeys((*self.tasks, *made.tasks))),
            made.made_by,
        )


def word(trigger: str, means: str, user: str = "", support: int = 1, evidence: tuple[str, ...] = ()) -> Rule:
    """Return the rule that a word of the user's means something."""
    whose = f"the user {user}" if user else "the user"
    text = f"By '{trigger}' {whose} means {means}."
    return Rule(_id(WORD, user, trigger.lower()), WORD, text, trigger, means, user, support, evidence)


def guideline(text: str, user: str = "", support: int = 1, evidence: tuple[str, ...] = ()) -> Rule:
    """Return the rule that the assistant is told something."""
    return Rule(_id(GUIDELINE, user, text.lower()), GUIDELINE, text, user=user, support=support, evidence=evidence)


def of_user(rules: Iterable[Rule], user: str = "") -> tuple[Rule, ...]:
    """Return the rules that are on and are everyone's or this user's; where both have a word, the user's own."""
    held = [one for one in rules if one.on and one.user in ("", user)]
    own = {one.trigger.lower() for one in held if one.user and one.kind == WORD}
    return tuple(one for one in held if one.user or one.kind != WORD or one.trigger.lower() not in own)


def dumps(rules: Rules) -> str:
    """Return rules as the text of a file."""
    tasks = "".join(f"\n    {_quoted(task)}," for task in rules.tasks)
    head = (
        f"{_HEAD}\nversion = {FORMAT}\nmade_by = {_quoted(rules.made_by)}\ntasks = [{tasks}{chr(10) * bool(tasks)}]\n"
    )
    return head + "".join(f"\n[[rule]]\n{_written(one)}" for one in rules.rules)


def write(path: Path, rules: Rules) -> None:
    """Write rules to a file. Raises: InputError."""
    try:
        path.write_text(dumps(rules), encoding="utf-8")
    except OSError as error:
        raise InputError(f"cannot be written: {error.strerror}", path=str(path), hint="give another --out") from error


def read(path: Path) -> Rules:
    """Return the rules of a file. Raises: InputError that names the file, line, field and value."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", "") or "it is not UTF-8"
        hint = "give a file that commonground refine wrote"
        raise InputError(f"cannot be read: {why}", path=str(path), hint=hint) from error
    return loads(text, str(path))


def loads(text: str, path: str = "") -> Rules:
    """Return the rules in a text. Raises: InputError that names the line, field and value."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"^(.*) \(at line (\d+), column \d+\)$", str(error))
        problem, line = (found[1], int(found[2])) if found else (str(error), None)
        raise InputError(f"is not TOML: {problem}", path=path, line=line) from error
    return _Text(text, path).rules(document)


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's text, in which a refused field is found again."""

    text: str
    path: str

    def rules(self, document: Mapping[str, Any]) -> Rules:
        version = document.get("version")
        if version != FORMAT:
            newer = isinstance(version, int) and version > FORMAT
            hint = "pip install --upgrade commonground" if newer else f"write version = {FORMAT}"
            self._refuse(-1, "version", version, f"must be {FORMAT}", hint)
        for name in document:
            if name not in ("version", "made_by", "tasks", "rule"):
                self._refuse(
                    -1, name, document[name], "is no field of a rules file", "it has: version, made_by, tasks, rule"
                )
        tasks, made_by, given = document.get("tasks", []), document.get("made_by", ""), document.get("rule", [])
        if not _texts(tasks):
            self._refuse(-1, "tasks", tasks, "must be a list of texts")
        if not isinstance(made_by, str):
            self._refuse(-1, "made_by", made_by, "must be a text")
        if not isinstance(given, list) or not all(isinstance(one, dict) for one in given):
            self._refuse(-1, "rule", given, "must be tables", "begin each rule with [[rule]]")
        found = tuple(self._rule(at, one) for at, one in enumerate(given))
        seen: set[str] = set()
        for at, one in enumerate(found):
            if one.id in seen:
                self._refuse(at, "id", one.id, "is there twice", "give each rule an id of its own")
            seen.add(one.id)
        return Rules(found, tuple(tasks), made_by)

    def _rule(self, at: int, given: Mapping[str, Any]) -> Rule:
        known = {field.name: field.default for field in fields(Rule)}
        for name, value in given.items():
            if name not in known:
                self._refuse(at, name, value, "is no field of a rule", f"it has: {', '.join(known)}")
            wanted, what = _TYPES.get(name, (str, "a text"))
            right = _texts(value) if name == "evidence" else type(value) is wanted
            if not right:
                self._refuse(at, name, value, f"must be {what}")
            if isinstance(value, str) and len(value) > _LONGEST:
                self._refuse(at, name, value, f"has at most {_LONGEST} characters")
        kind = given.get("kind")
        if kind not in KINDS:
            self._refuse(at, "kind", kind, f"must be one of: {', '.join(KINDS)}")
        for name in ("trigger", "means") if kind == WORD else ("text",):
            if not str(given.get(name, "")).strip():
                self._refuse(at, name, given.get(name), f"is needed by a {kind} rule")
        made = word(given["trigger"], given["means"]) if kind == WORD else guideline(given["text"])
        values: dict[str, Any] = {**given, "evidence": tuple(given.get("evidence", ()))}
        return replace(made, **values)

    def _refuse(self, at: int, field: str, value: object, problem: str, hint: str = "") -> NoReturn:
        name = f"rule[{at}].{field}" if at >= 0 else field
        raise InputError(problem, path=self.path, line=self._line(at, field), field=name, value=value, hint=hint)

    def _line(self, at: int, field: str) -> int:
        """Return the line of a field of rule `at` (-1: of the head), of the rule itself where it has none."""
        lines = self.text.split("\n")
        starts = [number for number, line in enumerate(lines, 1) if re.match(r"\s*\[\[\s*rule\s*\]\]", line)]
        start = starts[at] if 0 <= at < len(starts) else 1
        end = (
            next((one for one in starts if one > start), len(lines) + 1) if at >= 0 else (starts or [len(lines) + 1])[0]
        )
        inside = range(start, end)
        return next((number for number in inside if re.match(rf"\s*{re.escape(field)}\s*=", lines[number - 1])), start)


_TYPES: dict[str, tuple[type, str]] = {
    "support": (int, "a whole number"), "on": (bool, "true or false"), "evidence": (list, "a list of texts"),
}  # fmt: skip


def _written(rule: Rule) -> str:
    """Return the fields of a rule; those that hold their default are left out."""
    lines = []
    for field in fields(Rule):
        value = getattr(rule, field.name)
        if field.name == "evidence":
            value = list(value)
        if value != field.default and value != []:
            lines.append(f"{field.name} = {_quoted(value)}\n")
    return "".join(lines)


def _quoted(value: object) -> str:
    """Return a value as TOML writes it: JSON's texts, numbers, truths and lists are TOML's too, but for DEL."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def _id(*parts: str) -> str:
    return f"{parts[0][0]}-{blake2b(json.dumps(parts).encode(), digest_size=4).hexdigest()}"
