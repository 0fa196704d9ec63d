"""What pages of questions say around and between their questions, in so many words."""

import regex

ANSWER = regex.compile(
    r"""\s* (?: (?: show | hide | view | see | reveal | toggle | click ) \b [ /\w]* \s )?
        (?: answers? | ans | solution ) \s* [:.–—-]? \s*""",
    regex.VERBOSE | regex.IGNORECASE,
)
ANSWER_LEAD = regex.compile(r"\s*(?:(?:answer|ans|solution|sol)\s*[.:–—-]+|a\s*:)\s*", regex.IGNORECASE)

# What closes a page wherever its system puts it, said in so many words.
CLOSING = regex.compile(
    r"""(?: related \s+ (?: posts? | articles? | questions? | topics? | reading s? | content | links | resources )
          | (?: share | like | print | tweet ) \s+ this (?: \s+ \w+ )?
          | you \s+ (?: may | might ) \s+ (?: also \s+ )? (?: like | enjoy | be \s+ interested ) .*
          | (?: recent | popular | latest | more | similar | recommended | trending ) \s+
            (?: posts? | articles? | stories | from \s .* )
          | leave \s+ a \s+ (?: reply | comment ) .* | comments?
          | (?: \d+ | no ) \s+ (?: comments? | responses? | replies | thoughts? \s+ on .* )
          | about \s+ the \s+ (?: author | writer ) | about \s+ me
          | post \s+ navigation | (?: table \s+ of \s+ )? contents | on \s+ this \s+ page
          | subscribe .* | newsletter | (?: tags? | categories | search | archives | see \s+ also ) :? ) \s* :?""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Lines that are no words of the author, should no element around them tell so.
NOISE = regex.compile(
    r"""\s* (?: (?: continue \s+ reading | read \s+ (?: more | the \s+ full .* ) ) \b .{0,120}
              | click \s+ to \s+ (?: share | print | email ) .*
              | (?: share | like ) \s+ this : | (?: like \s* )? loading (?: … | \.\.\. ) | advertisements?
              | \d+ \s+ min(?: ute)?s? \s+ read
              | (?: posted | filed | tagged | published ) \s+ (?: in | on | under | with | by | as ) \b .{0,100}
              | [⬆↑\s]* back \s+ to \s+ (?: the \s+ )? (?: top | contents | index | table \s+ of \s+ contents ) [⬆↑\s]*
              | (?: ← | → | « | » | next | previous | prev ) \s* (?: : | page | post | chapter )? ) \s*""",
    regex.VERBOSE | regex.IGNORECASE,
)
# Sub-headings that name a part of any answer: they go with the question above, whatever their level.
PARTS = regex.compile(
    r"""(?: key \s+ | main \s+ | some \s+ | common \s+ | the \s+ )?
        (?: (?: dis )? advantages? | pros | cons | benefits? | drawbacks? | limitations? | (?: use | corner ) \s+ cases?
          | applications? | examples? | formulas? | intuition | explanation | implementation | code | output
          | key \s+ (?: points? | takeaways? | ideas? ) | takeaways? | notes? | steps? | tips? | definition
          | python (?: \s+ code )? | follow-?ups? | trade-?offs? | how \s+ to \b .* | when \s+ to \b .* )
        (?: (?: \s+ and \s+ | \s* & \s* | \s* / \s* ) [\w\s]{3,24} | \s+ (?: of | in | for ) \b .{0,60} )? \s* :?""",
    regex.VERBOSE | regex.IGNORECASE,
)
SECTION_NUMBER = regex.compile(
    r"""\s* (?: (?: section | part | chapter | module | unit | topic ) \s+ (?: \d+ | [IVXLC]+ | [A-Z] )
                  \s* [.:)–—-]+ \s*
              | \(? (?: \d+ (?: \.\d+ )* | [IVX]+ | [A-Z] ) [.)]+ \s+
              | \d+ (?: \.\d+ )+ \s+ )""",
    regex.VERBOSE | regex.IGNORECASE,
)
