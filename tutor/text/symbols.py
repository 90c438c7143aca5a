"""What each name and letter of LaTeX maths is drawn as. Every character here is one cell wide."""

from __future__ import annotations

from typing import Literal

Kind = Literal["ord", "op", "big", "bin", "rel", "open", "close", "punct", "space"]
"""What a symbol is for spacing, as TeX has it; `op` is a named function, `big` an operator such as ∑."""


def _table(kind: Kind, pairs: str) -> dict[str, tuple[str, Kind]]:
    words = pairs.split()
    return {name: (glyph, kind) for name, glyph in zip(words[::2], words[1::2], strict=True)}


def _names(words: str) -> frozenset[str]:
    return frozenset(words.split())


SYMBOLS: dict[str, tuple[str, Kind]] = {
    **_table(
        "ord",
        """alpha α beta β gamma γ delta δ epsilon ϵ varepsilon ε zeta ζ eta η theta θ vartheta ϑ iota ι kappa κ
        lambda λ mu μ nu ν xi ξ omicron ο pi π varpi ϖ rho ρ varrho ϱ sigma σ varsigma ς tau τ upsilon υ phi ϕ varphi φ
        chi χ psi ψ omega ω Gamma Γ Delta Δ Theta Θ Lambda Λ Xi Ξ Pi Π Sigma Σ Upsilon Υ Phi Φ Psi Ψ Omega Ω
        infty ∞ partial ∂ nabla ∇ ell ℓ hbar ℏ Re ℜ Im ℑ aleph ℵ top ⊤ bot ⊥ intercal ⊺ emptyset ∅ varnothing ∅
        forall ∀ exists ∃ nexists ∄ neg ¬ lnot ¬ prime ′ degree ° dagger † ddagger ‡ checkmark ✓
        ldots … dots … dotsc … cdots ⋯ dotsb ⋯ vdots ⋮ ddots ⋱ vert | Vert ‖ | ‖ backslash \\
        triangle △ square □ bullet • _ _ % % & & # # $ $""",
    ),
    **_table(
        "rel",
        """le ≤ leq ≤ leqslant ⩽ ge ≥ geq ≥ geqslant ⩾ lt < gt > ne ≠ neq ≠ ll ≪ gg ≫ approx ≈ sim ∼ simeq ≃ cong ≅
        equiv ≡ propto ∝ lesssim ≲ gtrsim ≳ triangleq ≜ coloneqq ≔ doteq ≐ in ∈ notin ∉ ni ∋ subset ⊂ supset ⊃
        subseteq ⊆ supseteq ⊇ subsetneq ⊊ mid | nmid ∤ parallel ∥ perp ⟂ vdash ⊢ models ⊨ prec ≺ succ ≻ preceq ⪯
        succeq ⪰ to → rightarrow → gets ← leftarrow ← leftrightarrow ↔ Rightarrow ⇒ Leftarrow ⇐ Leftrightarrow ⇔
        longrightarrow ⟶ longleftarrow ⟵ implies ⟹ impliedby ⟸ iff ⟺ mapsto ↦ longmapsto ⟼ hookrightarrow ↪
        uparrow ↑ downarrow ↓ nearrow ↗ searrow ↘""",
    ),
    **_table(
        "bin",
        """times × cdot · div ÷ pm ± mp ∓ ast ∗ star ⋆ circ ∘ odot ⊙ oplus ⊕ ominus ⊖ otimes ⊗ cup ∪ cap ∩
        setminus ∖ wedge ∧ land ∧ vee ∨ lor ∨ bmod mod""",
    ),
    **_table(
        "big",
        """sum ∑ prod ∏ coprod ∐ int ∫ iint ∬ iiint ∭ oint ∮ bigcup ⋃ bigcap ⋂ bigoplus ⨁ bigotimes ⨂
        bigodot ⨀ bigvee ⋁ bigwedge ⋀""",
    ),
    **_table("punct", "colon :"),
    **_table("open", "lbrace { { { lbrack [ lparen ( langle ⟨ lvert | lVert ‖ lfloor ⌊ lceil ⌈"),
    **_table("close", "rbrace } } } rbrack ] rparen ) rangle ⟩ rvert | rVert ‖ rfloor ⌋ rceil ⌉"),
}

