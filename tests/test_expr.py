"""Small expressions mean what they mean in Python, within bounds, and say what is wrong with them."""

from __future__ import annotations

import ast
import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tutor.errors import ExpressionError
from tutor.expr import MAX_LENGTH, Number, parse

NAMES = ("a", "b", "layers")
SIGNS = ["+", "-", "*", "/", "//", "%", "<", "<=", ">", ">=", "==", "!=", " and ", " or "]
WRAPPERS = ["(%s)", "-%s", "+%s", "not %s", "abs(%s)", "round(%s)", "round(%s, 1)", "sqrt(%s)"]
WRAPPERS += ["min(%s, a)", "max(b, %s, 2)", "log(%s)", "log2(%s)"]

values_of_names = st.integers(-40, 40) | st.booleans() | st.floats(-1e3, 1e3, allow_nan=False)
atoms = st.sampled_from([*NAMES, "0", "1", "60", "0.5", ".25", "3.", "1e-3", "2E2", "007.5"])
powers = st.tuples(atoms, st.sampled_from(["**0", "**2", "**-1", "**0.5", "**-2**2"])).map("".join)


def larger(part: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    wrapped = st.tuples(st.sampled_from(WRAPPERS), part).map(lambda pair: pair[0] % pair[1])
    return st.tuples(part, st.sampled_from(SIGNS), part).map("".join) | wrapped


expressions = st.recursive(atoms | powers, larger, max_leaves=10).filter(lambda text: len(text) <= MAX_LENGTH)


def python(text: str, values: dict[str, Number]) -> object:
    """What Python makes of it, or None if that is no real number."""
    functions = {"abs": abs, "round": round, "min": min, "max": max, "power": power}
    functions |= {"sqrt": math.sqrt, "log": math.log, "log2": math.log2}
    try:
        return eval(with_real_powers(text), {"__builtins__": {}}, {**functions, **values})
    except (ArithmeticError, ValueError, SyntaxError):
        return None


def with_real_powers(text: str) -> str:
    """`text` with each `a ** b` as `power(a, b)`, which refuses what Python makes a complex number of."""

    class Powers(ast.NodeTransformer):
        def visit_BinOp(self, node: ast.BinOp) -> ast.AST:
            self.generic_visit(node)
            is_power = isinstance(node.op, ast.Pow)
            return ast.Call(ast.Name("power", ast.Load()), [node.left, node.right], []) if is_power else node

    return ast.unparse(Powers().visit(ast.parse(text, mode="eval")))


def power(base: Number, exponent: Number) -> Number:
    value: object = base**exponent
    if isinstance(value, complex):
        raise ValueError(f"({base}) ** {exponent} is not real")
    return value  # type: ignore[return-value]


def ours(text: str, values: dict[str, Number]) -> object:
    try:
        return parse(text).evaluate(values)
    except ExpressionError:
        return None


@given(expressions, st.fixed_dictionaries(dict.fromkeys(NAMES, values_of_names)))
@example("2**3**2 - -2**2", {})
@example("2 - 3 - 4 + 12 / 3 / 2", {})
@example("7 // -2 * 2 % 3 + -7 % 3 + 7.5 // 2", {})
@example("1 < 3 > 2 == 2 != 3", {})
@example("not 1 == 2 and 0 or 5", {})
@example("3 or 1/0", {})
@example("0 and 1/0", {})
@example("2 < 1 < 1/0", {})
@example("--2 - -+3", {})
@example("a + b * -a", {"a": True, "b": True})
@example("0.1 + 0.2 == 0.3", {})
@example("round(2.5) + round(-1.5) + round(123.456, -1) + round(125, -1)", {})
@example("1 == (-1)**0.5", {})
@example("2**53 + 1 == 2.0**53 + 1", {})
def test_an_expression_means_what_it_means_in_python(text: str, values: dict[str, Number]) -> None:
    expected, value = python(text, values), ours(text, values)

    assert (type(value), value) == (type(expected), expected)


def test_names_are_those_it_needs_and_whole_numbers_stay_exact() -> None:
    expression = parse("2*2*layers*kv_heads*d_head + max(0, layers - layers)")

    assert expression.names == {"layers", "kv_heads", "d_head"}
    assert expression.evaluate({"layers": 10**15, "kv_heads": 10**6, "d_head": 128, "unused": 1}) == 512 * 10**21
    assert repr(expression.evaluate({"layers": 32, "kv_heads": 8, "d_head": 128})) == "131072"


@pytest.mark.parametrize("sign", ["<", "<=", ">", ">=", "==", "!="])
def test_a_nan_makes_each_comparison_false(sign: str) -> None:
    nan = {"x": math.nan, "y": math.inf}

    assert parse(f"x {sign} 1").evaluate(nan) is False
    assert parse(f"1 {sign} x").evaluate(nan) is False
    assert parse(f"x {sign} x").evaluate(nan) is False
    assert parse(f"0 {sign} min(1, x, 2)").evaluate(nan) is False
    assert parse(f"0 {sign} max(x, 1) * 2 + round(x) + sqrt(x)").evaluate(nan) is False
    assert parse(f"0 {sign} y - y").evaluate(nan) is False


def test_an_infinity_that_was_measured_is_a_number_like_any_other() -> None:
    assert parse("x > 1e308 and 1 / x == 0 and x + 1 == x").evaluate({"x": math.inf}) is True


WRONG = {
    "": ("an expression with nothing in it", "write one, such as `2 * layers`"),
    "  ": ("an expression with nothing in it", "write one, such as `2 * layers`"),
    "1 +": ("nothing follows `+` (column 4)", "a number, a name or `(` must"),
    "1 + * 2": ("`*` cannot follow `+` (column 5)", "see that numbers and operators take turns"),
    "2^10": ("`^` cannot follow `2` (column 2)", "a power is `**`"),
    "a = 1": ("`=` cannot follow `a` (column 3)", "equality is `==`"),
    "a ≤ 2": ("`≤` cannot follow `a` (column 3)", "write `<=`"),
    "a == 'x'": ("`'` cannot follow `==` (column 6)", "only numbers can be compared"),
    "2x": ("`x` cannot follow `2` (column 2)", "to multiply, write `*`"),
    "2 (3)": ("`(` cannot follow `2` (column 3)", "to multiply, write `*`"),
    "1_000": ("`_000` cannot follow `1` (column 2)", "write the number without `_`"),
    "1,000": (
        "`,` cannot follow `1` (column 2)",
        "commas part the arguments of a function; numbers are written without",
    ),
    "ρ > 1": ("`ρ` cannot begin an expression (column 1)", "names have the letters a to z, digits and `_`"),
    "a.b": ("`.` cannot follow `a` (column 2)", "see that numbers and operators take turns"),
    "3 * not a": ("`not` cannot follow `*` (column 5)", "put it in brackets: `(not …)`"),
    "(1 + (2)": ("a `(` that is never closed (column 1)", "add the `)`"),
    "(1 2)": ("`2` cannot follow `1` (column 4)", "to multiply, write `*`"),
    "1)": ("`)` cannot follow `1` (column 2)", "a number, a name or `(` goes before it, or it is one too many"),
    "max": ("`max` is a function (column 1)", "call it: `max(…)`"),
    "1 + maxx(1, 2)": ("`maxx` is not a function (column 5)", "did you mean `max`?"),
    "__import__(1)": (
        "`__import__` is not a function (column 1)",
        "the functions are abs, exp, log, log2, max, min, round, sqrt",
    ),
    "max(1)": ("`max` takes at least 2 numbers, not 1 (column 1)", "part them with commas"),
    "sqrt(1, 2)": ("`sqrt` takes 1 number, not 2 (column 1)", "part them with commas"),
    "round(1, 2, 3)": ("`round` takes 1 or 2 numbers, not 3 (column 1)", "part them with commas"),
    "(" * 40 + "1" + ")" * 40: ("nested more than 30 deep (column 32)", "split the expression up"),
    "-" * 400 + "1": ("nested more than 30 deep (column 32)", "split the expression up"),
    "not " * 100 + "1": ("nested more than 30 deep (column 125)", "split the expression up"),
    "2**" * 100 + "1": ("nested more than 30 deep (column 94)", "split the expression up"),
    "1" * 501: ("an expression of 501 characters", "use shorter names: 500 can be read"),
    "1" * 400: ("a number too large to compute with (column 1)", "the largest is about 1.8e308"),
    "1e999": ("a number too large to compute with (column 1)", "the largest is about 1.8e308"),
}
NO_VALUE = {
    "1 / 0": ("a division by zero (column 3)", "see that the divisor cannot be 0"),
    "1 + 7 // 0.0": ("a division by zero (column 7)", "see that the divisor cannot be 0"),
    "7 % (layers - layers)": ("a division by zero (column 3)", "see that the divisor cannot be 0"),
    "0**-1": ("a division by zero (column 2)", "see that the divisor cannot be 0"),
    "2**10000": ("a number too large to compute with (column 2)", "the largest is about 1.8e308"),
    "10**400": ("a number too large to compute with (column 3)", "the largest is about 1.8e308"),
    "9**9**9**9": ("a number too large to compute with (column 5)", "the largest is about 1.8e308"),
    "(2**1000) * (2**1000)": ("a number too large to compute with (column 11)", "the largest is about 1.8e308"),
    "1e308 * 10": ("a number too large to compute with (column 7)", "the largest is about 1.8e308"),
    "10.0**309": ("a number too large to compute with (column 5)", "the largest is about 1.8e308"),
    "exp(1000)": ("a number too large to compute with (column 1)", "the largest is about 1.8e308"),
    "(-8)**0.5": ("`(-8) ** 0.5` is no real number (column 5)", "keep what it is given in range"),
    "1 + sqrt(-1)": ("`sqrt(-1)` is no real number (column 5)", "keep what it is given in range"),
    "log(0)": ("`log(0)` is no real number (column 1)", "keep what it is given in range"),
    "round(1, -10000000000)": (
        "`round(1, -10000000000)` is no real number (column 1)",
        "keep what it is given in range",
    ),
    "2 * laeyrs": ("`laeyrs` has no value (column 5)", "did you mean `layers`?"),
    "zzz": ("`zzz` has no value (column 1)", "the names known are layers, task"),
    "task + 1": ("`task` is no number (column 1)", "only numbers can be computed with"),
}


@pytest.mark.parametrize(("text", "error"), WRONG.items(), ids=ascii)
def test_what_cannot_be_read_is_named_with_its_column_and_remedy(text: str, error: tuple[str, str]) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)

    assert (caught.value.what, caught.value.remedy) == error


