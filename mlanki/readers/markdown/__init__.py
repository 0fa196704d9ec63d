"""Question banks in Markdown, as people keep them on GitHub."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

import regex

from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import (
    Block,
    Blocks,
    CodeBlock,
    Emphasis,
    Heading,
    Inline,
    Inlines,
    Item,
    Link,
    List,
    Paragraph,
    Strong,
    Text,
    images_of,
    plain_text,
    trim,
    walk,
)
from mlanki.identity import words_of
from mlanki.pictures import Pictures
from mlanki.prose.cleaning import CLEANERS, clean, drop_trailing_space
from mlanki.prose.marks import FOLD, METADATA, PLACEHOLDER, signs_of
from mlanki.readers.markdown.answers import answer_mark
from mlanki.readers.markdown.front_matter import FrontMatter, split_front_matter
from mlanki.readers.markdown.outline import Asked, Outside, outline
from mlanki.readers.markdown.pieces import Fold, Piece, to_pieces
from mlanki.readers.markdown.running import is_contents
from mlanki.readers.markdown.settling import settle, settle_inlines
from mlanki.readers.reading import Reading
from mlanki.records import Entry
from mlanki.sources import Source

LOOKS_FOR = "Markdown with questions as headings, bold lines, numbered lists, folds, or marked `Q:` and `A:`"

# Two blanks at the end of a line are a line break in Markdown.
KEEPING_BREAKS = tuple(cleaner for cleaner in CLEANERS if cleaner is not drop_trailing_space)

# How a question begins that only Markdown sets off so; flat text has numbers and labels, too.
MARKED = regex.compile(
    r"\s* (?: (?: \d+[.)] | [-*+] ) \s+ )? (?: \#{1,6}\s | \*\* | __ | <(?:details|summary)\b | \?\?\? )", regex.VERBOSE
)
SUFFIXES = (".md", ".markdown", ".mdown", ".mkd", ".mdx", ".qmd", ".rmd")
OTHER_FORMAT = regex.compile(r"\s*(?:<!doctype\b|<html\b|<\?xml\b|\{)", regex.IGNORECASE)

# A question is followed by `Answer` soon, or that word belongs to the answer.
BEFORE_ANSWER = 4
SOURCE_LINK = regex.compile(r"[\W_]*(?:src|source|ref|reference|link|answer)s?\d*[\W_]*", regex.IGNORECASE)


def recognises(source: Source) -> bool:
    """Whether the source is written in Markdown and marks at least one question."""
    text = "\n".join(line.text for line in source.lines)
    if OTHER_FORMAT.match(text):
        return False
    entries = read(source).entries
    if source.path.lower().endswith(SUFFIXES):
        return bool(entries)
    return any(MARKED.match(source.lines[entry.span.first - 1].text) for entry in entries)


def read(source: Source) -> Reading:
    """The entries of a question bank, and the pictures that they show."""
    lines, diagnostics = clean(source, KEEPING_BREAKS)
    front, body = split_front_matter(lines)
    pictures = Pictures(source)
    page = outline(to_pieces(body, pictures))
    found = [_entry(source, asked, front, page.title) for asked in page.asked]
    entries = tuple(_without_contents(found))
    doubts = [
        diagnose(
            "uncertain-question",
            source.span(asked.first),
            f"“{plain_text(asked.words)}” was taken for a question: {asked.uncertain}; see whether it is one",
        )
        for asked in page.asked
        if asked.uncertain
    ]
    shown = (image for entry in entries for image in images_of((*entry.question, *entry.answer)))
    return Reading(entries, (*diagnostics, *doubts, *_left_out(source, page.outside)), pictures.media_of(shown))


def _entry(source: Source, asked: Asked, front: FrontMatter, page: str) -> Entry:
    """The entry of a question: its pieces told apart at the word `Answer`, where it has one."""
    pieces = asked.pieces
    if trim(asked.rest):
        pieces = (Piece(Paragraph(asked.rest), asked.first, asked.first), *pieces)
    words, source_links = _split_source_links(settle_inlines(asked.words))
    words = _unwrapped(words)
    reach = len(pieces) if asked.code or asked.bare else BEFORE_ANSWER
    # An answer below another question is that one's.
    reach = next((at for at, piece in enumerate(pieces[:reach]) if at and _is_labelled(piece)), reach)
    marks = ((at, rest) for at, piece in enumerate(pieces[:reach]) if (rest := answer_mark(piece)) is not None)
    at, rest = next(marks, (None, None))
    if at is not None and rest is not None:
        before, after = pieces[:at], (*_opened(rest), *pieces[at + 1 :])
    elif asked.bare or (asked.code and pieces and _asks(pieces[0])):
        before, after = pieces[:1], pieces[1:]
    else:
        before, after = (), pieces
    notes = tuple(piece for piece in before if _is_metadata(piece))
    before, after = tuple(piece for piece in before if piece not in notes), (*notes, *after)
    question = _to_blocks(before, asked.level)
    match question:
        case (Paragraph(inlines), *others):
            question = (Paragraph(_unwrapped(inlines)), *others)
    is_title = bool(asked.code) and bool(question)
    if words and not is_title:
        question = (Paragraph(words), *question)
    answer = _to_blocks(after, asked.level)
    if PLACEHOLDER.fullmatch(_plain(answer)):
        answer = ()
    elif answer and source_links:
        answer = (*answer, Paragraph(source_links))
    return Entry(
        code=asked.code or None,
        title=plain_text(words) if asked.code else "",
        question=question,
        answer=answer,
        tags=tuple(dict.fromkeys((*front.tags, *asked.sections))),
        span=source.span(asked.first, max((asked.first, *(piece.last for piece in asked.pieces)))),
        page=page or front.title,
        exact=True,
    )


def _asks(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and signs_of(plain_text(trim(piece.block.inlines))).asks


def _is_labelled(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and signs_of(plain_text(trim(piece.block.inlines))).label


def _is_metadata(piece: Piece) -> bool:
    return isinstance(piece.block, Paragraph) and bool(METADATA.fullmatch(plain_text(piece.block.inlines)))


def _opened(mark: Piece) -> Iterator[Piece]:
    """What the word `Answer` leads: of a list of which it was the only item, the contents of that item."""
    if not isinstance(mark.block, List):
        yield mark
    elif len(mark.items) == 1:
        yield from mark.items[0]
    else:
        items = tuple(Item(_to_blocks(item, 0)) for item in mark.items)
        yield Piece(replace(mark.block, items=items), mark.first, mark.last)


def _to_blocks(pieces: Sequence[Piece], level: int) -> Blocks:
    """The pieces as blocks of a record; headings count from the one that asks."""
    blocks: list[Block] = []
    for piece in pieces:
        match piece.block:
            case Fold(opens=True, summary=summary) if not FOLD.fullmatch(plain_text(summary)):
                blocks.append(Paragraph((Strong(summary),)))
            case Fold():
                pass
            case Heading(inlines, own_level):
                blocks.append(Heading(inlines, max(1, own_level - level)))
            case List() if is_contents(piece) and len(piece.items) > 2:
                pass
            case block:
                blocks.append(block)
    return settle(tuple(blocks))


def _split_source_links(words: Inlines) -> tuple[Inlines, Inlines]:
    """The words of a question without the links behind them that only name where it was found, and these links."""
    rest = list(words)
    links: list[Inline] = []
    while rest:
        match rest[-1]:
            case Link(inner) if SOURCE_LINK.fullmatch(plain_text(inner)):
                links[:0] = [rest.pop(), *((Text(" "),) if links else ())]
            case Text(text) if not regex.search(r"[\p{L}\p{N}?!.]", text) and any(isinstance(i, Link) for i in rest):
                rest.pop()
            case Text(text) if links:
                rest[-1] = Text(regex.sub(r"[\s\[(]+$", "", text))
                break
            case _:
                break
    return (trim(tuple(rest)), tuple(links)) if links else (words, ())


def _unwrapped(words: Inlines) -> Inlines:
    """The words of a question that is bold or emphasised as a whole, without that."""
    while len(words) == 1 and isinstance(words[0], Strong | Emphasis):
        words = words[0].inlines
    return words


def _plain(blocks: Blocks) -> str:
    match blocks:
        case (Paragraph(inlines),):
            return plain_text(inlines)
        case _:
            return "-" if blocks else ""


def _without_contents(entries: Sequence[Entry]) -> Iterator[Entry]:
    """The entries without those of an unlinked table of contents: no answer, and the same question once more."""
    answered = {words_of(entry.question) for entry in entries if entry.answer}
    seen: set[tuple[str, ...]] = set()
    for entry in entries:
        words = words_of(entry.question)
        if entry.code or entry.answer or words not in answered | seen:
            yield entry
        seen.add(words)


def _left_out(source: Source, outside: Sequence[Outside]) -> Iterator[Diagnostic]:
    """What a page holds beside its questions, as far as that is more than ornament."""
    for run in outside:
        blocks = _to_blocks(run.pieces, 0)
        said = next(
            (text for node in walk(blocks) if isinstance(node, Text | CodeBlock) and (text := node.text.strip())), ""
        )
        if not said:
            continue
        span = source.span(run.pieces[0].first, run.pieces[-1].last)
        if run.introduces:
            yield diagnose("introduction-left-out", span, f"“{_short(said)}” introduces the page and was left out")
        else:
            message = f"“{_short(said)}” belongs to no question and was left out; see whether that is right"
            yield diagnose("text-outside-records", span, message)


def _short(text: str) -> str:
    return text if len(text) <= 60 else text[:59].rstrip() + "…"
