"""The lines of a page before Markdown is read: what HTML, MkDocs and habit run together is set apart."""

from collections.abc import Iterable, Iterator

from mlanki import patterns as regex

FENCE = regex.compile(
    r"""[\s>]*+ (?: (?: [-*+] | \d++[.)] ) \s++ )*+  # in quotes and items, or in none
        (?P<fence> `{3,} | ~{3,} ) (?P<info> .* )""",
    regex.VERBOSE,
)


def set_apart(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The numbered lines with a fold, its summary, an HTML heading and a line `Answer:` as paragraphs of their own.

    What stands in a block of code stays as it is, comments of HTML go.
    """
    fence = ""
    in_comment = in_label = False
    unfolded = list(_unfold(_uncall(lines)))
    last_end = max((at for at, (_, text) in enumerate(unfolded) if "-->" in text), default=-1)
    for at, (number, text) in enumerate(unfolded):
        opening = FENCE.match(text)
        if fence:
            if opening and opening["fence"].startswith(fence) and not opening["info"].strip():
                fence = ""
            yield number, text
            continue
        if opening and "`" not in opening["info"] and not in_comment:
            fence = opening["fence"]
            yield number, text
            continue
        if in_label and NUMBERED.match(text):
            yield number, ""  # CommonMark lets only the number 1 end a paragraph
        in_label = bool(text.strip()) and (in_label or bool(LABELLED.match(text)))
        kept, in_comment = _without_comment(text, in_comment) if at <= last_end else (text, False)
        yield from _apart(number, _shallow(kept))


ADMONITION = regex.compile(r"""\s*(?:\?\?\?\+?|!!!)\s+(?P<kind>[\w-]+)[^"]*(?:"(?P<title>[^"]*)")?\s*""")


# A callout of Obsidian that asks or answers; the others quote.
CALLOUT = regex.compile(
    r"\s*>\s*\[!(?P<kind>question|faq|help|answer|solution|done|success)\][+-]?\s*(?P<title>.*)", regex.IGNORECASE
)
ASKING_CALLOUTS = frozenset({"question", "faq", "help"})
QUOTED = regex.compile(r"(?:\s*>\s?)+")


def _uncall(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines with the callouts of Obsidian (`> [!question] Why?`) as folds of HTML; one in another answers it."""
    folds = last = 0
    for number, text in lines:
        quoted = QUOTED.match(text)
        found = CALLOUT.fullmatch(f"> {text[quoted.end() :]}") if quoted else None
        asks = found is not None and found["kind"].lower() in ASKING_CALLOUTS
        if folds and (not quoted or asks):
            yield last, "</details>" * folds
            folds = 0
        last = number
        if found:
            folds += 1
            yield number, f"<details><summary>{found['title'].strip() if asks else 'Answer'}</summary>"
        else:
            yield number, text[quoted.end() :] if folds and quoted else text
    if folds:
        yield last, "</details>" * folds


def _unfold(lines: Iterable[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """The lines with the admonitions of MkDocs (`??? success "Answer"`, indented content) as folds of HTML."""
    inside = False
    last = 0  # the number of the last line that is not blank
    for number, text in lines:
        if inside and text.strip() and not text.startswith("    "):
            inside = False
            yield last, "</details>"
        last = number if text.strip() else last
        if not inside and (found := ADMONITION.fullmatch(text)):
            inside = True
            title = found["kind"].capitalize() if found["title"] is None else found["title"]
            yield number, f"<details><summary>{title}</summary>"
        else:
            yield number, text.removeprefix("    ") if inside else text


COMMENT = regex.compile(r"(?<!`)<!--.*?(?P<end>-->|$)")
FOLDS = regex.compile(r"(</?(?:details|summary)\b[^>]*>)", regex.IGNORECASE)
CODE_SPAN = regex.compile(r"`[^`]*`")
ITEM_MARKS = regex.compile(r"\s*(?:(?:[-*+]|\d+[.)])\s+)*")
HTML_HEADING = regex.compile(r"\s*<h(?P<level>[1-6])\b[^>]*>(?P<words>.*)</h(?P=level)>\s*", regex.IGNORECASE)
NUMBERED = regex.compile(r"\d+[.)]\s")
ITEM_NUMBER = regex.compile(r"^(\d+)([.)])")
LABELLED = regex.compile(
    r"""\s* (?: [*_]{1,3} )?
        (?: (?: Answer | Ans | Solution | Question | Ques ) s? \s? \d* \s* [*_]* : | [QA] \s? \d* \s? [*_]* :
          | \*\*Answer\*\* \s* $ )""",
    regex.VERBOSE | regex.IGNORECASE,
)

BOLD_LABEL = regex.compile(r"\*\*[^*]{1,60}(?::\*\*|\*\*:)\s*")  # below a list it is no more of the last item


def _without_comment(text: str, inside: bool) -> tuple[str, bool]:  # noqa: FBT001 - the state of the line before
    if inside:
        _, end, text = text.partition("-->")
        if not end:
            return "", True
    open_end = False
    kept = ""
    at = 0
    for found in COMMENT.finditer(text):
        kept += text[at : found.start()]
        at = found.end()
        open_end = not found["end"]
    return kept + text[at:], open_end


# More of these than any page has, and they are the words of the innermost.
DEEPEST = 40
MARKS = regex.compile(
    rf"(?P<marks>(?:\s*+(?:>|[-*+]\s|\d{{1,9}}[.)]\s)){{{DEEPEST}}}\s*+)(?P<rest>[>*+-]|\d{{1,9}}[.)])"
)
WIDEST_INDENT = 2 * DEEPEST  # columns


def _shallow(text: str) -> str:
    """The line with no more quotes and lists in each other than can be read."""
    if (indent := len(text) - len(text.lstrip(" "))) > WIDEST_INDENT:
        text = text[indent - WIDEST_INDENT :]
    if found := MARKS.match(text):
        rest = text[found.end("marks") :]
        text = found["marks"] + (ITEM_NUMBER.sub(r"\1\\\2", rest) if rest[0].isdigit() else f"\\{rest}")
    return text


def _apart(number: int, text: str) -> Iterator[tuple[int, str]]:
    if heading := HTML_HEADING.fullmatch(text):
        yield from ((number, ""), (number, "#" * int(heading["level"]) + " " + heading["words"]), (number, ""))
    elif FOLDS.search(CODE_SPAN.sub("", text)):
        start = ITEM_MARKS.match(text)
        assert start is not None
        indent = " " * len(start[0])
        parts = [part.strip() for part in FOLDS.split(text[len(start[0]) :]) if part.strip()]
        yield number, ""
        for at, part in enumerate(parts):
            in_summary = at > 0 and parts[at - 1].lower().startswith("<summary")
            words = ITEM_NUMBER.sub(r"\1\\\2", part) if in_summary else part  # a number, and no list
            yield number, (start[0] if at == 0 else indent) + words
            yield number, ""
    elif LABELLED.match(text) or BOLD_LABEL.fullmatch(text):
        yield from ((number, ""), (number, text))
    else:
        yield number, text
