"""Questions without a code: which are one because their words and formulas are, and which are not."""

import pytest

from mlanki.config import Config
from mlanki.document import Span
from mlanki.identity import code_of
from mlanki.markup import from_markdown
from mlanki.merge import merge
from mlanki.records import Entry


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is dropout?", "WHAT IS DROPOUT"),
        ("What is  dropout ?", "What is dropout?"),
        ("What’s “dropout”?", 'What\'s "dropout"?'),
        ("What is k-means?", "What is k\N{NON-BREAKING HYPHEN}means?"),
        ("The bias-variance trade-off", "The bias–variance trade‑off"),
        ("Why — and when — does it fail?", "Why - and when - does it fail?"),
        ("What is over\N{SOFT HYPHEN}fitting?", "What is overfitting?"),
        ("What is over\N{ZERO WIDTH SPACE}fitting?", "What is overfitting?"),
        ("\N{LEFT-TO-RIGHT MARK}What is overfitting?", "What is overfitting?"),
        ("Is the \N{LATIN SMALL LIGATURE FI}t good?", "Is the fit good?"),
        ("What is Naïve Bayes?", "What is Nai\N{COMBINING DIAERESIS}ve Bayes?"),
        ("Was heißt Gefäß?", "WAS HEISST GEFÄSS?"),
        ("What is **dropout**?", "What is dropout?"),
        ("Where is $a + b$ largest?", "Where is $a+b$ largest?"),
        ("And so on…", "And so on..."),
    ],
)
def test_typography_makes_no_other_question(one: str, other: str) -> None:
    assert code_of(from_markdown(one)) == code_of(from_markdown(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("What is 10³?", "What is 103?"),
        ("What is $x$?", "What is $X$?"),
        ("Where is $x$ largest?", "Where is $-x$ largest?"),
        ("What is L1?", "What is L2?"),
        ("Why C?", "Why C++?"),
        ("Why C++?", "Why C#?"),
        ("Is it convex?", "Is it non-convex?"),
    ],
)
def test_other_words_or_formulas_make_another_question(one: str, other: str) -> None:
    assert code_of(from_markdown(one)) != code_of(from_markdown(other))


def test_entries_without_a_code_become_one_record_when_only_their_typography_differs() -> None:
    entries = [
        Entry(None, "", from_markdown(question), from_markdown("It drops units."), ("NN",), Span(path, 1, 2), "")
        for question, path in (("What’s dropout?", "a.txt"), ("What's Dropout", "b.txt"))
    ]

    merged = merge(entries, Config())

    assert [record.origins[0].span.path for record in merged.records] == ["a.txt"]
    assert [duplicate.dropped.span.path for duplicate in merged.duplicates] == ["b.txt"]
