"""The parts of addresses, as pages have them: some are none, over which Python's own functions would stumble."""

from contextlib import suppress
from urllib.parse import SplitResult, urljoin, urlsplit


def split_address(address: str) -> SplitResult:
    """The parts of an address; all of one that is none is its path.

    >>> split_address("http://example.org/a?b#c").netloc, split_address("http://[a").path
    ('example.org', 'http://[a')
    """
    with suppress(ValueError):
        return urlsplit(address)
    return SplitResult("", "", address, "", "")


def join_address(base: str, address: str) -> str:
    """Where an address leads that stands on a page; itself where either is none.

    >>> join_address("https://example.org/a/", "../b"), join_address("https://[x", "b")
    ('https://example.org/b', 'b')
    """
    with suppress(ValueError):
        return urljoin(base, address)
    return address
