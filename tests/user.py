"""A user at their desk, in a process of its own: `python -m tests.user COLLECTION` does what stdin says.

It runs under the Python of any Anki, so that a test can ask each version. Stdin is a JSON list of steps such as
`["study", "ML Interview", 3]`; stdout is the list of what came of them.
"""

import json
import sys
from contextlib import redirect_stdout
from dataclasses import asdict
from pathlib import Path
from typing import Any

from tests.collection import Desk


def act(desk: Desk, verb: str, *arguments: Any) -> Any:
    match verb:
        case "take":
            outcome = asdict(desk.take(Path(arguments[0])))
            return {word: sorted(codes) for word, codes in outcome.items() if codes}
        case "scheduling":
            return {str(number): list(row) for number, row in desk.scheduling().items()}
        case _:
            return getattr(desk, verb)(*arguments)


def main() -> None:
    with redirect_stdout(sys.stderr):  # where a machine is busy, Anki prints that something took long
        desk = Desk(Path(sys.argv[1]))
        came = [act(desk, *step) for step in json.load(sys.stdin)]
        desk.collection.close()
    json.dump(came, sys.stdout)


if __name__ == "__main__":
    main()
