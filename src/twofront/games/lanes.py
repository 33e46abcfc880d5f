"""Arithmetic on rows of lanes: one row holds the same quantity of several draws.

A row is LANES consecutive 64-bit numbers, so that one vector instruction serves
as many draws. Every lane goes through the same instructions whatever its
neighbours hold, which is why a draw's answer never depends on its batch.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils as _cgutils

from twofront.games.compiled import lane_instruction

LANES = 8

_DOUBLE, _LONG = ir.DoubleType(), ir.IntType(64)
_VECTOR = ir.VectorType(_DOUBLE, LANES)
_LONGS = ir.VectorType(_LONG, LANES)

_tools: Any = _cgutils
_LOG2E = 1.4426950408889634
_LN2_HIGH, _LN2_LOW = 0.69314718036912381649, 1.90821492927058770002e-10
_ROUNDER = 6755399441055744.0  # 1.5 * 2**52: adding it leaves the nearest whole number
_LEAST_EXPONENT = -700.0
_TAYLOR = [1.0]  # of exp, lowest first; 12 terms give the last bit on |r| < ln(2) / 2
for _n in range(1, 13):
    _TAYLOR.append(_TAYLOR[-1] / _n)


class _Lanes:
    """Writes lane-wide instructions into the function being compiled.

    The compiler would find some of them by itself, but not sums that stay in a
    register or vector exponentials, since for all it knows rows may overlap.
    """

    def __init__(self, context: Any, builder: Any, signature: Any, args: Any) -> None:
        self.builder = builder
        self.arrays = {
            k: context.make_array(kind)(context, builder, arg)
            for k, (kind, arg) in enumerate(zip(signature.args, args, strict=True))
            if isinstance(kind, types.Array)
        }
        self.number = {
            k: context.cast(builder, arg, kind, types.int64)
            for k, (kind, arg) in enumerate(zip(signature.args, args, strict=True))
            if k not in self.arrays
        }

    def constant(self, value: float) -> Any:
        return ir.Constant(_VECTOR, [value] * LANES)

    def row(self, array: int, number: Any) -> Any:
        """Address of a row."""
        offset = self.builder.mul(number, ir.Constant(_LONG, LANES))
        place = self.builder.gep(self.arrays[array].data, [offset])
        return self.builder.bitcast(place, _VECTOR.as_pointer())

    def load(self, array: int, number: Any) -> Any:
        return self.builder.load(self.row(array, number), align=8)

    def store(self, value: Any, array: int, number: Any) -> None:
        self.builder.store(value, self.row(array, number), align=8)

    def entry(self, array: int, number: Any) -> Any:
        """An index from an index array."""
        place = self.builder.gep(self.arrays[array].data, [number])
        return self.builder.zext(self.builder.load(place), _LONG)

    def variable(self, start: Any) -> Any:
        place = _tools.alloca_once(self.builder, _VECTOR)
        self.builder.store(start, place)
        return place

    def fused(self, x: Any, y: Any, z: Any) -> Any:
        """x * y + z, rounded once."""
        kind = ir.FunctionType(_VECTOR, [_VECTOR] * 3)
        name = f"llvm.fma.v{LANES}f64"
        function = _tools.get_or_insert_function(self.builder.module, kind, name)
        return self.builder.call(function, [x, y, z])

    def larger(self, x: Any, y: Any) -> Any:
        return self.builder.select(self.builder.fcmp_ordered(">", x, y), x, y)

    def exponential(self, x: Any) -> Any:
        """exp of lanes at most 0, by reduction modulo ln 2 and Taylor's series."""
        b = self.builder
        x = self.larger(x, self.constant(_LEAST_EXPONENT))
        shifted = self.fused(x, self.constant(_LOG2E), self.constant(_ROUNDER))
        whole = b.fsub(shifted, self.constant(_ROUNDER))
        rest = self.fused(whole, self.constant(-_LN2_HIGH), x)
        rest = self.fused(whole, self.constant(-_LN2_LOW), rest)
        power = self.constant(_TAYLOR[-1])
        for term in reversed(_TAYLOR[:-1]):
            power = self.fused(power, rest, self.constant(term))
        bits = b.add(b.fptosi(whole, _LONGS), ir.Constant(_LONGS, [1023] * LANES))
        scale = b.bitcast(b.shl(bits, ir.Constant(_LONGS, [52] * LANES)), _VECTOR)
        return b.fmul(power, scale)

    def each(self, count: Any, body: Callable[[Any], None]) -> None:
        with _tools.for_range(self.builder, count) as loop:
            body(loop.index)


