"""Formulas of the field on one line, as an ML engineer would read them aloud."""

from __future__ import annotations

import pytest
from pylatexenc.latex2text import LatexNodes2Text

from tutor.text.maths import inline
from tutor.text.symbols import SYMBOLS

FIELD = [
    (r"x_{t-1}^{2}", "xₜ₋₁²"),
    (r"\operatorname{softmax}\left(\frac{QK^\top}{\sqrt{d_k}}\right)V", "softmax(QKᵀ/√dₖ)V"),
    (r"\text{head}_i = \text{Attention}(QW_i^Q, KW_i^K, VW_i^V)", "headᵢ = Attention(QWᵢ^Q, KWᵢᴷ, VWᵢⱽ)"),
    (
        r"\text{MultiHead}(Q,K,V) = \text{Concat}(\text{head}_1, \ldots, \text{head}_h) W^O",
        "MultiHead(Q, K, V) = Concat(head₁, …, headₕ) Wᴼ",
    ),
    (r"e_{ij} = v^\top \tanh(W s_{i-1} + U h_j)", "eᵢⱼ = vᵀ tanh(W sᵢ₋₁ + U hⱼ)"),
    (r"\alpha_{ij} = \frac{\exp(e_{ij})}{\sum_{k=1}^{n} \exp(e_{ik})}", "αᵢⱼ = exp(eᵢⱼ)/(∑ₖ₌₁ⁿ exp(eᵢₖ))"),
    (r"c_i = \sum_{j=1}^{T_x} \alpha_{ij} h_j", "cᵢ = ∑ⱼ₌₁^(Tₓ) αᵢⱼ hⱼ"),
    (r"f_t = \sigma(W_f [h_{t-1}, x_t] + b_f)", "fₜ = σ(W_f [hₜ₋₁, xₜ] + b_f)"),
    (r"c_t = f_t \odot c_{t-1} + i_t \odot \tilde{c}_t", "cₜ = fₜ ⊙ cₜ₋₁ + iₜ ⊙ c̃ₜ"),
    (r"h_t = o_t \odot \tanh(c_t)", "hₜ = oₜ ⊙ tanh(cₜ)"),
    (r"h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t", "hₜ = (1 - zₜ) ⊙ hₜ₋₁ + zₜ ⊙ h̃ₜ"),
    (
        r"\frac{\partial h_t}{\partial h_{t-k}} = \prod_{i=0}^{k-1} \operatorname{diag}(\tanh'(a_{t-i})) W",
        "∂hₜ/∂hₜ₋ₖ = ∏ᵢ₌₀ᵏ⁻¹ diag(tanh′(aₜ₋ᵢ)) W",
    ),
    (r"\left\| \frac{\partial h_t}{\partial h_{t-k}} \right\| \le (\gamma \sigma_{\max})^k", "‖∂hₜ/∂hₜ₋ₖ‖ ≤ (γσₘₐₓ)ᵏ"),
    (r"\|\cdot\| \le (\gamma\,\sigma_{\max})^k", "‖ · ‖ ≤ (γ σₘₐₓ)ᵏ"),
    (r"L(N, D) = E + \frac{A}{N^\alpha} + \frac{B}{D^\beta}", "L(N, D) = E + A/Nᵅ + B/Dᵝ"),
    (
        r"L(N) = \left(\frac{N_c}{N}\right)^{\alpha_N}, \quad \alpha_N \approx 0.076",
        "L(N) = (N_c/N)^(α_N),  α_N ≈ 0.076",
    ),
    (r"N_{\mathrm{opt}} \propto C^{0.5}", "Nₒₚₜ ∝ C^(0.5)"),
    (r"C \approx 6ND", "C ≈ 6ND"),
    (
        r"PE_{(pos, 2i)} = \sin\left(\frac{pos}{10000^{2i/d_{model}}}\right)",
        "PE_(pos,2i) = sin(pos/10000^(2i/d_model))",
    ),
    (
        r"\text{PE}(pos, 2i+1) = \cos(pos / 10000^{2i/d_{\text{model}}})",
        "PE(pos, 2i + 1) = cos(pos / 10000^(2i/d_model))",
    ),
    (r"R_m^\top R_n = R_{n-m}", "RₘᵀRₙ = Rₙ₋ₘ"),
    (r"(R_m q)^\top (R_n k) = q^\top R_{n-m} k", "(Rₘ q)ᵀ(Rₙ k) = qᵀRₙ₋ₘ k"),
    (r"D_{\mathrm{KL}}(p \,\|\, q) = \sum_x p(x) \log \frac{p(x)}{q(x)}", "D_KL(p ‖ q) = ∑ₓ p(x) log (p(x)/q(x))"),
    (r"\mathrm{KL}(p\|q) \ge 0", "KL(p‖q) ≥ 0"),
    (r"\operatorname{softmax}(z)_i = \frac{e^{z_i / T}}{\sum_j e^{z_j / T}}", "softmax(z)ᵢ = e^(zᵢ/T)/(∑ⱼ e^(zⱼ/T))"),
    (r"\mathcal{L} = -\frac{1}{N} \sum_{i=1}^{N} \log p_\theta(y_i \mid x_i)", "ℒ = -(1/N) ∑ᵢ₌₁ᴺ log p_θ(yᵢ | xᵢ)"),
    (r"H(p, q) = -\sum_x p(x) \log q(x)", "H(p, q) = -∑ₓ p(x) log q(x)"),
    (
        r"\mathrm{PPL} = \exp\left(-\frac{1}{T}\sum_{t=1}^{T} \log p(x_t \mid x_{<t})\right)",
        "PPL = exp(-(1/T) ∑ₜ₌₁ᵀ log p(xₜ | x_(<t)))",
    ),
    (
        r"\operatorname{LayerNorm}(x) = \gamma \odot \frac{x - \mu}{\sqrt{\sigma^2 + \epsilon}} + \beta",
        "LayerNorm(x) = γ ⊙ ((x - μ)/√(σ² + ϵ)) + β",
    ),
    (
        r"\text{RMSNorm}(x) = \frac{x}{\sqrt{\frac{1}{d} \sum_{i=1}^d x_i^2 + \epsilon}} \odot g",
        "RMSNorm(x) = (x/√((1/d) ∑ᵢ₌₁ᵈ xᵢ² + ϵ)) ⊙ g",
    ),
    (r"\text{FFN}(x) = \max(0, xW_1 + b_1) W_2 + b_2", "FFN(x) = max(0, xW₁ + b₁) W₂ + b₂"),
    (r"\text{SwiGLU}(x) = (\operatorname{Swish}(xW) \odot xV) W_2", "SwiGLU(x) = (Swish(xW) ⊙ xV) W₂"),
    (r"d_{ff} = \frac{8}{3} d", "d_ff = (8/3) d"),
    (r"2 \cdot L \cdot n_{kv} \cdot d_{head} \cdot \text{bytes}", "2 · L · nₖᵥ · d_head · bytes"),
    (r"\text{KV} = 2 L n_{kv} d_{\text{head}} b", "KV = 2 L nₖᵥ d_head b"),
    (r"O(n^2 d + n d^2)", "O(n² d + n d²)"),
    (r"\mathcal{O}(n \log n)", "𝒪(n log n)"),
    (r"\frac{4n^2 d}{24 n d^2} = \frac{n}{6d}", "(4n² d)/(24 n d²) = n/(6d)"),
    (r"\frac{1 - \alpha^{\gamma+1}}{1 - \alpha}", "(1 - αᵞ⁺¹)/(1 - α)"),
    (r"S_t = S_{t-1} + \phi(k_t) v_t^\top", "Sₜ = Sₜ₋₁ + ϕ(kₜ) vₜᵀ"),
    (r"o_t = \frac{\phi(q_t)^\top S_t}{\phi(q_t)^\top z_t}", "oₜ = ϕ(qₜ)ᵀSₜ/(ϕ(qₜ)ᵀzₜ)"),
    (r"\theta_{t+1} = \theta_t - \eta \frac{\hat m_t}{\sqrt{\hat v_t} + \epsilon}", "θₜ₊₁ = θₜ - η (m̂ₜ/(√v̂ₜ + ϵ))"),
    (r"m_t = \beta_1 m_{t-1} + (1-\beta_1) g_t", "mₜ = β₁ mₜ₋₁ + (1 - β₁) gₜ"),
    (r"\hat{m}_t = \frac{m_t}{1 - \beta_1^t}", "m̂ₜ = mₜ/(1 - β₁ᵗ)"),
    (
        r"W' = W + \frac{\alpha}{r} BA, \quad B \in \mathbb{R}^{d \times r}, A \in \mathbb{R}^{r \times k}",
        "W′ = W + (α/r) BA,  B ∈ ℝ^(d×r), A ∈ ℝ^(r×k)",
    ),
    (
        r"\mathcal{L}_{\text{DPO}} = -\mathbb{E}_{(x, y_w, y_l)} "
        r"\left[ \log \sigma\left( \beta \log \frac{\pi_\theta(y_w|x)}{\pi_{\text{ref}}(y_w|x)} "
        r"- \beta \log \frac{\pi_\theta(y_l|x)}{\pi_{\text{ref}}(y_l|x)} \right) \right]",
        "ℒ_DPO = -𝔼_(x,y_w,yₗ) [log σ(β log (π_θ(y_w|x)/π_ref(y_w|x)) - β log (π_θ(yₗ|x)/π_ref(yₗ|x)))]",
    ),
    (
        r"\max_\theta \mathbb{E}_{x \sim p}[r(x)] - \beta D_{KL}(\pi_\theta \| \pi_{ref})",
        "max_θ 𝔼_(x∼p)[r(x)] - βD_KL(π_θ ‖ π_ref)",
    ),
    (r"\lVert x \rVert_2 = \sqrt{\sum_i x_i^2}", "‖x‖₂ = √(∑ᵢ xᵢ²)"),
    (r"\cos(u,v) = \frac{u \cdot v}{\|u\| \|v\|}", "cos(u, v) = (u · v)/(‖u‖ ‖v‖)"),
    (r"\operatorname*{arg\,max}_{y \in \mathcal{V}} p(y \mid x)", "arg max_(y∈𝒱) p(y | x)"),
    (r"\hat y = \arg\max_{y} \sum_{t} \log p(y_t \mid y_{<t}, x)", "ŷ = arg max_y ∑ₜ log p(yₜ | y_(<t), x)"),
    (r"\lim_{n \to \infty} \left(1 - \frac{1}{n}\right)^n = e^{-1}", "lim_(n→∞) (1 - 1/n)ⁿ = e⁻¹"),
    (
        r"\frac{\partial L}{\partial W} = \sum_{t} \frac{\partial L}{\partial h_t} \frac{\partial h_t}{\partial W}",
        "∂L/∂W = ∑ₜ (∂L/∂hₜ) (∂hₜ/∂W)",
    ),
    (r"\nabla_\theta J = \mathbb{E}[\nabla_\theta \log \pi_\theta(a|s) A(s,a)]", "∇_θ J = 𝔼[∇_θ log π_θ(a|s) A(s, a)]"),
    (
        r"r_t(\theta) = \frac{\pi_\theta(a_t|s_t)}{\pi_{\theta_{old}}(a_t|s_t)}",
        "rₜ(θ) = π_θ(aₜ|sₜ)/(π_(θ_old) (aₜ|sₜ))",
    ),
    (r"\sqrt[3]{x}", "∛x"),
    (r"\sqrt[n]{x+1}", "(x + 1)^(1/n)"),
    (
        r"\int_{-\infty}^{\infty} e^{-\frac{x^2}{2\sigma^2}} dx = \sigma\sqrt{2\pi}",
        "∫_(-∞)^∞ e^(-x²/(2σ²)) dx = σ√(2π)",
    ),
    (r"\Pr(X > t) \le e^{-t^2/2}", "Pr(X > t) ≤ e^(-t²/2)"),
    (r"10^{-3}", "10⁻³"),
    (r"\lfloor n/2 \rfloor", "⌊n/2⌋"),
    (r"p(y|x) = \prod_{t=1}^{m} p(y_t \mid y_{<t}, c)", "p(y|x) = ∏ₜ₌₁ᵐ p(yₜ | y_(<t), c)"),
    (r"\operatorname{Var}(q \cdot k) = d_k", "Var(q · k) = dₖ"),
    (r"\frac{a}{b}c", "(a/b) c"),
    (r"a/\frac{b}{c}", "a/(b/c)"),
    (r"\frac{a+b}{c+d}", "(a + b)/(c + d)"),
    (r"\frac{1}{1+e^{-x}}", "1/(1 + e⁻ˣ)"),
    (r"x^{x^2}", "x^(x²)"),
    (r"{x^2}^3", "(x²)³"),
    (r"f^*(x)", "f*(x)"),
    (r"x^* y", "x* y"),
    (r"\mathbf{W}_Q^{(i)} \mathbf{x}", "𝐖⁽ⁱ⁾_Q 𝐱"),
    (r"W_Q h", "W_Q h"),
    (r"n d_{model}", "n d_model"),
    (r"\bar{\alpha}_t = \prod_{s=1}^t \alpha_s", "ᾱₜ = ∏ₛ₌₁ᵗ αₛ"),
    (r"\left. \frac{df}{dx} \right|_{x=0}", "df/dx|ₓ₌₀"),
    (r"\vec{v}^\top \overline{ab}", "v⃗ᵀ overline(ab)"),
    (r"A^{-\top}", "A⁻ᵀ"),
    (r"x \in \{0, 1\}^n", "x ∈ {0, 1}ⁿ"),
    (r"\mathbb{1}[y = \hat{y}]", "𝟙[y = ŷ]"),
    (r"-x + -y", "-x + -y"),
    (r"\langle q, k \rangle", "⟨q, k⟩"),
    (r"\frac{e^5}{e^5 + n - 1}", "e⁵/(e⁵ + n - 1)"),
    (r"1 - 0.95^{10}", "1 - 0.95¹⁰"),
    (r"c^{3^L}", "c^(3ᴸ)"),
    (r"\text{softmax}(QK^T/\sqrt{d_k})V", "softmax(QKᵀ/√dₖ)V"),
    (r"W_Q W_K^\top", "W_Q Wᵀ_K"),
    (r"\left(1 - \tfrac{1}{1000}\right)^{1000} \approx e^{-1} \approx 37\%", "(1 - 1/1000)¹⁰⁰⁰ ≈ e⁻¹ ≈ 37%"),
    (
        r"\operatorname{Attention}(Q, K, V) = \operatorname{softmax}\!\left(\frac{QK^\top}{\sqrt{d_k}} + M\right) V",
        "Attention(Q, K, V) = softmax(QKᵀ/√dₖ + M) V",
    ),
    (r"\sigma(x) = \frac{1}{1 + e^{-x}}", "σ(x) = 1/(1 + e⁻ˣ)"),
    (r"\operatorname{GELU}(x) = x\,\Phi(x)", "GELU(x) = x Φ(x)"),
    (r"\lambda_1 \ge \lambda_2 \ge \cdots \ge \lambda_n", "λ₁ ≥ λ₂ ≥ ⋯ ≥ λₙ"),
    (r"\|W\|_F^2 = \sum_{i,j} w_{ij}^2", "‖W‖²_F = ∑_(i,j) wᵢⱼ²"),
    (
        r"q_m^\top k_n = \operatorname{Re}\left[ \sum_{j} q_j \bar{k}_j e^{i(m-n)\theta_j} \right]",
        "qₘᵀkₙ = Re[∑ⱼ qⱼ k̄ⱼ e^(i(m-n)θⱼ)]",
    ),
    (r"\theta_j = 10000^{-2j/d}", "θⱼ = 10000^(-2j/d)"),
    (r"-\log_2 \frac{1}{8} = 3", "-log₂ (1/8) = 3"),
    (r"\nabla_W L \leftarrow \min\left(1, \frac{c}{\|g\|}\right) g", "∇_W L ← min(1, c/‖g‖) g"),
    (r"T \to 0 \implies \text{argmax}", "T → 0 ⟹ argmax"),
    (r"\forall i \ne j: \; \langle x_i, x_j \rangle = 0", "∀i ≠ j: ⟨xᵢ, xⱼ⟩ = 0"),
    (r"\operatorname{std}(q \cdot k) = \sqrt{d_k}", "std(q · k) = √dₖ"),
    (
        r"y_i = \frac{x_i - \operatorname{E}[x]}{\sqrt{\operatorname{Var}[x] + \varepsilon}}",
        "yᵢ = (xᵢ - E[x])/√(Var[x] + ε)",
    ),
    (r"A_{ij} \in [0, 1)", "Aᵢⱼ ∈ [0, 1)"),
    (r"f\colon \mathbb{R}^n \to \mathbb{R}", "f: ℝⁿ → ℝ"),
    (r"\frac{\partial^2 f}{\partial x \partial y}", "(∂² f)/(∂x ∂y)"),
    (r"\left\lfloor \frac{n}{2} \right\rfloor", "⌊n/2⌋"),
    (r"x^{(l+1)} = x^{(l)} + F(x^{(l)})", "x⁽ˡ⁺¹⁾ = x⁽ˡ⁾ + F(x⁽ˡ⁾)"),
    (r"h^{\text{enc}}_T", "hᵉⁿᶜ_T"),
    (r"\frac{8192^2 \cdot 32 \cdot 2}{10^9}\,\text{GB} = 4.3\,\text{GB}", "((8192² · 32 · 2)/10⁹) GB = 4.3 GB"),
    (r"x\sqrt[n]{y}", "xy^(1/n)"),
    (r"\frac{n!}{k!(n-k)!}", "n!/(k!(n - k)!)"),
    (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
]
DRAWN_OTHERWISE = {
    # pylatexenc: ħ, ', …, ∙, ⊥ as the relation too, ≼ ≽ without the line below, small ⊕ ⊗
    *["hbar", "prime", "dotsb", "bullet", "perp", "preceq", "succeq", "bigoplus", "bigotimes"],
    "ne",  # the same, as two characters
}


@pytest.mark.parametrize(("latex", "line"), FIELD)
def test_a_formula_of_the_field_reads_right_on_one_line(latex: str, line: str) -> None:
    assert inline(latex) == line


@pytest.mark.parametrize("name", sorted(SYMBOLS))
def test_a_symbol_is_the_one_that_pylatexenc_has_for_its_name(name: str) -> None:
    theirs = LatexNodes2Text().latex_to_text(f"$\\{name}$").strip()

    assert theirs == SYMBOLS[name][0] or not theirs or name in DRAWN_OTHERWISE


def test_two_names_that_look_alike_are_synonyms() -> None:
    by_look: dict[str, list[str]] = {}
    for name, (glyph, _) in SYMBOLS.items():
        by_look.setdefault(glyph, []).append(name)

    assert {look: names for look, names in by_look.items() if len(names) > 1} == {
        "∅": ["emptyset", "varnothing"],
        "¬": ["neg", "lnot"],
        "…": ["ldots", "dots", "dotsc"],
        "⋯": ["cdots", "dotsb"],
        "|": ["vert", "mid", "lvert", "rvert"],
        "‖": ["Vert", "|", "lVert", "rVert"],
        "≤": ["le", "leq"],
        "≥": ["ge", "geq"],
        "≠": ["ne", "neq"],
        "→": ["to", "rightarrow"],
        "←": ["gets", "leftarrow"],
        "∧": ["wedge", "land"],
        "∨": ["vee", "lor"],
        "{": ["lbrace", "{"],
        "}": ["rbrace", "}"],
    }


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        ("x_{t-1}", "xₜ₋₁"),
        ("x_{t,1}", "x_(t,1)"),
        ("x_{ab}", "x_ab"),
        ("x_q", "x_q"),
        ("x^q", "x^q"),
        ("x^{2q}", "x^(2q)"),
        ("x^{(q)}", "x^((q))"),
        ("x^12", "x¹2"),
        ("x_12", "x₁2"),
        ("W_Qh", "W_Q h"),
        ("W_Q(h)", "W_Q(h)"),
        ("x_{t,1}(h)", "x_(t,1) (h)"),
        ("x^2_Q", "x²_Q"),
        ("x'_t", "xₜ′"),
        ("f''(x)", "f″(x)"),
        ("f'^2", "f′²"),
        ("{x^a}^b", "(xᵃ)ᵇ"),
        ("{a+b}^2", "a + b²"),
        (r"\sqrt{x}^2", "(√x)²"),
        (r"\frac{a}{b}^2", "(a/b)²"),
        ("x_{}", "x"),
        ("{}^2x", "²x"),
    ],
)
def test_a_script_keeps_its_grouping(latex: str, line: str) -> None:
    assert inline(latex) == line


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\frac12", "1/2"),
        (r"\frac{a+b}{c}", "(a + b)/c"),
        (r"\frac{a}{bc}", "a/(bc)"),
        (r"\frac{ab}{c}", "ab/c"),
        (r"\frac{-a}{b}", "(-a)/b"),
        (r"\frac{a}{b}c", "(a/b) c"),
        (r"c\frac{a}{b}", "c (a/b)"),
        (r"{a\frac{b}{c}}d", "a (b/c) d"),
        (r"1 - \frac{a}{b} + c", "1 - a/b + c"),
        (r"c \odot \frac{a}{b}", "c ⊙ (a/b)"),
        (r"\frac{a}{b}/c", "(a/b)/c"),
        (r"\frac{\frac{a}{b}}{\frac{c}{d}}", "(a/b)/(c/d)"),
        (r"\log \frac{a}{b}", "log (a/b)"),
        (r"\frac{\log a}{b}", "(log a)/b"),
        (r"\frac{\log(a)}{b}", "log(a)/b"),
        (r"\frac{1}{n(n+1)}", "1/(n(n + 1))"),
        (r"\frac{p(x)}{q(x)}", "p(x)/q(x)"),
        (r"\frac{n}{dx}", "n/(dx)"),
        (r"\frac{dy}{dx}", "dy/dx"),
        (r"\frac{a}{2x}", "a/(2x)"),
        (r"\frac{\text{two words}}{b}", "(two words)/b"),
        (r"|\frac{a}{b}|", "|(a/b)|"),
    ],
)
def test_a_fraction_keeps_its_grouping(latex: str, line: str) -> None:
    assert inline(latex) == line


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        (r"\sqrt{2d}", "√(2d)"),
        (r"\sqrt{(a+b)}", "√(a + b)"),
        (r"\sqrt{(a)(b)}", "√((a)(b))"),
        (r"\sqrt{d}x", "√d x"),
        (r"\sqrt{10}", "√10"),
        (r"\sqrt{x^2}", "√(x²)"),
        (r"\sqrt{d_{model}}", "√(d_model)"),
        (r"2\sqrt{d}", "2√d"),
        (r"\sqrt[4]{x+1}", "∜(x + 1)"),
        (r"\sqrt[k+1]{x}", "x^(1/(k+1))"),
    ],
)
def test_a_root_keeps_its_grouping(latex: str, line: str) -> None:
    assert inline(latex) == line


