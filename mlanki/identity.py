"""Derives from codes and tags the names and numbers by which Anki knows them; once published they never change."""

import hashlib
import unicodedata
from functools import lru_cache

from mlanki import patterns as regex
from mlanki.document import Blocks, Math, text_lines, walk

# C, C++ and C# are three words; in `a+b` the sign is between two.
WORD = regex.compile(r"[\p{L}\p{N}]+(?:[+#]+(?![\p{L}\p{N}]))?")
INVISIBLE = regex.compile(r"\p{Cf}")
ENUMERATOR = regex.compile(r"^\s*(?:\(\p{N}{1,2}\)|\p{N}{1,2}[.)])(?=\s|$)")
NOT_IN_TAG = regex.compile(r"[\s,]+")
NOT_IN_DECK = regex.compile(r"\p{Cc}")
DECK_LEVELS = regex.compile(r"\s*:{2,}\s*")  # with `::` a deck would begin within the deck
NOT_IN_SLUG = regex.compile(r"[^a-z0-9]+")
LONGEST_SLUG = 200
DEVICES = regex.compile(r"aux|con|nul|prn|(?:com|lpt)[1-9]")  # of Windows, with any ending

# Anki's own ids are milliseconds since 1970, and one that lies in the future is rewritten on import: stay
# between 2001 and 2017. Every sixteenth number is a note's, those in between are for its cards.
FIRST_NOTE_ID = 1_000_000_000_000
CARDS_A_NOTE = 16
NOTE_IDS = 500_000_000_000 // CARDS_A_NOTE

# Check Database reports a position of a new card above 1,000,000.
LAST_POSITION = 999_999
FIRST_UNCODED_POSITION = 500_000

UNCODED = "Q-"
POINT = "/"  # between the code of a record and the words of a point of its answer: `ML0033/symmetry-problem`
ALPHABET = "ABCDEFGHJKMNPQRSTVWXYZ0123456789"  # Crockford's: no I, L, O, U


def folded(text: str) -> str:
    """`text` without regard to case, to ligatures, to how an accent is encoded, and to invisible characters.

    This is full case folding and NFC; NFKC would also make 103 of 10³.

    >>> folded("Ro\N{SOFT HYPHEN}BUST \N{LATIN SMALL LIGATURE FI}t in 10³ steps")
    'robust fit in 10³ steps'
    """
    composed = text if text.isascii() else INVISIBLE.sub("", unicodedata.normalize("NFC", text))
    return composed.casefold()


@lru_cache(maxsize=256)  # entries of one question stand together, and as a rule in the same words
def words_of(blocks: Blocks) -> tuple[str, ...]:
    """The words of `blocks` and of the TeX in them, folded so that case, punctuation and spacing do not matter.

    Nor does what markup was recovered: a word half in bold is one, a formula counts as its TeX whether it was found or
    not, and so does the number of an item in a list that is still flat.
    """
    lines = (line if line[:1].isalpha() else ENUMERATOR.sub("", line) for line in text_lines(blocks))
    return tuple(WORD.findall(folded("\n".join(lines))))


def code_of(question: Blocks) -> str:
    """The code of a record that no page gave one: `Q-` and eight characters from its words and formulas.

    A formula counts as it stands but for its blanks: x and X, or x and -x, are different questions.
    """
    said = (*words_of(question), *("".join(node.tex.split()) for node in walk(question) if isinstance(node, Math)))
    number = _number("\x1f".join(said))
    return UNCODED + "".join(ALPHABET[number >> 5 * place & 31] for place in range(8))


def prefix_of(code: str) -> str:
    """The letters that a code begins with: `ML` of `ML0023`."""
    return code.rstrip("0123456789")


def point_code_of(parent: str, words: str) -> str:
    """The code of a point: never from its place, so that it stays the same where others are put before it."""
    return f"{parent}{POINT}{words}"


def parent_of(code: str) -> str:
    """The code of the record that a point is part of; empty where `code` is that of a record itself."""
    return code.partition(POINT)[0] if POINT in code else ""


@lru_cache(maxsize=100_000)  # a note is in several packages
def guid_of(code: str) -> str:
    """The guid of a note: never from its content, so that an edited answer is still the same note."""
    from genanki import guid_for  # which loads much else

    return str(guid_for("mlanki", code))


def note_id_of(code: str) -> int:
    """The id of a note, a multiple of `CARDS_A_NOTE`; two codes may share one, which `packing` sorts out."""
    return FIRST_NOTE_ID + _number(f"note\x1f{code}") % NOTE_IDS * CARDS_A_NOTE


def position_of(code: str) -> int:
    """The place of a new card in the order of study: the number of its code; those without come behind."""
    digits = code[len(prefix_of(code)) :]
    if digits and not code.startswith(UNCODED):
        return min(int(digits), FIRST_UNCODED_POSITION - 1)
    return FIRST_UNCODED_POSITION + _number(f"position\x1f{code}") % (LAST_POSITION - FIRST_UNCODED_POSITION)


def tag_of(name: str) -> str:
    """A tag as Anki can hold it: every run of white space and commas turned into one `_`, an accent within its letter.

    Cards have their tags in an attribute, which a quotation mark would end.
    """
    return NOT_IN_TAG.sub("_", unicodedata.normalize("NFC", name.replace('"', "'").strip(" \t\n,")))


def slug_of(tag: str) -> str:
    """The name of a tag's package: lower case, every run of other characters than a–z and 0–9 a hyphen."""
    return NOT_IN_SLUG.sub("-", tag.lower())


def is_plain_slug(slug: str) -> bool:
    """Whether a slug may name a file everywhere: no option, no device of Windows, not too long.

    >>> [slug for slug in ("nul", "nullity", "-rf", "-", "com1", "com10") if is_plain_slug(slug)]
    ['nullity', 'com10']
    """
    return not slug.startswith("-") and not DEVICES.fullmatch(slug) and len(slug) <= LONGEST_SLUG


def distinct_slug_of(tag: str) -> str:
    """A name for the package of a tag whose plain slug says nothing, or is that of another package or of no file."""
    number = _number(f"slug\x1f{tag}")
    return (slug_of(tag).lstrip("-")[:LONGEST_SLUG] or "tag") + f"-{number % 16**6:06x}"


def deck_name_of(words: str) -> str:
    """What the deck of a tag is called below the root: its words, but for what Anki would read in the name of a deck.

    >>> deck_name_of('Trees: "Random" Forests::Boosting')
    "Trees: 'Random' Forests: Boosting"
    """
    name = unicodedata.normalize("NFC", NOT_IN_DECK.sub("", words.replace('"', "'")))
    return DECK_LEVELS.sub(": ", name).strip(" :")


def deck_of(root: str, home: str) -> str:
    """The full name of a home: below the root deck, or itself the root deck where it has no name of its own.

    A home may be from a ledger that came from anywhere, and U+001F would begin a deck within the deck.
    """
    home = NOT_IN_DECK.sub("", home)
    return f"{root}::{home}" if home else root


def home_of_deck(root: str, deck: str) -> str | None:
    """The home that has this deck; None where it is neither the root deck nor one below it."""
    below = deck.removeprefix(f"{root}::")
    return "" if deck == root else below if below != deck else None


def deck_id_of(name: str) -> int:
    """An id for a deck; Anki finds decks by name and only wants some number here."""
    return FIRST_NOTE_ID + _number(f"deck\x1f{name.casefold()}") % NOTE_IDS


def _number(text: str) -> int:
    """A number of 256 bits that is the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest())
