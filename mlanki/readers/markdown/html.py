"""Raw HTML in Markdown never stays HTML: of tags that shape text Markdown's own tokens come, of others the words."""

from collections import Counter
from collections.abc import Iterator, Sequence
from urllib.parse import parse_qs, unquote

import nh3
from markdown_it.token import Token

from mlanki import patterns as regex
from mlanki.addresses import split_address

TAG = regex.compile(r"</?\s*(?P<name>[a-z][a-z0-9]*)\b(?P<attributes>[^>]*)>", regex.IGNORECASE | regex.DOTALL)
CLOSING_TAG = regex.compile(r"</\s*(?P<name>[a-z][a-z0-9]*)\s*>", regex.IGNORECASE)
ATTRIBUTE = regex.compile(
    r"""(?P<name>[a-z-]+)\s*=\s*(?:"(?P<value>[^"]*)"|'(?P<value>[^']*)'|(?P<value>[^\s"'>]+))""", regex.IGNORECASE
)
BADGE = regex.compile(
    r"shields\.io|badgen\.net|badge|travis-ci|codecov\.io|visitor|hits\.(?:seeyoufarm|dwyl)", regex.IGNORECASE
)
FORMULA_SERVERS = regex.compile(
    r"render\.githubusercontent\.com/render/math|latex\.codecogs\.com|/chart\?.*cht=tx|latex\.vimsky"
)
# What a server is told about the drawing, before the formula.
DRAWING = regex.compile(r"^ (?: \\ (?: inline | dpi\{\d+\} | bg_\w+ | fn_\w+ | large | small ) \s* )+", regex.VERBOSE)

