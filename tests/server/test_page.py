"""The page in a real browser: a chat beside the common ground that forms, and the conversations that were served."""

from __future__ import annotations

import asyncio
import json
import os
from pathlib import Path
from typing import Any
from urllib.request import Request as Asked
from urllib.request import urlopen

import aiohttp
import pytest
from selenium.webdriver.common.keys import Keys
from tests.server.keeping import recorded
from tests.server.seeing import WAIT, Held, Page
from tests.server.serving import in_a_thread, served

from commonground.errors import EndpointError
from commonground.models.chat import Request
from commonground.models.embedded import Embedded
from commonground.models.scripted import Echo, Script
from commonground.server import keys
from commonground.server.gateway import Gateway, Settings
from commonground.server.keys import KeyRing
from commonground.server.local import Local
from commonground.server.upstream import Answer, Call, problem

LETTER = (
    "Please write a letter to Brikki about the roof.",
    "One more thing: make it for an answer on Friday.",
    "Sorry, I was wrong: make it for an answer on Tuesday.",
)
RESTATED = "A table at the Old Mill, for two."
HOSTILE = "</p><img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>&amp;"


def mediator(request: Request) -> str:
    """Restate where the Mediator is asked, answer where the assistant is."""
    return RESTATED if request.conversation.turns[0].speaker == "system" else "Done."


def talk(root: str, *texts: str) -> None:
    """What another client says, and hears."""
    said = [{"role": ("user", "assistant")[at % 2], "content": text} for at, text in enumerate(texts)]
    asked = Asked(f"{root}/v1/chat/completions", json.dumps({"model": "m", "messages": said}).encode())
    with urlopen(asked, timeout=WAIT) as response:
        response.read()


def picture(page: Page, name: str) -> None:
    """Keep a picture where a folder for pictures is given, with the ledger as far as it was drawn."""
    folder = os.environ.get("COMMONGROUND_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.run("return document.getAnimations().forEach((one) => one.finish())")
        page.browser.save_screenshot(str(Path(folder) / f"{name}.png"))


# What is served


async def test_the_parts_are_served_as_what_they_are() -> None:
    async with served(Gateway(Local(Echo()))) as root, aiohttp.ClientSession() as session:
        for path, kind in (("/", "text/html"), ("/page/page.css", "text/css"), ("/page/main.js", "text/javascript")):
            async with session.get(f"{root}{path}") as response:
                assert (response.status, response.content_type) == (200, kind)
                policy = response.headers["Content-Security-Policy"]
                assert "script-src 'self'" in policy
                assert "unsafe" not in policy
                assert response.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["nothing.js", "..%2fkeys.py", "%2e%2e%2fkeys.py", "", "main.js/x"])
async def test_nothing_else_is(path: str) -> None:
    async with (
        served(Gateway(Local(Echo()))) as root,
        aiohttp.ClientSession() as session,
        session.get(f"{root}/page/{path}") as response,
    ):
        assert response.status == 404


async def test_status_tells_which_presets_may_be_asked_for() -> None:
    async with (
        served(Gateway(Local(Echo()), Settings("prompt"))) as root,
        aiohttp.ClientSession() as session,
        session.get(f"{root}/api/status") as response,
    ):
        status = await response.json()
    assert (status["preset"], status["presets"]) == ("prompt", ["off", "observe", "prompt"])


async def test_a_long_conversation_holds_nobody_up() -> None:
    text = " ".join(f"word{number}" for number in range(100))
    messages = [{"role": ("user", "assistant")[at % 2], "content": f"{at} {text}"} for at in range(200)]
    async with served(Gateway(Local(Echo()))) as root, aiohttp.ClientSession() as session:
        asking = asyncio.create_task(session.post(f"{root}/api/ground", json={"messages": messages}))
        for _ in range(20):
            async with session.get(f"{root}/healthz") as response:
                assert response.status == 200
        assert not asking.done()
        async with await asking as response:
            assert len((await response.json())["turns"]) == 200


# The chat


