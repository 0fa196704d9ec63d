"""Tables of questions and answers, opened into the questions and answers that they hold."""

from collections.abc import Iterable, Iterator

from mlanki import patterns as regex
from mlanki.document import Inlines, Paragraph, Table, Text, plain_text
from mlanki.outline.marks import without_mark
from mlanki.outline.row_parts import ask
from mlanki.prose.structure.kinds import length_in_words
from mlanki.readers.pieces import Piece

QUESTION = regex.compile(r"[\W_]*(?:interview\s+)?(?:questions?|ques|q)[\W_]*", regex.IGNORECASE)
ANSWER = regex.compile(r"[\W_]*(?:answers?|ans|a|solutions?)[\W_]*", regex.IGNORECASE)
COUNTS = regex.compile(r"[\W_]*(?:no|nr|num|number|id|s\.?\s?no)?[\W_]*", regex.IGNORECASE)
COUNT = regex.compile(r"[\W_]*\p{L}{0,2}[\W_]*\d+[\W_]*")  # `3.`, `Q3`, `No. 3`
MOST = 0.6  # of the cells of a column ask
FEWEST = 2  # rows
ANSWER_WORDS = 4  # in a cell; what is shorter says how hard the question is, or who asked it
ABOVE_ROWS = 2  # lines of a table: its header and the line of dashes


def open_tables(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces, each table with a column of questions and one of answers as labelled paragraphs.

    What other columns say goes behind the answer, but for the number of the row.
    """
    for piece in pieces:
        table = piece.block if isinstance(piece.block, Table) else None
        columns = (_columns(table.header) or _by_content(table)) if table else None
        if columns is None or table is None:
            yield piece
            continue
        asked, answer = columns
        rows = [*enumerate(table.rows, piece.first + (ABOVE_ROWS if table.header else 0))]
        header = table.header or ((),) * len(table.rows[0])
        if _asks(header[asked]):
            rows, header = [(piece.first, header), *rows], ((),) * len(header)
        for line, row in rows:
            yield Piece(Paragraph((Text("Q: "), *row[asked])), line, line)
            yield Piece(Paragraph((Text("A: "), *row[answer])), line, line)
            for at, cell in enumerate(row):
                said, name = plain_text(cell), plain_text(header[at])
                if at not in columns and said.strip() and not (COUNTS.fullmatch(name) and COUNT.fullmatch(said)):
                    yield Piece(Paragraph((*header[at], Text(": "), *cell) if name.strip() else cell), line, line)


def _by_content(table: Table) -> tuple[int, int] | None:
    """The places of the questions and of the answers, if most cells of one column ask and those of another tell."""
    width = len((table.header, *table.rows)[-1])
    rows = table.rows
    asking = [at for at in range(width) if sum(_asks(row[at]) for row in rows if len(row) == width) > MOST * len(rows)]
    if len(rows) < FEWEST or len(asking) != 1 or {len(row) for row in (table.header or rows[0], *rows)} != {width}:
        return None
    words = {at: sum(length_in_words(plain_text(row[at])) for row in rows) for at in range(width) if at not in asking}
    answer = max(words, key=lambda at: words[at], default=0)
    return (asking[0], answer) if words and words[answer] >= ANSWER_WORDS * len(rows) else None


def _asks(cell: Inlines) -> bool:
    return ask(without_mark(plain_text(cell)))


def _columns(header: tuple[Inlines, ...]) -> tuple[int, int] | None:
    """The places of the questions and of the answers, if the header names one of each."""
    names = [plain_text(cell) for cell in header]
    questions = [at for at, name in enumerate(names) if QUESTION.fullmatch(name)]
    answers = [at for at, name in enumerate(names) if ANSWER.fullmatch(name)]
    return (questions[0], answers[0]) if len(questions) == len(answers) == 1 else None
