"""`python -m commonground`: the command line."""

from commonground.cli.main import main

if __name__ == "__main__":
    main()
