"""Scraped machine-learning interview questions in, Anki decks out."""

__version__ = "0.1.0"