@pytest.mark.parametrize(
    ("latex", "line"),
    [
        ("a=b", "a = b"),
        ("a  =  b", "a = b"),
        ("-a-b", "-a - b"),
        ("a = -b", "a = -b"),
        ("(-1, +1)", "(-1, +1)"),
        ("e^{-x}", "e⁻ˣ"),
        ("0^+", "0⁺"),
        ("n+, n-", "n+, n-"),
        ("a := b", "a := b"),
        ("a <= b", "a <= b"),
        ("Q K", "Q K"),
        ("QK", "QK"),
        ("f (x)", "f (x)"),
        ("1,000", "1,000"),
        ("1{,}000", "1,000"),
        ("1e-3 + 2e^{-x}", "1e-3 + 2e⁻ˣ"),
        ("(1,2)", "(1, 2)"),
        (r"x \quad y", "x  y"),
        (r"x\!y", "xy"),
        (r"a\;=\;b", "a = b"),
        (r"a\log b", "a log b"),
        (r"\log\log n", "log log n"),
        (r"\log(n)", "log(n)"),
        (r"\log^2 n", "log² n"),
        (r"10\,\text{ms}", "10 ms"),
        (r"10\text{ms}", "10 ms"),
        (r"\mathrm{d}x", "dx"),
        (r"n \bmod k", "n mod k"),
        (r"\theta | x", "θ | x"),
        (r"\theta / \lVert g \rVert, \theta/2", "θ / ‖g‖, θ/2"),
        (r"1 \dots n, x_1\cdots x_n, f(\dots)", "1 … n, x₁ ⋯ xₙ, f(…)"),
        (r"\text{if $x_1 > 0$, else}", "if x₁ > 0, else"),
        (r"\text{a~{b}\,\& c\%}", "a b & c%"),
        (r"\{a_i\}_{i=1}^n", "{aᵢ}ᵢ₌₁ⁿ"),
        (r"x[:, i]", "x[:, i]"),
        (r"(0, 1]", "(0, 1]"),
        (r"]0, 1[", "]0, 1["),
        ("f(x", "f(x"),
    ],
)
def test_spaces_are_set_as_tex_sets_them(latex: str, line: str) -> None:
    assert inline(latex) == line


def test_letters_of_another_alphabet_stay_different_from_plain_ones() -> None:
    assert (
        inline(r"\mathbf{xW1} \mathcal{LN} \mathbb{RE1} \mathfrak{Rg} \boldsymbol{\theta\Sigma}") == "𝐱𝐖𝟏 ℒ𝒩 ℝ𝔼𝟙 ℜ𝔤 𝛉𝚺"
    )
    assert inline(r"\mathbf{a + \nabla \bmod b}") == "𝐚 + ∇ mod 𝐛"
    assert inline(r"\mathrm{KL} \mathsf{T} \textbf{bold words}") == "KL T bold words"


def test_an_accent_over_several_letters_becomes_its_name() -> None:
    assert inline(r"\hat{y} \bar{x}_t \widehat{ab} \overline{x+y}") == "ŷ x̄ₜ hat(ab) overline(x + y)"
    assert inline(r"\tilde{\mathbf{c}}") == "𝐜\N{COMBINING TILDE}"
