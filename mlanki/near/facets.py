"""Recognises what is asked for about a subject: a definition, a difference, the advantages, and so on."""

import regex

DEFINITION = "a definition"
DIFFERENCE = "the difference"
ADVANTAGES = "the advantages"
OCCASION = "the occasion"
REASON = "the reason"
USES = "the uses"
THE_FORMULA = "the formula"
WORKINGS = "the workings"
WAYS = "ways to do it"


BLANKS = regex.compile(r"\s+")


def _any_of(alternatives: str) -> regex.Pattern[str]:
    """A pattern for whole words: one of the lines, in which a space stands for any white space."""
    lines = (BLANKS.sub(r"\\s+", line.strip()) for line in alternatives.strip().splitlines())
    return regex.compile(rf"\b(?:{'|'.join(lines)})\b")


# The words that ask for it, which are no part of the subject. What an earlier pattern takes, a later one does not
# see: `how do they differ` asks for the difference, and `how` asks for nothing more.
FACETS = {
    DIFFERENCE: _any_of(r"""
        (?<!temporal )differences?(?= (?:(?:in|of) \w+ )?(?:between|among|of)\b|\W*$)
        different(?= (?:from|than|to)\b|\W*$)
        differs?
        differing
        differentiates?
        distinguish(?:es)?
        distinctions?
        (?<=^\W*(?:please |can you |could you )?)compare
        compare(?: (?:to|with)\b|(?=\W*$))
        compar(?:ed|ing|ison)(?: (?:to|with))?
        contrasts?
        vs|versus
    """),
    ADVANTAGES: _any_of(r"(?:advantages?|benefits?|pros|strengths?|merits?|upsides?)(?: of)?"),
    "the disadvantages": _any_of(r"""
        (?:disadvantages?|drawbacks?|limitations?|cons|downsides?|shortcomings?|pitfalls?)(?: of)?
        weakness(?:es)?(?: of)?
    """),
    "the kinds": _any_of(r"(?:types?|kinds?|variants?|categories|forms) of"),
    OCCASION: _any_of(r"""
        when (?:to|should|would|do|does|is|are|can|not to)
        (?:in|under) (?:which|what) (?:cases?|situations?|conditions?|circumstances|scenarios?)
    """),
    "the effect": _any_of(r"""
        (?:effects?|impacts?|influence|consequences?|implications?) (?:of|on|for)
        affects?|influences?|impacts?
        happens?(?: (?:if|when|to))?
    """),
    REASON: _any_of(r"""
        why
        (?:reasons?|motivations?|rationale)(?: (?:for|behind|of|why))?
        (?:what )?caus(?:e|es|ed)(?: (?:of|by))?
        how (?:does|do|can)(?=.{0,120}\bhelps?\b)
        purposes? of|purpose(?=\W*$)
        (?:importance|significance|role|point) of
        need(?:ed)?(?: for)?
        necessary|matters?(?=\W*$)
        leads? to
        used for(?=\W*$)
    """),
    USES: _any_of(r"""
        applications? of
        use cases?(?: (?:of|for))?
        where (?:is|are|can|do)
    """),
    THE_FORMULA: _any_of(r"""
        formula[es]?(?: of)?
        equations?(?: (?:of|for))?
        mathematical(?:ly)?
        how (?:is|are|do|does|can|to|would)(?=.{0,120}\b(?:comput|calculat)(?:e|ed)\b)
        (?:comput|calculat)(?:e|ed|ing)
    """),
    WORKINGS: _any_of(r"""
        how (?:does|do|exactly does)(?=.{0,120}\bworks?\b)
        how(?= .{0,120}\b(?:works|is used)\b)
        works?(?=\W*$)
        mechanism(?: (?:of|behind))?
        intuition(?: (?:of|behind|for))?
        workings? of
        how (?:do|does|did|can|could)(?! (?:you|we|i|one|people)\b)(?!.{0,120}\bbe\b)
        (?:explain|describe|show) how(?! (?:to|you|we|i|one|would|do|can|is|are)\b)
    """),
    WAYS: _any_of(r"""
        how(?: (?:to|do|does|can|could|would|should|is|are|did))?
        (?:ways?|techniques?|methods?|strategies|approaches|steps?|measures) (?:to|for|of|can|that|which|in order to)
        steps? in
        (?:techniques?|methods?|strategies|approaches) used (?:to|for)
    """),
    DEFINITION: _any_of(r"""
        what (?:exactly )?(?:is|are|was)(?: meant by)?
        what do (?:you|we) (?:mean|understand) by
        what does(?=.{0,120}\b(?:mean|stand for|refer to)\b)
        mean(?=\W*$)
        stand for|refer to
        define|definition of|meaning of
        describe|explain|introduce|discuss|elaborate|outline|summari[sz]e
        (?:an )?overview of
        tell (?:me|us) about
        (?<=^\W*)state(?= (?:the|a)\b|.{0,40}\b(?:theorem|rule|law|property|lemma|inequality)\b)
        what (?:does|do)(?=.{0,120}\blooks? like\b)|looks? like
        what do(?:es)?(?=.{0,120}\btells?\b)|tells?(?: (?:you|us))?(?= about\b|\W*$)
        (?:concept|notion|idea) (?:of|behind)
    """),
}

PHRASAL = (
    (regex.compile(r"\b(?:deal|cope)(?:s|ing)? with\b"), "handle"),
    (regex.compile(r"\bget rid of\b"), "handle"),
    (regex.compile(r"\bmore (?:important|useful|suitable|appropriate)(?= than\b)"), "preferred"),
    (regex.compile(r"\bfavou?r(?=(?: \w+){1,4} over\b)"), "prefer"),
)


def find_facets(clause: str) -> tuple[frozenset[str], str]:
    """What a folded clause asks for, and the clause without the words that say so.

    >>> find_facets("what are the benefits of relu")
    (frozenset({'the advantages'}), '  the   relu')
    """
    for pattern, instead in PHRASAL:
        clause = pattern.sub(instead, clause)
    found: set[str] = set()
    for name, pattern in FACETS.items():
        if pattern.search(clause):
            found.add(name)
            clause = pattern.sub(" ", clause)
    # `What are the advantages` asks for no definition, nor `How are they different` for ways.
    for weak in (DEFINITION, WAYS, WORKINGS):
        if len(found) > 1:
            found.discard(weak)
    return frozenset(found), clause


# Two ways to ask that are often answered alike, and how much that counts.
KIN = {
    frozenset({DEFINITION, WORKINGS}): 0.9,
    frozenset({DEFINITION, WAYS}): 0.75,
    frozenset({WORKINGS, WAYS}): 0.8,
    frozenset({REASON, ADVANTAGES}): 0.9,
    frozenset({REASON, USES}): 0.85,
    frozenset({USES, OCCASION}): 0.85,
    frozenset({DIFFERENCE, WORKINGS}): 0.8,
}
ONE_ASKS_MORE = 0.8


def facets_alike(here: frozenset[str], there: frozenset[str]) -> float:
    """How far two questions ask for the same: 1 if they do, 0 if not at all."""
    if here == there:
        return 1.0
    if here < there or there < here:
        return ONE_ASKS_MORE
    return KIN.get(here | there, 0.0) if len(here) == len(there) == 1 else 0.0
