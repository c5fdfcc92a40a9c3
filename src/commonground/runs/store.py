"""The run folder: what a run was (`manifest.json`) and every episode it finished (`episodes.jsonl`).

Report, training and audit read the folder, and a run that was stopped goes on in it, so it must survive what happens
to long runs: signal 9 in the middle of a write, a full disk, a second process on the same folder, a resume under other
settings. So rows are only ever appended, by one writer that holds a lock; a last line without its newline was cut off
and is removed on opening; and a run resumes only under the settings that it began with.
"""

from __future__ import annotations

import errno
import fcntl
import json
import os
import time
from collections.abc import Iterator, Mapping, Set
from contextlib import ExitStack, contextmanager
from fnmatch import fnmatch
from hashlib import blake2b
from pathlib import Path
from types import TracebackType
from typing import Self

from commonground.errors import StoreError
from commonground.runs.rows import lines, parsed, stored_rows

SCHEMA = 1
MANIFEST, EPISODES, LOCK = "manifest.json", "episodes.jsonl", ".lock"
PART = "part-{}-of-{}"  # a folder in a run's folder: what one job of an array played
_PARTIAL = MANIFEST + ".partial"
_IDENTITY = ("config", "versions", "seeds")  # what the digest is taken over, and what a resume must share

Row = dict[str, object]


class Run:
    """A run folder that is open for writing: `open` it, `append` to it, `close` it or use it in a `with`.

    Attributes: `path` of the folder; `manifest` as it stands in the file; `repaired`, the bytes of a cut-off last line
    that were removed on opening.
    """

    def __init__(self, path: Path, manifest: Row, resources: ExitStack, *, sync_every: float) -> None:
        """Take over a prepared and locked folder; `Run.open` is the way in."""
        self.path, self.manifest, self._resources = path, manifest, resources
        self._file = os.open(path / EPISODES, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o666)
        resources.callback(os.close, self._file)
        self._done: set[str] = set()
        self._size = 0
        for start, number, line in lines(path / EPISODES):
            self._done.add(parsed(line, path / EPISODES, number)["key"])
            self._size = start + len(line)
        self.repaired = os.fstat(self._file).st_size - self._size
        os.ftruncate(self._file, self._size)
        self._sync_every, self._synced, self._open = sync_every, time.monotonic(), True

    @classmethod
    def open(
        cls,
        path: str | os.PathLike[str],
        config: Mapping[str, object],
        versions: Mapping[str, str],
        *,
        seeds: Mapping[str, object] | None = None,
        notes: Mapping[str, object] | None = None,
        sync_every: float = 1.0,
    ) -> Run:
        """Make the run folder `path`, or resume the run in it.

        `config`, `versions` and `seeds` are what the run is: a resume must bring equal ones. `notes` (jobs, paths, the
        machine) are kept from the first time and not compared. Rows reach the disk for good (fsync) on closing and
        on the first append `sync_every` seconds after the last time.

        Raises: StoreError when the folder cannot be used: it is a file, cannot be written, holds something else, is in
        use by another process, or holds a run with other settings.
        """
        folder = Path(path)
        identity = {"config": config, "versions": versions, "seeds": seeds or {}}
        manifest = _manifest(identity, notes or {}, folder)
        with _translated(folder), ExitStack() as resources:
            _prepare(folder)
            resources.callback(os.close, _locked(folder))
            manifest = _settle(folder, manifest)
            run = cls(folder, manifest, resources, sync_every=sync_every)
            run._resources = resources.pop_all()
        return run

    @property
    def done(self) -> Set[str]:
        """The keys of the episodes that are finished, as they grow: what a resume leaves out."""
        return self._done

    def append(self, key: str, row: Mapping[str, object]) -> None:
        """Write one finished episode. A key that is there already keeps its first row.

        Raises: StoreError when it cannot be written; of a row that did not fit on the disk nothing stays behind.
        """
        if not self._open:
            raise StoreError(f"run {str(self.path)!r} is closed", "open it again with Run.open")
        if key in self._done:
            return
        self._append(key, _line(key, row, self.path))

    def gather(self) -> int:
        """Take over the episodes of the run's parts, the folders `part-I-of-N` in it; return how many were new.

        Raises: StoreError when a part was played under other settings, or cannot be read.
        """
        before = len(self._done)
        for part in sorted(self.path.glob(PART.format("*", "*"))):
            with _translated(part):
                if _read_manifest(part)["digest"] != self.manifest["digest"]:
                    hint = "repeat the settings of the parts, or move the foreign one away"
                    raise StoreError(f"{str(part)!r} was played under other settings than {str(self.path)!r}", hint)
                for _, number, line in lines(part / EPISODES):
                    key = parsed(line, part / EPISODES, number)["key"]
                    if key not in self._done:
                        self._append(key, line)
        return len(self._done) - before

    def close(self) -> None:
        """Bring all rows to the disk and give up the lock. Closing twice is allowed.

        Raises: StoreError when the rows could not be brought to the disk; the lock is given up all the same.
        """
        if self._open:
            self._open = False
            with _translated(self.path), self._resources:
                self._sync()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _append(self, key: str, line: bytes) -> None:
        with _translated(self.path):
            self._write(line)
            self._done.add(key)
            if time.monotonic() - self._synced >= self._sync_every:
                self._sync()

    def _write(self, line: bytes) -> None:
        """Append `line` whole or not at all: what a full disk let through of it is taken back."""
        written = 0
        try:
            while written < len(line):
                written += os.write(self._file, line[written:])
        except BaseException:
            os.ftruncate(self._file, self._size)
            raise
        self._size += written

    def _sync(self) -> None:
        os.fsync(self._file)
        self._synced = time.monotonic()


