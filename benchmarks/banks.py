"""How many questions of other people's banks are found, how many cards are whole: `python benchmarks/banks.py FOLDER`.

The banks are not ours to keep, so `banks.json` holds only hashes of what a reader marked in them. A file of FOLDER is
known by its name without the ending: the labels of a Markdown bank also score it as a saved page and as flat text.
A question is found where a card asks it and nothing else; the card is whole where its choices are all there and its
answer begins and ends as the author's does. The order on the page is free.

`--label LABELS` writes `banks.json` anew from the plain labels of each bank in `LABELS/BANK.md.json` (or `.html`,
`.txt`), {"questions": [LABEL, …]}. A label has `question`, `begins` and `ends`, and may have `choices` (how many),
`unanswered`, `image_only` (the answer has no words) and `also`, which lists wordings of the first three as good.
"""

import argparse
import json
import re
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

LABELS = Path(__file__).with_name("banks.json")
KINDS = {".md": "Markdown", ".html": "HTML", ".txt": "text"}
TIMEOUT = 120  # seconds; a bank that takes longer has no cards
WORDLESS = "…"  # stands for an answer that has no letters or digits, such as a picture

ITEM = re.compile(r"^ *(?:[-*+]|\d+[.)]) ", re.MULTILINE)
UNREAD = re.compile(
    r"""!\[[^]\n]*\]\([^)\n]*\)                             # a picture
      | (?<=\])\((?:[^()\n]|\([^()\n]*\))*\)                # where a link leads
      | ^[\ >]*(?:```|~~~)[^`\n]*$                          # a fence, with the language of its code
      | ^[\ >]*(?:(?:[-*+]|\d+[.)])\ +)+                    # the marks of an item
    """,
    re.VERBOSE | re.MULTILINE,
)


def fold(text: str) -> str:
    """The letters and digits that a reader of Markdown sees, however they are set."""
    return re.sub(r"[\W_]+", "", UNREAD.sub("", text)).casefold()


