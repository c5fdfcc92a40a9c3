"""The run folder: nothing finished is lost, nothing is doubled, and what cannot be resumed is refused."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonground.errors import StoreError
from commonground.runs.store import EPISODES, MANIFEST, Run, digest, read_run

CONFIG: Mapping[str, object] = {"suite": "shards", "sampling": {"temperature": 0.0, "runs": 1}, "tasks": [1, 2]}
VERSIONS = {"commonground": "0.1.0", "suite.shards": "1"}
SRC = str(Path(__file__).parents[2] / "src")

WRITER = """
import sys
from commonground.runs.store import Run

with Run.open(sys.argv[1], {}, {}) as run:
    for number in range(100_000):
        run.append(f"task/{number}", {"text": "x" * (number % 5000)})
        print(number, flush=True)
"""

RESUMED = """
import sys
from commonground.runs.store import Run

with Run.open(sys.argv[1], {}, {}) as run:
    done = run.done
    for number in range(100_000):
        if f"task/{number}" not in done:
            run.append(f"task/{number}", {"text": "x" * (number % 500)})
            print(f"task/{number}", flush=True)
"""

CROWDED = """
import resource, signal, sys
from commonground.errors import StoreError
from commonground.runs.store import Run

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
run = Run.open(sys.argv[1], {}, {})
run.append("small", {})
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, resource.RLIM_INFINITY))
try:
    run.append("large", {"text": "x" * 2000})
except StoreError as error:
    print(error, "|", error.hint)
run.append("also small", {})
run.close()
"""


CRASHING = """
import os, sys
from commonground.runs.store import Run

countdown, how = int(sys.argv[2]), sys.argv[3]

