"""The gateway: an OpenAI-compatible server in front of any model, which mediates what it passes on and says what it did."""
