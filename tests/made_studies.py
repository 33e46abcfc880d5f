"""Channels, drivers, boxes and levers made up from a few numbers, for tests of words and files."""

from __future__ import annotations

from dataclasses import replace

from twofront.findings import (
    AnchoredDriver,
    AnchoredDrivers,
    Box,
    Budget,
    ChannelShare,
    ClaimAnswer,
    Convergence,
    Drawn,
    Driver,
    Findings,
    LeverEffect,
    LeverFinding,
    LeverOption,
    Limit,
    LogOddsChannels,
    Mean,
    Peel,
    Price,
    Regret,
    Spread,
    Threshold,
    Variance,
)

FEW = "12 effective draws; fewer than 30 answer nothing"


def unstudied(findings: Findings) -> Findings:
    """Leave out what only a whole study finds: channels, drivers, regions, levers."""
    claims = tuple(
        replace(
            claim,
            channels=(),
            channels_log_odds=None,
            drivers=(),
            variance=None,
            drivers_anchored=None,
            convergence=None,
            region=(),
            threshold=None,
        )
        for claim in findings.claims
    )
    theatres = tuple(
        replace(theatre, channels=(), channels_log_odds=None) for theatre in findings.theatres
    )
    return replace(findings, claims=claims, theatres=theatres, levers=(), budgets=())


def made_channel(id: str, mean: float | None, se: float = 0.001) -> ChannelShare:
    """What a channel brings; null with its reason where it is None."""
    if mean is None:
        return ChannelShare(id=id, mean=None, se=None, p05=None, p95=None, reason=FEW)
    return ChannelShare(id=id, mean=mean, se=se, p05=mean - 0.02, p95=mean + 0.03)


def made_log_odds(held: float = 0.0, **means: float) -> LogOddsChannels:
    """What channels bring in log-odds, to a whole that starts at 0.5."""
    return LogOddsChannels(
        mean=0.5 + sum(means.values()),
        mean_off=0.5,
        channels=tuple(made_channel(id, mean, 0.01) for id, mean in means.items()),
        bound=1e-6,
        held=held,
    )


def made_driver(
    quantity: str,
    first: float | None,
    total: float | None,
    half: float = 0.03,
    members: tuple[str, ...] = (),
    left_out: int = 0,
) -> Driver:
    """A driver whose intervals reach so far on either side."""
    return Driver(
        quantity=quantity,
        members=members or (quantity,),
        first=first,
        first_ci=None if first is None else (first - half, first + half),
        total=total,
        total_ci=None if total is None else (total - half, total + half),
        draws=4096 - left_out,
        left_out=left_out,
        reason=FEW if first is None else None,
    )


def made_anchored(*drivers: tuple[str, float, bool], noise: float = 0.01) -> AnchoredDrivers:
    """Drivers after anchoring: names, indices, and whether each is a fitted constant."""
    return AnchoredDrivers(
        drivers=tuple(
            AnchoredDriver(
                quantity=name,
                fitted=fitted,
                first=first,
                first_ci=(first - 0.02, first + 0.02),
                noise=noise,
            )
            for name, first, fitted in drivers
        ),
        variance=0.002,
        effective_draws=812.0,
        left_out=0,
    )


def made_variance(value: float | None = 0.003) -> Variance:
    """The variance that drivers divide up."""
    reason = None if value is not None else "the answer is the same in every draw"
    return Variance(value=value, draws=4096, left_out=0, reason=reason)


def made_convergence(se: float = 0.008, needed: float | None = 2600.0) -> Convergence:
    """How many draws are enough."""
    return Convergence(
        steps=(
            Drawn(draws=2048, share=0.74, share_se=2 * se, mean=0.03, mean_se=0.002),
            Drawn(draws=4096, share=0.74, share_se=se, mean=0.03, mean_se=0.001),
        ),
        wanted=0.01,
        needed=needed,
        power=None if needed is None else -0.5,
        reason="no two sets of draws differ in the share" if needed is None else None,
    )


def made_limit(
    quantity: str,
    low: float | None = None,
    high: float | None = None,
    median: float = 0.5,
    refits: float = 1.0,
    fitted: bool = False,
) -> Limit:
    """A limit on one quantity."""
    return Limit(
        quantity=quantity,
        fitted=fitted,
        low=low,
        high=high,
        median=median,
        quasi_p=1e-6,
        refits=refits,
    )


