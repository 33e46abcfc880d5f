"""Arithmetic on rows of lanes: one row holds the same quantity of several draws.

A row is LANES consecutive 64-bit numbers, so that one vector instruction serves
as many draws; a mask holds one truth value a lane. Both are types of their own
in compiled code, with the usual operators, and live in registers. Every lane
goes through the same instructions whatever its neighbours hold, which is why a
draw's answer never depends on its batch.

Kernels are handed addresses, not arrays: an array is seven arguments to the
compiler, and tens of them made a first answer wait for ten seconds. `entry`,
`get` and `put` trust what they are given; a schedule is made by the planner only.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils
from numba.core.typing.templates import ConcreteTemplate as _ConcreteTemplate
from numba.core.typing.templates import infer_global as _infer_global
from numba.core.typing.templates import signature as _signature
from numba.extending import lower_builtin as _lower_builtin
from numba.extending import models as _models
from numba.extending import register_model as _register_model

from twofront.games.compiled import lane_instruction

LANES = 8
# Numbers that kernels hand to kernels: as literals each would be compiled for apart.
NOUGHT, ONE = np.int64(0), np.int64(1)

_DOUBLE, _LONG, _WORD, _BIT = ir.DoubleType(), ir.IntType(64), ir.IntType(32), ir.IntType(1)
_VECTOR, _LONGS = ir.VectorType(_DOUBLE, LANES), ir.VectorType(_LONG, LANES)
_BITS = ir.VectorType(_BIT, LANES)
_ROW_BYTES = 8 * LANES

_tools: Any = _cgutils
_LOG2E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.69314718036912381649, 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest whole number
_LEAST_EXPONENT = -700.0
_TAYLOR = [1.0]  # of exp, lowest first; 12 terms give the last bit on |r| < ln(2) / 2
for _n in range(1, 13):
    _TAYLOR.append(_TAYLOR[-1] / _n)


class RowType(types.Type):  # type: ignore[misc]  # numba has no types
    """LANES numbers."""

    def __init__(self) -> None:
        super().__init__(name=f"row of {LANES} lanes")


class MaskType(types.Type):  # type: ignore[misc]
    """LANES truth values."""

    def __init__(self) -> None:
        super().__init__(name=f"mask of {LANES} lanes")


ROW, MASK = RowType(), MaskType()


def _modelled(kind: type, vector: Any) -> None:
    def build(self: Any, manager: Any, numba_type: Any) -> None:
        _models.PrimitiveModel.__init__(self, manager, numba_type, vector)

    model = type(f"{kind.__name__}Model", (_models.PrimitiveModel,), {"__init__": build})
    _register_model(kind)(model)


_modelled(RowType, _VECTOR)
_modelled(MaskType, _BITS)


def _operator(
    function: Callable[..., Any], result: Any, kinds: tuple[Any, ...], build: Callable[..., Any]
) -> None:
    """Teach compiled code what an operator means for rows or masks."""
    case = _signature(result, *kinds)
    _infer_global(function)(type("_Case", (_ConcreteTemplate,), {"cases": [case]}))

    def lower(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return build(builder, *args)

    _lower_builtin(function, *kinds)(lower)


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
    return ir.Constant(_VECTOR, [value] * LANES)


def _call(builder: Any, name: str, *args: Any) -> Any:
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * len(args))
    function = _tools.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f64")
    return builder.call(function, args)


def _spread(builder: Any, x: Any) -> Any:
    vector = ir.Constant(_VECTOR, ir.Undefined)
    for lane in range(LANES):
        vector = builder.insert_element(vector, x, ir.Constant(_WORD, lane))
    return vector


def _place(builder: Any, address: Any, number: Any, size: int, kind: Any) -> Any:
    """Pointer to item `number`, of `size` bytes each, from an address on."""
    offset = builder.mul(number, ir.Constant(_LONG, size))
    return builder.inttoptr(builder.add(address, offset), kind.as_pointer())


@lane_instruction
def get(context: Any, rows: Any, number: Any) -> Any:
    """Row `number` of the rows that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, *args, _ROW_BYTES, _VECTOR), align=8)

    return ROW(types.int64, types.int64), generate


@lane_instruction
def put(context: Any, rows: Any, number: Any, row: Any) -> Any:
    """Store a row."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _place(builder, args[0], args[1], _ROW_BYTES, _VECTOR)
        builder.store(args[2], place, align=8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, ROW), generate


@lane_instruction
def peek(context: Any, numbers: Any, number: Any) -> Any:
    """One 64-bit number of those that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, *args, 8, _DOUBLE))

    return types.float64(types.int64, types.int64), generate


@lane_instruction
def poke(context: Any, numbers: Any, number: Any, value: Any) -> Any:
    """Store one 64-bit number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, args[0], args[1], 8, _DOUBLE))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.float64), generate


@lane_instruction
def peek_index(context: Any, indices: Any, number: Any) -> Any:
    """One of the 64-bit indices that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, *args, 8, _LONG))

    return types.int64(types.int64, types.int64), generate


@lane_instruction
def poke_index(context: Any, indices: Any, number: Any, value: Any) -> Any:
    """Store one 64-bit index."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, args[0], args[1], 8, _LONG))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


@lane_instruction
def entry(context: Any, indices: Any, number: Any) -> Any:
    """One of the unsigned 32-bit indices that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.zext(builder.load(_place(builder, *args, 4, _WORD)), _LONG)

    return types.int64(types.int64, types.int64), generate


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
    return b.fmul(power, b.bitcast(b.shl(bits, ir.Constant(_LONGS, [52] * LANES)), _VECTOR))


@lane_instruction
def turn_in(context: Any, rows: Any, number: Any, starts: Any, at: Any) -> Any:
    """LANES rows from `number` on: lane l gets LANES numbers from address starts[l] + 8 at on."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, number, starts, at = args
        square = [
            builder.load(_lane_place(builder, starts, lane, at), align=8) for lane in range(LANES)
        ]
        for k, row in enumerate(_transposed(builder, square)):
            place = builder.add(number, ir.Constant(_LONG, k))
            builder.store(row, _place(builder, rows, place, _ROW_BYTES, _VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), generate


@lane_instruction
def turn_out(context: Any, rows: Any, number: Any, starts: Any, at: Any) -> Any:
    """The way back of `turn_in`."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, number, starts, at = args
        square = []
        for k in range(LANES):
            place = builder.add(number, ir.Constant(_LONG, k))
            square.append(builder.load(_place(builder, rows, place, _ROW_BYTES, _VECTOR), align=8))
        for lane, row in enumerate(_transposed(builder, square)):
            builder.store(row, _lane_place(builder, starts, lane, at), align=8)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), generate


def _lane_place(builder: Any, starts: Any, lane: int, at: Any) -> Any:
    start = builder.load(_place(builder, starts, ir.Constant(_LONG, lane), 8, _LONG))
    return _place(builder, start, at, 8, _VECTOR)


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """A square of numbers turned over its diagonal, by swaps of ever larger halves."""
    half = LANES // 2
    while half:
        low = [k + (LANES - half if k & half else 0) for k in range(LANES)]
        high = [k + half + (LANES - half if k & half else 0) for k in range(LANES)]
        masks = [ir.Constant(ir.VectorType(_WORD, LANES), pick) for pick in (low, high)]
        for k in range(LANES):
            if not k & half:
                pair = rows[k], rows[k + half]
                rows[k], rows[k + half] = (builder.shuffle_vector(*pair, m) for m in masks)
        half //= 2
    return rows
