"""Sources as sites have them, any number: listings, guides, HTML and Markdown of the same questions, out of a dice.

A third of the questions have formulas, each stands on 1.6 pages, and an answer takes about 1.5 KB:
`python pages.py FORM OCCURRENCES FOLDER` writes them, and prints how many bytes they are.
"""

import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from html import escape
from pathlib import Path

PAGES_A_QUESTION = 1.6
RECORDS_A_PAGE = 40
TOPICS = 30


def listed(words: str) -> tuple[str, ...]:
    return tuple(" ".join(each.split()) for each in words.split(","))


KINDS = listed(
    """Adaptive, Bayesian, Calibrated, Causal, Contrastive, Convex, Deep, Distributed, Federated, Generative, Greedy,
    Hierarchical, Incremental, Kernelised, Linear, Local, Masked, Multi-Task, Nonlinear, Online, Parallel,
    Probabilistic, Quantised, Recurrent, Regularised, Robust, Sparse, Spectral, Stochastic, Structured, Supervised,
    Temporal, Variational, Weighted"""
)
THINGS = listed(
    """Attention, Autoencoder, Backpropagation, Bagging, Beam Search, Boosting, Classifier, Clustering, Convolution,
    Decision Tree, Density Estimate, Discriminant, Distillation, Dropout, Embedding, Ensemble, Feature Map, Gradient
    Descent, Hashing, Imputation, Initialisation, Kernel, Language Model, Learning Rate, Loss Function, Matrix
    Factorisation, Mixture Model, Momentum, Normalisation, Optimiser, Perceptron, Pooling, Pruning, Ranking,
    Recommender, Regression, Residual Block, Retrieval, Sampler, Scheduler, Segmentation, State Space, Tokeniser,
    Transformer, Validation, Warm-Up, Whitening"""
)
SYLLABLES = listed(
    """bal, cor, den, fal, gri, hol, jen, kar, lam, mor, nes, or, pel, quin, ros, sten, tor, ul, vas, wen, yar, zel"""
)
AIMS = listed(
    """small data sets, noisy labels, rare classes, long documents, streaming data, missing values, correlated
    features, many categories, sensor readings, medical images, spoken commands, sales forecasts, click logs,
    molecular graphs, search queries, satellite pictures, legal texts, fraud alerts"""
)
WHICH = listed(
    """augmented, average, binary, cached, clipped, cyclic, delayed, dense, dual, empirical, final, flat, frozen,
    global, held-out, implicit, initial, inner, joint, learned, lower, marginal, narrow, nested, noisy, outer,
    padded, pooled, pretrained, random, raw, reduced, scaled, shallow, shared, shifted, smooth, sorted, tied,
    unseen, upper, wide"""
)
PARTS = listed(
    """annotator, baseline, batch, boundary, bottleneck, checkpoint, covariance, decoder, dictionary, distribution,
    eigenvalue, encoder, estimate, example, feature, filter, gate, gradient, graph, histogram, hypothesis, index,
    interval, label, layer, leaf, likelihood, margin, matrix, metric, neighbour, neuron, objective, parameter,
    penalty, pipeline, posterior, prior, projection, query, residual, sample, score, sequence, subspace, surface,
    target, threshold, token, update, variance, vector, vocabulary, weight, window"""
)
DOES = listed(
    """keeps, limits, replaces, smooths, rescales, averages over, depends on, ignores, compresses, approximates,
    stabilises, dominates, reveals, constrains, reorders, predicts, duplicates"""
)
HOWS = listed(
    """in the first few epochs, once the data has drifted, at a fixed cost, without any extra labels, when memory is
    short, only on average, as the dimension grows, after careful tuning, in most libraries, even with few examples,
    for the majority class, under heavy load, as long as the step is small, before the results are reported, where
    the noise is symmetric, with a single pass over the file"""
)
WHYS = (
    *("because {b} {v} {c}", "which means that {b} {v} {c} {h}", "so that {b} hardly {v} {c}", "while {b} {v} {c}"),
    *("unless {b} {v} {c} {h}", "and therefore {b} {v} {c}", "although {b} seldom {v} {c} {h}"),
)
LABELS = listed(
    """Bias, Cost, Depth, Drift, Latency, Memory, Noise, Overfitting, Scale, Speed, Stability, Symmetry, Tuning,
    Variance, Coverage, Fairness, Monitoring, Privacy"""
)
ASKS = (
    "What is {name}, and why does it help with {aim} and {other}?",
    "How does {name} cope with {aim} and {other}?",
    "When would you prefer {name} for {aim}, and what would you measure on {other}?",
    "Why can {name} fail on {aim} after it was tuned on {other}?",
    "Which assumptions does {name} make about {aim} or {other}?",
)
# A formula, what it says of its symbols, and a sentence that uses one of them.
FORMULAS = (
    (r"\theta_{t+1} = \theta_t - \eta \nabla L(\theta_t)", (r"\eta", r"\nabla L(\theta_t)"), r"\theta_t"),
    (r"L(\theta) = -\frac{1}{N} \sum_{i=1}^{N} \log p(y_i \mid x_i)", (r"N", r"p(y_i \mid x_i)"), r"y_i"),
    (r"J(w) = \frac{1}{2} \|Xw - y\|^2 + \lambda \|w\|^2", (r"\lambda", r"X"), r"\lambda"),
    (r"\sigma(z) = \frac{1}{1 + e^{-z}}", (r"z", r"\sigma(z)"), r"z"),
    (r"A = \text{softmax}\left( \frac{Q K^\top}{\sqrt{d_k}} \right) V", (r"Q", r"d_k"), r"d_k"),
    (r"F_1 = \frac{2PR}{P + R}", (r"P", r"R"), r"F_1"),
)


