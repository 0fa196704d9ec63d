"""Applies decisions: drops, joins and edits records, and warns of every decision that changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from typing import Literal

from mlanki.decisions.model import Decisions, Edit, Ruling
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Blocks, Image, Lost, Math, Paragraph, Span, images_of, walk
from mlanki.document.mapping import change_images, change_words
from mlanki.identity import UNCODED, tag_of
from mlanki.markup import from_markdown
from mlanki.packed import held
from mlanki.pictures import Picture
from mlanki.prose.figures import missing_figures
from mlanki.records import Entry, Record

MOST_COMPARED = 100_000  # pairs of codes; a decision on a code that no record has may mean a similar one

Part = Literal["question", "answer"]  # of an entry, by the name of the field


@dataclass(frozen=True, slots=True)
class Group:
    """The entries of a record: its own, and those of records that a person found to be the same question."""

    own: tuple[Entry, ...]
    joined: tuple[tuple[Entry, Ruling], ...] = ()
    preferred: str = ""  # the path of the source that is believed

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.own + tuple(entry for entry, _ in self.joined)

    def with_a(self, part: Part) -> tuple[Entry, ...]:
        """The entries to take a part from: those that are preferred, else its own, else the joined; or all its own.

        What a joined entry says is no contradiction: that it says the same in other words has been decided.
        """
        joined = tuple(entry for entry, _ in self.joined)
        believed = tuple(entry for entry in self.entries if entry.span.path == self.preferred)
        if found := _having(part, believed):
            return found
        return next((found for found in (_having(part, self.own), _having(part, joined)) if found), self.own)


def _having(part: Part, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if held(entry, part))


@dataclass(frozen=True, slots=True)
class Decided:
    """The groups that become records, by code, after `drop` and `same`; and what became of the others.

    `joined` has for a record the codes of those that were found to be the same question, be they in the sources or
    not; `former` the groups that were dropped or joined, as they were before.
    """

    groups: Mapping[str, Group]
    joined: Mapping[str, tuple[str, ...]]
    former: Mapping[str, Group]
    diagnostics: tuple[Diagnostic, ...]


def decide_groups(
    entries: Mapping[str, Sequence[Entry]], decisions: Decisions, released: Collection[str] = frozenset()
) -> Decided:
    """Apply `drop` and `same`; a decision on a code of `released` applies, even where no source has it any more."""
    groups = {code: Group(tuple(found)) for code, found in entries.items()}
    former: dict[str, Group] = {}
    diagnostics = [*_idle(groups.keys(), decisions, released)]
    for ruling in decisions.drop:
        code = decisions.code_now(ruling.codes[0])
        if code in groups:
            former[code] = groups.pop(code)
            message = f"{ruling.codes[0]} gets no card, as {ruling.span} decides"
            diagnostics += (diagnose("dropped", entry.span, message) for entry in former[code].own)
    joined: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    moved: dict[str, str] = {}
    for ruling in decisions.same:
        codes = (_settled(decisions.code_now(code), moved) for code in ruling.codes)
        named = [code for code in dict.fromkeys(codes) if code not in decisions.dropped]
        present = [code for code in named if code in groups]
        if not present:
            continue
        kept = next((code for code in present if not code.startswith(UNCODED)), present[0])
        for code in named:
            if code != kept:
                moved[code] = kept
                joined[kept] += (code, *joined.pop(code, ()))
                if code in groups:
                    former[code] = groups.pop(code)
                    more = (*((entry, ruling) for entry in former[code].own), *former[code].joined)
                    groups[kept] = replace(groups[kept], joined=groups[kept].joined + more)
    for edit in (edit for edit in decisions.edits if edit.prefer):
        code = decisions.code_now(edit.code)
        group = groups.get(code, Group(()))
        if any(entry.span.path == edit.prefer for entry in group.entries):
            groups[code] = replace(group, preferred=edit.prefer)
        elif code in groups:
            paths = ", ".join(sorted({entry.span.path for entry in group.entries}))
            message = f"{edit.code} is not in the source “{edit.prefer}”; name one of its own ({paths}), or remove this"
            diagnostics.append(diagnose("decision-unused", edit.spans["prefer"], message, code))
    return Decided(groups, dict(joined), former, tuple(diagnostics))


def _settled(code: str, moved: Mapping[str, str]) -> str:
    while code in moved:
        code = moved[code]
    return code


def edit_records(
    records: Iterable[Record], spelling: Mapping[str, str], decisions: Decisions
) -> tuple[list[Record], list[Diagnostic]]:
    """The records with what `[records.CODE]` says about them; `spelling` has every tag as the sources write it."""
    edited = {record.code: record for record in records}
    diagnostics: list[Diagnostic] = []
    for edit in decisions.edits:
        code = decisions.code_now(edit.code)
        if code not in edited:
            diagnostics.append(_missing(edit.code, edited.keys(), edit.span))
            continue
        for name, change in _changes(edit, spelling):
            after = change(edited[code])
            if after == edited[code]:
                message = f"{name} changes nothing in {edit.code}: the sources say so already; remove it"
                diagnostics.append(diagnose("decision-unused", edit.spans[name], message, code))
            edited[code] = after
        for old, new in edit.replace:
            after = _with_replaced(edited[code], old, new)
            if after == edited[code]:
                diagnostics.append(_not_replaced(edit, old, after))
            edited[code] = after
    return list(edited.values()), diagnostics


def _changes(edit: Edit, spelling: Mapping[str, str]) -> Iterator[tuple[str, Callable[[Record], Record]]]:
    """The name of every setting of `edit` that sets a part of the record, and what it does."""
    if (title := edit.title) is not None:
        yield "title", lambda record: replace(record, title=title)
    if (question := edit.question) is not None:
        yield "question", lambda record: replace(record, question=_asked(question, record, edit.spans["question"]))
    if (names := edit.tags) is not None:
        tags = {spelling.get(tag_of(name).casefold(), tag_of(name)) for name in names}
        yield "tags", lambda record: replace(record, tags=tuple(sorted(tags)))
    if figures := edit.figure:
        yield "figure", lambda record: _with_figures(record, figures)
    elif figures is not None:
        yield "figure", lambda record: replace(record, needs_figure=not lacks_figure(record))


def _asked(question: str, record: Record, span: Span) -> Blocks:
    """The question that a person wrote; of its pictures those are not lost that the record shows already."""
    shown = _names(record)

    def known(image: Image) -> Image:
        message = f"there is no picture “{image.name}” in {record.code}; give it one with “figure”"
        return image if image.name in shown else Image("", image.alt, Lost(span, message))

    return change_images(from_markdown(question), known)


def _with_figures(record: Record, figures: Sequence[Picture]) -> Record:
    """The record with `figures` in the place of those that it has lost; the others stand behind its answer.

    The words of such a figure are the sentence that points at it. What the record shows already is not shown again.
    """
    shown = _names(record)
    pictures = iter([picture for picture in figures if picture.name not in shown])

    def fill(image: Image) -> Image:
        picture = None if image.name else next(pictures, None)
        return Image(picture.name, image.alt) if picture else image

    sentences = iter(missing_figures((*record.question, *record.answer)))
    question, answer = change_images(record.question, fill), change_images(record.answer, fill)
    behind = tuple(Paragraph((Image(picture.name, next(sentences, "")),)) for picture in pictures)
    return replace(record, question=question, answer=answer + behind)


def lacks_figure(record: Record) -> bool:
    """Whether the record has lost a picture, or points at one that it does not have."""
    blocks = (*record.question, *record.answer)
    return any(not image.name for image in images_of(blocks)) or bool(missing_figures(blocks))


def _names(record: Record) -> set[str]:
    return {image.name for image in images_of((*record.question, *record.answer))}


def _with_replaced(record: Record, old: str, new: str) -> Record:
    def change(text: str) -> str:
        return text.replace(old, new)

    question, answer = change_words(record.question, change), change_words(record.answer, change)
    return replace(record, title=change(record.title), question=question, answer=answer)


def _not_replaced(edit: Edit, old: str, record: Record) -> Diagnostic:
    formulas = (node.tex for part in (record.question, record.answer) for node in walk(part) if isinstance(node, Math))
    if any(old in tex for tex in formulas):
        message = (
            f"“{old}” stands only in a formula of {edit.code}, and TeX is never rewritten; remove this replacement"
        )
    else:
        message = f"“{old}” does not stand in {edit.code}; remove this replacement, or write it as the sources do"
    return diagnose("decision-unused", edit.spans["replace"], message)


def _idle(codes: Collection[str], decisions: Decisions, released: Collection[str]) -> Iterator[Diagnostic]:
    """A warning for every code of a ruling or a renaming that no record has, and of which nobody has a note."""
    rulings = [(code, ruling.span) for ruling in (*decisions.same, *decisions.drop) for code in ruling.codes]
    rulings += [(renaming.new, renaming.span) for renaming in decisions.alias]
    known = {*codes, *map(decisions.code_now, released)}
    apart = [(code, ruling.span) for ruling in decisions.different for code in ruling.codes]
    missing = [(code, span) for code, span in rulings if decisions.code_now(code) not in known]
    missing += [(code, span) for code, span in apart if decisions.code_now(code) not in codes]
    alike = codes if len(missing) * len(codes) <= MOST_COMPARED else ()
    yield from (_missing(code, alike, span) for code, span in missing)


def _missing(code: str, codes: Collection[str], span: Span) -> Diagnostic:
    nearest = get_close_matches(code, codes, n=1, cutoff=0.8)
    hint = f"; did you mean {nearest[0]}?" if nearest else "; remove it, or look whether its source is missing"
    return diagnose("decision-unused", span, f"no record has the code {code} of this decision{hint}")
