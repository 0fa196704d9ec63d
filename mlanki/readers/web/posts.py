"""A saved web page as a page for each post on it."""

from pathlib import PurePath

from mlanki.prose.cleaning import damage
from mlanki.readers.pieces import Page
from mlanki.readers.web.blocks import BlockReader
from mlanki.readers.web.chrome import drop_chrome
from mlanki.readers.web.formulas import read_formulas
from mlanki.readers.web.left_out import left_out, outside
from mlanki.readers.web.page import about, address_of, linked_tags, own_addresses, parse, pieces, tags_of
from mlanki.readers.web.selectors import Selector
from mlanki.sources import Source

EXCERPT = Selector(".entry-summary, .wp-block-post-excerpt, a.more-link, a.read-more")


def read_posts(source: Source) -> tuple[Page, ...]:
    """A page for each post, with exact formulas, and the pictures that it shows."""
    soup = parse(source)
    tags = soup.find_all(True)
    says = about(soup, tags)
    linked = linked_tags(soup, tags)
    own = own_addresses(soup, tags, says.address)
    excerpts = {id(post) for sign in EXCERPT.of(tags) for post in sign.parents}
    read_formulas(soup)
    places = {id(node): place for place, node in enumerate(soup.descendants)}
    dropped = drop_chrome(soup, says.address)
    content = BlockReader(source, soup)
    parts = pieces(soup)
    pages = []
    for at, part in enumerate(parts):
        names = tags_of(part, linked, alone=len(parts) == 1)
        pages.append(
            Page(
                content.read(part),
                says.title,
                says.page,
                address_of(part, own, alone=len(parts) == 1),
                tuple(dict.fromkeys((*((says.tag,) if says.tag else ()), *names))),
                # A coded record without a tag gets the area of its code; any other is about what its page is about.
                says.title or PurePath(source.path).stem,
                exact=True,
                excerpt=id(part) in excerpts,
                left_out=(*left_out(dropped, part, places), *(() if at else outside(soup, parts))),
                diagnostics=() if at else damage(source),
                media=content.pictures.media,
            )
        )
    return tuple(pages)
