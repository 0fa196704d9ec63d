"""What pages say around and between their questions, in so many words: what frames a record, and what closes a page."""

from functools import lru_cache

from mlanki import patterns as regex
from mlanki.outline.trimming import without_ending

LOGIN = regex.compile(
    r"""(?:Please\s)? log \s? in \s to \s (?:view|see|read)
        (?: \s (?:the|this|more|full|whole|rest|of|content|answer|solution|post|page|article) ){1,5} [.…!]?""",
    regex.VERBOSE | regex.IGNORECASE,
)
# The lines of a WordPress comment form and what surrounds it. What readers wrote in between is theirs, not
# the author's: from the first of these lines to the end of the record nothing is content.
COMMENT_FORM = regex.compile(
    r"""  Did \s you \s solve \s the \s problem\?
        | Leave \s a \s (?: Reply | Comment ) (?: \s Cancel \s reply )?
        | Your \s email \s address \s will \s not \s be \s published\. .*
        | Save \s my \s name,? \s email,? \s and \s website .*
        | Post \s navigation | Post \s Comment""",
    regex.VERBOSE | regex.IGNORECASE,
)
COMMENTS = regex.compile(r"(?:\d+ )?Comments?", regex.IGNORECASE)
PAGER = regex.compile(
    r"""  Posts \s (?:navigation|pagination)
        | (?:←\s?)? (?:Older|Newer) \s posts (?:\s?→)?
        | (?: Next | Previous ) (?: \s page )? (?: \s? [→»] )? | (?: You \s are \s on \s )? Page \s \d+ \s? of \s \d+
        | (?:Page\s)? \d+ (?: \s (?: \d+ | … | Next (?:\s?[→»])? ) )+""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What closes a page wherever its system puts it, said in so many words.
CLOSING = regex.compile(
    r"""(?: (?! © ) [\W_] )*+ (?:
            related \s+ (?: posts? | articles? | questions? | topics? | reading s? | content | links | resources )
          | (?: share | like | print | tweet ) \s+ this (?: \s+ \w+ )?
          | you \s+ (?: may | might ) \s+ (?: also \s+ )? (?: like | enjoy | be \s+ interested ) .*
          | (?: recent | popular | latest | more | similar | recommended | trending ) \s+
            (?: posts? | articles? | stories | from \s .* )
          | leave \s+ a \s+ (?: reply | comment ) .* | comments?
          | (?: \d+ | no ) \s+ (?: comments? | responses? | replies | thoughts? \s+ on .* )
          | about \s+ the \s+ (?: author | writer ) | about \s+ me
          | post \s+ navigation | (?: table \s+ of \s+ )? contents | on \s+ this \s+ page
          | (?: copyright | © ) .* | (?= .* disclaimer ) .{0,200} \b disclaimer \s* : .* | all \s rights \s reserved .*
          | (?: terms | privacy ) \b .{0,40}
          | (?: explore | see | view | get | find | read | browse ) \s all \b .{0,20}
            \b (?: answers | questions ) \b .{0,80}
          | this \s (?: book | site | page | blog | course | guide ) \s (?: was | is )
            \s (?: created | made | written ) \s by \b .*
          | (?: also | further ) \s read(?:ing)? \b .{0,120}
          | suggested \s (?: reading | articles? | posts? | courses? ) \b .{0,40} | download \s as \b .{0,60}
          | contact \s us \b .{0,60}
          | become \s an? \s (?: member | subscriber | patron | sponsor | contributor ) \b .{0,40}
          | (?: enrol+ | register ) \s now .{0,40}
          | clap [!\W]* | clap \b .{0,60} \b times \b .{0,40}
          | (?= .{0,40} complete ) .{0,40} complete \s set \s of \b .{0,40}
            \b (?: questions | mcqs | answers ) \b .{0,40}
          | subscribe .* | newsletter | (?: sign | log ) \s? (?: up | in ) .{0,30} | follow \s (?: us | me ) .{0,30}
          | (?: tags? | categories | search | archives | see \s+ also ) :? ) [\s:]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# The last line of an answer that speaks of the page: `Next up, let us look at the advanced questions.`
TRANSITION = regex.compile(
    r"""(?: .* \b )? (?: next \s up | let (?: ['’]s | \s us ) | moving \s on | we \s (?: will | shall ) | now \s that )
        \b .* \b questions? \b .*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What calls upon the reader: `Join our newsletter today!`
CALL = regex.compile(
    r"(?:invest|join|sign|get|buy|download|enrol+|subscribe|try|start|claim|register|book|learn|become)\b.{0,120}!+[\s\p{So}]*",
    regex.IGNORECASE,
)
# Lines that are no words of the author, should nothing around them tell so.
NOISE = regex.compile(
    r"""\s*+ (?: (?: continue \s+ reading | read \s+ (?: more | the \s+ full .* ) ) \b .{0,120}
              | click \s+ to \s+ (?: share | print | email ) .*
              | (?: share | like ) \s+ this : | (?: like \s* )? loading (?: … | \.\.\. ) | advertisements?
              | \d+ \s+ min(?: ute)?s? \s+ read
              | (?: posted | filed | tagged | published ) \s+ (?: in | on | under | with | by | as ) \b .{0,100}
              | skip \s to \s (?: (?: main \s )? content | navigation ) | search | ctrl \s? \+ \s? k | menu
              | [⬆↑\s]* back \s+ to \s+ (?: the \s+ )? (?: top | contents | index | table \s+ of \s+ contents ) [⬆↑\s]*
              | (?: ← | → | « | » | next | previous | prev ) \s*+ (?: : | page | post | chapter )? [→»]*+ ) \s*+""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Sub-headings that name a part of any answer: they go with the question above, whatever their level.
PARTS = regex.compile(
    r"""(?: key \s+ | main \s+ | some \s+ | common \s+ | the \s+ )?
        (?: (?: dis )? advantages? | pros | cons | benefits? | drawbacks? | limitations? | (?: use | corner ) \s+ cases?
          | applications? | examples? | formulas? | intuition | explanation | implementation | code | output
          | key \s+ (?: points? | takeaways? | ideas? ) | takeaways? | notes? | steps? | tips? | definition
          | python (?: \s+ code )? | follow-?ups? | trade-?offs? )
        (?: (?: \s+ and \s+ | \s* & \s* | \s* / \s* ) [\w\s]{3,24} | \s+ (?: of | in | for ) \b .{0,60} )? \s* :?""",
    regex.VERBOSE | regex.IGNORECASE,
)
BACK_TO_TOP = regex.compile(
    r"""[\W_]*+ (?: (?: back | (?: go | return | jump | scroll ) (?: \s back | \s up )? (?= \s to ) )
                   (?: \s to )? (?: \s the )?
                   \s (?: top | start | beginning | (?: table \s of \s )? contents? | index | toc | menu | questions )
                 | (?: to \s )? (?: the \s )? top ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
CONTENTS = regex.compile(
    r"""[\W_]*+ (?: (?: table \s of \s )? contents? | toc | index | (?: list \s of \s )? questions | outline
                 | navigation ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Sections that a page keeps for itself.
BACK_MATTER = regex.compile(
    r"""[\W_]*+ (?: references | (?: \w+ \s )? (?: resources | links | reading ) | bibliography | sources
                 | (?: how \s to \s )? contribut(?: e | ing | ors | ions? ) | licen[cs]e | acknowledge?ments | credits
                 | authors? | support | contact | changelog | disclaimer | about (?: \s me )? | star \s history
                 | connect \b .{0,30} ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Names of sections that say nothing about their subject.
GENERIC = regex.compile(
    r"""[\W_]*+ (?: (?: interview \s )? questions? (?: \s* (?: & | and | with ) \s* answers? )?
                 | q \s* (?: & | and ) \s* a | faqs? | frequently \s asked \s questions | answers? ) [\W_]*""",
    regex.VERBOSE | regex.IGNORECASE,
)
ANSWER_KEY = regex.compile(
    r"[\W_]*+(?:(?:answer|solution)s?\s+keys?|keys?|(?:correct\s+)?answers|solutions)(?:\s+(?:and|&|with)\s+\w+)?[\W_]*",
    regex.IGNORECASE,
)
# How a page calls itself that asks in all its headings.
ASKING_TITLE = regex.compile(
    r"""\b (?: questions? | interviews? | q \s* (?: & | and ) \s* a | faqs? | quiz | flash \s? cards? | asked
           | preguntas | entrevistas? | perguntas | fragen | вопрос \w* | собеседован \w* ) \b | 面试 | 问题 | 问答""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What such a title says of nothing but questions; a page about interviews may be any guide.
QUESTIONS = regex.compile(
    r"""\b (?: questions | q \s* (?: & | and ) \s* a | faqs? | quiz | flash \s? cards | preguntas | perguntas | fragen
           | вопрос \w* ) \b | 面试题 | 问答""",
    regex.VERBOSE | regex.IGNORECASE,
)
SECTION_NUMBER = regex.compile(
    r"""^ [^\p{L}\p{N}(]*+ (?: (?: section | part | chapter | module | unit | topic | lesson | level | day | week
                      | round ) \s+ (?: \d+ | [IVXLC]+ | [A-Z] )
                  \s* [.:)–—-]+ \s*
              | \(? (?: \d+ (?: \.\d+ )* | [IVX]+ | [A-Z] ) [.)]+ \s+
              | \d+ (?: \.\d+ )+ \s+ | \d+ \s* [–—-]+ \s+ )""",
    regex.VERBOSE | regex.IGNORECASE,
)
# What a line ends with is read from its end (`REVERSE`).
COUNT = regex.compile(
    r"(?<!\s)\s*+[(\[]\s*+\d++\s*+(?:questions?|q(?:&a)?s?|items?|problems?|cards?|min(?:utes)?)?\s*+[)\]]\s*+$",
    regex.IGNORECASE | regex.REVERSE,
)
ORNAMENT_BEFORE = regex.compile(r"^[^\p{L}\p{N}(]++")
ORNAMENT_BEHIND = regex.compile(r"[\s:\p{So}\uFE0F]++$", regex.REVERSE)


def one_line(text: str) -> str:
    """The words of a line with one blank between them: what a line is does not hang on its columns."""
    is_one = "  " not in text and text.isprintable()  # of all blanks only the space can be printed
    return text.strip() if is_one else " ".join(text.split())


@lru_cache(maxsize=1024)  # what a page says once it may say on every line
def is_frame(text: str) -> bool:
    """Whether a line belongs to the frame of a page, wherever it stands."""
    return bool(NOISE.fullmatch(text) or PAGER.fullmatch(text) or COMMENT_FORM.fullmatch(text) or LOGIN.fullmatch(text))


@lru_cache(maxsize=1024)
def closes_page(text: str) -> bool:
    """Whether a line begins what a page has below its content."""
    return bool(CLOSING.fullmatch(text) or COMMENT_FORM.fullmatch(text) or CALL.fullmatch(text))


@lru_cache(maxsize=1024)
def section_name(text: str) -> str:
    """The name of a section without its number, its count of questions, and the signs that decorate it.

    >>> section_name("Part 2 – Loss Functions (12 questions):")
    'Loss Functions'
    """
    name = SECTION_NUMBER.sub("", text.strip(), count=1)
    return _without_ornament(without_ending(_without_ornament(name), COUNT)) or text.strip()


def _without_ornament(text: str) -> str:
    return without_ending(ORNAMENT_BEFORE.sub("", text), ORNAMENT_BEHIND)
