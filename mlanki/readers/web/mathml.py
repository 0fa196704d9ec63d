"""MathML → TeX, for the pages that keep no TeX: what a browser saves of a page that MathJax 3 has typeset."""

from bs4 import Tag
from bs4.element import NavigableString

# Characters as TeX writes them; all others stand for themselves.
COMMANDS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ϵ": "epsilon", "ε": "varepsilon", "ζ": "zeta", "η": "eta",
    "θ": "theta", "ϑ": "vartheta", "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi",
    "ρ": "rho", "ϱ": "varrho", "σ": "sigma", "ς": "varsigma", "τ": "tau", "υ": "upsilon", "φ": "varphi", "ϕ": "phi",
    "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta", "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Π": "Pi",
    "Σ": "Sigma", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega", "ℓ": "ell", "ℏ": "hbar", "∂": "partial",
    "∇": "nabla", "∑": "sum", "∏": "prod", "∫": "int", "∮": "oint", "∞": "infty", "√": "surd", "≤": "leq", "≥": "geq",
    "≠": "neq", "≈": "approx", "≡": "equiv", "∼": "sim", "≃": "simeq", "∝": "propto", "≪": "ll", "≫": "gg", "∈": "in",
    "∉": "notin", "⊂": "subset", "⊆": "subseteq", "⊃": "supset", "∪": "cup", "∩": "cap", "∅": "emptyset", "∀": "forall",
    "∃": "exists", "¬": "neg", "∧": "wedge", "∨": "vee", "×": "times", "⋅": "cdot", "·": "cdot", "±": "pm", "∓": "mp",
    "∘": "circ", "⊙": "odot", "⊗": "otimes", "⊕": "oplus", "∗": "ast", "⋆": "star", "÷": "div", "∖": "setminus",
    "→": "to", "←": "leftarrow", "↦": "mapsto", "⇒": "Rightarrow", "⇔": "Leftrightarrow", "⟹": "implies",
    "↔": "leftrightarrow", "∣": "mid", "∥": "parallel", "‖": "Vert", "⟨": "langle", "⟩": "rangle", "⌊": "lfloor",
    "⌋": "rfloor", "⌈": "lceil", "⌉": "rceil", "…": "ldots", "⋯": "cdots", "⋮": "vdots", "⋱": "ddots", "⊤": "top",
    "⊥": "perp", "∴": "therefore", "′": "prime", "†": "dagger",
}  # fmt: skip
PLAIN = {
    "−": "-", "\u2061": "", "\u2062": "", "\u2063": "", "\u2064": "",
    "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
}  # fmt: skip
FUNCTIONS = frozenset(
    {
        *("arccos", "arcsin", "arctan", "arg", "cos", "cosh", "cot", "det", "dim", "exp", "gcd", "inf", "ker", "lim"),
        *("ln", "log", "max", "min", "sec", "sin", "sinh", "sup", "tan", "tanh", "Pr"),
    }
)
ACCENTS = {
    "^": "hat", "ˆ": "hat", "~": "tilde", "˜": "tilde", "¯": "bar", "‾": "overline", "―": "overline", "→": "vec",
    "⃗": "vec", "˙": "dot", "¨": "ddot", "⏞": "overbrace", "ˇ": "check",
}  # fmt: skip
ALPHABETS = {
    "bold": "mathbf", "double-struck": "mathbb", "script": "mathcal", "fraktur": "mathfrak",
    "bold-italic": "boldsymbol", "sans-serif": "mathsf", "monospace": "mathtt",
}  # fmt: skip
# What MathJax writes into MathML: the letters of an alphabet as characters of their own.
LETTERS = {
    **{chr(0x1D400 + n): ("mathbf", chr(65 + n)) for n in range(26)},
    **{chr(0x1D41A + n): ("mathbf", chr(97 + n)) for n in range(26)},
    **{chr(0x1D49C + n): ("mathcal", chr(65 + n)) for n in range(26)},
    **{chr(0x1D538 + n): ("mathbb", chr(65 + n)) for n in range(26)},
    "ℝ": ("mathbb", "R"), "ℕ": ("mathbb", "N"), "ℤ": ("mathbb", "Z"), "ℚ": ("mathbb", "Q"), "ℂ": ("mathbb", "C"),
    "ℙ": ("mathbb", "P"), "ℒ": ("mathcal", "L"), "ℱ": ("mathcal", "F"), "ℋ": ("mathcal", "H"), "ℬ": ("mathcal", "B"),
}  # fmt: skip


