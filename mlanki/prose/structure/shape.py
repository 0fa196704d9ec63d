"""Inlines seen as one string, and cut where a pattern found its place in that string."""

from collections.abc import Iterable

from mlanki import patterns as regex
from mlanki.document import Break, Code, Inline, Inlines, Math, Paragraph, Text, trim
from mlanki.prose.cleaning import one_blank

SYMBOL = "\ufffc"  # stands for a formula, and for code
THING = "\ufffb"  # stands for any other inline that is no text: a picture, what is set in bold
# Words such as `One step.` may be a list that has lost its signs: a sentence has four at least.
SENTENCE_ENDS = regex.compile(r"(?:\S++\s++){3}\S+[.!?][)\]”\"’]?$", regex.REVERSE)
SENTENCE_BEGINS = regex.compile(r"[“\"(]?\p{Lu}\S*+(?:\s++\S++){3}.*+(?<=[.!?:][)\]”\"’]?)$")
GOES_ON = regex.compile(r"(?:,|.{30}\p{L})$", regex.REVERSE)  # words of a list are shorter than what a page has to wrap
WORD_BEGINS = regex.compile(r"(?!where\W*$)(?:\p{Ll}{2,}|a\s)")


def shape(inlines: Inlines) -> str:
    """The words of `inlines` with one character for every inline that is no text.

    >>> shape((Text("where "), Math("x"), Text(" is")))
    'where \ufffc is'
    """
    match inlines:
        case (Text(text),):  # as a rule
            return text
    return "".join(
        inline.text if isinstance(inline, Text) else SYMBOL if isinstance(inline, Math | Code) else THING
        for inline in inlines
    )


def cut(inlines: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """`inlines` in two, the first as long as the first `at` characters of their shape; both tidied."""
    before, after = part(inlines, at)
    return tidy(before), tidy(after)


def part(inlines: Inlines, at: int) -> tuple[Inlines, Inlines]:
    """What `cut` gives, with every blank in its place."""
    before: list[Inline] = []
    after: list[Inline] = []
    for inline in inlines:
        if not isinstance(inline, Text):
            (before if at > 0 else after).append(inline)
            at -= 1
            continue
        if at > 0 and inline.text[:at]:
            before.append(Text(inline.text[:at]))
        if inline.text[max(at, 0) :]:
            after.append(Text(inline.text[max(at, 0) :]))
        at -= len(inline.text)
    return tuple(before), tuple(after)


def tidy(inlines: Inlines) -> Inlines:
    """`inlines` without white space at either end, and without doubled spaces within."""
    match inlines:
        case (Text() as words,):  # as a rule
            return trim(inlines if (spaced := _one_blank(words)) is words else (spaced,))
    return trim(tuple(_one_blank(inline) if isinstance(inline, Text) else inline for inline in inlines))


def _one_blank(words: Text) -> Text:
    return words if (spaced := one_blank(words.text)) == words.text else Text(spaced)


def flow(lines: Iterable[Inlines]) -> tuple[Paragraph, ...]:
    """The lines of running text as paragraphs: what a sentence ends and another begins on a new line is two.

    A line that only goes on with the one above is one with it; others are kept apart by `Break`.
    """
    made: list[list[Inline]] = []
    above = ""
    for line in lines:
        here = shape(line)
        if not made or (SENTENCE_ENDS.match(above) and SENTENCE_BEGINS.match(here)):
            made.append([*line])
        elif GOES_ON.match(above) and WORD_BEGINS.match(here):
            made[-1] += [Text(" "), *line]
        else:
            made[-1] += [Break(), *line]
        above = here
    return tuple(Paragraph(merged(inlines)) for inlines in made)


def merged(inlines: Iterable[Inline]) -> Inlines:
    """The inlines with neighbouring words as one."""
    made: list[Inline] = []
    for inline in inlines:
        if made and isinstance(inline, Text) and isinstance(made[-1], Text):
            made[-1] = Text(made[-1].text + inline.text)
        else:
            made.append(inline)
    return tuple(made)
