"""What is asked of a subject: a definition, the reasons, and so on; each way to ask is a facet."""

import re
from functools import cache

DEFINITION = "a definition"
DIFFERENCE = "the difference"
ADVANTAGES = "the advantages"
OCCASION = "the occasion"
REASON = "the reason"
USES = "the uses"
FORMULA = "the formula"
WORKINGS = "the workings"
WAYS = "ways to do it"
KINDS = "the kinds"
EFFECT = "the effect"

# The words that ask for each facet, which are no part of the subject; a space stands for any white space. Of two that
# begin at one place the one further up is meant: `how do they help` asks for the reason.
ASKING = {
    DIFFERENCE: r"""
        differences?(?= (?:(?:in|of) \w+ )?(?:between|among|of)\b)
        differences(?=\W*$)
        (?:the|any|what|which)(?: (?:main|key|major|real))? difference(?=\W*$)
        different(?= (?:from|than|to)\b|\W*$)
        differs?
        differentiates?
        distinguish(?:es)?
        distinctions?
        (?<!\w\s)(?:please |can you |could you )?compare
        compar(?:ed|ing|ison|e(?= (?:to|with)\b|\W*$))(?: (?:to|with))?
        contrasts?(?: (?:to|with))?
        sets?(?=.{0,80} apart\b)|apart(?: from)?
        vs|versus
    """,
    ADVANTAGES: r"(?:advantages?|benefits?|pros|strengths?|merits?|upsides?)(?: of)?|beneficial|advantageous",
    "the disadvantages": r"""
        (?:disadvantages?|drawbacks?|limitations?|cons|downsides?|shortcomings?|pitfalls?)(?: of)?
        (?:problems?|issues?) (?:with|of)|wrong with
        (?:what|which) (?:problems?|issues?)(?= (?:do|does|can|could)\b)(?!.{0,80}\bsolves?\b)
        weakness(?:es)?(?: of)?
        (?:challenges?|difficult(?:y|ies)|obstacles?|hurdles?)(?: (?:of|in|with|when))?
        bad idea|caveats?(?: of)?|trade offs? of|at what cost
    """,
    "the relation": r"""
        relation(?:ship)?s?(?= between\b)|relate[sd]? to
        connect(?:ion|ed)?(?= (?:between|to)\b)
        (?:connected|related|linked)(?=\W*$)
        link(?= between\b)|linked to|interplay (?:of|between)
    """,
    KINDS: r"""
        (?:types?|kinds?|variants?|categories|forms)(?: of|(?=\W*$))
        (?:techniques|methods|approaches|strategies) of
        (?:which|what(?: are (?:the|some|common|main))?)(?=(?: (?!(?:is|are|do)\b)\w+){0,5} (?:technique|method)s\b)
    """,
    OCCASION: r"""
        when (?:to|not|should|would|do|does|is|are|can|not to|(?:you|we|one) (?:should|would|can|need))
        (?:(?:in|under|for) )?(?:which|what)(?: \w+ of)? (?:cases?|situations?|conditions?|circumstances|scenarios?)
    """,
    EFFECT: r"""
        (?:effects?|impacts?|influence|consequences?|implications?) (?:of|on|for)
        affects?|influences?|impacts?
        happens?(?: (?:if|when|to))?
        what if|goes wrong(?: (?:if|when))?
        what (?:does|do)(?=.{1,80}\bdo\b)
    """,
    REASON: r"""
        why
        (?:reasons?|motivations?|rationale)(?: (?:for|behind|of|why))?
        (?:what )?caus(?:e|es|ed)(?: (?:of|by))?
        how (?:does|do|can)(?=.{0,120}\bhelps?\b)
        purposes? of|purpose(?=\W*$)
        (?:importance|significance|role|point|goals?|aims?) of
        (?:what|which) (?:problems?|issues?)(?=.{0,80}\bsolves?\b)|solves?(?=\W*$)
        need(?:ed)?(?: for)?
        necessary|matters?(?=\W*$)
        how come|what makes|(?:for )?what reasons?|responsible for
        used for(?=\W*$)
    """,
    USES: r"""
        applications? of
        (?:some |the |main )uses of
        use cases?(?: (?:of|for))?
        where (?:is|are|can|do)
    """,
    FORMULA: r"""
        (?:(?:write|give|state)(?: down| out)? the )?(?:formula[es]?|equations?)(?: (?:of|for))?
        mathematical definition(?: of)?
        (?:comput|calculat)(?:e|ed|ing)
    """,
    WORKINGS: r"""
        works?(?=\W*$)
        (?:inner )?workings?(?: of)?
        (?:mechanisms?|mechanics)(?: (?:of|behind))?
        (?:steps|process|procedure)(?: involved)? (?:of|in)
        (?:walk|talk|take) (?:me|us) through how
        what happens (?:during|in|inside)
        intuition(?: (?:of|behind|for))?
        how (?:do|does|did|can|could)(?! (?:you|we|i|one|people)\b)(?!.{0,120}\bbe\b)
        (?:explain|describe|show) how(?! (?:to|you|we|i|one|would|do|can|is|are)\b)
    """,
    WAYS: r"""
        how(?: (?:to|do|does|can|could|would|should|is|are|did))?
        (?:ways?|techniques?|methods?|strategies|approaches|steps?|measures|tips) (?:to|for|can|that|which|in order to)
        (?<!\w\s)(?=(?:select|choos|pick|verify|check|measur|evaluat|assess|detect|find|validat|interpret)ing \w)
        (?<!\w\s)(?=(?:handl|avoid|prevent|deal|tun|improv|reduc|mitigat|fix)ing \w)
    """,
    DEFINITION: r"""
        what (?:exactly )?(?:is|are|was)(?: meant by)?
        what do (?:you|we) (?:mean|understand) by
        mean(?=\W*$)
        define|definition of|meaning of
        describe|explain|introduce|discuss|elaborate|outline|summari[sz]e
        (?:list|write|lay|spell) out
        (?:tell|talk to) (?:me|us) about|(?:walk|talk|take) (?:me|us) through
        (?:overview|introduction|explanation|description) (?:of|to)
        (?<!\w\s)state(?= (?:the|a)\b|.{0,40}\b(?:theorem|rule|law|property|lemma|inequality)\b)
        what (?:does|do)(?=.{0,120}\blooks? like\b)|looks? like
        what do(?:es)?(?=.{0,120}\b(?:tells?|represent)\b)|(?:represent|tells?)(?: (?:you|us))?(?= about\b|\W*$)
    """,
}
# `What are the advantages` asks for no definition, nor `How are they different` for ways. Of them the first counts.
WEAK = (WORKINGS, WAYS, DEFINITION)


