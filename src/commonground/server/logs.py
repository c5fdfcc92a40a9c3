"""Logs as JSON lines on stderr: what happened to which request, never what was said, and no key.

Of an error its kind and its place are told; its message, which may quote a request, is not.
"""

from __future__ import annotations

import json
import logging
import sys
import traceback
from datetime import UTC, datetime

from commonground.errors import BoundaryError, EndpointError

LOGGER = logging.getLogger("commonground.server")


class _Lines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        told: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage() if record.name.startswith(("commonground", "uvicorn")) else record.name,
        }
        told.update(getattr(record, "fields", {}))
        if record.exc_info and record.exc_info[0] is not None:
            told["message"] = "an error that is no client's"
            told["error"] = record.exc_info[0].__name__
            told["at"] = [f"{frame.filename}:{frame.lineno}" for frame in traceback.extract_tb(record.exc_info[2])[-5:]]
        return json.dumps(told, ensure_ascii=False)


def unanswered(error: BoundaryError, request: str = "") -> None:
    """Log why the model gave no answer, or not all of it: the kind of failure, what caused it, and for which request."""
    kind = error.kind if isinstance(error, EndpointError) else error.boundary
    cause = type(error.__cause__).__name__ if error.__cause__ is not None else ""
    LOGGER.warning("unanswered", extra={"fields": {"request": request, "kind": kind, "cause": cause}})


def configure(level: str) -> None:
    """Send all logs of level `level` and above to stderr, a JSON object a line."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Lines())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for noisy in ("asyncio", "aiosqlite", "sqlalchemy", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
