"""The command line: one command a file. Arguments are parsed here into frozen configurations; the library gets plain values."""