def to_tex(tag: Tag) -> str:
    """TeX that shows what a MathML element shows; not what its author wrote, which MathML does not tell."""
    return " ".join(_element(tag).split())


def _children(tag: Tag) -> list[Tag]:
    return [child for child in tag.children if isinstance(child, Tag) and not child.name.startswith("annotation")]


def _element(tag: Tag) -> str:  # noqa: PLR0911 - one return for each kind of element
    parts = _children(tag)
    match tag.name:
        case "mi" | "mn" | "mo":
            return _token(tag)
        case "mtext" | "ms":
            words = tag.get_text()
            return rf"\text{{{words}}}" if words.strip() else r"\ "
        case "mspace":
            return r"\\" if tag.get("linebreak") == "newline" else " "
        case "mfrac" if len(parts) == 2:
            if tag.get("linethickness") in ("0", "0px"):
                return rf"{{{_element(parts[0])} \atop {_element(parts[1])}}}"
            return rf"\frac{_group(parts[0])}{_group(parts[1])}"
        case "msqrt":
            return rf"\sqrt{{{_row(parts)}}}"
        case "mroot" if len(parts) == 2:
            return rf"\sqrt[{_element(parts[1])}]{_group(parts[0])}"
        case "msub" | "munder" if len(parts) == 2:
            return f"{_base(parts[0])}_{_group(parts[1])}"
        case "mover" if len(parts) == 2 and (accent := ACCENTS.get(parts[1].get_text().strip())):
            return rf"\{accent}{_group(parts[0])}"
        case "msup" | "mover" if len(parts) == 2:
            return f"{_base(parts[0])}^{_group(parts[1])}"
        case "msubsup" | "munderover" if len(parts) == 3:
            return f"{_base(parts[0])}_{_group(parts[1])}^{_group(parts[2])}"
        case "mtable":
            rows = (" & ".join(map(_element, _children(row))) for row in parts)
            return r"\begin{matrix}" + r" \\ ".join(rows) + r"\end{matrix}"
        case "mphantom":
            return ""
        case "mfenced":
            return f"{tag.get('open', '(')}{_row(parts)}{tag.get('close', ')')}"
        case _:
            return _row(parts) if parts else "".join(t for t in tag.children if isinstance(t, NavigableString))


def _row(parts: list[Tag]) -> str:
    return " ".join(map(_element, parts))


def _group(tag: Tag) -> str:
    return "{" + _element(tag).strip() + "}"


def _base(tag: Tag) -> str:
    written = _element(tag).strip()
    return written if tag.name in ("mi", "mn", "mo") else "{" + written + "}"


def _token(tag: Tag) -> str:
    text = tag.get_text().strip()
    if text in FUNCTIONS:
        return "\\" + text
    written = ""
    for character in text:
        if character in COMMANDS:
            written += f"\\{COMMANDS[character]} "
        elif character in LETTERS:
            written += "\\{}{{{}}}".format(*LETTERS[character])
        else:
            written += PLAIN.get(character, character)
    written = written.strip()
    alphabet = ALPHABETS.get(str(tag.get("mathvariant", "")))
    if alphabet:
        return rf"\{alphabet}{{{written}}}"
    return rf"\operatorname{{{written}}}" if tag.name == "mi" and len(text) > 1 and text.isalpha() else written
