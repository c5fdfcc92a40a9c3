"""LiteLLM and the `llm` command as clients, each in a process of its own, against the embedded model and a strict upstream."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from pathlib import Path
from typing import Any

from tests.server.clients.strict import Strict
from tests.server.serving import Fake, served

from commonground.models.embedded import Embedded
from commonground.server.gateway import Gateway, Settings
from commonground.server.local import Local
from commonground.server.upstream import Remote

LITELLM = Path(__file__).with_name("run_litellm.py")
LLM = Path(sys.executable).with_name("llm")
LAST = "At the Old Mill for two people on Monday at 19:00."
SECONDS = 90.0


async def run(*command: str, **environment: str) -> str:
    """Run a command to its end and return what it printed."""
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE, stdin=asyncio.subprocess.DEVNULL,
        env=os.environ | environment,
    )  # fmt: skip
    out, error = await asyncio.wait_for(process.communicate(), SECONDS)
    assert process.returncode == 0, error.decode()[-3000:]
    return out.decode()


async def litellm(root: str, model: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((await run(sys.executable, str(LITELLM), f"{root}/v1", model)).splitlines()[-1])
    return found


def joined(chunks: list[dict[str, Any]]) -> str:
    return "".join(one["delta"].get("content") or "" for chunk in chunks for one in chunk["choices"])


async def test_litellm_before_the_embedded_model() -> None:
    async with served(Gateway(Local(Embedded()))) as root:
        found = await litellm(root, "embedded")
    said = found["whole"]["choices"][0]["message"]["content"]
    assert said.startswith("book(")
    assert joined(found["chunks"]) == said
    assert [chunk["usage"] for chunk in found["chunks"] if chunk.get("usage")][-1]["total_tokens"] > 0
    assert "replies are free text" in found["refused"]


async def test_litellm_before_a_strict_upstream(fake: Fake, strict: Strict) -> None:
    async with served(Gateway(Remote(fake.url), Settings("off"))) as root:
        found = await litellm(root, "strict")
    assert found["whole"]["choices"][0]["message"]["content"] == LAST
    assert joined(found["chunks"]) == LAST
    assert json.loads(found["shaped"]) == {"city": "x"}
    assert strict.wrong == []


def settings(folder: Path, root: str, model: str) -> None:
    """Tell `llm` of the gateway, in the file that it reads its models from."""
    lines = ["- model_id: here", f"  model_name: {model}", f"  api_base: {root}/v1"]
    (folder / "extra-openai-models.yaml").write_text("\n".join(lines) + "\n")


async def llm(folder: Path, *arguments: str) -> str:
    return (await run(str(LLM), *arguments, LLM_USER_PATH=str(folder))).strip()


async def test_the_llm_command_before_the_embedded_model(tmp_path: Path) -> None:
    async with served(Gateway(Local(Embedded()))) as root:
        settings(tmp_path, root, "embedded")
        asked = f"I want to book a table. {LAST}"
        whole = await llm(tmp_path, "-m", "here", "--no-stream", asked)
        streamed = await llm(tmp_path, "-m", "here", asked)
        further = await llm(tmp_path, "-c", "Make it for three people.")
    assert whole.startswith("book(")
    assert streamed == whole
    assert further.startswith("book(")


async def test_the_llm_command_before_a_strict_upstream(tmp_path: Path, fake: Fake, strict: Strict) -> None:
    async with served(Gateway(Remote(fake.url))) as root:
        settings(tmp_path, root, "strict")
        assert await llm(tmp_path, "-m", "here", "-s", "Be kind.", "Grüße 🌍") == "Grüße 🌍"
        assert await llm(tmp_path, "-m", "here", "--no-stream", "Hello") == "Hello"
    assert strict.bodies[0]["messages"] == [
        {"role": "system", "content": "Be kind."},
        {"role": "user", "content": "Grüße 🌍"},
    ]
    assert strict.wrong == []
