"""Random games of perfect recall: partial sight, chance, early endings, payoffs at inner nodes."""

from __future__ import annotations

import numpy as np

from twofront.games import NodeKind, Payoffs, Tree


def random_tree(seed: int, stages: int = 4, players: int = 3, ending: float = 0.15) -> Tree:
    """A tree of moves by players and chance; each mover sees some of the earlier moves."""
    rng = np.random.default_rng(seed)
    movers = rng.integers(-1, players, stages)  # -1 is chance
    movers[rng.integers(stages)] = 0
    counts = rng.integers(2, 4, stages)
    sees = _sight(movers, rng)
    rows: list[tuple[int, int, int, int, tuple[int, ...]]] = []
    sets: dict[tuple[int, tuple[int, ...]], int] = {}
    chance_edges = 0
    open_: list[tuple[int, int, tuple[int, ...]]] = [(-1, -1, ())]
    first_edge: dict[int, int] = {}
    while open_:
        parent, branch, past = open_.pop(0)
        node, stage = len(rows), len(past)
        over = stage == stages or (stage > 0 and rng.random() < ending)
        if over:
            rows.append((parent, NodeKind.LEAF, -1, branch, past))
            continue
        if movers[stage] < 0:
            rows.append((parent, NodeKind.CHANCE, -1, branch, past))
            first_edge[node] = chance_edges
            chance_edges += int(counts[stage])
        else:
            seen = (stage, tuple(past[k] for k in sees[stage]))
            rows.append((parent, NodeKind.DECISION, sets.setdefault(seen, len(sets)), branch, past))
        open_ += [(node, k, (*past, k)) for k in range(counts[stage])]
    stage_of = [stage for stage, _ in sets]
    return _assemble(rows, stage_of, movers, counts, first_edge, players, rng)


def _sight(movers: np.ndarray, rng: np.random.Generator) -> list[list[int]]:
    """Which earlier stages each mover sees; nobody forgets."""
    sees: list[list[int]] = []
    for stage, mover in enumerate(movers):
        known = {k for k in range(stage) if movers[k] == mover or rng.random() < 0.5}
        for earlier in range(stage):
            if movers[earlier] == mover:
                known |= set(sees[earlier])
        sees.append(sorted(known))
    return sees


def _assemble(rows, stage_of, movers, counts, first_edge, players, rng) -> Tree:
    start = np.cumsum([0, *(counts[stage] for stage in stage_of)]).astype(np.int32)
    edge = [-1]
    for parent, _, _, branch, _ in rows[1:]:
        held = rows[parent]
        base = first_edge[parent] if held[1] == NodeKind.CHANCE else start[held[2]]
        edge.append(int(base) + branch)
    kind = np.array([row[1] for row in rows], np.int8)
    infoset = np.array([row[2] for row in rows], np.int32)
    player = np.array([-1 if row[2] < 0 else movers[stage_of[row[2]]] for row in rows], np.int32)
    outcome = np.zeros((len(rows), 2), np.int32)
    paid = (kind == NodeKind.LEAF) | (rng.random(len(rows)) < 0.2)
    outcome[paid, 0] = 1 + np.arange(paid.sum()) // 2
    outcome[rng.random(len(rows)) < 0.1, 1] = 1
    return Tree(
        parent=np.array([row[0] for row in rows], np.int32),
        kind=kind,
        player=player,
        infoset=infoset,
        edge=np.array(edge, np.int32),
        outcome=outcome,
        infoset_player=np.array([movers[stage] for stage in stage_of], np.int32),
        infoset_start=start,
        players=players,
    )


def random_payoffs(tree: Tree, draws: int, seed: int, scale: float = 1.0) -> Payoffs:
    """Normal payoffs and uniform chances, outcome 0 empty."""
    rng = np.random.default_rng(seed)
    outcome = rng.normal(0, scale, (draws, tree.outcomes, tree.players))
    outcome[:, 0] = 0
    chance = rng.random((draws, tree.chance_edges)) + 0.05
    drawn = np.flatnonzero(tree.kind[tree.parent[1:]] == NodeKind.CHANCE) + 1
    for node in np.unique(tree.parent[drawn]):
        edges = tree.edge[drawn[tree.parent[drawn] == node]]
        chance[:, edges] /= chance[:, edges].sum(axis=1, keepdims=True)
    return Payoffs(outcome, chance)
