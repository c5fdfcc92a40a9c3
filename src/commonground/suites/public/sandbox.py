"""Running a function that a model wrote: a process of its own with limits of time, memory, file size and processes.

The process sees an empty folder and no environment, may not open a socket, start a program or write a file, and is killed
with all that it started. This stops accidents, not an attacker who knows the interpreter.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

SECONDS = 10.0  # for all tests of a task together
MEMORY = 1 << 30  # bytes of address space
_PROGRAM = r"""
import json, resource, sys
given = json.load(sys.stdin)
for limit, value in ((resource.RLIMIT_CPU, given["seconds"]), (resource.RLIMIT_AS, given["memory"]),
                     (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_NPROC, 0), (resource.RLIMIT_CORE, 0)):
    resource.setrlimit(limit, (value, value))
refused = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.posix_spawn", "os.remove", "os.rename",
           "os.mkdir", "os.rmdir", "os.kill", "os.chmod", "os.chown", "os.link", "os.symlink", "os.truncate", "shutil.",
           "ctypes.", "pty.", "urllib.", "http.", "ftplib.", "smtplib.", "sqlite3.", "winreg.", "signal.pthread_kill")
def guard(event, arguments):
    if event.startswith(refused):
        raise PermissionError(event)
    if event == "open" and isinstance(arguments[1], str) and set(arguments[1]) & set("wax+"):
        raise PermissionError(event)
    if event == "open" and arguments[1] is None and arguments[2] & 3:
        raise PermissionError(event)
own = {"__name__": "answer"}
code = compile(given["code"], "<answer>", "exec")
sys.addaudithook(guard)
out, sys.stdout = sys.stdout, None
exec(code, own)
call = own[given["name"]]
right = all(call(*arguments) == result for arguments, result in given["tests"])
out.write(given["word"] if right else "wrong")
out.flush()
"""


def passes(code: str, name: str, tests: Sequence[tuple[list[Any], Any]], seconds: float = SECONDS) -> bool:
    """Return whether `code` defines a function `name` that gives every result of `tests` (arguments, result) in time."""
    word = os.urandom(16).hex()  # so that code cannot print its own verdict
    given = {
        "code": code,
        "name": name,
        "tests": list(tests),
        "seconds": int(seconds) + 1,
        "memory": MEMORY,
        "word": word,
    }
    with tempfile.TemporaryDirectory() as folder:
        process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _PROGRAM], cwd=folder, env={}, text=True, start_new_session=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        try:
            said, _ = process.communicate(json.dumps(given), timeout=seconds)
        except subprocess.TimeoutExpired:
            return False
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    return said == word
