"""One heap for all threads, as the C library itself tells it, in a process of its own."""

from __future__ import annotations

import ctypes
import subprocess
import sys

import pytest

from commonground.server import heap

_COUNT = """
import ctypes, sys, threading
from commonground.server import heap

if sys.argv[1] == "shared":
    assert heap.share()
here, held = threading.Barrier(5), []

def hold():
    held.append([bytes(2000 + number) for number in range(200)])
    here.wait()

threads = [threading.Thread(target=hold) for _ in range(4)]
for thread in threads:
    thread.start()
here.wait()
libc = ctypes.CDLL(None)
libc.fopen.restype = ctypes.c_void_p
out = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, out)
libc.fflush(out)
"""


def heaps(how: str) -> int:
    done = subprocess.run([sys.executable, "-c", _COUNT, how], capture_output=True, text=True, check=True)
    return done.stdout.count("<heap nr=")


@pytest.mark.skipif(not hasattr(ctypes.CDLL(None), "malloc_info"), reason="another C library than glibc")
def test_threads_share_the_first_heap() -> None:
    assert heaps("shared") == 1
    assert heaps("as it is") > 1


def test_another_c_library_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    def none(name: object) -> object:
        raise OSError("no such library")

    monkeypatch.setattr(ctypes, "CDLL", none)
    assert not heap.share()
    monkeypatch.setattr(ctypes, "CDLL", lambda name: object())
    assert not heap.share()
