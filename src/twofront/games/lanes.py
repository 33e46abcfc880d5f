"""Arithmetic on rows of lanes: one row holds the same quantity of several draws.

A row is LANES consecutive 64-bit numbers, so that one vector instruction serves
as many draws. Every lane goes through the same instructions whatever its
neighbours hold, which is why a draw's answer never depends on its batch.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from llvmlite import ir
from numba import njit, types
from numba.core import cgutils
from numba.extending import intrinsic

LANES = 8

_VECTOR = ir.VectorType(ir.DoubleType(), LANES)
_INDEX = ir.IntType(64)


def _row(builder: Any, array: Any, number: Any) -> Any:
    place = builder.gep(array.data, [builder.mul(number, ir.Constant(_INDEX, LANES))])
    return builder.bitcast(place, _VECTOR.as_pointer())


def _entry(builder: Any, array: Any, number: Any) -> Any:
    return builder.zext(builder.load(builder.gep(array.data, [number])), _INDEX)


@intrinsic
def dot(
    context: Any, out: Any, row: Any, left: Any, by: Any, first: Any, right: Any, at: Any,
    start: Any, count: Any,
) -> Any:  # fmt: skip
    """out[row] = sum over k < count of left[by[first + k]] * right[at[start + k]], lane by lane.

    Written for LLVM directly: the sum stays in one register and is fused, which
    the compiler does not find by itself since rows might overlap.
    """
    signature = types.void(out, row, left, by, first, right, at, start, count)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        arrays = {
            k: context.make_array(signature.args[k])(context, builder, args[k])
            for k in (0, 2, 3, 5, 6)
        }
        number = {
            k: context.cast(builder, args[k], signature.args[k], types.int64)
            for k in (1, 4, 7, 8)
        }
        fma = cgutils.get_or_insert_function(
            builder.module, ir.FunctionType(_VECTOR, [_VECTOR] * 3), f"llvm.fma.v{LANES}f64"
        )
        total = cgutils.alloca_once_value(builder, ir.Constant(_VECTOR, [0.0] * LANES))
        builder.store(ir.Constant(_VECTOR, [0.0] * LANES), total)
        with cgutils.for_range(builder, number[8]) as loop:
            factor = _entry(builder, arrays[3], builder.add(number[4], loop.index))
            term = _entry(builder, arrays[6], builder.add(number[7], loop.index))
            x = builder.load(_row(builder, arrays[2], factor), align=8)
            y = builder.load(_row(builder, arrays[5], term), align=8)
            builder.store(builder.call(fma, [x, y, builder.load(total)]), total)
        builder.store(builder.load(total), _row(builder, arrays[0], number[1]), align=8)
        return context.get_dummy_value()

    return signature, generate


@njit(inline="always")
def exponential(x: float) -> float:
    """exp of a number from -700 to 0 by reduction and a polynomial, within 2 units in the last place."""
    whole = (x * 1.4426950408889634 + 6755399441055744.0) - 6755399441055744.0
    r = x - whole * 0.69314718036912381649
    r = r - whole * 1.90821492927058770002e-10
    p = 1.0 / 479001600.0
    p = p * r + 1.0 / 39916800.0
    p = p * r + 1.0 / 3628800.0
    p = p * r + 1.0 / 362880.0
    p = p * r + 1.0 / 40320.0
    p = p * r + 1.0 / 5040.0
    p = p * r + 1.0 / 720.0
    p = p * r + 1.0 / 120.0
    p = p * r + 1.0 / 24.0
    p = p * r + 1.0 / 6.0
    p = p * r + 0.5
    p = p * r + 1.0
    p = p * r + 1.0
    return p * np.int64((np.int64(whole) + 1023) << 52).view(np.float64)


@njit(inline="always")
def softmax_rows(out, first, logits, start, count, scratch):
    """out rows from first: logit choice over `count` rows of logits, lane by lane."""
    top, total = scratch[0], scratch[1]
    for lane in range(LANES):
        top[lane] = logits[start, lane]
        total[lane] = 0.0
    for k in range(1, count):
        for lane in range(LANES):
            top[lane] = max(top[lane], logits[start + k, lane])
    for k in range(count):
        for lane in range(LANES):
            grown = exponential(max(logits[start + k, lane] - top[lane], -700.0))
            out[first + k, lane] = grown
            total[lane] += grown
    for lane in range(LANES):
        total[lane] = 1.0 / total[lane]
    for k in range(count):
        for lane in range(LANES):
            out[first + k, lane] *= total[lane]
