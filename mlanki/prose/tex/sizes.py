"""Wrappers that only set a size, which a card sets better."""

from mlanki.prose.tex.commands import SIZES
from mlanki.prose.tex.reading import Tex
from mlanki.prose.tex.tokens import Kind


def strip_size(tex: str, *, display: bool = False) -> str:
    r"""`tex` without the wrappers that only set its size.

    They are `{\large …}`, a leading `\huge` and, displayed, a leading `\displaystyle`, which is how a display
    is set anyway. Nothing else changes.

    >>> strip_size(r"{\large \sigma(z) = {\small z}}")
    '\\sigma(z) = {\\small z}'
    >>> strip_size(r"\displaystyle\sum_i x_i"), strip_size(r"\displaystyle\sum_i x_i", display=True)
    ('\\displaystyle\\sum_i x_i', '\\sum_i x_i')
    """
    leading = SIZES | {"displaystyle"} if display else SIZES
    tex = tex.strip()
    while (inner := _unwrapped(tex, leading)) is not None:
        tex = inner
    return tex


def _unwrapped(tex: str, leading: frozenset[str]) -> str | None:
    """`tex` with its outermost wrapper taken away; nothing where it wears none."""
    read = Tex.of(tex)
    if not read.tokens or read.pairs.lone:
        return None
    first = read.tokens[0]
    if first.name in leading:
        return tex[first.end :].strip() or None
    if first.kind is not Kind.OPEN or read.pairs.closing[0] != len(read.tokens) - 1:
        return None
    inside = read.skip_space(1)
    if read.tokens[inside].name not in leading:
        return None
    return tex[read.tokens[inside].end : -1].strip() or None
