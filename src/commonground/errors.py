"""The error tree: every failure a user can meet, each with a hint that says what to do next.

    CommongroundError
    +-- UsageError           the command or call was wrong: exit 2
    |   +-- UnknownNameError     no suite, model, step ... of that name
    +-- InputError           a file, row or field cannot be read: exit 1
    +-- MissingExtraError    an optional dependency is not installed: exit 1
    +-- StoreError           a run folder cannot be written, read or resumed: exit 1
    +-- BudgetError          what a run may spend is spent; it stops cleanly: exit 1
    +-- BoundaryError        an episode failed; named by the boundary it crossed
        +-- EndpointError        the model's side: network, protocol, limits
        +-- UserSimulatorError   the simulated user's side
        +-- StepError            a mediation step
        +-- CheckerError         the code that judges an answer

Only `cli` turns these into text and exit codes; the library raises them and never prints.
"""

from __future__ import annotations


class CommongroundError(Exception):
    """One line that names the thing and the offending value, and a hint with the next step.

    Attributes: `hint`, or "" where there is nothing useful to add; `exit_code` for the command line.
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.hint = hint


class UsageError(CommongroundError):
    """The command line or a call asks for something that does not exist or does not fit."""

    exit_code = 2


class UnknownNameError(UsageError):
    """No such suite, model, mediation preset, step or family."""

    def __init__(self, kind: str, name: str, known: tuple[str, ...]) -> None:
        super().__init__(f"unknown {kind} {name!r}", f"choose from: {', '.join(known)}")


class InputError(CommongroundError):
    """A file, row or field that cannot be read; says which: `path:line: field: value`."""

    def __init__(
        self,
        problem: str,
        *,
        path: str = "",
        line: int | None = None,
        field: str = "",
        value: object = None,
        hint: str = "",
    ) -> None:
        where = path if line is None else f"{path}:{line}"
        shown = "" if value is None else f", got {_short(value)}"
        message = ": ".join(part for part in (where, field, problem) if part) + shown
        super().__init__(message, hint or "correct it there and run the command again")
        self.path, self.line, self.field, self.value = path, line, field, value


class MissingExtraError(CommongroundError):
    """An optional dependency is needed and not installed."""

    def __init__(self, what: str, extra: str) -> None:
        super().__init__(
            f"{what} needs the extra {extra!r}, which is not installed",
            f"pip install 'commonground[{extra}]'",
        )


class StoreError(CommongroundError):
    """A run folder that cannot be written, read or resumed."""


class BudgetError(CommongroundError):
    """The budget of a run is spent. What was finished is kept, and the run can go on under a larger one."""


class BoundaryError(CommongroundError):
    """An episode failed. It is data, counted under `boundary`, never a score and never the end of a run."""

    boundary = "unknown"


class EndpointError(BoundaryError):
    """The model did not answer: network, protocol, limit or time.

    `kind` is one of connect, timeout, status, protocol, cut; `status` is the HTTP status where there was one.
    """

    boundary = "endpoint"

    def __init__(self, message: str, hint: str = "", *, kind: str = "protocol", status: int | None = None) -> None:
        super().__init__(message, hint)
        self.kind, self.status = kind, status


class UserSimulatorError(BoundaryError):
    """The simulated user could not go on, or left its role."""

    boundary = "user"


class StepError(BoundaryError):
    """A mediation step failed. In evaluation an error; a gateway passes the request through."""

    boundary = "step"


class CheckerError(BoundaryError):
    """The checker itself failed: a skipped evaluation, never a zero."""

    boundary = "checker"


def _short(value: object, limit: int = 80) -> str:
    text = repr(value)
    return text if len(text) <= limit else text[: limit - 3] + "..."
