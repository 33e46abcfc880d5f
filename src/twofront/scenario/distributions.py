"""Distributions of one number: what a range, a median or a name stands for.

A distribution is its kind and its parameters. Quantiles map uniform draws to
values; scipy is imported only where they are taken.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

PARAMETERS: Mapping[str, tuple[str, ...]] = {
    "fixed": ("value",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "lognormal": ("median", "p90"),
    "normal": ("mean", "sd"),
    "truncated": ("mean", "sd", "low", "high"),
    "beta": ("a", "b", "low", "high"),
}
"""The kinds there are, with their parameters in order.

A truncated one is a normal cut off at both ends, one of which may be infinite.
"""

_Z90 = NormalDist().inv_cdf(0.9)
_INF = float("inf")
_SHAPES = (1e-3, 1e5)
_LEAST_LEFT = 1e-3
"""The least that may be left of a normal that is cut off."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """A distribution of one number.

    Attributes:
        kind: A key of `PARAMETERS`.
        parameters: Values in the order given there, in the quantity's unit.
    """

    kind: str
    parameters: tuple[float, ...]

    def wrong(self) -> str | None:
        """Say what is wrong with the parameters, or None."""
        return _WRONG[self.kind](*self.parameters)

    @property
    def support(self) -> tuple[float, float]:
        """Least and greatest possible value."""
        match self.kind:
            case "fixed":
                return self.parameters[0], self.parameters[0]
            case "uniform" | "triangular":
                return self.parameters[0], self.parameters[-1]
            case "beta" | "truncated":
                return self.parameters[2], self.parameters[3]
            case "lognormal":
                return 0.0, _INF
            case _:
                return -_INF, _INF

    @property
    def varies(self) -> bool:
        """Whether it has more than one value."""
        return self.support[0] < self.support[1]

    @property
    def median(self) -> float:
        """The middle: half of the draws lie below it."""
        if self.kind == "beta":
            a, b, low, high = self.parameters
            return low + _beta_median(a, b) * (high - low)
        return self._simple_quantile(0.5)

    def words(self, number: Callable[[float], str]) -> str:
        """Write it for a reader, with `number` writing each parameter of what varies."""
        p = tuple(map(number, self.parameters))
        match self.kind:
            case "fixed":
                return f"{self.parameters[0]:,.12g}".replace("-", "−")
            case "uniform":
                return f"{p[0]} to {p[1]}"
            case "triangular":
                return f"{p[0]} to {p[2]}, most often {p[1]}"
            case "lognormal":
                return f"about {p[0]}, nine in ten below {p[1]}"
            case "normal":
                return f"normal, mean {p[0]}, standard deviation {p[1]}"
            case "truncated":
                words = f"normal, mean {p[0]}, standard deviation {p[1]}, "
                return words + _cut(self.support, p[2], p[3])
            case _:
                return f"{p[2]} to {p[3]}, beta({p[0]}, {p[1]})"

    def ends(self, tail: float) -> tuple[float, float]:
        """Give the least and greatest value, or what `tail` lies beyond where none is reached."""
        low, high = self.support
        return (
            low if low > -_INF and self.kind != "lognormal" else self._simple_quantile(tail),
            high if high < _INF else self._simple_quantile(1.0 - tail),
        )

    def _simple_quantile(self, u: float) -> float:
        match self.kind, self.parameters:
            case "fixed", (value,):
                return value
            case "uniform", (low, high):
                return low + u * (high - low)
            case "triangular", (low, mode, high):
                return _triangular_quantile(u, low, mode, high)
            case "lognormal", (median, p90):
                z = NormalDist().inv_cdf(u)
                return median * math.exp(z / _Z90 * math.log(p90 / median))
            case "normal", (mean, sd):
                return mean + sd * NormalDist().inv_cdf(u)
            case "truncated", (mean, sd, low, high):
                cut, left = _left(mean, sd, low, high)
                return min(max(low, mean + sd * NormalDist().inv_cdf(cut + u * left)), high)
        raise ValueError(f"no quantile of {self}")

    def quantile(self, u: Any) -> NDArray[np.float64]:
        """Give the values below which parts `u` of all draws lie.

        Args:
            u: Uniform draws strictly between 0 and 1, of any shape.

        Returns:
            Values of the same shape, 64-bit.
        """
        import numpy as np
        from scipy import special

        u = np.asarray(u, dtype=np.float64)
        p = self.parameters
        match self.kind:
            case "fixed":
                return np.full(u.shape, p[0])
            case "uniform":
                return np.asarray(p[0] + u * (p[1] - p[0]))
            case "triangular":
                return np.asarray(_triangular_quantiles(u, *p))
            case "lognormal":
                return np.asarray(p[0] * np.exp(special.ndtri(u) / _Z90 * math.log(p[1] / p[0])))
            case "normal":
                return np.asarray(p[0] + p[1] * special.ndtri(u))
            case "truncated":
                cut, left = _left(*p)
                values = p[0] + p[1] * special.ndtri(cut + u * left)
                return np.asarray(np.clip(values, p[2], p[3]))
            case _:
                return np.asarray(p[2] + (p[3] - p[2]) * special.betaincinv(p[0], p[1], u))

    def below(self, x: Any) -> NDArray[np.float64]:
        """Give the parts of all draws that lie below `x`, of the same shape.

        The inverse of `quantile`; a fixed number has none.
        """
        import numpy as np
        from scipy import special

        x = np.clip(np.asarray(x, dtype=np.float64), *self.support)
        p = self.parameters
        match self.kind:
            case "uniform":
                return np.asarray((x - p[0]) / (p[1] - p[0]))
            case "triangular":
                return np.asarray(_triangular_below(x, *p))
            case "lognormal":
                with np.errstate(divide="ignore"):
                    score = np.log(x / p[0]) * (_Z90 / math.log(p[1] / p[0]))
                return np.asarray(special.ndtr(score))
            case "normal":
                return np.asarray(special.ndtr((x - p[0]) / p[1]))
            case "truncated":
                cut, left = _left(*p)
                part = (special.ndtr((x - p[0]) / p[1]) - cut) / left
                return np.asarray(np.clip(part, 0.0, 1.0))
            case "beta":
                return np.asarray(special.betainc(p[0], p[1], (x - p[2]) / (p[3] - p[2])))
            case _:
                raise ValueError("no part of the draws lies below a fixed number")

    def density(self, x: Any) -> NDArray[np.float64]:
        """Give the density at `x`, of the same shape; for weighting by an anchor."""
        import numpy as np
        from scipy import stats

        x = np.asarray(x, dtype=np.float64)
        p = self.parameters
        match self.kind:
            case "uniform":
                return np.asarray(stats.uniform.pdf(x, p[0], p[1] - p[0]))
            case "triangular":
                width = p[2] - p[0]
                return np.asarray(stats.triang.pdf(x, (p[1] - p[0]) / width, p[0], width))
            case "lognormal":
                shape = math.log(p[1] / p[0]) / _Z90
                return np.asarray(stats.lognorm.pdf(x, shape, scale=p[0]))
            case "normal":
                return np.asarray(stats.norm.pdf(x, p[0], p[1]))
            case "truncated":
                inside = (x >= p[2]) & (x <= p[3])
                return np.where(inside, stats.norm.pdf(x, p[0], p[1]) / _left(*p)[1], 0.0)
            case "beta":
                return np.asarray(stats.beta.pdf(x, p[0], p[1], p[2], p[3] - p[2]))
            case _:
                raise ValueError("a fixed number has no density")


def _left(mean: float, sd: float, low: float, high: float) -> tuple[float, float]:
    """Give what of a normal is cut off below, and what is left of it."""
    normal = NormalDist(mean, sd)
    cut = normal.cdf(low) if low > -_INF else 0.0
    return cut, (normal.cdf(high) if high < _INF else 1.0) - cut


def _cut(support: tuple[float, float], low: str, high: str) -> str:
    if support[0] == -_INF:
        return f"cut off above {high}"
    return f"cut off below {low}" + (f" and above {high}" if support[1] < _INF else "")


def _beta_median(a: float, b: float) -> float:
    """Find the median by halving: checking a scenario must not wait for scipy."""
    low, high = 0.0, 1.0
    while True:
        middle = (low + high) / 2
        if middle in (low, high):
            return middle
        if _beta_below(middle, a, b) < 0.5:
            low = middle
        else:
            high = middle


def _beta_below(x: float, a: float, b: float) -> float:
    """Give the chance of less than `x`: Abramowitz & Stegun (1964), 26.5.8, by Lentz's method."""
    if x > (a + 1) / (a + b + 2):
        return 1 - _beta_below(1 - x, b, a)
    log_size = math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b)
    size = math.exp(log_size + a * math.log(x) + b * math.log1p(-x)) / a
    fraction, above, below = 1.0, 1.0, 0.0
    for n in range(1, 1000):
        term = _beta_term(n, x, a, b)
        below = 1 / (1 + term * below)
        above = 1 + term / above
        fraction *= above * below
        if abs(above * below - 1) < 1e-16:
            break
    return size / fraction


