"""Decodes the bytes of a source, in whatever encoding a page or an editor has left them."""

import codecs
from contextlib import suppress

import webencodings

from mlanki import patterns as regex

OTHERWISE_1252 = "mlanki-otherwise-1252"

DECLARED = regex.compile(
    rb"""(?: <meta \b [^>]*? \b charset \s* = | <\?xml \b [^>]*? \b encoding \s* = )
          \s* ["']? \s* (?P<name> [\w:.+-]+ )""",
    regex.VERBOSE | regex.IGNORECASE,
)
CONTROL = bytes({*range(32)} - {*b"\t\n\v\f\r\x1b"})
# Western text and UTF-8 are read anyway, and a page that names UTF-16 in ASCII is none.
MOST_ACCENTS = 0.35  # of the bytes of a text; in the languages that Windows-1252 serves there is hardly a tenth
READ_ANYWAY = frozenset({"utf-8", "windows-1252", "utf-16le", "utf-16be", "replacement", "x-user-defined"})


def decode_text(data: bytes) -> str | None:
    """The text that these bytes are, with U+FFFD for what cannot be decoded; None where they are no text."""
    encoding = detect_encoding(data)
    if encoding is None:
        return None
    return data.decode(encoding, errors=OTHERWISE_1252 if encoding == "utf-8" else "replace").removeprefix("\ufeff")


def detect_encoding(data: bytes) -> str | None:
    """The encoding of `data`; None if they are no text.

    A byte order mark decides; UTF-16 without one shows by zero bytes in every other place. All else is read
    as UTF-8 in which a byte that UTF-8 does not allow stands for its Windows-1252 character.
    """
    for mark, encoding in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF32_LE, "utf-32"),
        (codecs.BOM_UTF32_BE, "utf-32"),
        (codecs.BOM_UTF16_LE, "utf-16"),
        (codecs.BOM_UTF16_BE, "utf-16"),
    ):
        if data.startswith(mark):
            return encoding
    sample = data[:4096]
    zeros = sample.count(0)
    if zeros:
        if sample[1::2].count(0) == zeros and zeros * 3 > len(sample):
            return "utf-16-le"
        if sample[::2].count(0) == zeros and zeros * 3 > len(sample):
            return "utf-16-be"
        return None
    control = len(sample) - len(sample.translate(None, CONTROL))
    if control * 10 > len(sample):
        return None
    return declared_encoding(data) or "utf-8"


def is_garbled(data: bytes) -> bool:
    """Whether bytes that are read as Windows-1252, for want of a better name, are in some other encoding."""
    if data.isascii() or detect_encoding(data) != "utf-8":
        return False
    otherwise = len(data) - len(data.decode("utf-8", errors="ignore").encode("utf-8"))
    return otherwise > MOST_ACCENTS * len(data)


def declared_encoding(data: bytes) -> str | None:
    """The encoding that a page names at its beginning, where it is none of those that are read anyway.

    Bytes that are valid UTF-8 are UTF-8 whatever the page says: it was saved again by a program that left its
    words alone.
    """
    found = DECLARED.search(data, 0, 4096)
    if not found:
        return None
    with suppress(UnicodeDecodeError):
        data.decode("utf-8")
        return None
    encoding = webencodings.lookup(found["name"].decode("ascii"))
    if encoding is None or encoding.name in READ_ANYWAY:
        return None
    # Browsers read GBK as the larger GB 18030, and so does the WHATWG Encoding standard; webencodings does not.
    return "gb18030" if encoding.name == "gbk" else str(encoding.codec_info.name)


def _otherwise_1252(error: UnicodeError) -> tuple[str, int]:
    """Read the bytes that are no UTF-8 as Windows-1252, which leaves five of them without a meaning."""
    if not isinstance(error, UnicodeDecodeError):
        raise error
    text = "".join(
        bytes([byte]).decode("cp1252", errors="ignore") or "\ufffd" for byte in error.object[error.start : error.end]
    )
    return text, error.end


codecs.register_error(OTHERWISE_1252, _otherwise_1252)
