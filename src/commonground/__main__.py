"""`python -m commonground`: the command line."""

from commonground.cli.main import main

main()