EMPHASIS = {"b": ("strong", "**"), "strong": ("strong", "**"), "i": ("em", "*"), "em": ("em", "*")}
LINE_ENDING = frozenset("p div li tr h1 h2 h3 h4 h5 h6 ul ol table blockquote pre center dl dt dd section hr".split())  # noqa: SIM905 - shorter than thirty quoted names
SILENT = frozenset({"iframe", "script", "style", "svg", "template"})
SHOWN_BY = {"audio": "src", "embed": "src", "iframe": "src", "input": "value", "object": "data", "video": "src"}
LEFT_OUT = "left_out"  # the type of a token that stands for what no card can show
HTML = (
    nh3.ALLOWED_TAGS
    | SILENT
    | LINE_ENDING
    | frozenset(
        """audio base big body button canvas data dialog embed fieldset figcaption figure font footer form frame
    header html input label legend link main map marquee menu meta nav nobr noembed noscript object option
    output param path picture progress select slot source textarea title track video
    math annotation menclose mfenced mfrac mi mn mo mover mpadded mphantom mroot mrow mspace msqrt mstyle msub msubsup
    msup mtable mtd mtext mtr munder munderover semantics""".split()  # noqa: SIM905 - shorter than as many quoted names
    )
)
SUPERSCRIPT = dict(
    zip("0123456789+-−=()nijTabcdeghkmoprstuvwxyz", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱʲᵀᵃᵇᶜᵈᵉᵍʰᵏᵐᵒᵖʳˢᵗᵘᵛʷˣʸᶻ", strict=True)
)
SUBSCRIPT = dict(zip("0123456789+-−=()aeijhklmnoprstuvx", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₐₑᵢⱼₕₖₗₘₙₒₚᵣₛₜᵤᵥₓ", strict=True))


def without_html(tokens: Sequence[Token]) -> Iterator[Token]:
    """The tokens with every tag turned into what Markdown has for it, into `LEFT_OUT`, or into nothing.

    Emphasis within emphasis of its kind is one: nothing shows it, and a page may nest it without end.
    """
    depth = Counter[str]()
    for token in _read_tags(tokens):
        kind = token.type.removesuffix("_open").removesuffix("_close")
        depth[kind] += token.nesting
        if token.nesting < 0 and depth[kind] < 0:
            depth[kind] = 0
        elif kind not in ("strong", "em") or depth[kind] == (token.nesting > 0):
            yield token


def _read_tags(tokens: Sequence[Token]) -> Iterator[Token]:
    before = ""
    rest = iter(_without_unclosed(tokens))
    for token in rest:
        match token.type:
            case "html_inline" if not _is_tag(token.content, before):
                yield text_token(token.content)
            case "text" if not token.content:
                pass
            case "softbreak":
                yield text_token("\n")
            case "image":
                yield from _picture(str(token.attrs.get("src", "")), token.content, token)
            case "html_inline":
                yield from _tag(token, rest)
            case _:
                yield token
        before = token.content


def _is_tag(written: str, before: str) -> bool:
    """Whether words in angle brackets, which stand behind others, are a tag of HTML, or of a page's own components.

    Else they are `<MASK>`, a type as in `List<Text>`, or two comparisons.
    """
    found = TAG.fullmatch(written)
    name, attributes = (found["name"], found["attributes"]) if found else ("", "")
    if not name or name.lower() in HTML:
        return name.lower() not in EMPHASIS or "=" in attributes or not attributes.strip(" /")
    is_type = before[-1:].isalnum() and not written.startswith("</")
    return attributes.startswith("-") or (name[0].isupper() and not name.isupper() and not is_type)


def _without_unclosed(tokens: Sequence[Token]) -> list[Token]:
    """The tokens without tags of silent elements that nothing closes: what stands behind one is said."""
    closed: set[str] = set()
    kept: list[Token] = []
    for token in reversed(tokens):
        found = TAG.fullmatch(token.content) if token.type == "html_inline" else None
        name = found["name"].lower() if found else ""
        if token.content.startswith("</"):
            closed.add(name)
        elif name in SILENT - closed:
            continue
        kept.append(token)
    return kept[::-1]


def _tag(token: Token, rest: Iterator[Token]) -> Iterator[Token]:
    found = TAG.fullmatch(token.content)
    name = found["name"].lower() if found else ""
    closes = token.content.startswith("</")
    if name == "br":
        yield Token("hardbreak", "br", 0)
    elif name in EMPHASIS:
        kind, mark = EMPHASIS[name]
        yield Token(f"{kind}_{'close' if closes else 'open'}", name, -1 if closes else 1, markup=mark)
    elif found and name == "img":
        attributes = _attributes(found)
        image = Token("image", "img", 0, attrs={"src": attributes.get("src", "")}, content=attributes.get("alt", ""))
        image.children = [text_token(image.content)] if image.content else []
        image.map = token.map
        yield from _picture(attributes.get("src", ""), image.content, image)
    elif closes:
        if name in LINE_ENDING:
            yield Token("hardbreak", "br", 0)
        elif name in ("td", "th"):
            yield text_token(" ")
    elif name in ("sub", "sup"):
        words = "".join(inner.content for inner in _until(rest, name))
        yield text_token(_raised(words, SUPERSCRIPT, "^") if name == "sup" else _raised(words, SUBSCRIPT, "_"))
    elif name in ("code", "kbd", "tt"):
        code = Token("code_inline", "code", 0, content="".join(inner.content for inner in _until(rest, name)).strip())
        if code.content:
            yield code
    elif found and name in SILENT | SHOWN_BY.keys():
        inner = " ".join(each.content for each in _until(rest, name) if each.type == "text") if name in SILENT else ""
        said = inner.strip() or _attributes(found).get(SHOWN_BY.get(name, ""), "")
        if said and name not in ("script", "style"):
            yield Token(LEFT_OUT, name, 0, content=said, map=token.map)
    elif name in LINE_ENDING:
        yield Token("hardbreak", "br", 0)


def _attributes(tag: regex.Match[str]) -> dict[str, str]:
    return {each["name"].lower(): each["value"] for each in ATTRIBUTE.finditer(tag["attributes"])}


def _until(tokens: Iterator[Token], name: str) -> Iterator[Token]:
    """The tokens up to the closing tag `name`, or all where it is missing."""
    for token in tokens:
        closing = CLOSING_TAG.fullmatch(token.content) if token.type == "html_inline" else None
        if closing and closing["name"].lower() == name:
            return
        yield token


def _raised(words: str, letters: dict[str, str], mark: str) -> str:
    """Words set higher or lower, in the characters that Unicode has for them, or behind the mark that TeX has."""
    words = words.strip()
    if all(letter in letters for letter in words):
        return "".join(letters[letter] for letter in words)
    return mark + (words if len(words) == 1 else f"({words})")


def _picture(source: str, alt: str, image: Token) -> Iterator[Token]:
    """A picture; nothing for a badge, and a formula where the address spells one."""
    if FORMULA_SERVERS.search(source):
        yield Token("math_inline", "math", 0, content=_tex_in(source) or alt)
    elif not BADGE.search(source):
        yield image


def _tex_in(address: str) -> str:
    """The TeX that the address of a formula's picture spells."""
    query = split_address(address).query
    named = parse_qs(query, keep_blank_values=True)
    spelled = next((named[name][0] for name in ("math", "chl") if name in named), unquote(query))
    return DRAWING.sub("", spelled).strip()


def text_token(content: str) -> Token:
    return Token("text", "", 0, content=content)