def test_six_turns_by_keyboard_alone(browser: Any) -> None:
    with in_a_thread(Gateway(Local(Embedded()))) as root:
        page = Page(browser, root)
        page.media(prefers_color_scheme="light")
        page.until(lambda: LETTER[0] in page.texts(".chip"))
        assert page.focus() == "said"
        for text in LETTER:
            page.say(text)
        page.until(lambda: page.texts(".requirements .gone .text") == [LETTER[1]])
        page.until(lambda: len(page.all(".measures circle[data-turn='5']")) >= 5)
        assert page.texts(".requirements .gone .meta") == ["3, replaced in 5"]
        page.until(lambda: {"Brikki", "Tuesday"} <= set(page.texts(".pacts .user .text")))
        assert "answer" in page.texts(".pacts .model .text")
        assert {"Brikki", "roof"} <= set(page.texts("#turn-1 mark.user")) & set(page.texts("#turn-2 mark.user"))
        assert "answer" in page.texts("#turn-3 mark.model")
        sent = " ".join(LETTER).replace("One more thing: make", "Make")
        page.until(lambda: sent in page.text(".sent blockquote"))
        assert page.text("#turn-6 .note").startswith("light: rewritten (+1 call, ")
        picture(page, "serve")
        walked(page)
        page.media(prefers_color_scheme="dark")
        picture(page, "serve-dark")
        page.size(390, 844)
        picture(page, "serve-narrow")
        assert not page.overflows()
        assert page.complaints() == []


def walked(page: Page) -> None:
    """Walk from the message through the turns and into the ledger, by keys; the focus is seen wherever it is."""
    page.press(Keys.ARROW_UP)
    assert page.focus() == "turn-6"
    for turn in range(5, 0, -1):
        page.press(Keys.ARROW_UP)
        assert page.focus() == f"turn-{turn}"
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.all("circle.stressed[data-turn='0']")
    page.press(Keys.END, Keys.ARROW_DOWN)
    assert page.focus() == "said"
    into_the_ledger(page)
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"
    assert page.all("#turn-1.looked")
    page.press(Keys.ENTER)
    assert page.focus() == "turn-1"
    page.press("/")
    assert page.focus() == "said"
    page.one("#said").send_keys("a", Keys.SHIFT + Keys.ENTER + Keys.NULL, "b")
    assert page.one("#said").get_attribute("value") == "a\nb"
    page.press(*[Keys.BACKSPACE] * 3)
    assert len(page.all(".turn")) == 6


def into_the_ledger(page: Page) -> None:
    for _ in range(40):
        page.press(Keys.TAB)
        if page.run("return document.activeElement.closest('.requirements') !== null"):
            return
    raise AssertionError("no key leads to the ledger")


def test_the_ground_forms_while_the_reply_comes(browser: Any) -> None:
    """Emoji before the terms: the gateway counts characters, the browser UTF-16 units."""
    model = Held("\U0001f600 The Old ", "Mill \U0001f600 is ", "open at eight.")
    with in_a_thread(Gateway(Local(model))) as root:
        page = Page(browser, root)
        page.ready()
        page.run("document.getElementById('said').value = '\U0001f600\U0001f600 A table at the Old Mill.'")
        page.press(Keys.ENTER)
        page.until(lambda: page.texts(".requirements .text"))
        page.until(lambda: "The Old" in page.text("#turn-2 .said"))
        assert page.texts("mark") == []
        model.go_on()
        page.until(lambda: page.texts("#turn-2 mark") == ["Old Mill"] and page.texts("#turn-1 mark") == ["Old Mill"])
        assert page.texts(".pacts .text") == ["Old Mill"]
        assert not model.ended.is_set()
        assert page.one("#stop").is_displayed()
        model.go_on()
        page.until(lambda: page.one("#send").is_displayed())
        assert page.text("#turn-2 .said").endswith("is open at eight.")
        assert page.text("#announced") or page.run("return announced.textContent").endswith("open at eight.")


@pytest.mark.parametrize("key", [Keys.ESCAPE, "button"])
def test_stopping_ends_the_call(browser: Any, key: str) -> None:
    model = Held("It was ", "a dark night.")
    with in_a_thread(Gateway(Local(model), Settings("off"))) as root:
        page = Page(browser, root)
        page.ready()
        page.press("Tell me a story.", Keys.ENTER)
        page.until(lambda: page.text("#turn-2 .said") == "It was")
        page.press("And then?", Keys.ENTER)  # nothing is sent while a reply comes, nor lost
        if key == "button":
            page.one("#stop").click()
        else:
            page.press(key)
        assert model.ended.wait(WAIT)
        page.until(lambda: "stopped" in page.text("#turn-2 .note"))
        assert page.text("#turn-2 .said") == "It was"
        assert page.one("#said").get_attribute("value") == "And then?"
        assert len(page.all(".turn")) == 2