@dataclass(frozen=True)
class Point:
    label: str
    words: str


@dataclass(frozen=True)
class Formula:
    tex: str
    terms: tuple[tuple[str, str], ...]
    symbol: str


@dataclass(frozen=True)
class Question:
    """What a page says of one question; `used` is a sentence about the symbol of its formula."""

    code: str
    title: str
    asks: str
    opening: tuple[str, ...]
    formula: Formula | None
    used: str
    points: tuple[Point, ...]


def sentence(dice: random.Random, name: str) -> str:
    """Twelve to thirty words about `name` that read like an answer, and mean nothing."""

    def clause(form: str) -> str:
        a, b, c = (f"the {dice.choice(WHICH)} {part}" for part in dice.sample(PARTS, 3))
        a = dice.choice((a, a, a, f"the {name}"))
        return form.format(a=a, b=b, c=c, v=dice.choice(DOES), h=dice.choice(HOWS))

    said = f"{clause('{a} {v} {b} {h}')}, {clause(dice.choice(WHYS))}"
    return said[0].upper() + said[1:] + "."


def question(number: int) -> Question:
    """The question of that number: always the same."""
    dice = random.Random(number)
    inventor = "".join(dice.choices(SYLLABLES, k=3)).title()
    title = f"{dice.choice(KINDS) if number % 2 else inventor} {dice.choice(THINGS)}"
    name = f"{inventor} rule"
    aim, other = dice.sample(AIMS, 2)
    formula = None
    if number % 3 == 0:
        tex, symbols, used = dice.choice(FORMULAS)
        formula = Formula(tex, tuple((symbol, sentence(dice, name)) for symbol in symbols), used)
    return Question(
        f"{dice.choice(('ML', 'DL'))}{number:05}",
        title,
        dice.choice(ASKS).format(name=title, aim=aim, other=other),
        tuple(sentence(dice, name) for _ in range(2)),
        formula,
        sentence(dice, name),
        tuple(Point(label, f"{sentence(dice, name)} {sentence(dice, name)}") for label in dice.sample(LABELS, 3)),
    )


def listing(topic: str, questions: list[Question]) -> str:
    """A tag page whose formulas have lost their delimiters, as copying leaves it."""
    lines = [f"Tag: {topic}"]
    for each in questions:
        lines += ["", f"  • {each.code} {each.title}", "", f"    {each.asks}", "", "    Answer", ""]
        lines.append(f"    {' '.join(each.opening)}")
        if each.formula:
            lines += [f"    {each.formula.tex}", "    Where:"]
            lines += [
                f"     {symbol} is set so that {words[0].lower()}{words[1:]}" for symbol, words in each.formula.terms
            ]
            lines.append(f"    The value of  {each.formula.symbol} matters: {each.used}")
        lines.append("")
        lines += [f"    ({at}) {point.label}: {point.words}" for at, point in enumerate(each.points, 1)]
        lines += ["", "", "    Login to view more content"]
    return "\n".join(lines) + "\n"


