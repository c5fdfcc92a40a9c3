"""Anything that answers: the protocol, the embedded model, any OpenAI-compatible endpoint, and scripted fakes."""
