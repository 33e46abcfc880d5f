"""Rows and numbers in memory: what kernels read and write, found by address.

Kernels are handed addresses, not arrays: an array is seven arguments to the
compiler, and tens of them made a first answer wait for ten seconds. These
instructions trust what they are given; a schedule is made by the planner only.
"""

from __future__ import annotations

from typing import Any

from llvmlite import ir
from numba import types

from twofront.games.compiled import lane_instruction
from twofront.games.lanes import DOUBLE, LONG, ROW, VECTOR, WORD
from twofront.games.schedule import LANES

_ROW_BYTES = 8 * LANES


def _place(builder: Any, address: Any, number: Any, size: int, kind: Any) -> Any:
    """Pointer to item `number`, of `size` bytes each, from an address on."""
    offset = builder.mul(number, ir.Constant(LONG, size))
    return builder.inttoptr(builder.add(address, offset), kind.as_pointer())


@lane_instruction
def get(context: Any, rows: Any, number: Any) -> Any:
    """Row `number` of the rows that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, args[0], args[1], _ROW_BYTES, VECTOR), align=8)

    return ROW(types.int64, types.int64), generate


@lane_instruction
def put(context: Any, rows: Any, number: Any, row: Any) -> Any:
    """Store a row."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        place = _place(builder, args[0], args[1], _ROW_BYTES, VECTOR)
        builder.store(args[2], place, align=8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, ROW), generate


@lane_instruction
def pick(context: Any, rows: Any, places: Any, number: Any) -> Any:
    """The row at the place that stands as entry `number` in an array of places."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, places, number = args
        place = builder.zext(builder.load(_place(builder, places, number, 4, WORD)), LONG)
        return builder.load(_place(builder, rows, place, 8, VECTOR), align=8)

    return ROW(types.int64, types.int64, types.int64), generate


@lane_instruction
def drop(context: Any, rows: Any, places: Any, number: Any, row: Any) -> Any:
    """Store a row at the place that stands as entry `number` in an array of places."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, places, number, row = args
        place = builder.zext(builder.load(_place(builder, places, number, 4, WORD)), LONG)
        builder.store(row, _place(builder, rows, place, 8, VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64, ROW), generate


@lane_instruction
def peek(context: Any, numbers: Any, number: Any) -> Any:
    """One 64-bit number of those that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, args[0], args[1], 8, DOUBLE))

    return types.float64(types.int64, types.int64), generate


@lane_instruction
def poke(context: Any, numbers: Any, number: Any, value: Any) -> Any:
    """Store one 64-bit number."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, args[0], args[1], 8, DOUBLE))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.float64), generate


@lane_instruction
def peek_index(context: Any, indices: Any, number: Any) -> Any:
    """One of the 64-bit indices that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.load(_place(builder, args[0], args[1], 8, LONG))

    return types.int64(types.int64, types.int64), generate


@lane_instruction
def poke_index(context: Any, indices: Any, number: Any, value: Any) -> Any:
    """Store one 64-bit index."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        builder.store(args[2], _place(builder, args[0], args[1], 8, LONG))
        return context.get_dummy_value()

    return types.void(types.int64, types.int64, types.int64), generate


@lane_instruction
def entry(context: Any, indices: Any, number: Any) -> Any:
    """One of the unsigned 32-bit indices that begin at an address."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.zext(builder.load(_place(builder, args[0], args[1], 4, WORD)), LONG)

    return types.int64(types.int64, types.int64), generate


@lane_instruction
def turn_in(context: Any, rows: Any, number: Any, starts: Any, at: Any) -> Any:
    """LANES rows from `number` on: lane l gets LANES numbers from address starts[l] + 8 at on."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, number, starts, at = args
        square = [
            builder.load(_lane_place(builder, starts, lane, at), align=8) for lane in range(LANES)
        ]
        for k, row in enumerate(_transposed(builder, square)):
            place = builder.add(number, ir.Constant(LONG, k))
            builder.store(row, _place(builder, rows, place, _ROW_BYTES, VECTOR), align=8)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), generate


@lane_instruction
def turn_out(context: Any, rows: Any, number: Any, starts: Any, at: Any) -> Any:
    """The way back of `turn_in`."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        rows, number, starts, at = args
        square = []
        for k in range(LANES):
            place = builder.add(number, ir.Constant(LONG, k))
            square.append(builder.load(_place(builder, rows, place, _ROW_BYTES, VECTOR), align=8))
        for lane, row in enumerate(_transposed(builder, square)):
            builder.store(row, _lane_place(builder, starts, lane, at), align=8)
        return context.get_dummy_value()

    return types.void(*[types.int64] * 4), generate


def _lane_place(builder: Any, starts: Any, lane: int, at: Any) -> Any:
    start = builder.load(_place(builder, starts, ir.Constant(LONG, lane), 8, LONG))
    return _place(builder, start, at, 8, VECTOR)


def _transposed(builder: Any, rows: list[Any]) -> list[Any]:
    """A square of numbers turned over its diagonal, by swaps of ever larger halves."""
    half = LANES // 2
    while half:
        low = [k + (LANES - half if k & half else 0) for k in range(LANES)]
        high = [k + half + (LANES - half if k & half else 0) for k in range(LANES)]
        masks = [ir.Constant(ir.VectorType(WORD, LANES), pick) for pick in (low, high)]
        for k in range(LANES):
            if not k & half:
                pair = rows[k], rows[k + half]
                rows[k], rows[k + half] = (builder.shuffle_vector(*pair, m) for m in masks)
        half //= 2
    return rows
