"""Decides which sections of a long answer are folded away below its gist."""

from collections.abc import Iterable

from mlanki import patterns as regex
from mlanki.cards.sections import SCREEN, Gist, Section, lines_of, split_sections
from mlanki.document import Blocks, plain_text, text_lines
from mlanki.identity import folded
from mlanki.prose.structure.kinds import BRACKETED, vocabulary
from mlanki.stemming import stem

LONG_CARD = 2 * SCREEN

WORD = regex.compile(r"[\p{L}\p{N}]+")
ORDINAL = regex.compile(r"\s*(?:step|part|phase|stage)?\s*\(?\d{1,2}[.):]", regex.IGNORECASE)
# Words that name nothing.
EMPTY = vocabulary(
    """a an and any are as at be between by can could describe do does explain for from give good has have if in is it
    its more most name of on one or over should that the their them there these they this to two under was we what where
    which while who why will with would you your"""
)
SAME = {
    stem(word): stem(first)
    for first, *others in map(
        str.split,
        """
        limits cons disadvantages downsides drawbacks shortcomings weaknesses
        benefits advantages pros strengths
        differences comparison compare contrast versus vs
        select choice choose chosen pick use when
        how advice approach guide guidelines method practice recipe remedy step strategy technique tip
        """.strip().splitlines(),
    )
    for word in (first, *others)
}
OPPOSITE = {stem("limits"), stem("benefits")}


def folded_sections(question: Blocks, answer: Blocks, gist: Gist | None) -> frozenset[int]:
    """The numbers of the sections that are folded: only those of a card that is longer than two screens of a phone.

    Without a gist nothing is. Shown is what the question names, the first section, and whatever is equal to one that is
    shown or shorter, with all above. So what is asked for is never folded, and no short part where a long one is open.
    """
    _, sections = split_sections(answer)
    if gist is None or lines_of((*question, *gist.blocks, *answer)) <= LONG_CARD:
        return frozenset()
    asked = subjects_of(text_lines(question))
    others = [number for number, section in enumerate(sections) if section != gist.section]
    shown = {number for number in others if subjects_of([plain_text(sections[number].heading.inlines)]) & asked}
    shown |= {*others[:1]}
    while more := {
        number
        for number in others
        if number not in shown and any(_is_equal(sections[number], sections[other]) for other in shown)
    }:
        shown |= more
    longest = max((lines_of(sections[number].blocks) for number in shown), default=0)
    shown |= {number for number in others if lines_of(sections[number].blocks) < longest}
    return frozenset(number for number in others if number > max(shown, default=-1))


def _is_equal(one: Section, other: Section) -> bool:
    """Whether two sections are parts of one whole: both counted, both named alike, or for and against."""
    here, there = (plain_text(section.heading.inlines) for section in (one, other))
    if ORDINAL.match(here) and ORDINAL.match(there):
        return True
    ours, theirs = (subjects_of([BRACKETED.sub("", heading)]) for heading in (here, there))
    is_pair = bool(ours & theirs) and max(len(ours - theirs), len(theirs - ours)) <= 1
    return is_pair or (ours | theirs) >= OPPOSITE


def subjects_of(texts: Iterable[str]) -> set[str]:
    """The words that name something, each by its stem; words of the same meaning are one.

    >>> sorted(subjects_of(["What are the drawbacks of L1 regularisation?"]))
    ['l1', 'limit', 'regularis']
    >>> sorted(subjects_of(["Methods of differential privacy"]))
    ['differenti', 'how', 'privaci']
    """
    words = (word for text in texts for word in WORD.findall(folded(text)) if word not in EMPTY)
    stems = (stem(word) for word in words if not word.isdigit() and len(word) > 1)
    return {SAME.get(each, each) for each in stems}