def digest(folded: str) -> str:
    return sha256(folded.encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class Label:
    """What a reader marked, as hashes; the wordings in a list are as good as each other.

    Before the hash of a limit stands its length. An answer without limits has no words.
    """

    question: list[str]
    begins: list[tuple[int, str]]
    ends: list[tuple[int, str]]
    choices: int
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Card:
    """The words that a record asks, without its list and with it, each with its number of choices; the answer."""

    asks: tuple[tuple[str, int], tuple[str, int]]
    answer: str


class Score(NamedTuple):
    labelled: int
    found: int
    whole: int
    cards: int
    seconds: float


def hashed(plain: dict[str, Any]) -> dict[str, Any]:
    """The entry of `banks.json` for a plain label."""
    texts = {
        key: [fold(text) for text in (plain[key], *plain.get("also", {}).get(key, ()))]
        for key in ("question", "begins", "ends")
    }
    if plain.get("image_only"):
        texts["begins"] = texts["ends"] = []
    return {
        "question": [digest(text) for text in texts["question"]],
        "begins": [(len(text), digest(text)) for text in texts["begins"]],
        "ends": [(len(text), digest(text)) for text in texts["ends"]],
        "choices": plain.get("choices", 0),
        "unanswered": plain.get("unanswered", False),
    }


def write_labels(folder: Path) -> None:
    """Write `banks.json`, an entry a line so that a change of it can be read."""
    banks = []
    for path in sorted(folder.glob("*.*.json")):
        page = json.loads(path.read_text(encoding="utf-8"))
        entries = ",\n".join(json.dumps(hashed(plain)) for plain in page.get("questions", ()))
        banks.append(f"{json.dumps(Path(path.stem).stem)}: [\n{entries}\n]")
    LABELS.write_text("{\n" + ",\n".join(banks) + "\n}\n", encoding="utf-8")


def read_labels() -> dict[str, list[Label]]:
    banks = json.loads(LABELS.read_text(encoding="utf-8"))
    return {bank: [Label(**entry) for entry in entries] for bank, entries in banks.items()}


def read_cards(mlanki: str, bank: Path) -> list[Card]:
    """The cards that `mlanki parse` makes; none where it refuses the page or takes too long."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder, "records.jsonl")
        command = [mlanki, "parse", str(bank), "-o", str(out), "-q"]
        try:
            subprocess.run(command, cwd=folder, capture_output=True, timeout=TIMEOUT, check=False)
        except subprocess.TimeoutExpired:
            return []
        lines = out.read_text(encoding="utf-8").split("\n")[:-1] if out.exists() else []
    cards = []
    for record in map(json.loads, lines):
        question, answer = record["question"], record["answer"] or ""
        alone = digest(fold(ITEM.split(question)[0])), len(ITEM.findall(question))
        cards.append(Card((alone, (digest(fold(question)), 0)), fold(answer) or (WORDLESS if answer.strip() else "")))
    return cards


def is_found(label: Label, card: Card) -> bool:
    return any(asked in label.question for asked, _ in card.asks)


def is_whole(label: Label, card: Card) -> bool:
    if not any(asked in label.question and choices == label.choices for asked, choices in card.asks):
        return False
    if label.unanswered or not label.begins:
        return card.answer == ("" if label.unanswered else WORDLESS)
    return any(digest(card.answer[:length]) == begins for length, begins in label.begins) and any(
        digest(card.answer[max(0, len(card.answer) - length) :]) == ends for length, ends in label.ends
    )


def unmatched(
    labels: list[Label], cards: list[Card], matches: Callable[[Label, Card], bool]
) -> tuple[list[Label], list[Card]]:
    """What is left of both when each label has taken the first free card that matches."""
    missing, free = [], list(cards)
    for label in labels:
        card = next((card for card in free if matches(label, card)), None)
        if card is None:
            missing.append(label)
        else:
            free.remove(card)
    return missing, free


def score(mlanki: str, bank: Path, labels: list[Label]) -> Score:
    if bank.suffix == ".txt":  # has no pictures, nor then an answer that is only a picture
        labels = [replace(label, unanswered=label.unanswered or not label.begins) for label in labels]
    start = time.perf_counter()
    cards = read_cards(mlanki, bank)
    seconds = time.perf_counter() - start
    broken, free = unmatched(labels, cards, is_whole)
    missing, _ = unmatched(broken, free, is_found)
    return Score(len(labels), len(labels) - len(missing), len(labels) - len(broken), len(cards), seconds)


def show(name: str, scores: list[Score]) -> None:
    """Print the row of a bank, or the sum of several."""
    labelled, found, whole, cards, seconds = map(sum, zip(*scores, strict=True))
    recall, share, precision = (
        f"{part / of:.3f}" if of else "-" for part, of in ((found, labelled), (whole, labelled), (found, cards))
    )
    print(
        f"{name:28}{labelled:9}{found:7}{recall:>8}{whole:7}{share:>7}{cards - found:7}{precision:>11}{seconds:9.1f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", nargs="?", type=Path, metavar="FOLDER")
    parser.add_argument("--mlanki", default="mlanki", metavar="PATH")
    parser.add_argument("--label", type=Path, metavar="LABELS")
    options = parser.parse_args()
    if options.label:
        write_labels(options.label)
    if not options.folder:
        return
    program = shutil.which(options.mlanki)
    if not program:
        parser.error(f"no {options.mlanki} to run; give --mlanki")
    labels = read_labels()
    scores: dict[str, list[Score]] = {suffix: [] for suffix in KINDS}
    print(f"{'bank':28} labelled  found  recall  whole  share  extra  precision  seconds")
    for bank in sorted(options.folder.resolve().iterdir()):
        if bank.suffix in KINDS and bank.stem in labels:
            made = score(str(Path(program).absolute()), bank, labels[bank.stem])
            scores[bank.suffix].append(made)
            show(bank.name, [made])
    kinds = {suffix: made for suffix, made in scores.items() if made}
    for suffix, made_of_kind in kinds.items():
        show(f"= {KINDS[suffix]}", made_of_kind)
    if len(kinds) > 1:
        show("= all", [made for made_of_kind in kinds.values() for made in made_of_kind])


if __name__ == "__main__":
    main()
