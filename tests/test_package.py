"""The public names: few, resolved on use, each what its module has."""

from __future__ import annotations

import pytest

import commonground

MOST = 25


def test_there_are_few_public_names() -> None:
    assert len(commonground.__all__) <= MOST
    assert dir(commonground) == sorted(commonground.__all__)


@pytest.mark.parametrize("name", commonground.__all__)
def test_every_name_resolves(name: str) -> None:
    assert getattr(commonground, name) is not None


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="no attribute 'nope'"):
        commonground.nope  # noqa: B018 - looking it up is the test
