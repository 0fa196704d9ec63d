"""Says what looks wrong with records that were read well, since a page was cut or garbled before it came here.

Each rule is a habit of damaged pages that good ones do not share. Nothing is changed: a warning says where to look.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from mlanki import patterns as regex
from mlanki.diagnostics import Diagnostic, diagnose
from mlanki.document import Blocks, Link, List, Paragraph, Text, plain_text, text_lines, walk
from mlanki.records import Record


@dataclass(frozen=True, slots=True)
class RecordWords:
    """A record's title, question and answer; the lines of these two, all stretches of words in them, and the links."""

    title: str
    question: Blocks
    answer: Blocks
    asked: Sequence[str]
    answered: Sequence[str]
    words: Sequence[str]
    links: Sequence[Link]  # of the answer


Rule = Callable[[RecordWords], str]  # says what looks wrong, or nothing

# No sentence ends with these, and hardly a phrase.
DANGLING = regex.compile(
    r"""(?: , | \b (?: an | and | because | but | from | into | its | nor | of | or | our | than | the | their | whereas
                     | whose | your ) ) \s* $""",
    regex.VERBOSE,
)
SHORTEST_PROSE = 40  # characters; what is shorter is a name or a label

ADDRESS = regex.compile(r"(?:https?://|www\.)\S+")
POINTER = regex.compile(
    r"""\W*+ (?: (?: a | also | an | and | answer | article | check | click | details | for | full | here | is | it
                  | link | more | on | out | page | please | post | read | see | solution | source | the | this | to
                  | video | visit | watch ) \b \W*+ )*+""",
    regex.VERBOSE | regex.IGNORECASE,
)
MOST_LINKS = 8  # more of them are a list, and may well be what was asked for

INNER_CAPITAL = regex.compile(r"\p{Lu}(?<=[\p{Ll}.?!].)")  # without one nothing is glued, and few texts have one
# A sentence that begins where another has just ended, without a space; `torch.Tensor` is a name.
GLUED = regex.compile(
    r"""(?: (?<= \p{Ll} [.?!]? ) (?: Because | However | The | Then | There | These | They | This | When | Which )
          | (?<= \p{Ll} \. ) (?: A | An | As | But | For | Here | If | In | It | So | There | To | We | You )
          | (?<= \p{Ll} [?!] ) \p{Lu}\p{Ll}+ ) (?= [ ,] )""",
    regex.VERBOSE,
)
WORD_BEFORE = regex.compile(r"(?<! [\p{L}\p{N}_./@:-] ) \p{L}? \p{Ll}{3,} [.?!]? $", regex.VERBOSE)

# How UTF-8 begins that was read as Windows-1252 or Latin-1; only then is it worth a closer look.
GARBLED = regex.compile(r"[ÂÃÄÅÎÏÐÑâãäåæçèéðï][\x80-\xbf\u0152-\u2122]")

TOLD = regex.compile(
    r"\b (?: correct \s )? ans(?:wer|\.)? \s*+ (?: is \s*+ )? [:=] \s*+ \S", regex.VERBOSE | regex.IGNORECASE
)
SHORTEST_ANSWER = 6  # words; a question may well name what is shorter

RESIDUE_RECORDS = 5  # answers; fewer may well agree
RESIDUE_LENGTH = 20  # characters; “It depends.” is an answer
QUOTED = 40  # characters of what a message quotes


def lint(records: Sequence[Record]) -> Iterator[Diagnostic]:
    """What is to be said about the questions and answers of `records`, in their order; then about all together."""
    counted: Counter[int] = Counter()
    for record in records:
        question, answer = record.question, record.answer
        answering = walk(answer)
        words = [node.text for node in (*walk(question), *answering) if isinstance(node, Text)]
        links = [node for node in answering if isinstance(node, Link)]
        said = RecordWords(record.title, question, answer, text_lines(question), text_lines(answer), words, links)
        for code, rule in RULES.items():
            if found := rule(said):
                yield diagnose(code, record.origins[0].span, f"{record.code} {found}", record.code)
        counted.update(map(hash, _edges(said.answered)))
    often = {line for line, count in counted.items() if count >= RESIDUE_RECORDS}
    yield from _repeated(records, often) if often else ()