def crashing(call, torn):
    def replaced(*arguments, **named):
        global countdown
        countdown -= 1
        if countdown == 0:
            if how == "after":
                call(*arguments, **named)
            if how == "torn" and torn:
                call(arguments[0], arguments[1][: len(arguments[1]) // 2])
            os._exit(9)
        return call(*arguments, **named)
    return replaced

os.write, os.fsync, os.ftruncate = crashing(os.write, True), crashing(os.fsync, False), crashing(os.ftruncate, False)
os.replace = os.rename = crashing(os.replace, False)
with Run.open(sys.argv[1], {}, {}, sync_every=0.0) as run:
    print("opened", flush=True)
    for number in range(4):
        run.append(f"task/{number}", {"text": "x" * 100})
        print(number, flush=True)
print("closed", flush=True)
"""


def opened(path: Path, config: Mapping[str, object] = CONFIG) -> Run:
    return Run.open(path, config, VERSIONS)


def keys(path: Path) -> list[object]:
    return [row["key"] for row in read_run(path)[1]]


def python(code: str, *arguments: str) -> list[str]:
    return [sys.executable, "-c", code, *arguments]


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": SRC}


def test_a_new_run_by_hand(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "run"
    seeds, notes = {"users": 7}, {"jobs": 2}
    with Run.open(path, CONFIG, VERSIONS, seeds=seeds, notes=notes) as run:
        assert (run.done, run.repaired, run.path) == (frozenset(), 0, path)
        run.append("a", {"score": 1.0})
    manifest, rows = read_run(path)
    assert manifest == {
        "schema": 1,
        "digest": digest(CONFIG, VERSIONS, seeds),
        "config": CONFIG,
        "versions": VERSIONS,
        "seeds": seeds,
        "notes": notes,
    }
    assert rows == [{"key": "a", "score": 1.0}]
    assert (path / EPISODES).read_text() == '{"key": "a", "score": 1.0}\n'


def test_the_digest_does_not_depend_on_the_order_of_keys() -> None:
    assert digest({"a": 1, "b": 2}, {}, {}) == digest({"b": 2, "a": 1}, {}, {})
    assert len({digest({"a": 1}, {}, {}), digest({"a": 2}, {}, {}), digest({}, {"a": "1"}, {})}) == 3


def test_each_row_can_be_read_as_soon_as_it_is_appended(tmp_path: Path) -> None:
    with opened(tmp_path) as run:
        for number in range(3):
            run.append(str(number), {})
            assert len(keys(tmp_path)) == number + 1


def test_a_resume_goes_on_where_the_run_stopped(tmp_path: Path) -> None:
    with opened(tmp_path) as run:
        run.append("a", {"n": 1})
    with opened(tmp_path) as run:
        assert run.done == {"a"}
        run.append("b", {"n": 2})
        assert run.done == {"a", "b"}
    assert keys(tmp_path) == ["a", "b"]


@settings(max_examples=20, deadline=None)
@given(
    st.dictionaries(st.text(max_size=4), st.dictionaries(st.sampled_from("xyz"), st.text(max_size=4)), max_size=6),
    st.integers(0, 6),
)
def test_resumed_equals_new(episodes: dict[str, dict[str, str]], stop: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        new, resumed = Path(folder, "new"), Path(folder, "resumed")
        with opened(new) as run:
            for key, row in episodes.items():
                run.append(key, row)
        for part in (list(episodes)[:stop], list(episodes)):
            with opened(resumed) as run:
                for key in [key for key in part if key not in run.done]:
                    run.append(key, episodes[key])
        assert (new / EPISODES).read_bytes() == (resumed / EPISODES).read_bytes()
        assert read_run(new) == read_run(resumed)


def test_wherever_a_write_is_cut_off_only_the_cut_row_is_lost(tmp_path: Path) -> None:
    with opened(tmp_path) as run:
        run.append("a", {"text": "Grüße"})
        first = (tmp_path / EPISODES).stat().st_size
        run.append("b", {"text": "x\ny"})
    whole = (tmp_path / EPISODES).read_bytes()
    for cut in range(first, len(whole)):
        (tmp_path / EPISODES).write_bytes(whole[:cut])
        assert keys(tmp_path) == ["a"]
        with opened(tmp_path) as run:
            assert (run.repaired, run.done) == (cut - first, frozenset("a"))
            run.append("b", {"text": "x\ny"})
        assert (tmp_path / EPISODES).read_bytes() == whole


def test_a_run_that_was_never_written_to_is_repaired_to_nothing(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / EPISODES).write_bytes(b'{"key": "a"')
    with opened(tmp_path) as run:
        assert (run.repaired, run.done) == (11, frozenset())


def test_signal_9_while_appending_loses_nothing_finished_and_doubles_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        python(WRITER, str(tmp_path)), stdout=subprocess.PIPE, text=True, env=environment()
    ) as writer:
        assert writer.stdout
        for line in writer.stdout:
            if int(line) >= 200:
                break
        writer.send_signal(signal.SIGKILL)
        finished = [f"task/{number}" for number in [*range(201), *map(int, writer.stdout.read().split("\n")[:-1])]]
    assert writer.returncode == -signal.SIGKILL
    wanted = [f"task/{number}" for number in range(len(finished) + 50)]
    with Run.open(tmp_path, {}, {}) as run:
        assert set(finished) <= run.done
        for key in [key for key in wanted if key not in run.done]:
            run.append(key, {})
    lines = (tmp_path / EPISODES).read_bytes().splitlines()
    assert [json.loads(line)["key"] for line in lines] == wanted == keys(tmp_path)


def test_a_full_disk_is_one_line_and_leaves_no_torn_row(tmp_path: Path) -> None:
    ran = subprocess.run(python(CROWDED, str(tmp_path)), capture_output=True, text=True, env=environment(), check=True)
    assert "cannot be used: File too large | make room" in ran.stdout
    assert ran.stdout.count("\n") == 1
    assert keys(tmp_path) == ["small", "also small"]


def test_a_second_writer_is_refused_and_told_who_holds_the_run(tmp_path: Path) -> None:
    with opened(tmp_path), pytest.raises(StoreError, match=f"is being written by process {os.getpid()}$") as caught:
        opened(tmp_path)
    assert "--out" in caught.value.hint


def test_a_second_process_is_refused(tmp_path: Path) -> None:
    code = "import sys; from commonground.runs.store import Run; Run.open(sys.argv[1], {}, {})"
    with Run.open(tmp_path, {}, {}):
        ran = subprocess.run(python(code, str(tmp_path)), capture_output=True, text=True, env=environment())
    assert "StoreError" in ran.stderr
    assert f"process {os.getpid()}" in ran.stderr


def test_a_refused_resume_gives_up_the_lock(tmp_path: Path) -> None:
    opened(tmp_path).close()
    for _ in range(2):
        with pytest.raises(StoreError, match="other settings"):
            opened(tmp_path, {})
    opened(tmp_path).close()


def test_other_settings_are_refused_key_by_key(tmp_path: Path) -> None:
    opened(tmp_path).close()
    other = {"suite": "shards", "sampling": {"temperature": 1.0, "seed": 3, "runs": 1}}
    with pytest.raises(StoreError) as caught:
        Run.open(tmp_path, other, {**VERSIONS, "suite.shards": "2"}, seeds={"users": 1})
    assert str(caught.value) == (
        f"run {str(tmp_path)!r} was begun with other settings: config.sampling.seed: (absent) -> 3; "
        "config.sampling.temperature: 0.0 -> 1.0; config.tasks: [1,2] -> (absent); seeds.users: (absent) -> 1; "
        'versions.suite.shards: "1" -> "2"'
    )
    assert caught.value.hint


def test_other_notes_do_not_hinder_a_resume(tmp_path: Path) -> None:
    Run.open(tmp_path, CONFIG, VERSIONS, notes={"jobs": 1}).close()
    with Run.open(tmp_path, CONFIG, VERSIONS, notes={"jobs": 8}) as run:
        assert run.manifest["notes"] == {"jobs": 1}


def test_settings_with_tuples_resume(tmp_path: Path) -> None:
    for _ in range(2):
        with opened(tmp_path, {"tasks": (1, 2)}) as run:
            assert run.manifest["config"] == {"tasks": [1, 2]}


@pytest.mark.parametrize("value", [object(), float("nan"), {1, 2}])
def test_settings_that_are_no_json_are_refused(tmp_path: Path, value: object) -> None:
    with pytest.raises(StoreError, match="cannot be written as JSON"):
        opened(tmp_path / "run", {"a": value})
    assert not (tmp_path / "run").exists()


def test_a_folder_that_holds_something_else_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(StoreError, match=r"not a run folder: it holds 'thesis.tex'"):
        opened(tmp_path)
    assert [entry.name for entry in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_run_folder_may_hold_a_report(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / "report.html").write_text("x")
    opened(tmp_path).close()


def test_a_run_that_died_before_its_manifest_begins_anew(tmp_path: Path) -> None:
    (tmp_path / ".lock").write_text("1")
    (tmp_path / "manifest.json.partial").write_text("{")
    with opened(tmp_path) as run:
        assert run.done == frozenset()
    assert sorted(entry.name for entry in tmp_path.iterdir()) == [".lock", EPISODES, MANIFEST]


@pytest.mark.parametrize("below", ["", "run"])
def test_a_path_that_is_a_file_is_refused(tmp_path: Path, below: str) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(StoreError) as caught:
        opened(tmp_path / "file" / below)
    assert caught.value.hint == "that is a file; choose a folder with --out"


@pytest.mark.parametrize(("number", "hint"), [(13, "that you may write to"), (28, "make room"), (5, "check the path")])
def test_a_folder_that_cannot_be_made_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int, hint: str
) -> None:
    def refuse(self: Path, *_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number), str(self))

    monkeypatch.setattr(Path, "mkdir", refuse)
    with pytest.raises(StoreError, match=os.strerror(number)) as caught:
        opened(tmp_path / "run")
    assert hint in caught.value.hint


def test_a_key_that_is_there_keeps_its_first_row(tmp_path: Path) -> None:
    with opened(tmp_path) as run:
        run.append("a", {"n": 1})
        run.append("a", {"n": 2})
    assert read_run(tmp_path)[1] == [{"key": "a", "n": 1}]


def test_of_doubled_keys_in_a_file_the_first_counts(tmp_path: Path) -> None:
    opened(tmp_path).close()
    (tmp_path / EPISODES).write_text('{"key": "a", "n": 1}\n{"key": "b"}\n{"key": "a", "n": 2}\n')
    assert read_run(tmp_path)[1] == [{"key": "a", "n": 1}, {"key": "b"}]


@pytest.mark.parametrize("row", [{"a": object()}, {"a": float("inf")}, {"key": "other"}])
def test_a_row_that_cannot_be_written_is_refused_and_not_done(tmp_path: Path, row: dict[str, object]) -> None:
    with opened(tmp_path) as run:
        with pytest.raises(StoreError, match="episode 'a' cannot be written as JSON"):
            run.append("a", row)
        assert run.done == frozenset()
    assert keys(tmp_path) == []


def test_a_closed_run_takes_no_rows(tmp_path: Path) -> None:
    run = opened(tmp_path)
    run.close()
    run.close()
    with pytest.raises(StoreError, match="is closed"):
        run.append("a", {})


@pytest.mark.parametrize(("sync_every", "times"), [(0.0, 4), (1000.0, 1)])
def test_rows_reach_the_disk_in_time_and_on_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sync_every: float, times: int
) -> None:
    with Run.open(tmp_path, CONFIG, VERSIONS, sync_every=sync_every) as run:
        synced: list[int] = []
        monkeypatch.setattr(os, "fsync", synced.append)
        for key in "abc":
            run.append(key, {})
    assert len(synced) == times


def test_a_disk_that_fails_on_closing_is_told_and_the_lock_given_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: int) -> None:
        raise OSError(28, "No space left on device")

    run = opened(tmp_path)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", fail)
        with pytest.raises(StoreError, match="No space left"):
            run.close()
    opened(tmp_path).close()


@pytest.mark.parametrize("line", ["{", "[]", '{"n": 1}', '{"key": 1}', ""])
def test_a_damaged_line_is_named(tmp_path: Path, line: str) -> None:
    opened(tmp_path).close()
    (tmp_path / EPISODES).write_text(f'{{"key": "a"}}\n{line}\n{{"key": "b"}}\n')
    with pytest.raises(StoreError, match=f"{EPISODES}:2: is not an episode") as caught:
        read_run(tmp_path)
    assert "line 2" in caught.value.hint
    with pytest.raises(StoreError, match=f"{EPISODES}:2"):
        opened(tmp_path)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"schema": 2}, "schema 2 is newer than this version reads"),
        ({"schema": None}, "is not the manifest of a run"),
        ({"config": None}, "is not the manifest of a run"),
        ({"config": {"suite": "other"}}, "was changed after the run began"),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(tmp_path: Path, change: dict[str, object], problem: str) -> None:
    opened(tmp_path).close()
    manifest = json.loads((tmp_path / MANIFEST).read_text())
    (tmp_path / MANIFEST).write_text(json.dumps({**manifest, **change}))
    for use in (read_run, opened):
        with pytest.raises(StoreError, match=problem):
            use(tmp_path)


def test_a_manifest_that_is_no_json_is_refused(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text("{")
    with pytest.raises(StoreError, match=r"manifest\.json: is not JSON"):
        read_run(tmp_path)


@pytest.mark.parametrize(("folder", "problem"), [("absent", "No such file"), (".", "is not a run folder")])
def test_reading_what_is_no_run_is_refused(tmp_path: Path, folder: str, problem: str) -> None:
    with pytest.raises(StoreError, match=problem) as caught:
        read_run(tmp_path / folder)
    assert caught.value.hint


# Crashes at every place, and many of them


@pytest.mark.parametrize("how", ["before", "after", "torn"])
def test_a_crash_at_any_write_sync_cut_or_rename_loses_and_doubles_nothing(tmp_path: Path, how: str) -> None:
    """The process ends at once, with no cleaning up, at its first, second, ... call that changes the disk."""
    countdown, crashed = 0, None
    for countdown in range(1, 40):
        path = tmp_path / f"{how}-{countdown}"
        crashed = subprocess.run(
            python(CRASHING, str(path), str(countdown), how),
            env=environment(),
            capture_output=True,
            text=True,
            check=False,
        )
        finished = {f"task/{word}" for word in crashed.stdout.split() if word.isdecimal()}
        with Run.open(path, {}, {}) as run:
            assert finished <= run.done, (how, countdown)
            for number in range(4):
                run.append(f"task/{number}", {"text": "x" * 100})
        assert sorted(map(str, keys(path))) == [f"task/{number}" for number in range(4)], (how, countdown)
        if "closed" in crashed.stdout:
            break
    assert crashed
    assert "closed" in crashed.stdout
    assert countdown > 10


def test_thirty_times_signal_9_at_random_loses_and_doubles_nothing(tmp_path: Path) -> None:
    rng, finished = Random(5), set[str]()
    for _ in range(30):
        process = subprocess.Popen(python(RESUMED, str(tmp_path)), env=environment(), stdout=subprocess.PIPE, text=True)
        assert process.stdout
        for _ in range(rng.randint(1, 40)):
            finished.add(process.stdout.readline().strip())
        process.send_signal(signal.SIGKILL)
        finished |= {line.strip() for line in process.stdout.readlines() if line.endswith("\n")}
        process.stdout.close()
        process.wait()
    with Run.open(tmp_path, {}, {}) as run:
        assert finished <= run.done
    found = keys(tmp_path)
    assert len(found) == len(set(found)) >= len(finished) > 30


# Parts of a run


def test_parts_are_gathered_once(tmp_path: Path) -> None:
    for number, name in ((1, "a"), (2, "b")):
        with opened(tmp_path / f"part-{number}-of-2") as part:
            part.append(name, {"n": number})
    with opened(tmp_path) as run:
        assert run.gather() == 2
        assert run.gather() == 0
        assert run.done == {"a", "b"}
    assert keys(tmp_path) == ["a", "b"]


def test_a_part_that_grew_is_gathered_again(tmp_path: Path) -> None:
    with opened(tmp_path / "part-1-of-1") as part:
        part.append("a", {})
    with opened(tmp_path) as run:
        assert run.gather() == 1
    with opened(tmp_path / "part-1-of-1") as part:
        part.append("b", {})
    with opened(tmp_path) as run:
        assert run.gather() == 1


def test_a_part_of_another_run_is_refused(tmp_path: Path) -> None:
    with opened(tmp_path / "part-1-of-2", {"other": 1}) as part:
        part.append("a", {})
    with opened(tmp_path) as run, pytest.raises(StoreError, match="part-1-of-2") as caught:
        run.gather()
    assert "settings" in caught.value.hint
