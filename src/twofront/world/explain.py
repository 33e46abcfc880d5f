"""One line of play, laid open: every force, the odds and each payoff term, to be redone by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from twofront.problems import InputError, Problem, nearest
from twofront.scenario.distributions import Distribution
from twofront.scenario.draws import Draws, middle
from twofront.scenario.expressions import (
    Expression,
    Name,
    Reference,
    names_in,
    walk,
    write,
)
from twofront.scenario.model import NONE, Grounds, Line, Move, Scenario, Theatre
from twofront.world.amounts import Amounts
from twofront.world.compiler import accounts
from twofront.world.order import Order
from twofront.world.situation import Values, features, forces, holds, label, open_options


@dataclass(frozen=True, slots=True)
class Given:
    """The value of a move, private state or outcome in the line of play, and whence it comes."""

    name: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Part:
    """A number inside an amount: a quantity, odds, a strength, a level or a flow."""

    text: str
    value: float
    unit: str
    grounds: Grounds | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Term:
    """One line that counts: its amount as written, its parts and its value."""

    text: str
    value: float
    means: str
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Contest:
    """A theatre's forces and the attacker's odds.

    `odds` is None at 0 against 0; `war` says whether there is war there in this
    line of play, None where the scenario does not say.
    """

    theatre: str
    name: str
    attack: tuple[Term, ...]
    defend: tuple[Term, ...]
    attack_total: float
    defend_total: float
    advantage: Term
    decisiveness: Term
    odds: float | None
    war: bool | None


@dataclass(frozen=True, slots=True)
class Account:
    """What one actor gets, or one measure counts, at the end of the line of play."""

    name: str
    unit: str
    terms: tuple[Term, ...]
    total: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """A line of play in one draw, with everything that adds up at its end."""

    play: tuple[Given, ...]
    contests: tuple[Contest, ...]
    accounts: tuple[Account, ...]


def explain(scenario: Scenario, at: Mapping[str, str], draws: Draws | None = None) -> Explanation:
    """Lay one line of play open.

    Args:
        scenario: As known on its date.
        at: Options of moves and states of private states. A move that is not
            given takes its default, else its first open option; a private state
            its first state.
        draws: One draw; None for the middle of every range.

    Raises:
        InputError: A name or value is unknown, or an option is not open there.
    """
    play, values = _play(scenario, at)
    amounts = Amounts(scenario, middle(scenario) if draws is None else draws)
    writer = _Writer(scenario, amounts, values)
    wholes = {theatre.within for theatre in scenario.theatres.values()}
    contests = tuple(
        writer.contest(each) for each in scenario.theatres.values() if each.id not in wholes
    )
    return Explanation(tuple(play), contests, tuple(writer.accounts()))


def _play(scenario: Scenario, at: Mapping[str, str]) -> tuple[list[Given], Values]:
    """Play the line through: what is given, what follows by default, what is not asked."""
    problems = [*_unknown(scenario, at)]
    if problems:
        raise InputError(problems)
    play: list[Given] = []
    values: Values = {}
    outcomes_at = Order(scenario).outcomes_at()
    for private in scenario.private.values():
        why = "given" if private.id in at else "not given: the first state"
        play.append(Given(private.id, at.get(private.id, private.states[0]), why))
        values[private.id] = play[-1].value
    for place in range(len(scenario.moves) + 1):
        if place:
            move = scenario.moves[place - 1]
            play.append(_taken(scenario, move, at.get(move.id), values))
            values[move.id] = play[-1].value
        for name in outcomes_at.get(place, ()):
            values[name] = label(scenario.outcomes[name], values)
            play.append(Given(name, values[name], "follows"))
    return play, values


def _taken(scenario: Scenario, move: Move, given: str | None, values: Values) -> Given:
    """Give the option a move takes in this line of play."""
    options = open_options(move, values)
    names = [option.id for option in options]
    if given is not None and given not in names:
        reason = f"Open: {', '.join(names)}." if names else "It is not asked in this line of play."
        message = f"{move.id} cannot be {given!r} here. {reason}"
        raise InputError([Problem("--at", None, None, move.id, "option-not-open", message)])
    if given is not None:
        return Given(move.id, given, "given")
    if not names:
        return Given(move.id, NONE, "not asked")
    if len(names) == 1:
        return Given(move.id, names[0], "the only option")
    if move.default in names:
        return Given(move.id, str(move.default), "not given: the default")
    return Given(move.id, names[0], "not given: the first option")


def _unknown(scenario: Scenario, at: Mapping[str, str]) -> Iterator[Problem]:
    known = {private.id: private.states for private in scenario.private.values()}
    known |= {move.id: move.option_ids for move in scenario.moves}
    for name, value in at.items():
        if name in scenario.outcomes:
            message = f"{name} is an outcome: give the moves that bring it about."
            yield Problem("--at", None, None, name, "unknown-name", message)
        elif name not in known:
            message = f"Unknown move or private state {name!r}."
            yield Problem("--at", None, None, name, "unknown-name", message, nearest(name, known))
        elif value not in known[name]:
            message = f"{name} has no option or state {value!r}."
            suggestion = nearest(value, known[name])
            yield Problem("--at", None, None, name, "unknown-name", message, suggestion)


def plain_number(value: float) -> str:
    """Write a number for a reader: four digits, whole where it is large, a true minus."""
    text = f"{value:,.0f}" if abs(value) >= 1e4 else f"{value:.4g}"
    return text.replace("-", "" if float(text.replace(",", "")) == 0 else "−")


class _Writer:
    """Writes terms out with the numbers of one draw in one situation."""

    def __init__(self, scenario: Scenario, amounts: Amounts, values: Values) -> None:
        self.scenario = scenario
        self.amounts = amounts
        self.values = values
        self.fitted = {anchor.solve_for for anchor in scenario.anchors.values()}

    def contest(self, theatre: Theatre) -> Contest:
        attack = self._active(theatre.attack)
        defend = self._active(theatre.defend)
        advantage, decisiveness = self._term(theatre.advantage), self._term(theatre.decisiveness)
        seen = [
            forces(self.scenario, side, self.values) for side in (theatre.attack, theatre.defend)
        ]
        own = sum(term.value for term in attack)
        other = sum(term.value for term in defend)
        odds = float(self.amounts.odds(theatre.id, *seen)[0]) if own > 0 or other > 0 else None
        war = None if theatre.war is None else holds(theatre.war, self.values)
        return Contest(
            theatre.id,
            theatre.name,
            attack,
            defend,
            own,
            other,
            advantage,
            decisiveness,
            odds,
            war,
        )

    def accounts(self) -> Iterator[Account]:
        """Give each actor's and each measure's terms that count here."""
        for name, lines in accounts(self.scenario).items():
            measure = self.scenario.measures.get(name.removeprefix("measure:"))
            unit = measure.unit if measure and name.startswith("measure:") else "util"
            terms = self._active(lines)
            yield Account(name, unit, terms, sum(term.value for term in terms))

    def _active(self, lines: Iterable[Line]) -> tuple[Term, ...]:
        return tuple(
            self._term(line.amount, line.means) for line in lines if holds(line.when, self.values)
        )

    def _term(self, amount: Expression, means: str = "") -> Term:
        parts = tuple(self._parts(amount))
        return Term(write(amount), self._value(amount), means, parts)

    def _value(self, amount: Expression) -> float:
        seen = features(self.scenario, amount, self.values)
        return float(self.amounts.amount(amount, seen)[0])

    def _parts(self, amount: Expression) -> Iterator[Part]:
        """Give each quantity and reference of an amount once, in the order written."""
        found = dict.fromkeys(p for p in walk(amount) if isinstance(p, Name | Reference))
        for part in found:
            if isinstance(part, Name):
                yield from self._quantity(part.id)
                continue
            flowing = part.function != "flow" or self._flows(part.names[0])
            note = "" if flowing else "does not flow here"
            yield Part(write(part), self._value(part), self._unit(part), None, note)
            if part.function == "flow" and flowing:
                yield from self._quantity(str(self.scenario.links[part.names[0]].flows))

    def _flows(self, link: str) -> bool:
        return holds(self.scenario.links[link].when, self.values)

    def _quantity(self, name: str) -> Iterator[Part]:
        quantity = self.scenario.quantities[name]
        value = float(self.amounts.quantity(name)[0])
        if not quantity.values:
            note = f"not known on {self.scenario.as_of}: off"
            yield Part(name, value, quantity.unit, None, note)
            return
        known = quantity.values[-1]
        if isinstance(known.value, Distribution):
            note = f"middle of {known.value.words(plain_number)}" if known.value.varies else ""
            if name in self.fitted:
                note += "; a run fits it to an anchor"
            yield Part(name, value, quantity.unit, known.grounds, note)
            return
        yield Part(name, value, quantity.unit, known.grounds, f"= {write(known.value)}")
        for inner in sorted(names_in(known.value)):
            yield from self._quantity(inner)

    def _unit(self, reference: Reference) -> str:
        match reference.function:
            case "flow":
                flows = self.scenario.links[reference.names[0]].flows
                return self.scenario.quantities[str(flows)].unit
            case "odds":
                return "probability"
            case _:
                return ""
