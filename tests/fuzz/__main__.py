"""The command that feeds a target for hours."""

import hashlib
import time

import click

from tests.fuzz.feeding import CORPUS, try_many
from tests.fuzz.targets import TARGETS


@click.command()
@click.argument("target", type=click.Choice([*TARGETS]))
@click.option("--minutes", default=1.0, show_default=True)
def fuzz(target: str, minutes: float) -> None:
    """Feed TARGET for so many minutes, or until a law is broken."""
    end, fed = time.monotonic() + 60 * minutes, 0
    while time.monotonic() < end:
        try:
            try_many(target, 200, number=time.time_ns())
        except BaseException as error:
            data = error.__dict__["fed"]
            file = CORPUS / target / hashlib.sha256(data).hexdigest()[:10]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            click.echo(f"{fed}+ inputs; a law is broken by {file}")
            raise
        fed += 200
    click.echo(f"{fed} inputs, and no law is broken")


if __name__ == "__main__":
    fuzz()
