"""Formulas in two dimensions, and what is not drawn at all."""

from __future__ import annotations

import unicodedata

import pytest
import wcwidth
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len

from tutor.errors import MathsError
from tutor.text.maths import display, inline

PICTURES = {
    "a fraction is stacked, on the line of what surrounds it": (
        r"L = E + \frac{A}{N^\alpha}",
        """
        A
L = E + ──
        Nᵅ
""",
    ),
    "a bar above another bar is the longer one": (
        r"\frac{\frac{a}{b}}{c}",
        """
 a
 ─
 b
───
 c
""",
    ),
    "a product has its limits above and below": (
        r"\frac{\partial h_t}{\partial h_{t-k}} = \prod_{i=0}^{k-1} \operatorname{diag}(\tanh'(a_{t-i})) W",
        """
 ∂hₜ    k-1
───── =  ∏  diag(tanh′(aₜ₋ᵢ)) W
∂hₜ₋ₖ   i=0
""",
    ),
    "a function takes its limit below": (
        r"\operatorname*{arg\,max}_{y \in \mathcal{V}} p(y \mid x) \ne \max_\theta L",
        """
arg max p(y | x) ≠ max L
  y∈𝒱               θ
""",
    ),
    "an integral keeps its limits at its side": (
        r"\int_{-\infty}^{\infty} f(x)\,dx",
        """
 ∞
∫   f(x) dx
 -∞
""",
    ),
    "brackets grow round what is tall": (
        r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right) V",
        """
       ⎛QKᵀ⎞
softmax⎜───⎟ V
       ⎝√dₖ⎠
""",
    ),
    "plain brackets grow as well, and a script stands at their corner": (
        r"L(N) = (\frac{N_c}{N})^{\alpha_N}",
        """
           α_N
       ⎛N ⎞
       ⎜ c⎟
L(N) = ⎜──⎟
       ⎝N ⎠
""",
    ),
    "brackets do not grow round scripts": (
        r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)",
        """
fₜ = σ(W  [hₜ₋₁, xₜ] + b )
        f               f
""",
    ),
    "a script without small letters is raised or lowered": (
        r"W_i^Q + 10000^{2i/d} + d_{model} + \pi_{ref}^{q}",
        """
  Q        2i/d             q
Wᵢ  + 10000     + d      + π
                   model    ref
""",
    ),
    "a root has a bar over what it covers": (
        r"\frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \sqrt{2} + \sqrt[3]{x}",
        """
  x - μ
────────── + √2 + ∛x
  ┌──────
 √│σ² + ϵ
""",
    ),
    "a root grows": (
        r"\sqrt{\frac{1}{d} \sum_{i=1}^d x_i^2}",
        """
 ┌─────────
 │1  d
 │─  ∑  xᵢ²
√│d i=1
""",
    ),
    "a root of a higher degree is a power": (
        r"\sqrt[n]{x+1}",
        """
       1/n
(x + 1)
""",
    ),
    "cases stand behind a brace": (
        r"\operatorname{ReLU}(x) = \begin{cases} x & \text{if } x > 0 \\ 0 & \text{otherwise} \end{cases}",
        """
          ⎧x  if x > 0
ReLU(x) = ⎨
          ⎩0  otherwise
""",
    ),
    "a matrix stands on its middle": (
        r"R = \begin{bmatrix} \cos\theta & -\sin\theta \\ \sin\theta & \cos\theta \end{bmatrix}",
        """
    ⎡cos θ  -sin θ⎤
R = ⎢             ⎥
    ⎣sin θ  cos θ ⎦
""",
    ),
    "a matrix of three rows needs no empty one": (
        r"\begin{pmatrix} 1 \\ 2 \\ 3 \end{pmatrix}^\top",
        """
   ⊤
⎛1⎞
⎜2⎟
⎝3⎠
""",
    ),
    "an array sets its columns as it is told": (
        r"\begin{array}{rl} x & y \\ 10 & zz \end{array}",
        """
 x  y

10  zz
""",
    ),
    "equations are aligned": (
        r"\begin{aligned} z &= Wx + b & n &= 1 \\ a &= \sigma(z) \\ \end{aligned}",
        """
z = Wx + b    n = 1
a = σ(z)
""",
    ),
    "tall equations stand apart": (
        r"\begin{aligned} x &= \frac{1}{2} \\ &= 0.5 \end{aligned}",
        """
    1
x = ─
    2

  = 0.5
""",
    ),
    "lines without an environment stand below each other": (
        r"a \\ b + c",
        """
  a
b + c
""",
    ),
    "a binomial coefficient is two rows": (
        r"1 - \frac{\binom{n-c}{k}}{\binom{n}{k}}",
        """
     ⎛n - c⎞
     ⎝  k  ⎠
1 - ─────────
       ⎛n⎞
       ⎝k⎠
""",
    ),
    "a bar may stand on one side only": (
        r"\left. \frac{df}{dx} \right|_{x=0}",
        """
df│
──│
dx│
   x=0
""",
    ),
    "limits stand where an author says": (
        r"\int\limits_a^q f \ne \sum\nolimits_{i=1}^n x_i",
        """
q
∫ f ≠ ∑ᵢ₌₁ⁿ xᵢ
a
""",
    ),
    "a bar in the middle stays small": (
        r"\left( \frac{a}{b} \middle| c \right)",
        """
⎛a    ⎞
⎜─ | c⎟
⎝b    ⎠
""",
    ),
    "a fraction takes brackets to carry a script": (
        r"\frac{a}{b}^2",
        """
   2
⎛a⎞
⎜─⎟
⎝b⎠
""",
    ),
    "a brace round two rows has a form of its own": (
        r"\left \{ \binom{n}{k} \right \}",
        """
⎰⎛n⎞⎱
⎱⎝k⎠⎰
""",
    ),
    "an angle bracket stays small": (
        r"\left\langle \frac{a}{b}, c \right\rangle",
        """
 a
⟨─, c⟩
 b
""",
    ),
}
REFUSED = {
    r"\aplha": ("`\\aplha` cannot be drawn", "did you mean `\\alpha`?"),
    r"\softmax(x)": (
        "`\\softmax` cannot be drawn",
        "if it is a function, write `\\operatorname{softmax}`; else say it in words",
    ),
    r"\xy": ("`\\xy` cannot be drawn", "say it in words"),
    r"\begin{tikzpicture}x\end{tikzpicture}": (
        "`\\begin{tikzpicture}` cannot be drawn",
        "what can be: Bmatrix, Vmatrix, align, align*, aligned, array, bmatrix, cases, gather, gather*, gathered, "
        "matrix, pmatrix, split, vmatrix",
    ),
    r"\begin{array}{c|c}x\end{array}": ("`\\begin{array}{c|c}` cannot be drawn", "use l, c and r alone"),
    r"\frac{a}": (
        'maths `\\frac{a}` is incomplete: end of input while parsing arguments of macro "frac"',
        "check its braces, its `\\begin`s and the arguments of its macros",
    ),
    r"\sqrt\frac12": ("`\\frac` as the argument of another macro", "put braces round it"),
    "5%": ("`%` starts a comment, which hides the rest of the formula", "write `\\%`"),
    r"\text{5% off}": ("`%` starts a comment, which hides the rest of the formula", "write `\\%`"),
    "a & b": ("`&` outside of a table", "write `\\&`, or put it in `\\begin{aligned}`"),
    "{a & b}": ("a bare `&` in maths", "write `\\&`"),
    "#1": ("a bare `#` in maths", "write `\\#`"),
    r"{a \\ b}": ("`\\\\` inside of a group", "put it in `\\begin{aligned}`"),
    r"a \\[x] b": ("`\\\\[…]` that holds no distance", "write `\\\\{}` before a `[`"),
    "x^a^b": ("two superscripts on one symbol", "group them: `{x^a}^b` or `x^{ab}`"),
    "x_a_b": ("two subscripts on one symbol", "group them: `{x_a}_b` or `x_{a,b}`"),
    "x^": ("nothing after `^`", "say what it applies to, in braces"),
    "f''''": ("4 primes in a row", "write `^{(4)}`"),
    r"\left( x": ("`\\left` without its `\\right`", "close it, with `\\right.` for no bracket"),
    r"x \right)": ("`\\right` without its `\\left`", "open it, with `\\left.` for no bracket"),
    r"\left x": ("no bracket after `\\left`", "name one; `\\left.` stands for none"),
    "x\\": ("a backslash with nothing after it", "remove it, or name the macro"),
    "注": ("the character '注' (U+6CE8) in maths", "say it outside of the formula"),
    "x\x1b[31m": ("the character '\\x1b' (U+001B) in maths", "say it outside of the formula"),
    r"\mathcal{3}": ("`3` has no form in mathematical script", "take it out of the macro's braces"),
    r"\text{\alpha}": ("`\\alpha` among words", "put it outside of the words' braces"),
    r"\operatorname{a$b$}": ("maths among words", "put it outside of the words' braces"),
    "a $b$ c": ("maths inside maths", "take the inner `$` or `\\(` out"),
    "x" * 2_001: ("maths of 2,001 characters", "split it up: at most 2,000 can be drawn"),
    "{" * 40 + "x" + "}" * 40: ("maths nested more than 30 deep", "split the formula up"),
    "(" * 40 + "x" + ")" * 40: ("maths nested more than 30 deep", "split the formula up"),
    "{(" * 20 + "x" + ")}" * 20: ("maths nested more than 30 deep", "split the formula up"),
    r"\left(" * 40 + r"\right)" * 40: ("maths nested more than 30 deep", "split the formula up"),
    r"\sqrt[" * 300: ("maths nested more than 30 deep", "split the formula up"),
}
PIECES = [
    *"abxyW0123+-*/=<>,;:.!|'\"()[]{}^_ &~@é",
    *[r"\alpha ", r"\frac", r"\sqrt", r"\sqrt[3]", r"\text", r"\mathbf", r"\hat", r"\left(", r"\right)", r"\right."],
    *[r"\sum", r"\int_0", r"\log ", r"\operatorname", r"\begin{cases}", r"\end{cases}", r"\quad", r"\|", r"\{", r"\}"],
    *["{a}", "{b+c}", "^{q/d}", "_{model}", "{x_{t-1}}", r"\frac{a}{b}", r"\sqrt{x+1}", r"\sum_{i=1}^q", r"\\"],
]


