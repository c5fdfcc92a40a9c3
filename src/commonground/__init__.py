"""commonground measures, mediates and trains the common ground between a chat model and the person it talks to.

The names below are loaded on use; importing the package loads nothing else.
"""

from __future__ import annotations

from importlib import import_module

_PLACES = {
    "Conversation": "conversation.record",
    "Event": "conversation.record",
    "Turn": "conversation.record",
    "branch": "conversation.record",
    "read_openai": "conversation.readers",
    "ChatModel": "models.chat",
    "Chunk": "models.chat",
    "Request": "models.chat",
    "Sampling": "models.chat",
    "complete": "models.chat",
    "Echo": "models.scripted",
    "Faulty": "models.scripted",
    "Replay": "models.scripted",
    "Script": "models.scripted",
    "Embedded": "models.embedded",
    "Endpoint": "models.endpoint",
    "Step": "mediation.step",
    "mediate": "mediation.step",
    "steps": "mediation.presets",
    "Task": "episodes.task",
    "UserSimulator": "episodes.users",
    "run_episode": "episodes.episode",
    "measure": "measures.registry",
    "measure_all": "evaluation.frames",
    "CommongroundError": "errors",
}
__all__ = list(_PLACES)


def __getattr__(name: str) -> object:
    if name not in _PLACES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_PLACES[name]}"), name)


def __dir__() -> list[str]:
    return sorted(__all__)
