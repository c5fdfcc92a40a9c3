"""The page in a real browser, for tests: it is waited for with a deadline, and read as one who looks at it reads it."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import AsyncIterator, Callable
from typing import Any, TypeVar

from selenium.common.exceptions import NoSuchElementException, StaleElementReferenceException
from selenium.webdriver.common.action_chains import ActionChains
from selenium.webdriver.common.keys import Keys
from tests.report.conftest import requests

from commonground.models.chat import Chunk, Request, Usage

T = TypeVar("T")
WAIT = 30.0  # seconds after which what is waited for counts as absent
REPLIES = "#talk .turn.model:not(.streaming)"


class Page:
    """The page of a gateway, open in a browser."""

    def __init__(self, browser: Any, root: str, view: str = "") -> None:
        self.browser, self.root = browser, root
        self.size(1400, 900)
        browser.get(f"{root}/{view}")

    def until(self, found: Callable[[], T]) -> T:
        """Return what is found once it is true; the page may be drawn anew meanwhile."""
        until, last = time.monotonic() + WAIT, None
        while time.monotonic() < until:
            try:
                if last := found():
                    return last
            except (NoSuchElementException, StaleElementReferenceException):
                pass
            time.sleep(0.02)
        raise AssertionError(f"not seen within {WAIT:g} s; the page shows\n{self.text('body')}")

    def all(self, selector: str) -> list[Any]:
        found: list[Any] = self.browser.find_elements("css selector", selector)
        return found

    def one(self, selector: str) -> Any:
        return self.browser.find_element("css selector", selector)

    def text(self, selector: str) -> str:
        return str(self.one(selector).text).strip()

    def texts(self, selector: str) -> list[str]:
        return [str(one.text).strip() for one in self.all(selector)]

    def run(self, script: str, *given: object) -> Any:
        return self.browser.execute_script(script, *given)

    def press(self, *keys: str) -> None:
        """Press keys, wherever the focus is."""
        ActionChains(self.browser).send_keys(*keys).perform()

    def focus(self) -> str:
        """Return where the focus is: the id of the element, or its classes."""
        return str(self.run("const e = document.activeElement; return e.id || e.className || e.tagName"))

    def ready(self) -> None:
        """Wait until the page knows who answers and what may be asked for."""
        self.until(lambda: self.all("#preset option"))

    def say(self, text: str) -> None:
        """Write a message where the focus is, send it, and wait for the end of the reply."""
        before = len(self.all(REPLIES))
        self.press(text, Keys.ENTER)
        self.until(lambda: len(self.all(REPLIES)) == before + 1 and self.one("#send").is_displayed())

    def size(self, width: int, height: int) -> None:
        told = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": False}
        self.browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", told)

    def media(self, **features: str) -> None:
        """Set what the reader prefers, such as `prefers_color_scheme="dark"`."""
        told = [{"name": name.replace("_", "-"), "value": value} for name, value in features.items()]
        self.browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": told})

    def overflows(self) -> bool:
        """Return whether one would have to scroll sideways."""
        return bool(self.run("return document.documentElement.scrollWidth > innerWidth"))

    def complaints(self) -> list[str]:
        """Return what the browser complained of, and which other hosts it was made to ask."""
        said = [entry["message"] for entry in self.browser.get_log("browser")]
        local = (self.root, "data:", "blob:", "chrome:", "about:")
        return said + [url for url in requests(self.browser) if not url.startswith(local)]


class Held:
    """A model that says its reply in pieces, each further one when the test lets it; `ended` tells that nobody listens."""

    name = "held"

    def __init__(self, *pieces: str) -> None:
        self._pieces = pieces
        self._waiting: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []
        self.ended = threading.Event()

    async def stream(self, request: Request) -> AsyncIterator[Chunk]:
        try:
            for number, piece in enumerate(self._pieces):
                if number:
                    allowed = asyncio.Event()
                    self._waiting.append((asyncio.get_running_loop(), allowed))
                    await allowed.wait()
                yield Chunk(piece)
            yield Chunk(finish="stop", usage=Usage(1, 3, len(self._pieces)))
        finally:
            self.ended.set()

    def go_on(self) -> None:
        """Let the next piece be said, once the model waits for it."""
        until = time.monotonic() + WAIT
        while not self._waiting:
            assert time.monotonic() < until, "the model was not asked"
            time.sleep(0.01)
        loop, allowed = self._waiting.pop(0)
        loop.call_soon_threadsafe(allowed.set)
