"""The parts of common ground, one a file; each takes in turns as they are heard."""
