"""Arithmetic on rows of lanes: one row holds the same quantity of several draws.

A row is LANES consecutive 64-bit numbers, so that one vector instruction serves
as many draws; a mask holds one truth value a lane. Both are types of their own
in compiled code, with the usual operators, and live in registers. Every lane
goes through the same instructions whatever its neighbours hold, which is why a
draw's answer never depends on its batch.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils
from numba.core.typing import templates as _templates
from numba.extending import lower_builtin as _lower_builtin
from numba.extending import models as _models
from numba.extending import register_model as _register_model

from twofront.games.compiled import lane_instruction
from twofront.games.schedule import LANES

# Numbers that kernels hand to kernels: as literals each would be compiled for apart.
NOUGHT: Any = np.int64(0)
ONE: Any = np.int64(1)

DOUBLE, LONG, WORD, _BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(32), ir.IntType(1)
VECTOR, _LONGS = ir.VectorType(DOUBLE, LANES), ir.VectorType(LONG, LANES)
_BITS = ir.VectorType(_BIT, LANES)

_tools: Any = _cgutils
_operators: Any = _templates
_LOG2E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.69314718036912381649, 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest whole number
_LEAST_EXPONENT = -700.0
_TAYLOR = [1.0]  # of exp, lowest first; 12 terms give the last bit on |r| < ln(2) / 2
for _n in range(1, 13):
    _TAYLOR.append(_TAYLOR[-1] / _n)


def _made(kind: Any, name: str) -> Any:
    return kind(name)


# Made by call: Numba is untyped, and what is untyped may not be the base of a class statement.
RowType: Any = type("RowType", (types.Type,), {"__doc__": "LANES numbers."})
MaskType: Any = type("MaskType", (types.Type,), {"__doc__": "LANES truth values."})
ROW: Any = _made(RowType, f"row of {LANES} lanes")
MASK: Any = _made(MaskType, f"mask of {LANES} lanes")


def _modelled(kind: type, vector: Any) -> None:
    primitive: Any = _models.PrimitiveModel

    def build(self: Any, manager: Any, numba_type: Any) -> None:
        primitive.__init__(self, manager, numba_type, vector)

    _register_model(kind)(type(f"{kind.__name__}Model", (primitive,), {"__init__": build}))


_modelled(RowType, VECTOR)
_modelled(MaskType, _BITS)


def _operator(
    function: Callable[..., Any], result: Any, kinds: tuple[Any, ...], build: Callable[..., Any]
) -> None:
    """Teach compiled code what an operator means for rows or masks."""
    cases = [_operators.signature(result, *kinds)]
    template = type("_Case", (_operators.ConcreteTemplate,), {"cases": cases})
    _operators.infer_global(function)(template)

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return build(builder, *args)

    lowering: Any = _lower_builtin
    lowering(function, *kinds)(lower)


def _compared(sign: str) -> Callable[..., Any]:
    return lambda builder, x, y: builder.fcmp_ordered(sign, x, y)


for _function, _name in (
    (operator.add, "fadd"),
    (operator.sub, "fsub"),
    (operator.mul, "fmul"),
    (operator.truediv, "fdiv"),
):
    _operator(_function, ROW, (ROW, ROW), lambda b, x, y, name=_name: getattr(b, name)(x, y))
for _function, _sign in (
    (operator.lt, "<"),
    (operator.le, "<="),
    (operator.gt, ">"),
    (operator.ge, ">="),
    (operator.eq, "=="),
):
    _operator(_function, MASK, (ROW, ROW), _compared(_sign))
_operator(operator.and_, MASK, (MASK, MASK), lambda b, x, y: b.and_(x, y))
_operator(operator.or_, MASK, (MASK, MASK), lambda b, x, y: b.or_(x, y))
_operator(operator.invert, MASK, (MASK,), lambda b, x: b.not_(x))


def _all(value: float) -> Any:
    return ir.Constant(VECTOR, [value] * LANES)


def _call(builder: Any, name: str, *args: Any) -> Any:
    kind = ir.FunctionType(VECTOR, [VECTOR] * len(args))
    function = _tools.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")
    return builder.call(function, args)


def _spread(builder: Any, x: Any) -> Any:
    vector = ir.Constant(VECTOR, ir.Undefined)
    for lane in range(LANES):
        vector = builder.insert_element(vector, x, ir.Constant(WORD, lane))
    return vector


@lane_instruction
def each(context: Any, number: Any) -> Any:
    """The same number in every lane."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _spread(builder, args[0])

    return ROW(types.float64), generate


@lane_instruction
def fused(context: Any, x: Any, y: Any, z: Any) -> Any:
    """x * y + z, rounded once."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(builder, "fma", *args)

    return ROW(ROW, ROW, ROW), generate


@lane_instruction
def root(context: Any, x: Any) -> Any:
    """Square root."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(builder, "sqrt", *args)

    return ROW(ROW), generate


@lane_instruction
def magnitude(context: Any, x: Any) -> Any:
    """Absolute value."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _call(builder, "fabs", *args)

    return ROW(ROW), generate


@lane_instruction
def larger(context: Any, x: Any, y: Any) -> Any:
    """The larger of two numbers, lane by lane; y where x is not a number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered(">", *args), *args)

    return ROW(ROW, ROW), generate


@lane_instruction
def smaller(context: Any, x: Any, y: Any) -> Any:
    """The smaller of two numbers, lane by lane; y where x is not a number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(builder.fcmp_ordered("<", *args), *args)

    return ROW(ROW, ROW), generate


@lane_instruction
def where(context: Any, mask: Any, x: Any, y: Any) -> Any:
    """x in the lanes of the mask, y in the others."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(*args)

    return ROW(MASK, ROW, ROW), generate


@lane_instruction
def anywhere(context: Any, mask: Any) -> Any:
    """Whether the mask holds in some lane."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        bits = builder.bitcast(args[0], ir.IntType(LANES))
        return builder.icmp_unsigned("!=", bits, ir.Constant(ir.IntType(LANES), 0))

    return types.boolean(MASK), generate


@lane_instruction
def exponential(context: Any, x: Any) -> Any:
    """exp of lanes at most 0, by reduction modulo ln 2 and Taylor's series."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return _exponential(builder, args[0])

    return ROW(ROW), generate


def _exponential(b: Any, x: Any) -> Any:
    x = b.select(b.fcmp_ordered(">", x, _all(_LEAST_EXPONENT)), x, _all(_LEAST_EXPONENT))
    shifted = _call(b, "fma", x, _all(_LOG2E), _all(_ROUNDER))
    whole = b.fsub(shifted, _all(_ROUNDER))
    rest = _call(b, "fma", whole, _all(-_LN2_HIGH), x)
    rest = _call(b, "fma", whole, _all(-_LN2_LOW), rest)
    # Even and odd powers apart: two short chains instead of a long one.
    square = b.fmul(rest, rest)
    even, odd = _all(_TAYLOR[12]), _all(_TAYLOR[11])
    for k in range(10, -1, -2):
        even = _call(b, "fma", even, square, _all(_TAYLOR[k]))
    for k in range(9, 0, -2):
        odd = _call(b, "fma", odd, square, _all(_TAYLOR[k]))
    power = _call(b, "fma", odd, rest, even)
    # The low bits of `shifted` hold the whole number; only they survive the shift by 52.
    bits = b.add(b.bitcast(shifted, _LONGS), ir.Constant(_LONGS, [1023] * LANES))
    return b.fmul(power, b.bitcast(b.shl(bits, ir.Constant(_LONGS, [52] * LANES)), VECTOR))