def read_run(path: str | os.PathLike[str]) -> tuple[Row, list[Row]]:
    """Return the manifest and the rows of a run, in the order they were finished, each with its `key`.

    The rows are light: their large fields are read when they are asked for. Needs no lock: of a run that is being written
    it returns what is finished. Of rows with one key the first counts.

    Raises: StoreError when `path` is no run folder, or a line in it is damaged.
    """
    folder = Path(path)
    first: dict[str, Row] = {}
    with _translated(folder):
        manifest = _read_manifest(folder)
        for row in stored_rows(folder / EPISODES):
            first.setdefault(row["key"], row)
    return manifest, list(first.values())


def digest(config: Mapping[str, object], versions: Mapping[str, str], seeds: Mapping[str, object]) -> str:
    """Return the name of these settings: 32 hexadecimal characters, whatever the order of their keys.

    Raises: ValueError or TypeError when they are not JSON.
    """
    return _digest({"config": config, "versions": versions, "seeds": seeds})


def _digest(identity: Mapping[str, object]) -> str:
    return blake2b(_canonical(identity).encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()


def _canonical(value: object) -> str:
    return json.dumps(value, sort_keys=True, ensure_ascii=True, allow_nan=False, separators=(",", ":"))


def _manifest(identity: Mapping[str, object], notes: Mapping[str, object], folder: Path) -> Row:
    try:
        content = {"schema": SCHEMA, "digest": _digest(identity), **identity, "notes": dict(notes)}
        plain: Row = json.loads(_canonical(content))  # tuples as lists, as they will be read back
    except (ValueError, TypeError) as error:
        hint = "settings are null, true, false, numbers, text, lists, and objects with text for keys"
        raise StoreError(f"the settings of run {str(folder)!r} cannot be written as JSON ({error})", hint) from error
    return plain


def _prepare(folder: Path) -> None:
    """Make the folder, and refuse one that holds something else than a run."""
    folder.mkdir(parents=True, exist_ok=True)
    found = {entry.name for entry in folder.iterdir() if not fnmatch(entry.name, PART.format("*", "*"))}
    foreign = sorted(found - {LOCK, _PARTIAL})
    if MANIFEST not in found and foreign:
        message = f"{str(folder)!r} is not empty and not a run folder: it holds {foreign[0]!r}"
        raise StoreError(message, "choose a new folder with --out")


def _locked(folder: Path) -> int:
    """Return the descriptor that holds the folder's lock; the system frees it when the process ends."""
    lock = os.open(folder / LOCK, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
    except BlockingIOError as error:
        holder = os.pread(lock, 20, 0).decode(errors="replace") or "unknown"
        os.close(lock)
        hint = "wait until it ends, or choose another folder with --out"
        raise StoreError(f"run {str(folder)!r} is being written by process {holder}", hint) from error
    except OSError:
        os.close(lock)
        raise
    return lock


def _settle(folder: Path, manifest: Row) -> Row:
    """Write the manifest of a new run; return that of an old one if it is the same run."""
    if not (folder / MANIFEST).exists():
        _write_manifest(folder, manifest)
        return manifest
    found = _read_manifest(folder)
    if found["digest"] != manifest["digest"]:
        changes = "; ".join(_differences({k: found[k] for k in _IDENTITY}, {k: manifest[k] for k in _IDENTITY}))
        hint = "repeat the settings it began with, or choose a new folder with --out"
        raise StoreError(f"run {str(folder)!r} was begun with other settings: {changes}", hint)
    return found


def _write_manifest(folder: Path, manifest: Row) -> None:
    """Write beside, bring to the disk, rename: the manifest is there whole or not at all."""
    partial = folder / _PARTIAL
    with partial.open("w", encoding="utf-8") as file:
        file.write(json.dumps(manifest, indent=2, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())
    partial.replace(folder / MANIFEST)
    entry = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(entry)
    finally:
        os.close(entry)


def _read_manifest(folder: Path) -> Row:
    path = folder / MANIFEST
    if folder.is_dir() and not path.exists():
        raise StoreError(f"{str(folder)!r} is not a run folder: it has no {MANIFEST}", "give the --out of a run")
    try:
        manifest = json.loads(path.read_bytes())
    except ValueError as error:
        raise StoreError(f"{path}: is not JSON ({error})", "the file was damaged; begin a new run") from error
    schema = manifest.get("schema") if isinstance(manifest, dict) else None
    if isinstance(schema, int) and schema > SCHEMA:
        message = f"{path}: schema {schema} is newer than this version reads ({SCHEMA})"
        raise StoreError(message, "pip install --upgrade commonground")
    if schema != SCHEMA or any(not isinstance(manifest.get(key), dict) for key in _IDENTITY):
        raise StoreError(f"{path}: is not the manifest of a run", "give the --out of a run")
    if manifest.get("digest") != _digest({key: manifest[key] for key in _IDENTITY}):
        message = f"{path}: was changed after the run began: its digest does not fit"
        raise StoreError(message, "restore the file, or begin a new run")
    return dict(manifest)


def _line(key: str, row: Mapping[str, object], folder: Path) -> bytes:
    try:
        if row.get("key", key) != key:
            raise ValueError(f"its field 'key' is {row['key']!r}")
        return json.dumps({"key": key, **row}, allow_nan=False).encode() + b"\n"
    except (ValueError, TypeError) as error:
        raise StoreError(f"run {str(folder)!r}: episode {key!r} cannot be written as JSON ({error})") from error


def _differences(old: object, new: object, name: str = "") -> Iterator[str]:
    """Yield `dotted.key: old -> new` for every setting that differs."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from _differences(old.get(key, _ABSENT), new.get(key, _ABSENT), f"{name}.{key}" if name else key)
    elif old is _ABSENT or new is _ABSENT or _canonical(old) != _canonical(new):
        yield f"{name}: {_shown(old)} -> {_shown(new)}"


_ABSENT = object()


def _shown(value: object) -> str:
    text = "(absent)" if value is _ABSENT else _canonical(value)
    return text if len(text) <= 60 else text[:57] + "..."


@contextmanager
def _translated(folder: Path) -> Iterator[None]:
    """Turn what the system refuses into a StoreError that says what to do."""
    try:
        yield
    except OSError as error:
        problem = error.strerror or str(error)
        where = "" if error.filename in (None, str(folder)) else f" at {error.filename}"
        raise StoreError(f"run folder {str(folder)!r} cannot be used{where}: {problem}", _hint(error)) from error


def _hint(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return "make room and run the same command again: finished episodes are kept"
    if error.errno in (errno.EEXIST, errno.ENOTDIR):
        return "that is a file; choose a folder with --out"
    if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        return "choose a folder that you may write to with --out"
    return "check the path given with --out"