def test_a_message_is_edited_and_a_reply_made_again(browser: Any) -> None:
    with in_a_thread(Gateway(Local(Echo()), Settings("off"))) as root:
        page = Page(browser, root)
        page.ready()
        page.say("one")
        page.say("two")
        page.one("#turn-1").find_element("xpath", ".//button[.='Edit']").send_keys(Keys.ENTER)
        page.press(" more", Keys.ENTER)
        page.until(lambda: page.texts(".said") == ["one more", "one more"])
        assert page.text("#turn-1 .others span") == "2 of 2"
        page.one("#turn-1 .others button").send_keys(Keys.ENTER)
        page.until(lambda: page.texts(".said") == ["one", "one", "two", "two"])
        page.one("#turn-4").find_element("xpath", ".//button[.='Regenerate']").send_keys(Keys.ENTER)
        page.until(lambda: page.texts("#turn-4 .others span") == ["2 of 2"] and page.one("#send").is_displayed())
        page.one("#new").click()
        page.until(lambda: page.one("#welcome").is_displayed() and not page.all(".turn"))
        page.until(lambda: page.one("#nothing").is_displayed())


def test_what_was_said_never_becomes_markup(browser: Any, tmp_path: Path) -> None:
    model = Script(lambda request: HOSTILE, name=f"m{HOSTILE[:20]}")
    with in_a_thread(recorded(model, tmp_path, keep_text=True)) as root:
        page = Page(browser, root)
        page.ready()
        page.say(HOSTILE)
        page.until(lambda: page.texts(".requirements .text"))
        page.until(lambda: page.all("mark"))
        assert page.texts(".said") == [HOSTILE, HOSTILE]
        page.one("#to-conversations").click()
        page.until(lambda: page.all("#rows a"))
        page.one("#rows a").click()
        page.until(lambda: page.texts("#detail-turns .said") == [HOSTILE, HOSTILE])
        assert page.browser.title == "commonground"
        assert page.all("main img, main script") == []
        assert page.complaints() == []


def test_a_request_may_ask_for_less(browser: Any) -> None:
    with in_a_thread(Gateway(Local(Echo()), Settings("prompt"))) as root:
        page = Page(browser, root)
        page.ready()
        assert page.texts("#preset option") == ["off", "observe", "prompt"]
        assert page.one("#preset").get_attribute("value") == "prompt"
        page.say("Hello there.")
        page.until(lambda: page.texts(".sent blockquote"))
        assert page.text("#turn-2 .note").startswith("prompt: rewritten")
        assert page.text(".sent blockquote").startswith("system")
        page.one("#preset").send_keys("off")
        page.press("/")
        page.one("#said").click()
        page.say("Hello again.")
        assert page.text("#turn-4 .note").startswith("off: sent as it was")


def test_observe_shows_what_light_would_have_sent(browser: Any, tmp_path: Path) -> None:
    with in_a_thread(recorded(Script(mediator), tmp_path)) as root:
        page = Page(browser, root)
        page.ready()
        page.say("A table, please.")
        page.say("At the Old Mill, for two.")
        page.until(lambda: page.texts(".sent .shadow blockquote") == [RESTATED])
        assert page.text(".sent .shadow .text") == "light would have sent, in place of 3 messages"
        assert page.text("#turn-4 .note").startswith("observe: untouched")


def test_where_no_models_are_listed_a_name_is_typed(browser: Any) -> None:
    asked: list[str] = []

    class Unlisted(Local):
        async def answer(self, call: Call) -> Answer:
            if call.route == "/v1/models":
                return problem(404, "not_found", "no such page")
            asked.append(json.loads(call.body)["model"])
            return await super().answer(call)

    with in_a_thread(Gateway(Unlisted(Echo()), Settings("off"))) as root:
        page = Page(browser, root)
        page.ready()
        page.one("input#model").send_keys("my-model")
        page.press("/")
        assert page.one("#model").get_attribute("value") == "my-model/"  # in a field it is a letter
        page.press(Keys.BACKSPACE)
        page.one("#said").click()
        page.say("Hello.")
        assert asked == ["my-model"]


