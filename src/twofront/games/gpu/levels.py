"""Groups the operations of a schedule into levels; see `plan`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from twofront.games.gpu.plan import Index, Level, Plan, Products, Steps, Values
from twofront.games.schedule import LANES, NONE, Schedule

EXACT = 8  # up to so many terms a group holds operations of one length; beyond, of like ones

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Operation:
    """A value: init + sum of coefficient * source, all by the schedule's numbers."""

    slot: int
    init: int
    by: tuple[int, ...]
    source: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """An information set; slots are action by action, the members' values."""

    number: int
    action: int
    count: int
    player: int
    feedback: int
    products: tuple[int, ...]
    chances: tuple[int, ...]
    slots: tuple[tuple[int, ...], ...]


class Leveller:
    """Builds a plan from a schedule; each method works out one part."""

    def __init__(self, schedule: Schedule) -> None:
        self.schedule = schedule
        self.operations = _operations(schedule)
        self.steps = _steps(schedule)
        self.paid_at = {slot: slot for slot in range(schedule.payoffs)}  # slot: row
        self.fed_at: dict[int, int] = {}  # feedback action: row
        self.still_at: dict[int, int] = {}  # product: row
        self.reach_at: dict[int, int] = {}

    def plan(self) -> Plan:
        """Everything, in the order in which one part needs another."""
        schedule = self.schedule
        self._place_fed()
        sums, still, settled = self._sums(), self._still(), self._settled()
        reach, levels = self._reach(), self._levels()
        action = [self.action_at.get(action, 0) for action in range(schedule.actions)]
        feedback = sorted(self.fed_at, key=self.fed_at.__getitem__)
        return Plan(sums, still, settled, reach, levels, _index(action), _index(feedback))

    def _place_fed(self) -> None:
        """The level of each step and value, and the rows of feedback strategies."""
        self._time()
        self.sets: list[list[list[list[Step]]]] = []  # level: fed or not: group: steps
        for level in range(self.height):
            here = [step for step in self.steps if self.step_level[step.number] == level]
            parts = [[s for s in here if (s.feedback != NONE) == fed] for fed in (True, False)]
            self.sets.append([list(_groups(part, self._step_kind).values()) for part in parts])
        for fed, _ in self.sets:
            for group in fed:
                for step in group:
                    for a in range(step.count):
                        self.fed_at[step.feedback + a] = len(self.fed_at)

    def _time(self) -> None:
        """Levels: a step waits for values one level below, a value also for its own strategies."""
        start = _step_values(self.schedule)
        self.value_level: dict[int, int] = {}
        self.step_level: dict[int, int] = {}
        found: dict[int, int] = {}  # action: level
        for step in self.steps:
            for operation in self.operations[start[step.number] : start[step.number + 1]]:
                below = [self.value_level.get(slot, -1) + 1 for slot in operation.source]
                self.value_level[operation.slot] = max(
                    below + [found[by] for by in operation.by if by < self.schedule.actions]
                )
            below = [self.value_level.get(slot, -1) + 1 for row in step.slots for slot in row]
            level = self.step_level[step.number] = max(below)
            found |= dict.fromkeys(range(step.action, step.action + step.count), level)
        self.height = 1 + max([*self.step_level.values(), *self.value_level.values()], default=-1)

    def _step_kind(self, step: Step) -> Hashable:
        slots = [slot for row in step.slots for slot in row]
        return step.count, _padded(len(step.products)), self._sources(slots)

    def _value_kind(self, operation: Operation) -> Hashable:
        length, init = _padded(len(operation.by)), operation.init != 0
        return self._holder(operation.by[0]), length, init, self._sources(operation.source)

    def _sources(self, slots: Iterable[int]) -> tuple[bool, bool]:
        """Whether some are paid, and whether some are values."""
        moving = [slot in self.value_level for slot in slots]
        return not all(moving), any(moving)

    def _holder(self, coefficient: int) -> str:
        """The array that holds a coefficient."""
        schedule = self.schedule
        if coefficient < schedule.actions:
            return "chosen"
        return "fed" if coefficient < schedule.actions + schedule.fed else "drawn"

    def _sums(self) -> tuple[Index, ...]:
        schedule = self.schedule
        rows = _ragged(schedule.sum_start, schedule.sum_from // LANES)
        groups = _groups(enumerate(rows), lambda item: _padded(len(item[1])))
        for group in groups.values():
            for number, _ in group:
                self.paid_at[schedule.payoffs + number] = len(self.paid_at)
        return tuple(_square([row for _, row in group]) for group in groups.values())

    def _still(self) -> tuple[Products, ...]:
        schedule = self.schedule
        one, first = schedule.chances, schedule.actions + schedule.fed
        chains = [(k, [by - first for by in self._chain(k)]) for k in range(schedule.still)]
        groups = _groups(chains, lambda item: _padded(max(len(item[1]), 1)))
        self.still_at = _places([[k for k, _ in group] for group in groups.values()])
        return tuple(
            Products(None, _square([chain or [one] for _, chain in group], one))
            for group in groups.values()
        )

    def _settled(self) -> tuple[tuple[Values, ...], ...]:
        """Values that no strategy changes, level by level."""
        level: dict[int, int] = {}
        settled = self.operations[: _step_values(self.schedule)[0]]
        for operation in settled:
            level[operation.slot] = max(level.get(slot, -1) + 1 for slot in operation.source)
        made = []
        for at in range(1 + max(level.values(), default=-1)):
            here = [operation for operation in settled if level[operation.slot] == at]
            groups = list(_groups(here, self._value_kind).values())
            made.append(tuple(self._values(group, {}, {}) for group in groups))
            for operation in (operation for group in groups for operation in group):
                self.paid_at[operation.slot] = len(self.paid_at)
        return tuple(made)

    def _chain(self, product: int) -> list[int]:
        """Coefficients of a product's factors, from the first to the last."""
        schedule, chain = self.schedule, []
        while product:
            chain.append(int(schedule.product_by[product]) // LANES)
            product = int(schedule.product_from[product]) // LANES
        return chain[::-1]

    def _reach(self) -> tuple[Products, ...]:
        """Products that beliefs read, by the number of strategies in them."""
        schedule = self.schedule
        first, last = schedule.actions, schedule.actions + schedule.fed
        wanted = sorted({k for step in self.steps for k in step.products if step.products[1:]})
        chains = [
            (k, [self.fed_at[by - first] for by in self._chain(k) if by < last]) for k in wanted
        ]
        groups = _groups(chains, lambda item: _padded(len(item[1])))
        self.reach_at = _places([[k for k, _ in group] for group in groups.values()])
        made = []
        for group in groups.values():
            begin = [self.still_at[self._by_chance(k)] for k, _ in group]
            factors = _square([chain for _, chain in group], schedule.fed)
            made.append(Products(_index(begin), factors if len(factors) else None))
        return tuple(made)

    def _by_chance(self, product: int) -> int:
        """The product of chances with which a product begins."""
        while product >= self.schedule.still:
            product = int(self.schedule.product_from[product]) // LANES
        return product

    def _levels(self) -> tuple[Level, ...]:
        self._last_uses()
        self.action_at: dict[int, int] = {}  # among the strategies of all levels
        schedule = self.schedule
        start = _step_values(schedule)
        moving = self.operations[start[0] : start[schedule.steps]]
        chosen: dict[int, int] = {}  # action: row at this level
        value: dict[int, int] = {}
        made, rows = [], 0
        for level in range(self.height):
            fed, other = (
                tuple(self._step(group, value) for group in groups) for groups in self.sets[level]
            )
            actions = self._actions(level)
            read = {action for action, last in self.chosen_use.items() if last >= level}
            chosen, old_chosen = _renewed(actions, chosen, read)
            for action in actions:
                self.action_at[action] = rows + chosen[action]
            rows += len(chosen)
            here = [operation for operation in moving if self.value_level[operation.slot] == level]
            groups = list(_groups(here, self._value_kind).values())
            values = tuple(self._values(group, chosen, value) for group in groups)
            slots = [operation.slot for group in groups for operation in group]
            needed = {slot for slot, last in self.value_use.items() if last > level}
            value, old_value = _renewed(slots, value, needed, first=1)
            made.append(Level(fed, other, old_chosen, values, old_value))
        return tuple(made)

    def _actions(self, level: int) -> list[int]:
        """Actions chosen at a level, in the order of their rows."""
        return [
            step.action + a
            for groups in self.sets[level]
            for group in groups
            for step in group
            for a in range(step.count)
        ]

    def _last_uses(self) -> None:
        """The last level that reads each value and each strategy."""
        self.value_use: dict[int, int] = {}
        self.chosen_use: dict[int, int] = {}
        for operation in self.operations:
            level = self.value_level.get(operation.slot)
            if level is not None:
                _note(self.value_use, operation.source, level)
                _note(self.chosen_use, operation.by, level)
        for step in self.steps:
            slots = [slot for row in step.slots for slot in row]
            _note(self.value_use, slots, self.step_level[step.number])

    def _step(self, group: list[Step], value: dict[int, int]) -> Steps:
        members = _padded(len(group[0].products))
        slots = [  # member, step, action
            [[row[h] if h < len(row) else 0 for row in step.slots] for step in group]
            for h in range(members)
        ]
        paid, valued = self._held(np.array(slots, np.int64), value)
        player = _index([step.player for step in group])
        if members == 1:
            return Steps(player, paid, valued, None, None)
        reach = [[self.reach_at[k] for k in step.products] for step in group]
        chance = [[self.still_at[k] for k in step.chances] for step in group]
        filled = [row + row[:1] * (members - len(row)) for row in chance]
        return Steps(player, paid, valued, _square(reach, len(self.reach_at)), _square(filled))

    def _values(
        self, group: list[Operation], chosen: dict[int, int], value: dict[int, int]
    ) -> Values:
        schedule = self.schedule
        holder = self._holder(group[0].by[0])
        first = {"chosen": 0, "fed": schedule.actions, "drawn": schedule.actions + schedule.fed}
        place = {"chosen": chosen, "fed": self.fed_at}.get(holder)
        numbers = [[by - first[holder] for by in operation.by] for operation in group]
        rows = numbers if place is None else [[place[by] for by in row] for row in numbers]
        coefficients: dict[str, Any] = {"chosen": None, "fed": None, "drawn": None}
        coefficients[holder] = _square(rows)
        paid, valued = self._held(_square([operation.source for operation in group]), value)
        init = [self.paid_at[operation.init] for operation in group]
        return Values(_index(init) if any(init) else None, **coefficients, paid=paid, value=valued)

    def _held(self, slots: Any, value: dict[int, int]) -> tuple[Index | None, Index | None]:
        """Rows of `paid` and of `value` that hold slots: 0, a row of zeros, in the other one."""
        flat = slots.ravel().tolist()
        paid = _index([self.paid_at.get(slot, 0) for slot in flat]).reshape(slots.shape)
        valued = _index([value.get(slot, 0) for slot in flat]).reshape(slots.shape)
        some = any(slot in value for slot in flat)
        return (None if some and not paid.any() else paid), (valued if some else None)


def _note(last: dict[int, int], items: Iterable[int], level: int) -> None:
    for item in items:
        last[item] = max(last.get(item, level), level)


def _renewed(
    new: Sequence[int], old: dict[int, int], needed: set[int], first: int = 0
) -> tuple[dict[int, int], Index | None]:
    """Rows of what is new and of what is old and still needed, and where the latter were."""
    kept = [item for item in old if item in needed]
    rows = {item: row for row, item in enumerate([*new, *kept], first)}
    return rows, _index([old[item] for item in kept]) if kept else None


def _operations(schedule: Schedule) -> list[Operation]:
    by = _ragged(schedule.group_by, schedule.value_by // LANES)
    start, source = schedule.group_start.tolist(), (schedule.value_from // LANES).tolist()
    init, t, made = (schedule.value_init // LANES).tolist(), 0, []
    for group, (first, stop) in enumerate(pairwise(start)):
        for k in range(first, stop):
            terms = tuple(source[t : t + len(by[group])])
            made.append(Operation(schedule.values + k, init[k], by[group], terms))
            t += len(terms)
    return made


def _step_values(schedule: Schedule) -> NDArray[np.int64]:
    """Per step + 1: values before the step's update."""
    return schedule.group_start[schedule.step_group].astype(np.int64)


def _steps(schedule: Schedule) -> list[Step]:
    products = _ragged(schedule.step_member, schedule.member_product // LANES)
    chances = _ragged(schedule.step_member, schedule.member_chance // LANES)
    slots = _ragged(schedule.step_slot, schedule.member_slot // LANES)
    made = []
    for k, flat in enumerate(slots):
        members = len(products[k])
        step = Step(
            number=k,
            action=int(schedule.step_action[k]),
            count=int(schedule.step_count[k]),
            player=int(schedule.step_player[k]),
            feedback=int(schedule.step_feedback[k]),
            products=products[k],
            chances=chances[k],
            slots=tuple(flat[at : at + members] for at in range(0, len(flat), members)),
        )
        made.append(step)
    return made


def _ragged(start: Any, numbers: Any) -> list[tuple[int, ...]]:
    flat = numbers.tolist()
    return [tuple(flat[a:b]) for a, b in pairwise(start.tolist())]


def _groups(items: Iterable[Item], kind: Any) -> dict[Any, list[Item]]:
    groups: dict[Any, list[Item]] = defaultdict(list)
    for item in items:
        groups[kind(item)].append(item)
    return groups


def _places(groups: list[list[int]]) -> dict[int, int]:
    return {item: row for row, item in enumerate(item for group in groups for item in group)}


def _padded(length: int) -> int:
    """The length to which operations of one group are filled up."""
    return length if length <= EXACT else -(-length // EXACT) * EXACT


def _square(rows: Sequence[Sequence[int]], fill: int = 0) -> Index:
    """Rows of like lengths as columns, `[T, n]`, filled up with a number."""
    longest = _padded(max(map(len, rows)))
    return (
        _index([[*row, *[fill] * (longest - len(row))] for row in rows])
        .reshape(len(rows), longest)
        .T
    )


def _index(numbers: Any) -> Index:
    return np.ascontiguousarray(np.asarray(numbers, np.int64).astype(np.uint32))