def ends_in_mid_sentence(said: RecordWords) -> str:
    match said.answer[-1:]:
        case (Paragraph((*_, Text()) as inlines),):
            words = plain_text(tuple(inlines))
            if len(words) >= SHORTEST_PROSE and DANGLING.search(words):
                return f"ends in mid-sentence (“…{words[-QUOTED:].lstrip()}”); scrape the page again"
    return ""


def is_only_a_link(said: RecordWords) -> str:
    words = " ".join(said.answered)
    for link in said.links[:MOST_LINKS]:
        words = words.replace(plain_text(link.inlines), " ", 1)
    has_address = ("://" in words or "www." in words) and ADDRESS.search(words)
    if (said.links or has_address) and POINTER.fullmatch(ADDRESS.sub(" ", words)):
        return "has nothing but a link for an answer; save the page that it leads to, and read that"
    return ""


def has_glued_words(said: RecordWords) -> str:
    for text in filter(INNER_CAPITAL.search, said.words):
        for found in GLUED.finditer(text):
            if before := WORD_BEFORE.search(text[max(0, found.start() - QUOTED) : found.start()]):
                return f"has lost a space (“{before[0]}{found[0]}”); scrape the page again, or mend it with “replace”"
    return ""


def is_mojibake(said: RecordWords) -> str:
    for text in (said.title, *said.words):
        if not text.isascii() and (found := GARBLED.search(text)):
            from ftfy.badness import is_bad  # takes a while to load, and hardly any page needs it

            if is_bad(text):
                shown = text[max(0, found.start() - QUOTED // 4) : found.end() + QUOTED // 4]
                return f"was decoded wrongly (“{shown}”); save the page again, as UTF-8"
    return ""


def tells_its_answer(said: RecordWords) -> str:
    asked = tuple(block for block in said.question if not isinstance(block, List))  # one of the choices is right
    question, told, answer = (" ".join(each).casefold() for each in (said.asked, text_lines(asked), said.answered))
    if TOLD.search(question) or (answer in told and len(answer.split()) >= SHORTEST_ANSWER):
        return "gives its answer away in its question; part them in the source"
    return ""


RULES: Mapping[str, Rule] = MappingProxyType(
    {
        "answer-cut-off": ends_in_mid_sentence,
        "answer-is-link": is_only_a_link,
        "glued-words": has_glued_words,
        "mojibake": is_mojibake,
        "question-tells-answer": tells_its_answer,
    }
)


def _repeated(records: Sequence[Record], often: Collection[int]) -> Iterator[Diagnostic]:
    """A warning for each line with which many different answers begin or end: as a rule it is their page's.

    It has one of the hashes `often`: to hold all of the others would be to hold what the records say.
    """
    having: defaultdict[str, dict[tuple[str, ...], Record]] = defaultdict(dict)
    for record in records:
        lines = tuple(text_lines(record.answer))
        for line in _edges(lines):
            if hash(line) in often:
                having[line].setdefault(lines, record)
    for line, found in having.items():
        if len(found) >= RESIDUE_RECORDS:
            shown = line if len(line) <= QUOTED else line[: QUOTED - 1] + "…"
            message = f"{len(found)} answers begin or end with “{shown}”; if the page says so and not they, take it out"
            yield diagnose("repeated-line", next(iter(found.values())).origins[0].span, message)


def _edges(lines: Sequence[str]) -> list[str]:
    """The first and the last of several lines, if they are long enough to tell anything."""
    return [line for line in sorted({lines[0], lines[-1]}) if len(line) >= RESIDUE_LENGTH] if len(lines) > 1 else []
