"""A user's own checker by name: `module:function`, found as Python finds modules, the working folder first."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

from commonground.errors import UsageError

if TYPE_CHECKING:
    from commonground.suites.public.custom import Checker


def load_checker(name: str) -> Checker:
    """Return the function that `name` says. Raises: UsageError when there is none, or its module fails."""
    module, _, function = name.partition(":")
    hint = "write MODULE:FUNCTION; the function takes a reply and the task's fields, and returns a score 0..1"
    if not module or not function.isidentifier():
        raise UsageError(f"not a checker: {name!r}", hint)
    if "" not in sys.path:
        sys.path.insert(0, "")
    try:
        found: Any = getattr(import_module(module), function)
    except Exception as error:
        raise UsageError(f"checker {name!r} cannot be loaded: {type(error).__name__}: {error}", hint) from error
    if not callable(found):
        raise UsageError(f"checker {name!r} is no function", hint)
    checker: Checker = found
    return checker
