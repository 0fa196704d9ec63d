"""Decides what becomes of every question that was ever released: it goes on, is merged, or is retired.

Anki knows a note by its guid and never lets go of it, so that none may end by accident. A record stands for all the
codes that were renamed to its own or found to be the same question. Of those that were released one gives the record
its identity, and with it the notes and the progress of its users: the record's own code, before those that were renamed
to it (the latest first), before those of the questions that were joined to it. The others are merged into it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from mlanki.config import Config
from mlanki.decisions.model import Retirement
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Span
from mlanki.file_names import CONFIG_NAME, LEDGER_NAME
from mlanki.identity import guid_of, parent_of
from mlanki.packed import held
from mlanki.records import Record
from mlanki.release.ledger import Ledger
from mlanki.release.ledger_file import line_of_note

Joined = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Fates:
    """By identity, the code that a note derives from: the records, and what became of released notes.

    `living` are the records that go on or begin, `merged` has the survivor of each note, `retired` why and where that
    is decided. `gone` are released notes of which nothing is decided, and no source has them with an answer.
    """

    living: Mapping[str, Record]
    merged: Mapping[str, Record]
    retired: Mapping[str, Retirement]
    gone: tuple[str, ...]
    diagnostics: tuple[Diagnostic, ...]


def decide_fates(records: Sequence[Record], joined: Joined, config: Config, ledger: Ledger) -> Fates:
    """The fate of all that `records` and the ledger know; `joined` has the codes that were joined to a record."""
    decisions = config.decisions
    stands_for = {  # in the order in which these codes may give a record its identity
        record.code: [
            code for question in (record.code, *joined.get(record.code, ())) for code in decisions.codes_of(question)
        ]
        for record in records
    }
    into = {code: owner for owner, codes in stands_for.items() for code in codes}
    retired: dict[str, Retirement] = {}
    diagnostics: list[Diagnostic] = []
    for code, retirement in _taken_back(config, ledger):
        now = decisions.code_now(code)
        owner = into.get(now, now)
        notes = [each for each in stands_for.get(owner, decisions.codes_of(now)) if ledger.released(each)]
        if now != owner:
            message = f"{code} is one question with {owner}, and its note will say so; take it out of “retire”"
            diagnostics.append(diagnose("decision-unused", _place(retirement), message, code))
            continue
        retired |= dict.fromkeys(notes or [decisions.identity_of(now)], retirement)
        if not notes and ledger.releases:
            message = f"{code} was never released, so nobody needs to know that it is retired; take it out of “retire”"
            diagnostics.append(diagnose("not-released", _place(retirement), message, code))
    living: list[tuple[str, Record]] = []
    merged: dict[str, Record] = {}
    for record in records:
        released = [code for code in stands_for[record.code] if ledger.released(code)]
        identity = released[0] if released else decisions.identity_of(record.code)
        if identity not in retired and held(record, "question") and held(record, "answer"):
            living.append((identity, record))
            merged |= dict.fromkeys(released[1:], record)
    decided = {*dict(living), *merged, *retired}
    gone = tuple(code for code in ledger.notes if ledger.released(code) and code not in decided and not parent_of(code))
    retired = {code: retired[code] for code in sorted(retired) if ledger.released(code)}
    return Fates(dict(living), merged, retired, gone, (*_repeated_guids(living), *diagnostics))


def _taken_back(config: Config, ledger: Ledger) -> Iterator[tuple[str, Retirement]]:
    """What `drop` takes from people who have it, and then what `retire` does, which may give a reason."""
    decisions = config.decisions
    for ruling in decisions.drop:
        code = ruling.codes[0]
        if any(ledger.released(each) for each in decisions.codes_of(decisions.code_now(code))):
            yield code, Retirement("", ruling.span.first)
    yield from sorted(config.retire.items(), key=lambda item: item[0])


def _repeated_guids(living: Iterable[tuple[str, Record]]) -> Iterator[Diagnostic]:
    """An error where two records have one guid: one of them would silently have no note."""
    first: dict[str, Record] = {}
    for identity, record in living:
        guid = guid_of(identity)
        if other := first.get(guid):
            message = f"{record.code} has the guid of {other.code} ({other.origins[0].span}); rename one of the codes"
            yield diagnose("duplicate-guid", record.origins[0].span, message)
        first[guid] = record


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


def _place(retirement: Retirement) -> Span:
    return Span(CONFIG_NAME, retirement.line, retirement.line)