def guide(topic: str, questions: list[Question]) -> str:
    """A guide without marks or codes: a question is a line that asks."""
    lines = [f"{topic} Interview Preparation"]
    for each in questions:
        lines += [each.asks, " ".join(each.opening)]
        if each.formula:
            terms = " and ".join(rf"\({symbol}\)" for symbol, _ in each.formula.terms)
            lines += [
                rf"\[{each.formula.tex}\]",
                rf"Here {terms} are given, and \({each.formula.symbol}\) matters: {each.used}",
            ]
        lines.append("What to watch")
        lines += [f"{point.label}: {point.words}" for point in each.points]
    return "\n".join(lines) + "\n"


def html(topic: str, questions: list[Question]) -> str:
    """A tag page as a browser saves it."""
    posts = []
    for each in questions:
        formula = ""
        if each.formula:
            terms = "".join(rf"<li>\({escape(tex)}\): {escape(words)}</li>" for tex, words in each.formula.terms)
            formula = rf"<p>\[{escape(each.formula.tex)}\]</p><ul>{terms}</ul><p>{escape(each.used)}</p>"
        points = "".join(f"<li><strong>{point.label}:</strong> {escape(point.words)}</li>\n" for point in each.points)
        posts.append(
            f'<article class="post type-post hentry"><header class="entry-header"><h2 class="entry-title">'
            f'<a href="https://questions.example/{each.code.lower()}/" rel="bookmark">{each.code} {each.title}</a></h2>'
            f'</header>\n<div class="entry-content">\n<p><strong>{escape(each.asks)}</strong></p>\n<h3>Answer</h3>\n'
            f"<p>{escape(' '.join(each.opening))}</p>\n{formula}\n<ol>{points}</ol>\n</div></article>"
        )
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{topic} – Questions</title></head>\n'
        '<body class="archive tag"><header class="site-header"><nav><a href="/">Home</a></nav></header>\n'
        f'<main><h1 class="page-title">Tag: <span>{topic}</span></h1>\n{chr(10).join(posts)}\n</main></body></html>\n'
    )


def markdown(topic: str, questions: list[Question]) -> str:
    """A question bank as it is kept on GitHub."""
    lines = [f"# {topic}"]
    for each in questions:
        lines += ["", f"## {each.asks}", "", " ".join(each.opening)]
        if each.formula:
            lines += ["", f"$${each.formula.tex}$$", ""]
            lines += [f"- ${symbol}$: {words}" for symbol, words in each.formula.terms]
            lines += ["", each.used]
        lines.append("")
        lines += [f"{at}. **{point.label}:** {point.words}" for at, point in enumerate(each.points, 1)]
    return "\n".join(lines) + "\n"


FORMS: dict[str, tuple[str, Callable[[str, list[Question]], str]]] = {
    "listings": (".txt", listing),
    "guides": (".txt", guide),
    "HTML": (".html", html),
    "Markdown": (".md", markdown),
}


def pages(occurrences: int) -> Iterator[list[Question]]:
    """The questions of one page after another."""
    dice = random.Random(0)
    questions = max(1, round(occurrences / PAGES_A_QUESTION))
    # Every question once, and then some again: as on the pages of a site and the pages of its tags.
    again = dice.sample(range(questions), occurrences - questions)
    for numbers in (range(questions), again):
        for start in range(0, len(numbers), RECORDS_A_PAGE):
            yield [question(number) for number in numbers[start : start + RECORDS_A_PAGE]]


def write_pages(folder: Path, form: str, occurrences: int) -> int:
    """Write that many occurrences into `folder`; how many bytes they are."""
    suffix, write = FORMS[form]
    size = 0
    for number, questions in enumerate(pages(occurrences)):
        size += (folder / f"page-{number:05}{suffix}").write_bytes(
            write(f"Topic {number % TOPICS}", questions).encode()
        )
    return size


if __name__ == "__main__":
    print(write_pages(Path(sys.argv[3]), sys.argv[1], int(sys.argv[2])))
