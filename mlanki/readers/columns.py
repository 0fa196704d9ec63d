"""What the columns of a table of questions hold: by their names, and by what stands in them where these do not say."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mlanki import patterns as regex
from mlanki.document import Line

# Between the words of a name, be they written `optionA`, `correct_answer` or `**Answer**`.
BETWEEN_WORDS = regex.compile(r"(?<=\p{Ll})(?=\p{Lu}|\d)|[\W_]+")
NAME = regex.compile(
    r"""(?P<question> (?: (?: interview | exam | quiz | user ) \s )? (?: questions? | ques | q )
                      (?: \s (?: text | body | title ) )?
                    | front | prompt | instruction | (?: problem | task ) (?: \s statement )? )
      | (?P<answer> (?: (?: correct | right | sample | model | expected | ideal ) \s )?
                    (?: answers? | ans | a ) (?: \s (?: text | key | outline | index ) )?
                  | correct (?: \s (?: options? | choices? | index ) )? | ground \s truth
                  | back | solutions? | response | completion | output )
      | (?P<choice> (?: (?: options? | choices? | answers? ) \s )? (?P<label> [a-h] | [0-8] )
                  | options? | choices? )
      | (?P<tags> tags? | topics? | categor(?:y|ies) | subjects? )
      | (?P<code> codes? | (?: question \s )? id ) | (?P<title> title )
      # counts, and what banks note down
      | (?P<aside> no | nr | num | number | sr? \s? no | index | marks | points | sources? | references?
                 | difficulty (?: \s level )? | level | type | frequency | compan(?:y|ies) )""",
    regex.VERBOSE | regex.IGNORECASE,
)
KINDS = ("question", "answer", "choice", "tags", "code", "title", "aside")
ONCE = ("question", "answer", "code", "title")  # the first column of these is it
ASKS = regex.compile(r"""[?？][\s"”’')\]*_]*+$""")
NO_WORDS = regex.compile(r"[-+]?\d[\d.,:%/ -]*|true|false|[\da-f]{8}-[\da-f-]{27}", regex.IGNORECASE)
NUMBER = regex.compile(r"\d{1,4}")  # of a choice
PROSE = regex.compile(r"""[(){}=;"'\n]|\S\s+\S+\s+\S""")  # no code of a question, but a program or a text
VERDICT = regex.compile(r"true|false|yes|no", regex.IGNORECASE)
ADDRESS = regex.compile(r"https?://\S+")
LABEL = regex.compile(r"(?:\S+\s){0,3}\S*[^.?!。？\s]")
LETTERS = tuple("ABCDEFGH")
BETWEEN_CHOICES = "\n|;"  # in one cell; the first of these that it has
SIDES = 2  # of a flashcard
FEWEST = 3  # rows that make a habit
MOST_APART = 0.7  # of the cells that name what questions are about say what no other does
FEWEST_CHOICES = 3  # in columns without names


@dataclass(frozen=True, slots=True)
class Row:
    """A record of a table, and the lines that it stands on; each cell with the line on which it begins."""

    cells: tuple[Line, ...]
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Columns:
    """What each column holds: one of `KINDS`, `address`, or empty for any other; and what they are called.

    `labels` are those of the choices; `base` is the number of the first choice, where answers name them by number;
    `joined` tells that one column has all choices.
    """

    kinds: tuple[str, ...]
    names: tuple[str, ...]
    labels: tuple[str, ...] = ()
    base: int | None = None
    joined: bool = False

    def of(self, row: Row, kind: str) -> list[Line]:
        """The cells of a kind, those that say nothing too."""
        return [cell for cell, each in zip(row.cells, self.kinds, strict=False) if each == kind]

    def choices(self, row: Row) -> list[Line]:
        """The choices of a question, with those that say nothing."""
        cells = self.of(row, "choice")
        if not (self.joined and cells):
            return cells
        (cell,) = cells
        sign = next((sign for sign in BETWEEN_CHOICES if sign in cell.text), BETWEEN_CHOICES)
        return [Line(cell.number, part.strip()) for part in cell.text.split(sign)]