def _any_line(alternatives: str) -> str:
    return "|".join(line.strip().replace(" ", r"\s+") for line in alternatives.strip().splitlines())


ASKS = re.compile(rf"\b(?:{'|'.join(f'({_any_line(lines)})' for lines in ASKING.values())})\b")
NAMES = tuple(ASKING)

# What is said in a roundabout way, by what it says plainly: a choice, a use, what is done about something unwelcome.
ROUNDABOUT = {
    "number of": r"""
        how many\b
    """,
    "how to detect": r"""
        how (?:to|\w+ (?:you|we|one|i)) (?:know|tell|see|say|find out|notice) (?:if|whether|that|when)\b
    """,
    "choose": r"""
        set(?= (?:the|an?|your)\b)
        find(?= (?:the|an?) (?:best|optimal|right|ideal)\b)
        decide (?:on|between)\b
    """,
    "when to use": r"""
        when(?: \w+)? (?:you|we|one) (?:choose|pick|prefer|consider)\b
        (?:in|under) (?:which|what) \w+(?: \w+)? (?:you|we|one) (?:choose|pick|prefer|consider)\b
    """,
    "avoid": r"""
        (?:ensure|make sure|guarantee)(?: that)?(?: (?!not?\b|never\b)[\w']+){0,3} (?:not?|never)\b(?: an?\b)?
    """,
    "how to handle": r"""
        what (?:can be done|(?:do|would|can|could|should) (?:you|we|one) do) (?:about|against|if|when|with)\b
        (?:what |which |some )?(?:techniques|methods|strategies|remedies|measures|ways)(?: \w+)? against\b
        (?:defen[cs]es?|protection) against\b
    """,
}
ROUNDABOUTS = re.compile(rf"\b(?:{'|'.join(f'({_any_line(lines)})' for lines in ROUNDABOUT.values())})")
PLAINLY = tuple(ROUNDABOUT)


def find_facets(clause: str) -> tuple[frozenset[str], str]:
    """What a folded clause asks for, and the clause without the words that say so.

    >>> find_facets("what are the benefits of relu")
    (frozenset({'the advantages'}), '  the   relu')
    >>> find_facets("what is a finite difference")  # and not the difference
    (frozenset({'a definition'}), '  a finite difference')
    """
    clause = ROUNDABOUTS.sub(lambda match: PLAINLY[(match.lastindex or 0) - 1], clause)
    found: list[str] = []

    def note(match: re.Match[str]) -> str:
        found.append(NAMES[(match.lastindex or 0) - 1])
        return " "

    rest = ASKS.sub(note, clause)
    return frozenset(found).difference(WEAK) or frozenset([name for name in WEAK if name in found][:1]), rest


# Two ways to ask that are often answered alike, and how much that counts: by how many of the pairs of real questions
# about one subject that ask in these two ways are one question.
KIN = {
    frozenset({DEFINITION, WORKINGS}): 0.9,
    frozenset({DEFINITION, WAYS}): 0.75,
    frozenset({DEFINITION, DIFFERENCE}): 0.4,
    frozenset({DEFINITION, REASON}): 0.4,
    frozenset({DEFINITION, FORMULA}): 0.5,
    frozenset({DEFINITION, USES}): 0.5,
    frozenset({DEFINITION, OCCASION}): 0.3,
    frozenset({DEFINITION, EFFECT}): 0.4,
    frozenset({REASON, EFFECT}): 0.4,
    frozenset({WORKINGS, WAYS}): 0.8,
    frozenset({WORKINGS, REASON}): 0.5,
    frozenset({WAYS, REASON}): 0.4,
    frozenset({WAYS, OCCASION}): 0.5,
    frozenset({KINDS, WAYS}): 0.85,
    frozenset({REASON, ADVANTAGES}): 0.9,
    frozenset({REASON, USES}): 0.85,
    frozenset({REASON, DIFFERENCE}): 0.4,
}
ONE_ASKS_MORE = 0.8


@cache
def facets_alike(here: frozenset[str], there: frozenset[str]) -> float:
    """How far two questions ask for the same: 1 if they do, 0 if not at all."""
    best = max(1.0 if one == other else KIN.get(frozenset({one, other}), 0.0) for one in here for other in there)
    return best * ONE_ASKS_MORE ** ((not here <= there and len(here) > 1) + (not there <= here and len(there) > 1))
