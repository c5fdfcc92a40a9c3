"""The gateway against its own description: requests that break it, and not one error that is the gateway's.

`test_malformed` sends five thousand malformed bodies more.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any, cast

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.generation import GenerationMode
from starlette.testclient import TestClient
from tests.server.keeping import recording

from commonground.models.scripted import Script
from commonground.server import keys
from commonground.server.app import application
from commonground.server.local import Local

DOCUMENT = json.loads(files("commonground.server").joinpath("openapi.json").read_text())
OPERATIONS = [(path, method) for path, methods in DOCUMENT["paths"].items() for method in methods]
BODIES = ("/v1/chat/completions", "/v1/responses", "/api/ground")
KEY, TEXT = keys.new("tester", scope="admin")


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    folder: Path = tmp_path_factory.mktemp("store")
    with asyncio.Runner() as runner:
        gateway = runner.run(recording(Local(Script(lambda request: "ok")), folder, keys=(KEY,)))
        assert gateway.keeping
        runner.run(gateway.keeping.store.database.aclose())
    app = application(gateway)
    with TestClient(cast("Any", app), raise_server_exceptions=True) as found:
        yield found


def test_the_description_names_every_route() -> None:
    from commonground.server.gateway import Gateway
    from commonground.server.views import routes

    own = {route.path for route in routes(Gateway(Local(Script([]))))}
    assert own - {"/", "/page/{part}", "/openapi.json"} <= set(DOCUMENT["paths"])


def test_it_is_a_valid_description_and_is_served(client: TestClient) -> None:
    schemathesis.openapi.from_dict(DOCUMENT).config.base_url = "http://127.0.0.1"
    assert client.get("/openapi.json").json() == DOCUMENT


@pytest.mark.parametrize(("path", "method"), OPERATIONS, ids=[path for path, _ in OPERATIONS])
def test_malformed_requests_are_refused_in_the_form_that_clients_read(
    client: TestClient, path: str, method: str
) -> None:
    count, mode = (150, GenerationMode.NEGATIVE) if path in BODIES else (10, GenerationMode.POSITIVE)
    operation = schemathesis.openapi.from_dict(DOCUMENT)[path][method.upper()]
    told = {"Authorization": f"Bearer {TEXT}"}

    @settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck), derandomize=True,
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=mode))
    def attack(case: Any) -> None:
        sent = case.as_transport_kwargs(base_url="http://127.0.0.1")
        headers = {name: value for name, value in (sent.get("headers") or {}).items() if str(value).isascii()}
        answer = client.request(
            sent["method"], sent["url"], params=sent.get("params"), headers=headers | told,
            content=sent.get("data") or (json.dumps(sent["json"]) if "json" in sent else None),
        )  # fmt: skip
        assert answer.status_code < 500, answer.text
        assert "Traceback" not in answer.text
        if answer.status_code >= 400 and answer.headers.get("content-type") == "application/json":
            assert set(answer.json()["error"]) == {"message", "type", "param", "code"}

    attack()
