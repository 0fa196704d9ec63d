"""Renders differences: for a terminal, as release notes in Markdown, and as JSON."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from mlanki import patterns as regex
from mlanki.cards.notetype import POINT
from mlanki.cards.tombstone import SEARCH, SEARCH_MERGED
from mlanki.release.differences import NOUNS, Change, Changes, FieldChange, Released, count, headline
from mlanki.release.differences.word_by_word import TYPESET_FORMULA, Fate, Word, WordRun, join

Write = Callable[[Sequence[Word]], str]

CONTEXT_WORDS = 5  # words on either side of a change
QUESTIONS_LISTED = 100  # questions under a heading of release notes, which GitHub limits to 125,000 characters

OWN_WORDS = (  # in one line, since GitHub breaks the text of a release where its lines end
    "Anki replaces the notes above as a whole, with what you wrote into them, and adds those that you have deleted. If "
    "you keep words of your own in *Extra*, import `corrections.txt` before the packages: it corrects notes field by "
    "field. A note that you edited after this release was made stays as you have it. To be rid of a note, suspend its "
    "card."
)

STAY = "Anki leaves cards that you have in their deck; move them yourself if you like."
GONE = "These are no longer part of the packages. What you have of them stays as it is."
RETIRED = f"These get a notice. Search for `{SEARCH}` in Anki's browser to see them, and suspend what you like."
MERGED = (
    "These are one question with another, which their notes name. Your progress in both stays; search for "
    f"`{SEARCH_MERGED}` in Anki's browser, and suspend those that you need not see twice."
)

BACKTICKS = regex.compile(r"`+")
MARKUP = regex.compile(r"[\\`*_\[\]<>#|~$&]")


def to_terminal(changes: Changes) -> str:
    """Every change on a line or more, and the headline below: what is gone in `[-…-]`, what is new in `{+…+}`."""
    return "\n".join(line.replace("\n", "\\n") for line in (*_lines(changes), headline(changes)))


def _lines(changes: Changes) -> Iterator[str]:
    for question in changes.new:
        yield f"new       {_name(question)}" + (f" ({question.place})" if question.place else "")
    for change in changes.changed:
        yield f"changed   {_name(change.new)}"
        for field in change.fields:
            yield f"  {field.name}: " + (_excerpt(field, "[-{}-]", "{{+{}+}}", join) or "laid out anew")
    for change in changes.renamed:
        yield f"renamed   {_name(change.new)}: was {change.old.code}"
    for change in changes.retagged:
        yield f"retagged  {_name(change.new)}: {', '.join(tags_changed(change))}"
    for change in changes.moved:
        yield f"moved     {_name(change.new)}: {change.old.deck} → {change.new.deck}"
    for question in changes.merged:
        yield f"merged    {_name(question)}: goes on as {question.notice[1]}"
    for question in changes.retired:
        why = f": {question.notice[0]}" if question.notice[0] else ""
        yield f"retired   {_name(question)}" + (why if question.is_retired else " (gone without a notice)")


def _name(question: Released) -> str:
    return f"{question.code} {question.title}".rstrip()


def tags_changed(change: Change) -> list[str]:
    """The tags that a question gained, with a plus, and those that it lost, with a minus."""
    gained = (f"+{tag}" for tag in sorted(change.new.tags - change.old.tags))
    return [*gained, *(f"-{tag}" for tag in sorted(change.old.tags - change.new.tags))]


def _excerpt(field: FieldChange, gone: str, new: str, write: Write) -> str:
    """The changed places of a field with some words around them; empty where only the layout changed."""
    excerpt = ""
    for number, piece in enumerate(field.pieces):
        match piece.kind:
            case Fate.GONE:
                part = gone.format(write(piece.tokens))
            case Fate.NEW:
                part = new.format(write(piece.tokens))
            case Fate.SAME:
                part = _context(piece, write, first=number == 0, last=number == len(field.pieces) - 1)
        excerpt += " " * (bool(excerpt) and piece.tokens[0].after_blank) + part
    return excerpt


def _context(piece: WordRun, write: Write, *, first: bool, last: bool) -> str:
    """As much of the words between two changes as is needed to find them."""
    before = () if first else piece.tokens[:CONTEXT_WORDS]
    after = () if last else piece.tokens[-CONTEXT_WORDS:]
    if len(before) + len(after) >= len(piece.tokens):
        return write(piece.tokens)
    return " ".join(part for part in (write(before), "…", write(after)) if part)


def to_release_notes(changes: Changes) -> str:
    """The changes as Markdown, without a heading above and with a final line end."""
    return "\n\n".join(_sections(changes)) + "\n"


def first_release_notes(questions: Sequence[Released]) -> str:
    """What a first release says of itself."""
    decks = len({question.deck for question in questions})
    points = sum(question.kind == POINT for question in questions)
    asked = count(len(questions) - points, "question", "questions")
    small = f" and {count(points, 'small card', 'small cards')}" if points else ""
    return f"The first release: {asked}{small} in {count(decks, 'deck', 'decks')}.\n"


def _sections(changes: Changes) -> Iterator[str]:
    sentence = _escape(headline(changes))
    yield f"{sentence[0].upper()}{sentence[1:]}."
    for kind, nouns in NOUNS:
        if new := changes.of(kind).new:
            yield f"### New {nouns.note}s"
            for place in sorted({question.place for question in new}):
                here = [_title(question) for question in new if question.place == place]
                yield from _section("", f"**{_escape(place)}**" if place else "", here)
    yield from _section("Corrected", "", [_correction(change) for change in changes.changed if change.reworded])
    renamed = [f"{_title(change.new)}: was {_escape(change.old.code)}" for change in changes.renamed]
    yield from _section("Other codes", "Your progress stays; only the code that the notes show is another.", renamed)
    retagged = [f"{_title(change.new)}: {_escape(', '.join(tags_changed(change)))}" for change in changes.retagged]
    yield from _section("Other tags", "", retagged)
    moved = [f"{_title(c.new)}: {_escape(c.old.deck)} → {_escape(c.new.deck)}" for c in changes.moved]
    yield from _section("Other decks", STAY, moved)
    merged = [f"{_title(question)}: goes on as {_escape(question.notice[1])}" for question in changes.merged]
    yield from _section("Merged", MERGED, merged)
    noticed = [question for question in changes.retired if question.is_retired]
    yield from _section(
        "Retired", RETIRED, [f"{_title(each)}: {_escape(each.notice[0])}".removesuffix(": ") for each in noticed]
    )
    gone = [_title(question) for question in changes.retired if not question.is_retired]
    yield from _section("" if noticed else "Retired", GONE, gone)
    if any((changes.changed, changes.renamed, changes.retagged, changes.merged, noticed)):
        yield "### Your own words"
        yield OWN_WORDS


def _section(heading: str, words: str, items: Sequence[str]) -> Iterator[str]:
    if items:
        yield from filter(None, (f"### {heading}" if heading else "", words, _list(items)))


def _correction(change: Change) -> str:
    fields = [field for field in change.fields if field.pieces]
    excerpts = [
        f"{_escape(field.name)}: {_excerpt(field, '<del>{}</del>', '<ins>{}</ins>', _markdown)}".replace("\n", " ")
        for field in fields
    ]
    return "\n".join((_title(change.new), *(f"  - {excerpt}" for excerpt in excerpts)))


def _list(items: Sequence[str]) -> str:
    rest = [f"and {len(items) - QUESTIONS_LISTED} more"] if len(items) > QUESTIONS_LISTED else []
    return "\n".join(f"- {item}" for item in (*items[:QUESTIONS_LISTED], *rest))


def _title(question: Released) -> str:
    return _escape(_name(question))


def _markdown(tokens: Sequence[Word]) -> str:
    return join(
        [replace(t, text=(_verbatim if TYPESET_FORMULA.fullmatch(t.text) else _escape)(t.text)) for t in tokens]
    )


def _verbatim(formula: str) -> str:
    """A formula between backticks: what GitHub would typeset is not always what Anki does."""
    fence = "`" * (1 + max((len(run) for run in BACKTICKS.findall(formula)), default=0))
    return f"{fence}{' '.join(formula.split())}{fence}"


def _escape(text: str) -> str:
    return MARKUP.sub(r"\\\g<0>", text.replace("\n", " "))


def to_object(changes: Changes) -> dict[str, Any]:
    """The changes as JSON holds them."""
    return {
        "summary": headline(changes),
        "new": [_object(question) for question in changes.new],
        "changed": [_object(change.new) | {"fields": [_field(f) for f in change.fields]} for change in changes.changed],
        "renamed": [_object(change.new) | {"from": change.old.code} for change in changes.renamed],
        "retagged": [
            _object(change.new)
            | {"added": sorted(change.new.tags - change.old.tags), "removed": sorted(change.old.tags - change.new.tags)}
            for change in changes.retagged
        ],
        "moved": [_object(change.new) | {"from": change.old.deck, "to": change.new.deck} for change in changes.moved],
        "merged": [_object(question) | {"into": question.notice[1]} for question in changes.merged],
        "retired": [
            _object(question) | {"tombstone": question.is_retired, "why": question.notice[0] or None}
            for question in changes.retired
        ],
        "unchanged": changes.unchanged,
    }


def _object(question: Released) -> dict[str, Any]:
    tags, deck = sorted(question.tags), question.deck or None
    return {"code": question.code, "title": question.title, "tags": tags, "deck": deck}


def _field(field: FieldChange) -> dict[str, Any]:
    words = [{"kind": piece.kind.value, "text": str(piece)} for piece in field.pieces]
    return {"name": field.name, "layout": not field.pieces, "words": words}
