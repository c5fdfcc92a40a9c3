"""commonground measures, mediates and trains the common ground between a chat model and the person it talks to."""
