"""Moments: mean and spread of values that come one at a time and are not kept, with an interval for their mean.

For corpora that do not fit in memory. SciPy is imported on use.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from commonground.statistics.intervals import Interval


@dataclass(slots=True)
class Moments:
    """Number, mean and sum of squared deviations of values so far (Welford 1962, Technometrics 4:419)."""

    n: int = 0
    mean: float = 0.0
    deviations: float = 0.0

    def add(self, value: float) -> None:
        """Take in a value."""
        self.n += 1
        step = value - self.mean
        self.mean += step / self.n
        self.deviations += step * (value - self.mean)

    def merge(self, other: Moments) -> None:
        """Take in the values of another (Chan, Golub and LeVeque 1983, The American Statistician 37:242)."""
        if other.n == 0:
            return
        n, step = self.n + other.n, other.mean - self.mean
        self.deviations += other.deviations + step**2 * self.n * other.n / n
        self.mean += step * other.n / n
        self.n = n

    def interval(self, confidence: float = 0.95) -> Interval | None:
        """Return the mean with Student's t interval; None without values, and no width below two values.

        >>> moments = Moments()
        >>> for value in (1.0, 2.0, 3.0): moments.add(value)
        >>> found = moments.interval()
        >>> found.mean, round(found.low, 3), round(found.high, 3)
        (2.0, -0.484, 4.484)
        """
        if self.n == 0:
            return None
        half = self._error() * self._quantile(0.5 + confidence / 2) if self.n > 1 else 0.0
        return Interval(self.mean, self.mean - half, self.mean + half, self.n)

    def p(self) -> float | None:
        """Return the two-sided p-value of a mean of 0 (one-sample t); None below two values."""
        if self.n < 2:
            return None
        error = self._error()
        if error == 0:
            return 1.0 if self.mean == 0 else 0.0
        from scipy.special import stdtr

        return float(2 * stdtr(self.n - 1, -abs(self.mean) / error))

    def minus(self, other: Moments, confidence: float = 0.95) -> tuple[Interval, float] | None:
        """Return the difference of means with Welch's interval, and its p-value (Welch 1947, Biometrika 34:28).

        None with fewer than two values in either, or where nothing varies in both.
        """
        if self.n < 2 or other.n < 2:
            return None
        parts = (self._error() ** 2, other._error() ** 2)
        error = sqrt(sum(parts))
        if error == 0:
            return None
        from scipy.special import stdtr, stdtrit

        freedom = sum(parts) ** 2 / (parts[0] ** 2 / (self.n - 1) + parts[1] ** 2 / (other.n - 1))
        mean, half = self.mean - other.mean, error * float(stdtrit(freedom, 0.5 + confidence / 2))
        p = float(2 * stdtr(freedom, -abs(mean) / error))
        return Interval(mean, mean - half, mean + half, self.n + other.n), p

    def _error(self) -> float:
        return sqrt(max(0.0, self.deviations) / (self.n - 1) / self.n)

    def _quantile(self, level: float) -> float:
        from scipy.special import stdtrit

        return float(stdtrit(self.n - 1, level))