@pytest.mark.parametrize(("text", "error"), NO_VALUE.items(), ids=ascii)
def test_what_has_no_value_is_named_with_its_column_and_remedy(text: str, error: tuple[str, str]) -> None:
    expression = parse(text)

    with pytest.raises(ExpressionError) as caught:
        expression.evaluate({"layers": 32, "task": "copy"})  # type: ignore[dict-item]

    assert (caught.value.what, caught.value.remedy) == error


def test_with_no_names_at_all_none_is_suggested() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse("layers").evaluate({})

    assert str(caught.value) == "`layers` has no value (column 1)\n   there are no names here"


def test_the_bounds_leave_room_for_everyday_numbers() -> None:
    assert parse("2**1023").evaluate({}) == 2**1023
    assert parse("10**308").evaluate({}) == 10**308
    assert parse("+".join(["1"] * 250)).evaluate({}) == 250
    assert parse("(" * 29 + "1" + ")" * 29).evaluate({}) == 1


@given(st.text(alphabet="ab019.eE+-*/%<>=!()_, andortmxi^\n", max_size=60) | st.text(max_size=20))
def test_any_text_is_an_expression_or_an_error_that_says_what_to_do(text: str) -> None:
    try:
        parse(text).evaluate({"a": 2, "b": 0.5})
    except ExpressionError as error:
        said = error
    else:
        return
    assert said.what
    assert said.remedy