def _beta_term(n: int, x: float, a: float, b: float) -> float:
    m = n // 2
    if n % 2:
        return -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    return m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))


def _triangular_quantile(u: float, low: float, mode: float, high: float) -> float:
    width = high - low
    if u * width < mode - low:
        return low + math.sqrt(u * width * (mode - low))
    return high - math.sqrt((1 - u) * width * (high - mode))


def _triangular_quantiles(
    u: NDArray[np.float64], low: float, mode: float, high: float
) -> NDArray[np.float64]:
    import numpy as np

    width = high - low
    rising = low + np.sqrt(u * width * (mode - low))
    falling = high - np.sqrt((1 - u) * width * (high - mode))
    return np.where(u * width < mode - low, rising, falling)


def _triangular_below(
    x: NDArray[np.float64], low: float, mode: float, high: float
) -> NDArray[np.float64]:
    import numpy as np

    width = high - low
    with np.errstate(divide="ignore", invalid="ignore"):  # the side that is not taken
        rising = (x - low) ** 2 / (width * (mode - low))
        falling = 1 - (high - x) ** 2 / (width * (high - mode))
    return np.where(x < mode, rising, falling) if mode < high else rising


def _ordered(*values: float) -> str | None:
    if list(values) != sorted(values) or values[0] == values[-1]:
        return "its bounds must rise from low to high"
    return None


def _wrong_lognormal(median: float, p90: float) -> str | None:
    return None if 0 < median < p90 else "needs 0 < median < p90"


def _wrong_normal(mean: float, sd: float) -> str | None:
    return None if sd > 0 else "needs sd above 0"


def _wrong_truncated(mean: float, sd: float, low: float, high: float) -> str | None:
    if wrong := _wrong_normal(mean, sd) or _ordered(low, high):
        return wrong
    if _left(mean, sd, low, high)[1] >= _LEAST_LEFT:
        return None
    return f"needs bounds that leave at least {_LEAST_LEFT:g} of the normal"


def _wrong_beta(a: float, b: float, low: float, high: float) -> str | None:
    least, most = _SHAPES
    if least <= min(a, b) and max(a, b) <= most:
        return _ordered(low, high)
    return f"needs a and b from {least:g} to {most:,.0f}"


_WRONG: Mapping[str, Callable[..., str | None]] = {
    "fixed": lambda value: None,
    "uniform": _ordered,
    "triangular": _ordered,
    "lognormal": _wrong_lognormal,
    "normal": _wrong_normal,
    "truncated": _wrong_truncated,
    "beta": _wrong_beta,
}
