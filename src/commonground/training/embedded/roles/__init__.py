"""The roles that the embedded model plays beside the assistant's, one a file: what it reads, what it says under each note."""
