r"""Shows as formulas the letters by which prose names what the formulas of its record hold: `neuron j`, `the bias b`.

Cards alone do so: a record has as formulas what its author wrote as such, and codes derive from that.

>>> from mlanki.document import Paragraph
>>> blocks = (Paragraph((Text("Each input x has a weight: "), Math("w x"))),)
>>> show_letters(blocks, find_letters(blocks))[0].inlines[:2]
(Text(text='Each input '), Math(tex='x', display=False))
"""

from collections.abc import Iterator

from mlanki import patterns as regex
from mlanki.document import Blocks, Item, List, Math, Text, plain_text, text_lines, walk
from mlanki.document.mapping import change_text
from mlanki.prose.structure.kinds import vocabulary

# What a letter may be the name, the number or the count of.
QUANTITIES = vocabulary(
    """activation angle axis base batch bias bin bucket centroid channel child class cluster coefficient column
    combination component constant coordinate count covariance degree density depth dimension distance
    distribution document edge element embedding entropy epoch error estimate event example exponent factor
    feature fold frequency function gradient head height hyperparameter image index input instance intercept
    item iteration kernel label layer leaf length level likelihood loss margin matrix mean momentum neighbor
    neighbour neuron node norm number observation operator output parameter penalty percentile period pixel
    point position posterior power prediction predictor prior probability product proportion query radius rank
    rate ratio residual response reward root round row sample scalar score sequence set share size slope space
    state statistic step stride subset sum symbol target tensor term threshold time timestep token tree trial
    unit value variable variance vector vertex vocabulary weight width word"""
)
PLURALS = frozenset({*(f"{word}s" for word in QUANTITIES), "classes", "indices", "leaves", "matrices", "vertices"})
NOUNS, MANY = (rf"(?i:{'|'.join(sorted(words, reverse=True))})" for words in (QUANTITIES | PLURALS, PLURALS))
# A sign beside a letter within a formula that nobody has found.
SIGN = r"[=+*/<>|^~×·∈∉≤≥≈≠→∩∪−]"

LONE = regex.compile(
    rf"""\b (?= \p{{L}} \b )  # which is soon told, and seldom so
         (?<! [^\s(] | \w\( | \d\s | {SIGN} \s ) (?P<letter> \p{{L}} )
         (?= \)? [,.;:!?]? (?: \s | $ ) | [-‑]th \b ) (?! \s* {SIGN} | \s (?: [-–] | \( ) \s )
         (?<! ^ . (?= [.)] ) | ^ \( . (?= \) ) )  # the number of an item""",
    regex.VERBOSE,
)
REACH = 60  # characters before a letter
NAMED = regex.compile(
    rf"\b {NOUNS} ,? \s (?: of \s (?: the \s )? )? \(? (?: \p{{L}} (?: ,? \s (?: and | or ) | , ) \s )* $",
    regex.VERBOSE,
)
GLOSSED = regex.compile(
    rf"""\s (?: is | denotes | represents ) \s (?: the | an? | its ) \b
       | (?: , | \s\( )? \s* (?: the | an? | its ) \s (?: [\p{{L}}-]+ \s ){{0,2}} {NOUNS} \b""",
    regex.VERBOSE,
)
COUNTING = regex.compile(rf"[-‑]th \b | \s (?: \p{{Ll}}+ \s )? {MANY} \b", regex.VERBOSE)
# A variant is no quantity: type I, option b, vitamin C, plan B.
VARIANT = regex.compile(
    r"\b(?i:appendix|company|figure|grade|group|model|option|part|plan|product|section|team|type|version|vitamin)\s\(?$"
)
# What follows the letter A where it is no article, and what may where a noun names it.
NO_ARTICLE = regex.compile(r"[).,;:!?]|\s*$|\s(?:and|are|had|has|is|or|was)\b")
NO_NOUN = regex.compile(r"\s(?:as|by|can|does|for|from|given|happen|if|in|occur|of|to|when|will|with)")
LANGUAGES = frozenset("CR")
PROGRAMS = regex.compile(r"\b(?:packages?|programming|scripts?|Java|Julia|MATLAB|Python|SQL)\b")

WORDS_IN_TEX = regex.compile(r"\\(?:text\w*|mbox|operatorname|math(?!op)\w+|boldsymbol|bm)\*?\s*\{[^{}]*\}|\\\p{L}+")
SYMBOLS = regex.compile(r"(?<!\p{L})\p{L}{1,2}(?!\p{L})")  # two are a product, or the indices of a matrix


def find_letters(blocks: Blocks) -> frozenset[str]:
    """The letters of the formulas of a record that its prose names: once that a noun does, explains or counts.

    So does an author who sets the letter alone as a formula.
    """
    nodes = walk(blocks)
    tex = " ".join(WORDS_IN_TEX.sub(" ", node.tex) for node in nodes if isinstance(node, Math))
    letters = {*"".join(SYMBOLS.findall(tex))} - {"a", "I"}
    if not letters:
        return frozenset()
    if letters & LANGUAGES and PROGRAMS.search(" ".join(text_lines(blocks))):
        letters -= LANGUAGES
    legends = (node.items for node in nodes if isinstance(node, List) and any(map(_is_formula, node.items)))
    terms = {plain_text(item.term).rstrip(" :.") for items in legends for item in items}
    named = {
        found["letter"]
        for node in nodes
        if isinstance(node, Text)
        for found in LONE.finditer(node.text)
        if found["letter"] in letters and _is_named(node.text, found)
    }
    alone = {node.tex.strip() for node in nodes if isinstance(node, Math)}
    return frozenset(letters & (named | terms | alone))


def show_letters(blocks: Blocks, letters: frozenset[str]) -> Blocks:
    """The blocks with these letters as formulas wherever they stand alone."""
    return change_text(blocks, lambda text: tuple(_parts(text, letters))) if letters else blocks


def _is_formula(item: Item) -> bool:
    return any(isinstance(inline, Math) for inline in walk(item.term))


def _is_named(text: str, found: regex.Match[str]) -> bool:
    before, after = text[max(0, found.start() - REACH) : found.start()], found.end()
    return bool(NAMED.search(before) or GLOSSED.match(text, after) or COUNTING.match(text, after))


def _parts(text: str, letters: frozenset[str]) -> Iterator[Text | Math]:
    at = 0
    for found in LONE.finditer(text):
        if found["letter"] in letters and _is_symbol(text, found):
            if at < found.start():
                yield Text(text[at : found.start()])
            yield Math(found["letter"])
            at = found.end()
    if at < len(text):
        yield Text(text[at:])


def _is_symbol(text: str, found: regex.Match[str]) -> bool:
    """Whether a letter of the formulas is no variant of something and no article here."""
    before = text[max(0, found.start() - REACH) : found.start()]
    if VARIANT.search(before):
        return False
    is_named = NAMED.search(before) and NO_NOUN.match(text, found.end())
    return found["letter"] != "A" or bool(is_named or NO_ARTICLE.match(text, found.end()))