def columns_of(names: Sequence[str], rows: Sequence[Row], *, sides: bool = False) -> Columns | None:
    """What the columns hold, if one of them has the questions; a column may have no name, but an empty one.

    `sides` tells that two of them are the sides of flashcards, whatever they say.
    """
    kinds = kinds_of(names)
    filled: list[list[str]] = [[] for _ in names]
    for row in rows:
        for column, cell in zip(filled, row.cells, strict=False):
            if cell.text:
                column.append(cell.text)
    kinds = ["" if kind == "code" and any(map(PROSE.search, filled[at])) else kind for at, kind in enumerate(kinds)]
    said = [_said(column) for column in filled]
    if sides and len(names) > SIDES and all(map(LABEL.fullmatch, filled[-1])):
        said[-1] = said[-1] or "tags"
    is_named, is_nameless = "question" in kinds, not any(names)
    free = [at for at, kind in enumerate(kinds) if not kind]
    wordy = [at for at in free if not said[at]]
    if not is_named:
        titles = [at for at, kind in enumerate(kinds) if kind == "title"]
        asked = [at for at in (*free, *titles) if 2 * sum(bool(ASKS.search(text)) for text in filled[at]) > len(rows)]
        asked = asked or (wordy if len(names) > SIDES else free)[: int(sides)]
        if len(asked) != 1:
            return None
        kinds[asked[0]] = "question"
        free, wordy = ([at for at in each if at != asked[0]] for each in (free, wordy))
    if "answer" not in kinds:
        keys = [at for at in free if is_nameless and filled[at] and _are_keys(filled[at], len(wordy))]
        if keys and len(wordy) >= FEWEST_CHOICES:
            kinds[keys[0]] = "answer"
            for at in wordy:
                kinds[at] = "choice"
        elif told := [at for at in free if is_nameless and filled[at] and all(map(VERDICT.fullmatch, filled[at]))]:
            kinds[told[0]] = "answer"
        elif told := wordy or (free if len(names) == SIDES else []):
            kinds[max(told, key=lambda at: sum(map(len, filled[at])))] = "answer"
        elif not is_named:
            return None
    kinds = [
        said[at] if kind == "" or (kind == "aside" and said[at] == "address") else kind for at, kind in enumerate(kinds)
    ]
    found = [_read_name(name) for name, kind in zip(names, kinds, strict=True) if kind == "choice"]
    labels = tuple((each["label"] or each[0]).upper() for each in found if each and len(each["label"] or each[0]) == 1)
    labels = labels if len(labels) == len(found) else ()
    return _with_keys(Columns(tuple(kinds), tuple(names), labels, joined=kinds.count("choice") == 1), rows)


def kinds_of(names: Sequence[str]) -> list[str]:
    """The kinds of columns by their names; empty where a name does not say."""
    found = [_read_name(name) for name in names]
    said = {each[0].casefold() for each in found if each}
    kinds = [next((kind for kind in KINDS if each and each[kind]), "") for each in found]
    for at, each in enumerate(found):
        if each and (each[0] in "Aa" or each[0] == each["label"]):  # beside `B`, `A` is no short form of `Answer`
            counts = said >= {"a", "b"} or said >= {"1", "2"}
            kinds[at] = "choice" if counts else "answer" if each["answer"] else ""
    for kind in ONCE:
        same = [at for at, each in enumerate(kinds) if each == kind]
        times = Counter(names[at] for at in same)
        # What has several parts under one name is a list: of choices, where another column answers, or is that.
        lists = {at for at in same if times[names[at]] > 1}
        if lists and (kind == "question" or (kind == "answer" and len(lists) < len(same))):
            kinds = ["choice" if at in lists else each for at, each in enumerate(kinds)]
            same = [at for at in same if at not in lists]
        for at in same[1:]:
            kinds[at] = ""
    return kinds


def _read_name(name: str) -> regex.Match[str] | None:
    return NAME.fullmatch(BETWEEN_WORDS.sub(" ", name).strip())


def _said(column: Sequence[str]) -> str:
    """What a column without a known name holds: names that come again, addresses, nothing to say; empty for words."""
    if all(map(NO_WORDS.fullmatch, column)):
        return "aside"
    if all(map(ADDRESS.fullmatch, column)):
        return "address"
    again = len(column) >= FEWEST and len({*column}) <= MOST_APART * len(column)
    return "tags" if again and all(map(LABEL.fullmatch, column)) else ""


def _are_keys(column: Sequence[str], choices: int) -> bool:
    """Whether each cell names one of so many choices."""
    return all(
        text.upper() in LETTERS[:choices] or (NUMBER.fullmatch(text) and int(text) <= choices) for text in column
    )


def _with_keys(columns: Columns, rows: Sequence[Row]) -> Columns:
    """The columns with the labels, or with the number of the first choice, by which the answers name the choices."""
    pairs = [
        (cell.text, [choice.text for choice in columns.choices(row)])
        for row in rows
        for cell in columns.of(row, "answer")
    ]
    keys = [(key, len(choices)) for key, choices in pairs if key and any(choices) and key not in choices]
    if not keys:
        return columns
    if not columns.labels and all(key.upper() in LETTERS for key, _ in keys):
        return replace(columns, labels=LETTERS)
    if not all(NUMBER.fullmatch(key) for key, _ in keys):
        return columns
    base = 0 if any(int(key) == 0 for key, _ in keys) else 1 if any(int(key) == last for key, last in keys) else None
    return replace(columns, base=base, labels=columns.labels if columns.labels[:1] == ("1",) and base != 0 else ())
