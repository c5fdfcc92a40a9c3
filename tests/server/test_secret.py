"""The secret: made once, kept to its owner, and names that mean nothing without it."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.errors import InputError
from commonground.server.secret import Secret, load

KEY = b"k" * 32


def test_it_is_made_once_and_read_by_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "secret"
    first = load(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load(path).name("a", "b") == first.name("a", "b")


def test_of_many_that_make_it_at_once_all_get_the_same(tmp_path: Path) -> None:
    found: list[str] = []
    threads = [
        threading.Thread(target=lambda: found.append(load(tmp_path / "secret").name("a", "b"))) for _ in range(16)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 16
    assert len(set(found)) == 1


@pytest.mark.parametrize("content", [b"", b"short", b"zz" * 32, b"\xff" * 64])
def test_what_is_no_secret_is_said(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "secret"
    path.write_bytes(content)
    with pytest.raises(InputError, match="secret") as caught:
        load(path)
    assert "--secret-file" in caught.value.hint


def test_what_cannot_be_read_is_said(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load(tmp_path)


@given(st.text(), st.text(), st.text())
def test_parts_kinds_and_secrets_give_names_of_their_own(one: str, two: str, three: str) -> None:
    secret = Secret(KEY)
    assert secret.name("k", one, two) == secret.name("k", one, two)
    assert secret.name("k", one + two, three) != secret.name("l", one + two, three)
    assert (secret.name("k", one, two + three) == secret.name("k", one + two, three)) == (two == "")
    assert Secret(b"o" * 32).name("k", one) != secret.name("k", one)