# What goes wrong


def test_an_error_is_one_line_and_can_be_tried_again(browser: Any) -> None:
    failing = [True]

    def reply(request: Request) -> str:
        if failing.pop():
            failing.append(False)
            raise EndpointError("the model is asleep", "wake it")
        failing.append(False)
        return "Good morning."

    with in_a_thread(Gateway(Local(Script(reply)), Settings("off"))) as root:
        page = Page(browser, root)
        page.ready()
        page.press("Wake up.", Keys.ENTER)
        page.until(lambda: "the model is asleep" in page.text("#trouble"))
        assert page.texts(".said") == ["Wake up."]
        page.press("typed meanwhile")
        page.one("#again").send_keys(Keys.ENTER)
        page.until(lambda: page.texts(".said") == ["Wake up.", "Good morning."])
        assert not page.one("#trouble").is_displayed()
        assert page.one("#said").get_attribute("value") == "typed meanwhile"


def test_a_gateway_that_comes_back_is_asked_again(browser: Any) -> None:
    with in_a_thread(Gateway(Local(Echo()), Settings("off"))) as root:
        page = Page(browser, root)
        page.ready()
    page.press("Are you there?", Keys.ENTER)
    page.until(lambda: "The gateway does not answer." in page.text("#trouble"))
    with in_a_thread(Gateway(Local(Echo()), Settings("off")), int(root.rpartition(":")[2])):
        page.one("#again").click()
        page.until(lambda: page.texts(".said") == ["Are you there?", "Are you there?"])


def test_a_key_is_asked_for_and_stays_in_the_tab(browser: Any) -> None:
    kept, key = keys.new("page")
    with in_a_thread(Gateway(Local(Echo()), Settings("off"), KeyRing([kept]))) as root:
        page = Page(browser, root)
        page.until(lambda: page.one("#key").is_displayed())
        assert page.text("#key-told") == "This gateway needs a key."
        page.press("cg-wrong", Keys.ENTER)
        page.until(lambda: "needs a valid key" in page.text("#key-told") and page.one("#key").is_displayed())
        page.press(key, Keys.ENTER)
        page.ready()
        assert not page.one("#key").is_displayed()
        page.one("#said").click()
        page.say("Hello.")
        assert page.run("return [sessionStorage.length, localStorage.length, document.cookie]") == [1, 0, ""]
        assert page.run("return sessionStorage.getItem('commonground-key')") == key
        assert key not in page.run("return document.documentElement.outerHTML")


# The conversations


def test_conversations_of_other_clients_are_shown_as_they_come(browser: Any, tmp_path: Path) -> None:
    with in_a_thread(recorded(Echo(), tmp_path)) as root:
        page = Page(browser, root, "#conversations")
        page.until(lambda: "None yet" in page.text("#list-told"))
        talk(root, "A table, please.")
        page.until(lambda: len(page.all("#rows a")) == 1)  # looked for again and again
        talk(root, "A table, please.", "A table, please.", "At the Old Mill.")
        talk(root, "A table, please.", "A table, please.", "At the Salt House, for twelve.")
        page.until(lambda: "3 requests" in page.text("#rows .meta"))
        page.one("#rows a").send_keys(Keys.ENTER)
        page.until(lambda: "1 fork" in page.text("#detail-told"))
        assert page.texts("#detail-turns .said")[2] == "6 words, not kept"
        assert page.text("#detail-turns li:nth-child(3) .others span") == "2 of 2"
        page.one("#detail-turns li:nth-child(3) .others button").send_keys(Keys.ENTER)
        page.until(lambda: page.texts("#detail-turns .said")[2] == "4 words, not kept")
        assert "continued, observe: untouched" in page.text("#detail-turns li:nth-child(4) .note")
        assert page.all("#detail-measures svg circle[data-turn='3']")
        for link in ("#list-json", "#detail-json"):
            with urlopen(page.one(link).get_attribute("href"), timeout=WAIT) as response:
                assert json.load(response)
        page.one("#to-chat").send_keys(Keys.ENTER)
        page.until(lambda: page.one("#said").is_displayed())
        assert page.complaints() == []