@lane_instruction
def dot(
    context: Any, out: Any, row: Any, left: Any, by: Any, first: Any, right: Any, at: Any,
    start: Any, count: Any,
) -> Any:  # fmt: skip
    """out[row] = sum over k < count of left[by[first + k]] * right[at[start + k]]."""
    signature = types.void(out, row, left, by, first, right, at, start, count)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _Lanes(context, builder, signature, args)
        total = lanes.variable(lanes.constant(0.0))

        def add(k: Any) -> None:
            x = lanes.load(2, lanes.entry(3, builder.add(lanes.number[4], k)))
            y = lanes.load(5, lanes.entry(6, builder.add(lanes.number[7], k)))
            builder.store(lanes.fused(x, y, builder.load(total)), total)

        lanes.each(lanes.number[8], add)
        lanes.store(builder.load(total), 0, lanes.number[1])
        return context.get_dummy_value()

    return signature, generate


@lane_instruction
def softmax(context: Any, out: Any, first: Any, logit: Any, start: Any, count: Any) -> Any:
    """out[first + k] = logit choice over rows start.. of logit, k < count."""
    signature = types.void(out, first, logit, start, count)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _Lanes(context, builder, signature, args)
        first, start, count = (lanes.number[k] for k in (1, 3, 4))
        top = lanes.variable(lanes.load(2, start))
        total = lanes.variable(lanes.constant(0.0))

        def raise_top(k: Any) -> None:
            x = lanes.load(2, builder.add(start, k))
            builder.store(lanes.larger(x, builder.load(top)), top)

        def grow(k: Any) -> None:
            x = builder.fsub(lanes.load(2, builder.add(start, k)), builder.load(top))
            grown = lanes.exponential(x)
            lanes.store(grown, 0, builder.add(first, k))
            builder.store(builder.fadd(builder.load(total), grown), total)

        lanes.each(count, raise_top)
        lanes.each(count, grow)
        share = builder.fdiv(lanes.constant(1.0), builder.load(total))

        def divide(k: Any) -> None:
            place = builder.add(first, k)
            lanes.store(builder.fmul(lanes.load(0, place), share), 0, place)

        lanes.each(count, divide)
        return context.get_dummy_value()

    return signature, generate


@lane_instruction
def centre(context: Any, out: Any, first: Any, logit: Any, count: Any) -> Any:
    """out[first + k] = logit[k] minus the mean of its first `count` rows."""
    signature = types.void(out, first, logit, count)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        lanes = _Lanes(context, builder, signature, args)
        first, count = lanes.number[1], lanes.number[3]
        total = lanes.variable(lanes.constant(0.0))
        size = builder.sitofp(count, _DOUBLE)
        spread = ir.Constant(_VECTOR, ir.Undefined)
        for lane in range(LANES):
            spread = builder.insert_element(spread, size, ir.Constant(ir.IntType(32), lane))

        def add(k: Any) -> None:
            builder.store(builder.fadd(builder.load(total), lanes.load(2, k)), total)

        lanes.each(count, add)
        mean = builder.fdiv(builder.load(total), spread)

        def shift(k: Any) -> None:
            lanes.store(builder.fsub(lanes.load(2, k), mean), 0, builder.add(first, k))

        lanes.each(count, shift)
        return context.get_dummy_value()

    return signature, generate
