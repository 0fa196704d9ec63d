"""The former place of `mlanki.document.mapping`, for readers that still look here."""

from mlanki.document.mapping import change_images, change_words

__all__ = ["change_images", "change_words"]
