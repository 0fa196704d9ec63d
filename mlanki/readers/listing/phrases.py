"""The lines by which such sites frame their questions."""

import regex

# What lines look like, with one blank between their words.
CODED_TITLE = regex.compile(
    r"""(?P<bullet> [•*◦▪‣●·–-] \s )?                         # the bullet of a listing
        (?P<code> (?: \p{Lu}{2,} | \p{Ll}{2,} ) [0-9]{1,9} )  # ML0023
        [:.)–—-]?
        (?: \s (?: [:–—-] \s )? (?P<title> .+ ) )?""",
    regex.VERBOSE,
)
HEADER = regex.compile(r"(?P<kind>Tag|Category|Author)(?: Archives?)?: ?(?P<name>.+)", regex.IGNORECASE)
ANSWER = regex.compile(r"Answer(?: ?: (?P<text>.+)| ?:)?", regex.IGNORECASE)
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
        | (?: Next | Previous ) (?: \s page )? (?: \s? [→»] )? | Page \s \d+ \s of \s \d+
        | (?:Page\s)? \d+ (?: \s (?: \d+ | … | Next (?:\s?[→»])? ) )+""",
    regex.VERBOSE | regex.IGNORECASE,
)


def plain(text: str) -> str:
    """The words of a line with one blank between them: what a line is does not hang on its columns."""
    return " ".join(text.split())
