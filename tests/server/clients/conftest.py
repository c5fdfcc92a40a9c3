"""A strict upstream to stand before."""

import pytest
from tests.server.clients.strict import Strict
from tests.server.serving import Fake


@pytest.fixture
def strict(fake: Fake) -> Strict:
    found = Strict()
    fake.reply = found
    return found
