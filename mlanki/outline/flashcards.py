"""The cards that plugins of notebooks read, opened into labelled questions and answers.

The syntax is that of Spaced Repetition for Obsidian (https://stephenmwangi.com/obsidian-spaced-repetition):
`front::back` or `front:::back` on one line, and `?` or `??` on a line of its own between both sides.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from mlanki import patterns as regex
from mlanki.document import Inlines, Paragraph, Text, plain_text, trim
from mlanki.outline.evidence import speaks_for
from mlanki.outline.marks import ANSWER, read_mark
from mlanki.outline.trimming import without_end, without_start
from mlanki.outline.wording import asking
from mlanki.readers.pieces import Piece

# A flattened page has the line of its own on the line of both sides.
BESIDE = regex.compile(r"(?<=[^\s:])(?P<blank>\s*+):{2,3}(?!:)(?=\s*+\S)|(?<=[?.])(?P<blank>[ ]++)\?{1,2}(?=\s++\S)")
BETWEEN = regex.compile(r"\s*\?{1,2}\s*")
SEVERAL = 2  # cards; where colons are glued to both sides, one alone may be about `std::move`
FRONT_WORDS = 3  # `name = Loss::mean` has fewer


def open_flashcards(pieces: Sequence[Piece]) -> Iterator[Piece]:
    """The pieces, each card as a paragraph that begins with `Q:` and one that begins with `A:`."""
    sides = {at: found for at, piece in enumerate(pieces) if (found := _sides(piece)) is not None}
    between = [at for at in range(1, len(pieces) - 1) if _is_between(pieces, at)]
    has_several = len(sides) + len(between) >= SEVERAL
    begins = [at for at, piece in enumerate(pieces) if at == 0 or not piece.joined]
    fronts = {begins[bisect_right(begins, at) - 1] for at in between}
    for at, piece in enumerate(pieces):
        if at in sides and (has_several or not sides[at][-1]):
            front, back, _ = sides[at]
            yield replace(piece, block=Paragraph((Text("Q: "), *front, Text("\n"))), joined=False)
            yield replace(piece, block=Paragraph((Text("A: "), *back)), joined=False)
        elif at in between:
            yield replace(piece, block=Paragraph((Text("A:\n"),)), joined=False)
        elif at in fronts and isinstance(piece.block, Paragraph):
            yield replace(piece, block=Paragraph((Text("Q: "), *piece.block.inlines)))
        else:
            yield piece


def _sides(piece: Piece) -> tuple[Inlines, Inlines, bool] | None:
    """The sides of a card on one line, and whether nothing but colons parts them; None where nothing asks before any.

    What stands in code is no sign.
    """
    inlines = piece.block.inlines if isinstance(piece.block, Paragraph) else ()
    found = next(
        (
            each
            for inline in inlines
            if isinstance(inline, Text) and ("::" in inline.text or " ?" in inline.text)
            if (each := BESIDE.search(inline.text))
        ),
        None,
    )
    if found is None:
        return None
    text = plain_text(inlines)
    begins = text.index(found.string) + found.start()
    front = text[:begins]
    asked = front[read_mark(front).length :]
    is_glued = not found["blank"] and not text[begins + len(found[0]) :][:1].isspace() and front[-1:].isalnum()
    is_long = len(asked.split()) >= (FRONT_WORDS if is_glued else 1)
    if ANSWER.match(text) or not is_long or not speaks_for(asking(asked.strip())):
        return None
    front_side = trim(without_end(inlines, len(text) - begins))
    return front_side, trim(without_start(inlines, begins + len(found[0]))), is_glued


def _is_between(pieces: Sequence[Piece], at: int) -> bool:
    """Whether a line is the mark between the sides of a card, which stand right above and right below it."""
    block = pieces[at].block
    if not (isinstance(block, Paragraph) and BETWEEN.fullmatch(plain_text(block.inlines))):  # as a rule
        return False
    above, below = pieces[at - 1], pieces[at + 1]
    return pieces[at].joined and isinstance(above.block, Paragraph) and below.first <= pieces[at].last + 1
