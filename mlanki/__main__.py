"""`python -m mlanki`: the command where its script is not on the path."""

from mlanki.cli import main

if __name__ == "__main__":
    main(prog_name="mlanki")
