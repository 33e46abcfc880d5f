"""Amounts: the grammar, canonical text, and arithmetic as Python itself would do it."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from twofront.scenario.dimensions import dimension
from twofront.scenario.expressions import (
    Binary,
    Call,
    ExpressionError,
    Name,
    Negative,
    Number,
    Reference,
    names_in,
    references_in,
    write,
)
from twofront.scenario.grammar import MAX_TOKENS, parse
from twofront.scenario.units import NUMBER, UNITS, find_unit

numbers = st.floats(0, 1e6, allow_nan=False).map(Number)
names = st.sampled_from(["a", "b", "some_name"]).map(Name)
references = st.sampled_from(
    [Reference("odds", ("t",)), Reference("strength", ("t", "attack")), Reference("level", ("m",))]
)


def larger(inside):
    pairs = st.builds(Binary, st.sampled_from(["+", "-", "*", "/", "**"]), inside, inside)
    calls = st.builds(lambda x, y: Call("max", (x, y)), inside, inside)
    return st.one_of(pairs, calls, st.builds(Negative, inside))


amounts = st.recursive(st.one_of(numbers, names, references), larger, max_leaves=12)


@given(amounts)
@settings(derandomize=True, max_examples=400)
def test_what_is_written_reads_back_the_same(amount):
    assert parse(write(amount)) == amount


@given(st.text(alphabet="ab1.+-*/() ,minexp$", max_size=40))
@settings(derandomize=True, max_examples=400)
def test_any_text_is_an_amount_or_a_located_error(text):
    wrong_at, found = None, None
    try:
        found = parse(text)
    except ExpressionError as wrong:
        wrong_at = wrong.at
    assert parse(write(found)) == found if found else 0 <= wrong_at <= len(text)


def evaluated(amount, names):
    """Work an amount out the slow way, one Python number at a time."""
    match amount:
        case Number(value):
            return value
        case Name(name):
            return names[name]
        case Negative(inside):
            return -evaluated(inside, names)
        case Call(function, arguments):
            functions = {"min": min, "max": max, "exp": math.exp, "log": math.log}
            return functions[function](*(evaluated(each, names) for each in arguments))
        case Binary(operator, left, right):
            x, y = evaluated(left, names), evaluated(right, names)
            return {"+": x + y, "-": x - y, "*": x * y}.get(
                operator, x**y if operator == "**" else x / y
            )


@pytest.mark.parametrize(
    "text",
    [
        "1 + 2 * 3",
        "-2 ** 2",
        "2 ** -1",
        "2 ** 3 ** 2",
        "8 / 4 / 2",
        "8 - 4 - 2",
        "-(a - b) * 2",
        "min(a, b, 1) - max(a, 2)",
        "exp(log(3)) * a",
        "--a",
        "a * -b",
        ".5 + 1e-3",
    ],
)
def test_precedence_is_that_of_everyday_arithmetic(text):
    names = {"a": 3.0, "b": 5.0}
    functions = {"min": min, "max": max, "exp": math.exp, "log": math.log}
    assert evaluated(parse(text), names) == pytest.approx(eval(text, {}, names | functions))


@pytest.mark.parametrize(
    ("text", "at", "words"),
    [
        ("", 0, "but the amount ends"),
        ("a +", 3, "but the amount ends"),
        ("(a", 2, "expected ')'"),
        ("a b", 2, "did not expect 'b'"),
        ("a $ b", 2, "cannot read '$'"),
        ("odd(taiwan)", 0, "unknown function 'odd'"),
        ("odds(2)", 5, "takes the name of a theatre"),
        ("strength(taiwan)", 15, "expected ','"),
        ("min(a)", 0, "takes 2 to 8 amounts, not 1"),
        ("log(a, b)", 0, "takes 1 amounts, not 2"),
        ("1e999", 0, "too large"),
        ("(" * 50 + "a" + ")" * 50, 40, "nested more than 40 deep"),
        ("-" * 50 + "a", 0, "signs in a row"),
        ("a" + "+a" * 200, 300, f"more than {MAX_TOKENS} parts"),
        ("a" * 2000, 0, "longer than 1000 characters"),
        ("__import__('os').system('id')", 11, "cannot read"),
        ("a.b", 1, "cannot read '.'"),
        ("a[0]", 1, "cannot read '['"),
    ],
)
def test_what_is_no_amount_is_refused_where_it_goes_wrong(text, at, words):
    with pytest.raises(ExpressionError) as wrong:
        parse(text)
    assert words in str(wrong.value)
    if len(text) < 300:
        assert wrong.value.at == at


def test_names_and_references_are_found_once():
    amount = parse("a * odds(t) + flow(l) - odds(t) * max(b, a)")
    assert names_in(amount) == {"a", "b"}
    assert references_in(amount) == {("odds", ("t",)), ("flow", ("l",))}


UTIL, INDEX = UNITS["util"].dimension, UNITS["index"].dimension


def sized(text):
    of = {"u": UTIL, "x": INDEX, "n": NUMBER}
    return dimension(parse(text), lambda name: of[name.id], lambda reference: NUMBER)


def test_dimensions_follow_arithmetic():
    assert sized("u * odds(t) - u") == UTIL
    assert sized("u / x * x") == UTIL
    assert sized("x ** 2 / x") == INDEX
    assert sized("n ** n") == NUMBER
    assert sized("max(u, 0)") == UTIL
    assert sized("0 + u") == UTIL
    assert sized("exp(x / x)") == NUMBER


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("u + x", "adds unlike units: util and index"),
        ("u - 1", "subtracts unlike units: util and a pure number"),
        ("max(u, x)", "compares in max() unlike units"),
        ("exp(u)", "takes a pure number, not util"),
        ("n ** u", "an exponent is a pure number"),
        ("u ** n", "only a whole number up to 9 can be the power of util"),
    ],
)
def test_unlike_units_are_refused(text, words):
    with pytest.raises(ExpressionError) as wrong:
        sized(text)
    assert words in str(wrong.value)


def test_quotients_of_registered_units_are_units():
    found = find_unit("util/index")
    assert found is not None
    assert found.dimension == UTIL / INDEX
    assert str(found.dimension) == "util/index"
    assert find_unit("util/parsec") is None
    assert find_unit("USD bn") is None