def made_box(*limits: Limit, of: str = "fails", reason: str | None = None) -> Box:
    """A box that holds 84 per cent in which the claim fails, against 25 of all."""
    if reason:
        nothing = dict.fromkeys(
            ("mass", "coverage", "density", "base", "held_out_coverage", "held_out_density")
        )
        return Box(of=of, limits=(), refits=0, trajectory=(), reason=reason, **nothing)
    return Box(
        of=of,
        limits=limits,
        mass=0.2,
        coverage=0.672,
        density=0.84,
        base=0.25,
        held_out_coverage=0.61,
        held_out_density=0.79,
        refits=10,
        trajectory=(Peel(mass=1.0, coverage=1.0, density=0.25, limits=0),),
    )


def made_threshold(decides: bool = True) -> Threshold:
    """A split of one quantity."""
    return Threshold(
        quantity="reach",
        fitted=False,
        split=0.4219,
        low_holds=0.12,
        high_holds=0.94,
        misjudged=0.085,
        base=0.31,
        same=1.0,
        decides=decides,
    )


def studied(claim: ClaimAnswer, quantities: tuple[str, str] = ("reach", "prize")) -> ClaimAnswer:
    """A claim with all of these, its channels adding up."""
    one, two = quantities
    off = (claim.delta.mean or 0.0) - 0.021
    return replace(
        claim,
        delta_all_channels_off=Mean(mean=off),
        channels=(made_channel("transfers", 0.025), made_channel("economy", -0.004)),
        channels_log_odds=made_log_odds(transfers=0.3, economy=-0.05),
        drivers=(made_driver(one, 0.41, 0.55), made_driver("group", 0.1, 0.2, members=(one, two))),
        variance=made_variance(),
        drivers_anchored=made_anchored((one, 0.3, False), (two, 0.005, False)),
        convergence=made_convergence(),
        region=(
            made_box(made_limit(one, high=0.4), made_limit(two, low=0.6)),
            made_box(of="holds", reason="no part of any range stands out"),
        ),
        threshold=replace(made_threshold(), quantity=one),
    )


def made_spread(mean: float | None) -> Spread:
    """A spread around a mean; null with its reason where it is None."""
    if mean is None:
        nothing = dict.fromkeys(("mean", "median", "p05", "p25", "p75", "p95"))
        return Spread(**nothing, reason=FEW)
    return Spread(mean=mean, median=mean, p05=mean, p25=mean, p75=mean, p95=mean)


def made_lever(
    *levers: str,
    change: float | None = 0.0,
    se: float = 0.001,
    prices: tuple[tuple[float, str], ...] = (),
    front: bool = True,
    objective: str = "taiwan",
    kind: str = "risk",
) -> LeverFinding:
    """Levers with one effect."""
    few = change is None
    effect = LeverEffect(
        objective=objective,
        kind=kind,
        value=made_spread(None if few else 0.3),
        change=made_spread(change),
        change_se=None if few else se,
        lowers=None if few else 0.84,
        raises=None if few else 0.03,
    )
    return LeverFinding(
        levers=levers,
        by=("europe",) if levers else (),
        means=levers,
        prices=tuple(Price(amount=amount, unit=unit) for amount, unit in prices),
        effects=(effect,),
        front=(objective,) if front else (),
        draws=3590.0,
    )


def made_option(
    *levers: str, mean: float = 0.0, se: float = 0.0005, best: float = 0.71, near: float = 0.88
) -> LeverOption:
    """An option within a budget."""
    return LeverOption(
        levers=levers,
        regret=Regret(
            mean=mean, mean_se=se, median=mean, p95=2 * mean, worst=3 * mean, best=best,
            near_best=near,
        ),
    )  # fmt: skip


def made_budget(
    *options: LeverOption,
    amount: float | None = 16.6,
    unit: str | None = "USD_bn/yr",
    objective: str = "taiwan",
    kind: str = "risk",
    near: float = 0.01,
) -> Budget:
    """What can be had at a price."""
    return Budget(
        objective=objective,
        kind=kind,
        amount=amount,
        unit=unit,
        near=near,
        options=options,
        draws=3590.0 if options else 12.0,
        reason=None if options else FEW,
    )
