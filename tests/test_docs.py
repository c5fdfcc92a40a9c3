"""The documentation is true: its commands run and print what is shown, its examples run, its links lead somewhere.

In ```console blocks a line that starts with `$ ` is a command, lines that start with `> ` continue it, and what
follows is expected in its output, in this order (`...` stands for anything). The blocks of a page run in one temporary
folder, from top to bottom. Each ```python block stands by itself and runs in the same folder. After the language may
stand:

    no-run: REASON      not run, and why
    exit=N              the last command of the block exits with N
"""

from __future__ import annotations

import contextlib
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
RUN = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
LINKED = [*RUN, ROOT / "CONTRIBUTING.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*/**/*.md"))]
SECONDS_PER_BLOCK = 900
MARK = "@@exit"
FENCE = re.compile(r"^(?P<fence>```+)(?P<info>[^`\n]*)\n(?P<body>.*?)^(?P=fence)[ \t]*$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)(?:\s+\"[^\"]*\")?\)")


@dataclass(frozen=True)
class Block:
    where: str
    language: str
    options: str
    body: str

    @property
    def exit_code(self) -> int:
        found = re.search(r"\bexit=(\d+)", self.options)
        return int(found[1]) if found else 0

    @property
    def runs(self) -> bool:
        reason = re.search(r"\bno-run\b(?::\s*(?P<reason>\S.*))?", self.options)
        if reason is None:
            return True
        assert reason["reason"], f"{self.where}: no-run without a reason: write `no-run: REASON`"
        return False


@dataclass(frozen=True)
class Command:
    text: str
    expected: tuple[str, ...]


def blocks(text: str, name: str) -> Iterator[Block]:
    for match in FENCE.finditer(text):
        language, _, options = match["info"].strip().partition(" ")
        yield Block(f"{name}:{text.count(chr(10), 0, match.start()) + 1}", language, options, match["body"])


def commands(body: str) -> list[Command]:
    """Return the commands of a console block, each with the lines expected after it."""
    found: list[tuple[list[str], list[str]]] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append(([line[2:]], []))
        elif found and not found[-1][1] and (line.startswith("> ") or found[-1][0][-1].endswith("\\")):
            found[-1][0].append(line.removeprefix("> "))
        elif found:
            found[-1][1].append(line.rstrip())
    return [Command("\n".join(lines), tuple(line for line in after if line)) for lines, after in found]


def missing_line(expected: tuple[str, ...], printed: str) -> str | None:
    """Return the first expected line that does not occur, in its turn, in what was printed; None when all do."""
    lines = iter([line.rstrip() for line in printed.splitlines()])
    for line in expected:
        if line.strip() == "...":
            continue
        pattern = re.compile(".*".join(re.escape(part) for part in line.split("...")))
        if not any(pattern.fullmatch(candidate) for candidate in lines):
            return line
    return None


