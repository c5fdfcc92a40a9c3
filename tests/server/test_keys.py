"""Keys: what is kept of them, what they open, how often, and how much is done for them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonground.server import keys
from commonground.server.door import OPEN, RefusedError, admit
from commonground.server.keys import LEVELS, Bucket, KeyRing, allows, level, new

HOME = {"host": "127.0.0.1:8700"}


def bearer(text: str) -> dict[str, str]:
    return {"authorization": f"Bearer {text}"}


def test_a_key_is_shown_once_and_kept_as_a_hash() -> None:
    key, text = new("app")
    assert text.startswith("cg-")
    assert len(text) > 40
    assert text not in repr(key)
    assert key.digest == keys.digest(text)
    assert new("app")[1] != text


def test_a_valid_key_comes_in_and_no_other() -> None:
    key, text = new("app")
    ring = KeyRing([key])
    assert admit(ring, bearer(text), "/v1/chat/completions") == key
    for wrong in ({}, bearer(""), bearer(text + "x"), bearer(text[:-1]), {"authorization": text}, bearer("\udcff")):
        with pytest.raises(RefusedError) as caught:
            admit(ring, wrong, "/v1/models")
        assert (caught.value.status, caught.value.code) == (401, "invalid_api_key")


def test_a_revoked_key_opens_nothing_and_the_door_stays_closed() -> None:
    key, text = new("app")
    ring = KeyRing([key])
    ring.renew([replace(key, revoked=1.0)])
    for headers in (bearer(text), {**HOME}):
        with pytest.raises(RefusedError) as caught:
            admit(ring, headers, "/v1/models")
        assert caught.value.status == 401
    ring.renew([])
    assert ring.closed


@pytest.mark.parametrize(
    ("scope", "path", "open_"),
    [
        ("chat", "/v1/chat/completions", True), ("chat", "/v1/responses/resp_1", True), ("chat", "/v1/models", True),
        ("chat", "/v1/embeddings", False), ("chat", "/v1/chat/completionsx", False), ("chat", "/metrics", False),
        ("chat", "/api/conversations", True), ("relay", "/v1/files", True), ("relay", "/metrics", False),
        ("admin", "/metrics", True), ("admin", "/v1/files", True),
    ],
)  # fmt: skip
def test_scopes(scope: str, path: str, open_: bool) -> None:
    assert allows(scope, path) is open_
    key, text = new("app", scope=scope)
    if open_:
        assert admit(KeyRing([key]), bearer(text), path) == key
    else:
        with pytest.raises(RefusedError) as caught:
            admit(KeyRing([key]), bearer(text), path)
        assert caught.value.status == 403


def test_a_rate_limit_says_when_to_come_again() -> None:
    key, text = new("app", rate=2)
    ring = KeyRing([key])
    for _ in range(2):
        admit(ring, bearer(text), "/v1/models")
    ring.renew([key])  # looking at the keys again gives nothing back
    with pytest.raises(RefusedError) as caught:
        admit(ring, bearer(text), "/v1/models")
    assert caught.value.status == 429
    assert 1 <= int(dict(caught.value.headers)["Retry-After"]) <= 31
    admit(ring, bearer(text), "/api/status")  # looking costs nothing


@given(st.integers(1, 600), st.lists(st.floats(0, 5), max_size=60))
def test_no_more_than_the_rate_comes_through(rate: int, gaps: list[float]) -> None:
    bucket, now, through = Bucket(rate), 1000.0, 0
    bucket.seen = now
    for gap in gaps:
        now += gap
        wait = bucket.take(now)
        through += wait == 0
        if wait:
            assert bucket.take(now + wait + 1e-6) == 0
            through += 1
            now += wait + 1e-6
    assert through <= rate + (now - 1000) * rate / 60 + 1e-6


def test_a_request_may_ask_for_less_and_not_for_more() -> None:
    assert LEVELS == ("off", "observe", "prompt", "light", "full")
    assert level("prompt", "off") == "off"
    assert level("prompt", "light") == level("prompt", "full") == "prompt"
    assert level("prompt", "nonsense") == level("prompt", None) == "prompt"


@pytest.mark.parametrize("host", ["localhost:8700", "127.0.0.1", "[::1]:8700"])
def test_without_keys_this_machine_comes_in(host: str) -> None:
    assert admit(KeyRing(), {"host": host, "origin": f"http://{host}"}, "/metrics") is OPEN


@pytest.mark.parametrize(
    "headers",
    [
        {"host": "evil.example"}, {"host": "127.0.0.1.evil.example"}, {**HOME, "origin": "https://evil.example"},
        {**HOME, "origin": "null"}, {"host": "[bad"},
    ],
)  # fmt: skip
def test_without_keys_a_page_from_elsewhere_does_not(headers: dict[str, str]) -> None:
    """A name that was pointed at this machine, or a page that sends requests here, gets nothing."""
    with pytest.raises(RefusedError) as caught:
        admit(KeyRing(), headers, "/v1/models")
    assert caught.value.status == 403
