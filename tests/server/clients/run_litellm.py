"""LiteLLM as a client, in a process of its own: asks the server named by its arguments, and prints what it got as JSON.

Arguments: the base URL, and the model.
"""

from __future__ import annotations

import asyncio
import json
import os
import socket
import sys
from typing import Any

os.environ["LITELLM_LOCAL_MODEL_COST_MAP"] = "True"

TALK = [
    {"role": "user", "content": "I want to book a table."},
    {"role": "assistant", "content": "Where?"},
    {"role": "user", "content": "At the Old Mill for two people on Monday at 19:00."},
]
FORM = {
    "type": "json_schema",
    "json_schema": {"name": "s", "schema": {"type": "object", "properties": {"city": {"type": "string"}}}},
}


def stay_here() -> None:
    """Let no connection leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(("127.", "::1", "localhost")):
            raise RuntimeError(f"tried to reach the network: {address!r}")
        connect(self, address)

    socket.socket.connect = guarded  # type: ignore[assignment, method-assign]


async def ask(url: str, model: str) -> dict[str, Any]:
    import litellm

    where: dict[str, Any] = {"model": f"openai/{model}", "api_base": url, "api_key": "sk-1"}
    found: dict[str, Any] = {}
    whole = await litellm.acompletion(messages=TALK, temperature=0, max_tokens=80, **where)
    found["whole"] = whole.model_dump()
    stream = await litellm.acompletion(
        messages=TALK, temperature=0, max_tokens=80, stream=True, stream_options={"include_usage": True}, **where
    )
    found["chunks"] = [chunk.model_dump() async for chunk in stream]
    try:
        shaped = await litellm.acompletion(messages=TALK, response_format=FORM, **where)
        found["shaped"] = shaped.choices[0].message.content
    except litellm.exceptions.BadRequestError as error:
        found["refused"] = str(error)
    return found


if __name__ == "__main__":
    stay_here()
    print(json.dumps(asyncio.run(ask(*sys.argv[1:])), default=str))
