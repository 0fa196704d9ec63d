"""Blocks with something changed in them."""

from dataclasses import replace

from mlanki.document.mapping import change_images, change_words
from mlanki.markup import from_markdown, to_markdown

EVERYWHERE = """\
# A ![](a)

- **b ![](a):** *c ![](a)*

> [d ![](a)](<https://example.org>)

| e ![](a) |
| --- |
| $a$ `a` |"""
CHANGED = """\
# A ![](1)

- **b ![](2):** *c ![](3)*

> [d ![](4)](<https://example.org>)

| e ![](5) |
| --- |
| $a$ `a` |"""


def test_pictures_are_changed_wherever_they_stand_in_the_order_of_reading() -> None:
    names = iter("12345")

    changed = change_images(from_markdown(EVERYWHERE), lambda image: replace(image, name=next(names)))

    assert to_markdown(changed) == CHANGED


def test_words_are_changed_in_code_too_but_not_in_formulas_addresses_and_pictures() -> None:
    blocks = from_markdown("a [a](<https://a.example>) `a` $a$ ![a](a)")

    assert to_markdown(change_words(blocks, lambda text: text.replace("a", "b"))) == (
        "b [b](<https://a.example>) `b` $a$ ![a](a)"
    )
