"""What a run leaves behind: a folder with its settings and every finished episode, made to be resumed."""