@pytest.mark.parametrize(("latex", "picture"), PICTURES.values(), ids=PICTURES)
def test_in_a_display(latex: str, picture: str) -> None:
    rows = display(latex)

    assert "\n".join(["", *[row.rstrip() for row in rows], ""]) == picture
    assert {cell_len(row) for row in rows} == {cell_len(rows[0])}


@pytest.mark.parametrize(("latex", "error"), REFUSED.items(), ids=ascii)
def test_what_cannot_be_drawn_is_refused_by_name_with_a_remedy(latex: str, error: tuple[str, str]) -> None:
    with pytest.raises(MathsError) as on_one_line:
        inline(latex)
    with pytest.raises(MathsError) as on_several:
        display(latex)

    assert (on_one_line.value.what, on_one_line.value.remedy) == error
    assert str(on_several.value) == str(on_one_line.value)


@pytest.mark.parametrize("latex", [r"\begin{cases} a \\ b \end{cases}", r"\binom{n}{k}", r"a \\ b"])
def test_what_needs_several_lines_is_refused_within_a_line(latex: str) -> None:
    with pytest.raises(MathsError, match="within a line\n   put the formula in `\\$\\$…\\$\\$`"):
        inline(latex)


@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=25).map("".join))
def test_any_source_is_drawn_in_equal_rows_of_narrow_characters_or_refused(latex: str) -> None:
    try:
        rows = display(latex)
    except MathsError:
        return

    assert len({cell_len(row) for row in rows}) == 1
    assert not [c for c in "".join(rows) if wcwidth.wcwidth(c) != 1 and not unicodedata.combining(c)]


@pytest.mark.parametrize(
    "latex",
    [
        "x_{" * 13 + "a" + "}a" * 13,
        r"\frac{1}{" * 13 + "x" + "}" * 13,
        r"\sqrt{" * 13 + "x" + "}" * 13,
        r"\left(\frac{a}{" * 9 + "x" + r"}\right)" * 9,
        r"\sqrt{x_{" * 6 + "q" + "}}" * 6,
    ],
)
def test_nesting_loses_nothing(latex: str) -> None:
    assert inline(latex).count("x") == latex.count("x")
    assert "".join(display(latex)).count("x") == latex.count("x")
