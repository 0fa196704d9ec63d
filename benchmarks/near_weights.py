"""Fits what each piece of evidence counts for near-duplicates: `python benchmarks/near_weights.py [--worth] SET...`.

A set is a folder with `records.jsonl` (id, bank, title, question, answer) and `pairs.tsv` (id, id, `one` or `related`,
why; a `one` whose reason begins with `doubtful:` is left out). What is no pair is no question asked twice. Printed
are the weights of `mlanki.near.likeness`, by logistic regression (each set has a bias of its own, as some repeat
themselves more); how well those fitted on the other sets do on each one; with `--worth`, what each piece of evidence
adds to that.
"""

import json
import sys
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from math import exp
from pathlib import Path

from mlanki.document import Span
from mlanki.markup import from_markdown
from mlanki.near import candidates
from mlanki.near.likeness import Evidence, evidence
from mlanki.records import Origin, Record

SHRINKING = 1.0  # of weights towards none, in pairs
RECALLS = (0.6, 0.7, 0.8, 0.85)


@dataclass(frozen=True, slots=True)
class Example:
    codes: frozenset[str]
    found: tuple[float, ...]
    one: bool


@dataclass(frozen=True, slots=True)
class Labelled:
    name: str
    examples: tuple[Example, ...]
    pairs: int  # that are one question


def labelled(folder: Path) -> Labelled:
    records = []
    for line in (folder / "records.jsonl").read_text("utf-8").splitlines():
        read = json.loads(line)
        origin = Origin(Span(read["bank"], 1, 1), "")
        question, answer = from_markdown(read["question"]), from_markdown(read["answer"])
        records.append(Record(read["id"], read["title"], question, answer, ("Made_up",), (origin,)))
    one: set[frozenset[str]] = set()
    doubtful: set[frozenset[str]] = set()
    for line in (folder / "pairs.tsv").read_text("utf-8").splitlines():
        here, there, label, *why = line.split("\t")
        if label == "one":
            (doubtful if why and why[0].startswith("doubtful") else one).add(frozenset({here, there}))
    examples = [
        Example(codes, tuple(map(float, evidence(a, b, told, best, corpus)[0])), codes in one)
        for a, b, told, best, corpus in candidates(records)
        if (codes := frozenset({a.record.code, b.record.code})) not in doubtful
    ]
    return Labelled(folder.name, tuple(examples), len(one))


def solve(rows: list[list[float]]) -> list[float]:
    """The solution of linear equations, each row with its right side last (Gauss and Jordan)."""
    size = len(rows)
    for at in range(size):
        pivot = max(range(at, size), key=lambda row: abs(rows[row][at]))
        rows[at], rows[pivot] = rows[pivot], rows[at]
        rows[at] = [value / rows[at][at] for value in rows[at]]
        for row in range(size):
            if row != at and (factor := rows[row][at]):
                rows[row] = [value - factor * other for value, other in zip(rows[row], rows[at], strict=True)]
    return [row[-1] for row in rows]


def fit(sets: Sequence[Labelled], used: Collection[int]) -> list[float]:
    """The biases of the sets, then the weights of the evidence `used`: logistic regression by Newton's method."""
    examples = [
        ([float(number == at) for at in range(len(sets))] + [each.found[place] for place in used], float(each.one))
        for number, labels in enumerate(sets)
        for each in labels.examples
    ]
    size = len(sets) + len(used)
    shrinking = [0.01] * len(sets) + [SHRINKING] * len(used)
    weights = [0.0] * size
    for _ in range(12):
        slope = [-weight * shrink for weight, shrink in zip(weights, shrinking, strict=True)]
        bend = [[shrinking[row] * (row == column) for column in range(size)] for row in range(size)]
        for values, one in examples:
            present = [(at, value) for at, value in enumerate(values) if value]
            logit = sum(weights[at] * value for at, value in present)
            likely = 1 / (1 + exp(-max(-30.0, min(30.0, logit))))
            for at, value in present:
                slope[at] += (one - likely) * value
                for other, other_value in present:
                    bend[at][other] += likely * (1 - likely) * value * other_value
        step = solve([[*row, value] for row, value in zip(bend, slope, strict=True)])
        weights = [weight + max(-3.0, min(3.0, move)) for weight, move in zip(weights, step, strict=True)]
    return weights


def precisions(labels: Labelled, weights: Sequence[float], used: Sequence[int]) -> tuple[float, list[float]]:
    """The average precision on a set, and the precision where a recall is first reached."""
    ranked = sorted(
        labels.examples,
        key=lambda each: (-sum(w * each.found[at] for w, at in zip(weights, used, strict=True)), sorted(each.codes)),
    )
    found, average, at_recall = 0, 0.0, [0.0] * len(RECALLS)
    for place, each in enumerate(ranked, 1):
        if each.one:
            found += 1
            average += found / place / labels.pairs
            for number, recall in enumerate(RECALLS):
                if not at_recall[number] and found >= recall * labels.pairs:
                    at_recall[number] = found / place
    return average, at_recall


def left_out(sets: Sequence[Labelled], used: Sequence[int]) -> list[tuple[float, list[float]]]:
    """For each set how those weights do on it that are fitted on the others."""
    return [
        precisions(labels, fit(others, used)[len(others) :], used)
        for labels in sets
        if (others := [other for other in sets if other is not labels])
    ]


def main() -> None:
    sets = [labelled(Path(folder)) for folder in sys.argv[1:] if not folder.startswith("-")]
    every = range(len(Evidence._fields))
    weights = fit(sets, every)
    for labels, bias in zip(sets, weights, strict=False):
        print(f"{labels.name}: {labels.pairs} pairs, {len(labels.examples)} candidates, bias {bias:.2f}")
    for name, weight in zip(Evidence._fields, weights[len(sets) :], strict=True):
        print(f"    {name}={weight:.1f},")
    whole = left_out(sets, every)
    for labels, (average, at_recall) in zip(sets, whole, strict=True):
        shown = ", ".join(f"{found:.2f} at {recall}" for recall, found in zip(RECALLS, at_recall, strict=True))
        print(f"{labels.name} left out: average precision {average:.3f}, precision {shown}")
    for number, name in enumerate(Evidence._fields if "--worth" in sys.argv else ()):
        without = left_out(sets, [at for at in every if at != number])
        costs = [before[0] - after[0] for before, after in zip(whole, without, strict=True)]
        print(f"{name:12} is worth", *(f"{cost:+.3f}" for cost in costs), f"mean {sum(costs) / len(costs):+.3f}")


if __name__ == "__main__":
    main()
