"""What single nouns ask for beyond their own keys: each rule a function."""

from __future__ import annotations

from twofront.scenario.checks.draft import Draft
from twofront.scenario.checks.people import varies
from twofront.scenario.expressions import names_in, references_in
from twofront.scenario.model import CHANCE, Claim


def check_nouns(draft: Draft) -> None:
    """Check private states, groups, links, theatres, anchors, channels, levers and claims."""
    _private(draft)
    _correlated(draft)
    _links(draft)
    _theatres(draft)
    _anchors(draft)
    _channels(draft)
    _levers(draft)
    _variants(draft)
    _claims(draft)


def _private(draft: Draft) -> None:
    for name, private in draft.private.items():
        parent = draft.private.get(private.parent or "")
        here = ("private", name, "correlated_with")
        if private.parent == name:
            draft.notes.problem(here, "correlated-with-itself", "A state cannot follow itself.")
        elif parent is not None and parent.parent is not None:
            message = f"{parent.id} follows {parent.parent}; name that one here instead."
            draft.notes.problem(here, "parent-correlated", message)


def _correlated(draft: Draft) -> None:
    group_of: dict[str, str] = {}
    for name, group in draft.correlated.items():
        for at, quantity in enumerate(group.quantities):
            here = ("correlated", name, "quantities", at)
            if quantity in group_of:
                message = f"{quantity} is in the group {group_of[quantity]} already."
                draft.notes.problem(here, "correlated-twice", message)
            group_of.setdefault(quantity, name)
            found = draft.quantities.get(quantity)
            if found is not None and not varies(found):
                message = f"{quantity} has no range, so it cannot be drawn together with others."
                draft.notes.problem(here, "not-ranged", message)


def _links(draft: Draft) -> None:
    flowing = {link.flows: link.id for link in draft.links.values() if link.flows}
    used: set[str] = set()
    for use in draft.notes.amounts:
        used |= {names[0] for kind, names in references_in(use.amount) if kind == "flow"}
        if use.path[0] == "quantities":
            continue
        for name in sorted(names_in(use.amount) & flowing.keys()):
            message = (
                f"{name} flows through the link {flowing[name]}; used bare, it counts even while "
                f"the link's condition fails. Write flow({flowing[name]})."
            )
            draft.notes.warn(use.path, "flow-bypassed", message)
    for link in draft.links.values():
        if link.flows and link.id not in used:
            message = f"No amount uses flow({link.id}), so the link changes nothing."
            draft.notes.warn(("links", link.id, "flows"), "flow-unused", message)


def _theatres(draft: Draft) -> None:
    for theatre in draft.theatres.values():
        if theatre.war is None:
            message = f"{theatre.id} does not say when there is `war`, so it reports no risk."
            draft.notes.warn(("theatres", theatre.id, "war"), "no-war", message)
        whole, _, period = theatre.id.partition("@")
        if theatre.within is not None and (theatre.within != whole or not period):
            message = f"One period of {theatre.within} is named {theatre.within}@1 and so on."
            draft.notes.problem(("theatres", theatre.id, "within"), "not-a-period", message)


def _anchors(draft: Draft) -> None:
    solved: dict[str, str] = {}
    for name, anchor in draft.anchors.items():
        wanted = anchor.solve_for
        if wanted is None:
            continue
        here = ("anchors", name, "solve_for")
        if wanted in solved:
            message = f"The anchor {solved[wanted]} solves for {wanted} already."
            draft.notes.problem(here, "solved-twice", message)
        solved.setdefault(wanted, name)
        found = draft.quantities.get(wanted)
        if found is not None and not varies(found):
            message = f"{wanted} has no range in which it could be fitted."
            draft.notes.problem(here, "not-ranged", message)


def _channels(draft: Draft) -> None:
    carrying = {quantity.channel for quantity in draft.quantities.values()}
    complete = len(draft.quantities) == len(draft.notes.defined("quantity"))
    for channel in draft.channels.values():
        if complete and not channel.hides and channel.id not in carrying:
            message = "No quantity is in this channel and it hides no move: switch off what?"
            draft.notes.problem(("channels", channel.id), "empty-channel", message)


def _levers(draft: Draft) -> None:
    movers = {move.id: move.by for move in draft.moves}
    for lever in draft.levers.values():
        for move, _ in lever.commit:
            if movers.get(move, lever.by) != lever.by:
                message = f"The move {move} is by {movers[move]}; {lever.by} cannot commit it."
                here = ("levers", lever.id, "commit", move)
                draft.notes.problem(here, "not-its-move", message)


def _variants(draft: Draft) -> None:
    chance = {move.id for move in draft.moves if move.by == CHANCE}
    for variant in draft.variants.values():
        for change in variant.changes:
            if change.move not in chance:
                continue
            for key in ("sees", "hidden", "knows"):
                here = ("variants", variant.id, "moves", change.move, key)
                if here in draft.notes.nodes:
                    message = f"{change.move} is by chance, which takes no {key!r}."
                    draft.notes.problem(here, "misplaced-key", message)


def _claims(draft: Draft) -> None:
    chance = {move.id for move in draft.moves if move.by == CHANCE}
    for claim in draft.claims.values():
        _agreeing(claim, draft)
        if claim.than_as_of is not None and claim.than_as_of >= draft.as_of:
            message = f"This looks back: the day must lie before `as_of`, {draft.as_of}."
            draft.notes.problem(("claims", claim.id, "than_as_of"), "not-earlier", message)
        for key in ("compare_by", "against_by"):
            for move, _ in getattr(claim, key):
                if move in chance:
                    message = f"{move} is by chance; nobody can make it go one way."
                    here = ("claims", claim.id, key, move)
                    draft.notes.problem(here, "act-by-chance", message)
    if draft.notes.ledger is None:
        return
    for claim in draft.claims.values():
        if not claim.said_in:
            message = "Says nowhere who made it; cite the ledger's record under `said_in`."
            draft.notes.problem(("claims", claim.id, "said_in"), "no-said-in", message)


def _agreeing(claim: Claim, draft: Draft) -> None:
    """Check that the levers a claim pulls do not commit one move to different options."""
    committed: dict[str, str] = {}
    for at, name in enumerate(claim.levers):
        for move, option in draft.levers[name].commit if name in draft.levers else ():
            if committed.setdefault(move, option) != option:
                message = f"{move} is committed to {committed[move]} by another of these levers."
                here = ("claims", claim.id, "levers", at)
                draft.notes.problem(here, "levers-disagree", message)
