"""Checks a build against the ledger: no code reused, none dropped unannounced, a notice on all that is retired."""

from collections.abc import Iterable, Iterator, Mapping

from mlanki.cards.tombstone import Face, to_tombstone
from mlanki.config import CONFIG_NAME, Config, Retirement
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.records import Record
from mlanki.release.code_reuse import is_other_question
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import LEDGER_NAME, line_of_note


def is_retired(record: Record, config: Config) -> bool:
    """Whether `retire` names the record, by any of the codes that it has had."""
    return config.decisions.identity_of(record.code) in _retired(config)


def tombstones(held: Mapping[str, Record], config: Config, ledger: Ledger) -> dict[str, Face]:
    """The fields and tags of every retired question that was ever released, by its first code as in `held`.

    It keeps what the sources still say of the question; of one that is gone the ledger knows no more than its home.
    """
    return {
        identity: to_tombstone(
            config.decisions.code_now(identity), ledger.notes[identity].home, retirement.why, held.get(identity)
        )
        for identity, retirement in sorted(_retired(config).items(), key=lambda item: item[0])
        if ledger.released(identity)
    }


def _retired(config: Config) -> Mapping[str, Retirement]:
    decisions = config.decisions
    return {decisions.identity_of(decisions.code_now(code)): why for code, why in config.retire.items()}


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
            f"{record.code} was released as another question, and who studied that one would go on with this: "
            "give this question a code of its own, or, if it is the same in other words, write "
            f'reworded = ["{record.code}"] into {CONFIG_NAME}'
        )
        yield diagnose("code-reused", record.origins[0].span, message)


def explain_gone(gone: Iterable[str], ledger: Ledger) -> Iterator[Diagnostic]:
    """A warning for every released code that is not in this release."""
    for code in gone:
        line = line_of_note(ledger, code)
        message = (
            f"{code} was released, and no source has it with an answer any more; users keep what they have: bring it "
            f'back, or tell them with retire = ["{code}"] in {CONFIG_NAME}'
        )
        yield diagnose("record-gone", Span(LEDGER_NAME, line, line), message)


def explain_never_released(config: Config, ledger: Ledger) -> Iterator[Diagnostic]:
    """A warning for every code that is retired before anyone had it, as far as there is a ledger to tell."""
    for code, retirement in sorted(_retired(config).items(), key=lambda item: item[0]):
        if ledger.releases and not ledger.released(code):
            message = f"{code} was never released, so nobody needs to know that it is retired; take it out of “retire”"
            yield diagnose("not-released", Span(CONFIG_NAME, retirement.line, retirement.line), message)
