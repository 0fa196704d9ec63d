"""Tables of questions and answers, opened into the questions and answers that they hold."""

from collections.abc import Iterable, Iterator

import regex

from mlanki.document import Inlines, Paragraph, Table, Text, plain_text
from mlanki.readers.pieces import Piece

QUESTION = regex.compile(r"[\W_]*(?:interview\s+)?(?:questions?|ques|q)[\W_]*", regex.IGNORECASE)
ANSWER = regex.compile(r"[\W_]*(?:answers?|ans|a|solutions?)[\W_]*", regex.IGNORECASE)
COUNTS = regex.compile(r"[\W_]*(?:no|nr|num|number|id|s\.?\s?no)?[\W_]*", regex.IGNORECASE)
COUNT = regex.compile(r"[\W_]*\p{L}{0,3}[\W_]*\d+[\W_]*")  # `3.`, `Q3`, `#3`
ABOVE_ROWS = 2  # lines of a table: its header and the line of dashes


def open_tables(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, each table with a column of questions and one of answers as labelled paragraphs.

    What other columns say goes behind the answer, but for the number of the row.
    """
    for piece in pieces:
        columns = _columns(piece.block.header) if isinstance(piece.block, Table) else None
        if columns is None or not isinstance(piece.block, Table):
            yield piece
            continue
        header = piece.block.header
        asked, answer = columns
        for line, row in enumerate(piece.block.rows, piece.first + ABOVE_ROWS):
            yield Piece(Paragraph((Text("Q: "), *row[asked])), line, line)
            yield Piece(Paragraph((Text("A: "), *row[answer])), line, line)
            for at, cell in enumerate(row):
                said, name = plain_text(cell), plain_text(header[at])
                if at not in columns and said.strip() and not (COUNTS.fullmatch(name) and COUNT.fullmatch(said)):
                    yield Piece(Paragraph((*header[at], Text(": "), *cell) if name.strip() else cell), line, line)


def _columns(header: tuple[Inlines, ...]) -> tuple[int, int] | None:
    """The places of the questions and of the answers, if the header names one of each."""
    names = [plain_text(cell) for cell in header]
    questions = [at for at, name in enumerate(names) if QUESTION.fullmatch(name)]
    answers = [at for at, name in enumerate(names) if ANSWER.fullmatch(name)]
    return (questions[0], answers[0]) if len(questions) == len(answers) == 1 else None
