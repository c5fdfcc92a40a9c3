"""Tasks, simulated users with a tracked goal, and the loop that lets one talk to a model."""
