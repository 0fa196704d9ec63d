r"""Rows of an alignment that name no place to align at: `\begin{aligned} a = b \\ = c \end{aligned}`."""

import regex

ALIGNED = regex.compile(
    r"""(?P<begin> \\begin\{ (?P<name> aligned | align\*? | split ) \} )
        (?P<rows> (?: (?! \\(?:begin|end)\{ ) . )*+ )
        (?P<end> \\end\{ (?P=name) \} )""",
    regex.VERBOSE | regex.DOTALL,
)
ROW_END = regex.compile(r"(\\\\(?:\[[^\]]*\])?)")
RELATION = regex.compile(
    r"""(?P<open> [({\[] | \\left\b ) | (?P<close> [)}\]] | \\right\b )
      | (?P<relation> [=<>]
          | \\(?: approx | coloneqq | equiv | geq? | geqslant | gg | iff | implies | in | leq? | leqslant | ll | neq?
                | propto | Rightarrow | rightarrow | sim | simeq | to | triangleq ) (?![A-Za-z]) )
      | \\[A-Za-z]+ | \\.""",
    regex.VERBOSE | regex.DOTALL,
)


def align_rows(tex: str) -> str:
    r"""`tex` with its rows aligned at their first relation where none says at what.

    MathJax would set them flush right, which nobody means who writes no `&`.

    >>> align_rows(r"\begin{aligned}a + b = c \\ = d\end{aligned}")
    '\\begin{aligned}a + b &= c \\\\ &= d\\end{aligned}'
    """
    return ALIGNED.sub(lambda found: f"{found['begin']}{_aligned(found['rows'])}{found['end']}", tex)


def _aligned(rows: str) -> str:
    parts = ROW_END.split(rows)
    places = [_relation(row) for row in parts[::2]]
    if "&" in rows or places[0] is None or len(places) < 2:
        return rows
    for number, place in enumerate(places):
        row = parts[2 * number]
        at = place if place is not None else len(row) - len(row.lstrip())
        parts[2 * number] = f"{row[:at]}&{row[at:]}" if row.strip() else row
    return "".join(parts)


def _relation(row: str) -> int | None:
    """Where the first relation of a row stands that is in no brackets."""
    depth = 0
    for found in RELATION.finditer(row):
        depth += bool(found["open"]) - bool(found["close"])
        if found["relation"] and depth <= 0:
            return found.start()
    return None
