"""Checks a build against the ledger: no code reused, none gone unannounced."""

from collections.abc import Iterable, Iterator, Mapping

from mlanki.config import Config
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.file_names import LEDGER_NAME
from mlanki.records import Record
from mlanki.release.code_reuse import is_other_question
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import line_of_note


def find_reused(built: Mapping[str, Record], config: Config, ledger: Ledger) -> Iterator[Record]:
    """Every record under a code that has been released as another question; who renames one has looked at it."""
    sealed = ledger.sealed_notes
    for identity, record in built.items():
        is_bound = identity in sealed and record.code == identity and record.code not in config.reworded
        if is_bound and is_other_question(sealed[identity].asks, record):
            yield record


def explain_reused(reused: Iterable[Record]) -> Iterator[Diagnostic]:
    """An error for every code that would be used again."""
    for record in reused:
        message = (
            f"{record.code} was released as another question: give this one a new code, or say "
            f'reworded = ["{record.code}"] if only its words are new'
        )
        yield diagnose("code-reused", record.origins[0].span, message)


def explain_gone(
    gone: Iterable[str], renamed: Mapping[str, str], ledger: Ledger, config: Config
) -> Iterator[Diagnostic]:
    """A warning for every released code of which nothing is decided; `renamed` has new ones with the same words."""
    for code in gone:
        line = line_of_note(ledger, code)
        now = config.decisions.code_now(code)
        named = code if now == code else f"{code} (now {now})"
        if code in renamed:
            message = (
                f"{named} is gone, and {renamed[code]} says the same: if so, write "
                f'{now} = "{renamed[code]}" below [alias]'
            )
        else:
            message = (
                f"{named} was released, and no source answers it any more: "
                "bring it back, or retire it to tell its users"
            )
        yield diagnose("record-gone", Span(LEDGER_NAME, line, line), message, code)
