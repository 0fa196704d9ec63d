"""Code on pages: `pre`, and the tables and lists of lines that highlighters make of it."""

from itertools import pairwise

from bs4 import Tag
from bs4.element import NavigableString

from mlanki import patterns as regex
from mlanki.document import CodeBlock
from mlanki.prose.cleaning import TAB_WIDTH
from mlanki.readers.web.tags import attribute, classes

# Highlighters that put a table around the code, with the numbers of its lines beside it.
WRAPPERS = regex.compile(r"highlighttable|rouge-table|crayon-(?:syntax|table)|syntaxhighlighter|hljs-ln|code-?table")
LANGUAGE = regex.compile(
    r"(?:language|lang|highlight-source|highlight-text|highlight|code)-(?P<name>.+)", regex.IGNORECASE
)
BRUSH = regex.compile(r"brush:(?P<name>.+)")  # of SyntaxHighlighter
LANGUAGE_NAME = regex.compile(r"[a-z][a-z0-9+#.]{0,20}")
HIGHLIGHTERS = frozenset({"highlight", "hljs", "sourceCode", "syntaxhighlighter"})
# Words that stand beside a language in a class list, or say that there is none.
NO_LANGUAGE = frozenset(
    {
        *("block", "box", "code", "default", "hljs", "highlight", "nohighlight", "none", "notranslate", "off"),
        *("on", "plain", "plaintext", "prettyprint", "prettyprinted", "text", "txt", "toolbar", "wrapper"),
        *("wrap", "source", "sourcecode", "linenums", "output", "container", "cell", "auto", "unknown"),
        *("undefined"),
    }
)
KNOWN = frozenset(
    {
        *("bash", "c", "cpp", "csharp", "css", "cuda", "dockerfile", "go", "haskell", "html", "java"),
        *("javascript", "json", "julia", "kotlin", "latex", "matlab", "perl", "php", "powershell", "python"),
        *("r", "ruby", "rust", "scala", "shell", "sql", "swift", "typescript", "xml", "yaml"),
    }
)
ALIASES = {
    "ipython": "python", "ipython2": "python", "ipython3": "python", "py": "python", "py3": "python",
    "python3": "python", "js": "javascript", "ts": "typescript", "sh": "bash", "zsh": "bash", "c++": "cpp",
    "yml": "yaml", "rb": "ruby", "rs": "rust",
}  # fmt: skip

UNSEEN = regex.compile(r"[\u200b\ufeff]|[\p{Cc}--\n]", regex.VERSION1)


def shows_code(tag: Tag) -> Tag | None:
    """The element whose text is code, where `tag` shows code and nothing else."""
    if tag.name == "pre":
        return tag
    if not any(map(WRAPPERS.match, classes(tag))):
        return None
    return tag.select_one("td.code, td.rouge-code, td.crayon-code") or tag.find("pre")


def read_code(tag: Tag) -> CodeBlock | None:
    """The code in an element, without line numbers, or nothing where it is empty."""
    parts: list[str] = []
    for node in tag.descendants:
        if isinstance(node, Tag):
            # Highlighters that end no line put each into an element of its own.
            starts_line = node.name in ("div", "p", "li", "tr") or (node.name == "pre" and node is not tag)
            if node.name == "br" or (starts_line and parts and not parts[-1].endswith("\n")):
                parts.append("\n")
        elif isinstance(node, NavigableString):
            parts.append(str(node))
    text = "".join(parts).replace("\xa0", " ").replace("\r\n", "\n").replace("\r", "\n").expandtabs(TAB_WIDTH)
    text = UNSEEN.sub("", text)
    lines = [line.rstrip() for line in text.split("\n")]
    while lines and not lines[0]:
        del lines[0]
    while lines and not lines[-1]:
        del lines[-1]
    return CodeBlock("\n".join(lines), language_of(tag)) if lines else None


def language_of(tag: Tag) -> str:
    """The language that an element, what it holds or the wrappers around it name; empty where none does."""
    code = tag.find("code")
    near = [tag, *([code] if code is not None else []), *list(tag.parents)[:4]]
    for element in near:
        if element.name in ("body", "article", "main", "li", "section"):
            break
        for source in ("data-lang", "data-language", "data-enlighter-language", "lang"):
            name = attribute(element, source)
            if name and (source != "lang" or name.lower() in KNOWN) and (language := _language(name)):
                return language
        names = classes(element)
        is_highlighter = element is tag or element is code or bool(HIGHLIGHTERS & set(names))
        for before, name in pairwise(("", *names)):
            found = LANGUAGE.fullmatch(name) or BRUSH.fullmatch(name)
            if language := _language(found["name"] if found else name if before == "brush:" else ""):
                return language
            if is_highlighter and _language(name) in KNOWN:
                return _language(name)
    return ""


def _language(name: str) -> str:
    name = name.lower().strip(";,")
    name = ALIASES.get(name, name)
    return "" if name in NO_LANGUAGE or not LANGUAGE_NAME.fullmatch(name) else name