OPERATORS = _names(
    """arg arccos arcsin arctan cos cosh cot coth csc deg det dim exp gcd hom inf ker lg lim liminf limsup ln log
    max min Pr sec sin sinh sup tan tanh"""
)
ROOTS = {"2": "√", "3": "∛", "4": "∜"}
STACKED = _names("det gcd inf lim liminf limsup max min Pr sup") | frozenset("∑∏∐⋃⋂⨁⨂⨀⋁⋀")
"""What carries its scripts above and below in a display, not at its side."""

SPACES = {",": 1, ":": 1, ";": 1, " ": 1, "enspace": 1, "thinspace": 1, "quad": 2, "qquad": 4}
IGNORED = _names(
    """! displaystyle textstyle scriptstyle nonumber notag big bigl bigr bigm Big Bigl Bigr Bigm bigg biggl biggr
    biggm Bigg Biggl Biggr Biggm"""
)
CHARACTERS: dict[str, tuple[str, Kind]] = {
    **_table("open", "( ( [ ["),
    **_table("close", ") ) ] ]"),
    **_table("rel", "= = := := < < > > ≤ ≤ ≥ ≥ ≈ ≈ ≠ ≠ ∈ ∈ → → ∝ ∝"),
    **_table("bin", "+ + - - − - * ∗ × × · · ±  ±"),
    **_table("punct", ", , ; ;"),
}

ACCENTS = {
    "hat": "\u0302",
    "widehat": "\u0302",
    "tilde": "\u0303",
    "widetilde": "\u0303",
    "bar": "\u0304",
    "overline": "\u0305",
    "underline": "\u0332",
    "breve": "\u0306",
    "dot": "\u0307",
    "ddot": "\u0308",
    "check": "\u030c",
    "vec": "\u20d7",
}
WORDS = _names("text textrm textit textbf textsf texttt textnormal mbox")
"""Macros whose argument is prose, kept as it stands."""
UPRIGHT = _names("mathrm mathit mathsf mathtt mathnormal")
"""Macros whose letters make one word."""
ALPHABETS = {
    "mathbf": "MATHEMATICAL BOLD",
    "boldsymbol": "MATHEMATICAL BOLD",
    "bm": "MATHEMATICAL BOLD",
    "mathcal": "MATHEMATICAL SCRIPT",
    "mathscr": "MATHEMATICAL SCRIPT",
    "mathbb": "MATHEMATICAL DOUBLE-STRUCK",
    "mathfrak": "MATHEMATICAL FRAKTUR",
}
"""Macros that choose an alphabet, by the name Unicode has for it."""
OLDER_NAMES = {
    "MATHEMATICAL SCRIPT": "SCRIPT",
    "MATHEMATICAL DOUBLE-STRUCK": "DOUBLE-STRUCK",
    "MATHEMATICAL FRAKTUR": "BLACK-LETTER",
}
"""ℒ, ℝ, ℜ and a few more were in Unicode before the rest of their alphabets."""

SUPERSCRIPTS = dict(
    zip(
        "0123456789+-=()abcdefghijklmnoprstuvwxyzABDEGHIJKLMNOPRTUVWαβγδθφχ⊤⊺′″‴∗∘†°",
        "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵀᵁⱽᵂᵅᵝᵞᵟᶿᵠᵡᵀᵀ′″‴*°†°",
        strict=True,
    )
)
SUBSCRIPTS = dict(zip("0123456789+-=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))

ENVIRONMENTS = {
    # name: (left, how its columns are set, right); the last column's way repeats
    "cases": ("{", "ll", ""),
    "matrix": ("", "c", ""),
    "pmatrix": ("(", "c", ")"),
    "bmatrix": ("[", "c", "]"),
    "Bmatrix": ("{", "c", "}"),
    "vmatrix": ("|", "c", "|"),
    "Vmatrix": ("‖", "c", "‖"),
    "gathered": ("", "c", ""),
    "gather": ("", "c", ""),
    "gather*": ("", "c", ""),
    "aligned": ("", "rl", ""),
    "align": ("", "rl", ""),
    "align*": ("", "rl", ""),
    "split": ("", "rl", ""),
    "array": ("", "", ""),
}
