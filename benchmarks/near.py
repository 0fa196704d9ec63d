"""How long near-duplicates take to find, and in how much memory: `python benchmarks/near.py [RECORDS]`.

The records are made up: subjects of two or three words, common and rare ones as in any language (Zipf), questions in
several wordings, answers of some 120 words. A tenth of the questions is asked a second time in other words, and
one in twenty answers is copied below another question; what of that is found is printed too.
"""

import random
import resource
import string
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate

from mlanki.document import Blocks, Paragraph, Span, Text
from mlanki.near import find_near
from mlanki.records import Origin, Record

WORDS = 8_000
ANSWER = 120
WORDINGS = (
    ("What is {}?", "Describe {}."),
    ("What are the advantages of {}?", "What are the benefits of {}?"),
    ("Why is {} used?", "What is the purpose of {}?"),
    ("How do you choose {}?", "How to select {}?"),
)


def blocks(text: str) -> Blocks:
    return (Paragraph((Text(text),)),)


def records(count: int, draw: random.Random) -> Iterator[tuple[Record, str]]:
    """Made-up records, each with the code of the one that it repeats, empty where it is new."""
    words = ["".join(draw.choices(string.ascii_lowercase, k=draw.randint(4, 11))) for _ in range(WORDS)]
    zipf = list(accumulate(1 / (rank + 10) for rank in range(WORDS)))
    asked: list[tuple[str, tuple[str, str], str]] = []
    for number in range(count):
        code = f"ML{number:06}"
        copied = draw.choice(asked) if asked else None
        answer = " ".join(draw.choices(words, cum_weights=zipf, k=ANSWER))
        subject = " ".join(draw.choices(words, cum_weights=zipf, k=draw.randint(2, 3)))
        wording = draw.choice(WORDINGS)
        what = draw.random()
        repeats = ""
        question = wording[0].format(subject)
        if copied and what < 0.1:
            repeats, question = copied[0], copied[1][1]
        elif copied and what < 0.15:
            repeats, answer = copied[0], copied[2]
        else:
            asked.append((code, (question, wording[1].format(subject)), answer))
        origin = Origin(Span("made-up.txt", number + 1, number + 1), "")
        yield Record(code, "", blocks(question), blocks(answer), ("Made_up",), (origin,)), repeats


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    made = list(records(count, random.Random(2)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    start = time.process_time()
    clusters = find_near([record for record, _ in made])
    seconds = time.process_time() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    clusters_of = defaultdict(set)
    for number, cluster in enumerate(clusters):
        for code in cluster.codes:
            clusters_of[code].add(number)
    planted = [(record.code, repeats) for record, repeats in made if repeats]
    found = sum(bool(clusters_of[one] & clusters_of[other]) for one, other in planted)
    print(f"records {count}  seconds of CPU {seconds:.1f}  peak MB {peak} (records alone {before})")
    print(f"clusters {len(clusters)}  planted repetitions {len(planted)}, found {found / max(1, len(planted)):.3f}")


if __name__ == "__main__":
    main()