def environment(home: Path) -> dict[str, str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("OPENAI_", "PYTEST_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{kept.get('PATH', '')}"
    return kept | {"PATH": path, "HOME": str(home), "COLUMNS": "120", "NO_COLOR": "1", "TERM": "dumb"}


def execute(arguments: list[str], folder: Path) -> tuple[int, str]:
    """Run in the folder; return the exit status and all that was printed. What the command left running is ended."""
    home = folder / ".home"
    home.mkdir(exist_ok=True)
    printed = folder / ".printed"
    with printed.open("wb") as sink:
        process = subprocess.Popen(
            arguments,
            cwd=folder,
            env=environment(home),
            stdin=subprocess.DEVNULL,
            stdout=sink,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            status = process.wait(timeout=SECONDS_PER_BLOCK)
        except subprocess.TimeoutExpired:
            status = 124
        finally:
            end_group(process)
    return status, printed.read_text(errors="replace")


def end_group(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def run_console(block: Block, folder: Path) -> None:
    steps = commands(block.body)
    assert steps, f"{block.where}: a console block without a `$ ` line"
    script = "\n".join(f"{step.text}\nprintf '\\n{MARK} %s\\n' $?" for step in steps)
    status, printed = execute(["bash", "-c", script], folder)
    outputs = re.split(rf"^{MARK} (\d+)\n", printed, flags=re.MULTILINE)
    for index, step in enumerate(steps):
        told = f"{block.where}: $ {step.text}"
        assert len(outputs) > 2 * index + 1, f"{told}\nnever came to its end (status {status}):\n{printed}"
        output, exited = outputs[2 * index], int(outputs[2 * index + 1])
        wanted = block.exit_code if index == len(steps) - 1 else 0
        assert exited == wanted, f"{told}\nexited with {exited}, not {wanted}:\n{output}"
        line = missing_line(step.expected, output)
        assert line is None, f"{told}\nshould print the line\n{line}\nbut printed\n{output}"


def run_python(block: Block, folder: Path) -> None:
    status, printed = execute([sys.executable, "-c", block.body], folder)
    assert status == block.exit_code, f"{block.where}: exited with {status}:\n{printed}"


def run_page(text: str, name: str, folder: Path) -> None:
    runners = {"console": run_console, "python": run_python}
    for block in blocks(text, name):
        if block.language in runners and block.runs:
            runners[block.language](block, folder)


def slugs(text: str) -> set[str]:
    """Return the anchors that a page's headings make."""
    headings = re.findall(r"^#{1,6} +(.+?) *#*$", FENCE.sub("", text), flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def dead_links(page: Path) -> list[str]:
    prose = re.sub(r"`[^`\n]*`", "", FENCE.sub("", page.read_text()))
    dead = []
    for link in LINK.finditer(prose):
        target, _, anchor = link["target"].partition("#")
        if re.match(r"[a-z]+:", target):
            continue
        there = page.parent / target if target else page
        if not there.exists() or (anchor and there.suffix == ".md" and anchor not in slugs(there.read_text())):
            dead.append(link["target"])
    return dead


def page_name(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", RUN, ids=page_name)
def test_what_the_page_shows_is_what_happens(page: Path, tmp_path: Path) -> None:
    run_page(page.read_text(), page_name(page), tmp_path)


@pytest.mark.parametrize("page", LINKED, ids=page_name)
def test_links_lead_somewhere(page: Path) -> None:
    assert dead_links(page) == []


RIGHT = {
    "plain": "```console\n$ echo one; echo two\none\ntwo\n```\n",
    "wildcard": "```console\n$ echo took 12 s\ntook ... s\n```\n",
    "continued": "```console\n$ cat <<END\n> word\n> END\nword\n$ echo a \\\n  b\na b\n```\n",
    "state": "```console\n$ x=1; mkdir sub; cd sub\n$ echo $x; basename $PWD\n1\nsub\n```\n",
    "folder": "```console\n$ echo kept > note\n```\n\n```console\n$ cat note\nkept\n```\n",
    "exit": "```console exit=3\n$ true\n$ (exit 3)\n```\n",
    "opted out": "```console no-run: needs a key\n$ false\n```\n",
    "python": "```python\nassert 1 + 1 == 2\n```\n",
    "another language": "```text\n$ false\n```\n",
    "left running": "```console\n$ sleep 600 &\n$ echo on\non\n```\n",
}
WRONG = {
    "fails": ("```console\n$ false\n```\n", "exited with 1, not 0"),
    "says something else": ("```console\n$ echo one\ntwo\n```\n", "should print the line"),
    "in another order": ("```console\n$ echo one; echo two\ntwo\none\n```\n", "should print the line"),
    "in the other command": ("```console\n$ echo one\ntwo\n$ echo two\n```\n", "should print the line"),
    "leaves": ("```console\n$ exit 0\n$ echo one\n```\n", "never came to its end"),
    "no command": ("```console\nls\n```\n", "without a `\\$ ` line"),
    "no reason": ("```console no-run\n$ false\n```\n", "no-run without a reason"),
    "python": ("# A\n\n```python\nraise SystemExit(1)\n```\n", "page.md:3: exited with 1"),
}


@pytest.mark.parametrize("text", RIGHT.values(), ids=RIGHT.keys())
def test_a_true_page_passes(text: str, tmp_path: Path) -> None:
    run_page(text, "page.md", tmp_path)


@pytest.mark.parametrize(("text", "complaint"), WRONG.values(), ids=WRONG.keys())
def test_a_false_page_fails(text: str, complaint: str, tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=complaint):
        run_page(text, "page.md", tmp_path)


def test_commands_run_away_from_home(tmp_path: Path) -> None:
    run_page('```console\n$ test "$HOME" = "$PWD/.home" && command -v python\n```\n', "page.md", tmp_path)


def test_dead_links_are_named(tmp_path: Path) -> None:
    (tmp_path / "there.md").write_text("# What it is: a *name*\n")
    page = tmp_path / "page.md"
    page.write_text(
        "# Top\n[a](there.md) [b](gone.md) [c](there.md#what-it-is-a-name) [d](there.md#gone) [e](#top) [f](#bottom)\n"
        "[g](https://example.org) `[h](code.md)`\n```text\n[i](fenced.md)\n```\n![j](gone.png)\n"
    )
    assert dead_links(page) == ["gone.md", "there.md#gone", "#bottom", "gone.png"]
