"""The arithmetic of the evals, against numbers worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evals.metrics import (
    Drawn,
    Figure,
    auroc,
    average,
    balanced_accuracy,
    calibration_error,
    drawn,
    estimated,
    flags,
    mean,
    recall_at_precision,
    refused_at,
)


def test_balanced_accuracy_weighs_both_classes_alike() -> None:
    """Two of three supported and one of two unsupported told right: (2/3 + 1/2) / 2. One class alone has none."""
    truth, said = flags([1, 1, 1, 0, 0]), flags([1, 1, 0, 0, 1])
    assert balanced_accuracy(said, truth) == pytest.approx(7 / 12)
    assert np.isnan(balanced_accuracy(said[:3], truth[:3]))


def test_auroc_counts_ties_half() -> None:
    """Of six comparisons four are won and one is a tie: 4.5 / 6."""
    assert auroc([3, 2, 1], [2, 0]) == pytest.approx(4.5 / 6)
    assert auroc(np.array([1.0]), np.array([0.0])) == 1
    assert np.isnan(auroc([], [1.0]))


def test_calibration_error_over_bins_of_equal_mass() -> None:
    """Bins {.1, .2}, {.6, .8} with shares 0 and 1/2: (.15 + .2) / 2. The order of the rows is nothing to it."""
    scores, truth = np.array([0.1, 0.2, 0.6, 0.8]), flags([0, 0, 0, 1])
    assert calibration_error(scores, truth, bins=2) == pytest.approx(0.175)
    shuffled = [2, 0, 3, 1]
    assert calibration_error(scores[shuffled], truth[shuffled], bins=2) == pytest.approx(0.175)
    assert calibration_error(scores, truth, bins=10) == pytest.approx((0.1 + 0.2 + 0.6 + 0.2) / 4)
    assert calibration_error(np.array([0.5] * 10), flags([1, 0] * 5), bins=1) == 0


def test_bins_of_unequal_size_weigh_by_their_rows() -> None:
    """Three rows in two bins: {0, 0} is right, {1} is wholly wrong, so a third."""
    assert calibration_error(np.array([0.0, 0.0, 1.0]), flags([0, 0, 0]), bins=2) == pytest.approx(1 / 3)


def test_recall_at_precision_takes_the_widest_threshold_that_is_precise() -> None:
    """Of the first three all are right, of the first ten nine are, and of all that lies between fewer."""
    scores = np.arange(20, 0, -1).astype(float)
    wanted = flags([1, 1, 1, 0, 1, 1, 1, 1, 1, 1, *[0] * 9, 1])
    assert recall_at_precision(scores, wanted) == pytest.approx(9 / 10)
    assert recall_at_precision(scores, wanted, precision=1) == pytest.approx(3 / 10)
    assert recall_at_precision(-scores, wanted) == pytest.approx(1 / 10)
    assert recall_at_precision(scores, ~wanted) == 0
    assert np.isnan(recall_at_precision(scores, flags([0] * 20)))


def test_items_of_one_score_are_found_together() -> None:
    """A threshold cannot part what has the same score, however it is sorted."""
    tied = np.array([1.0, 1.0, 0.0])
    for wanted in (flags([1, 0, 1]), flags([0, 1, 1])):
        assert recall_at_precision(tied, wanted) == 0
        assert recall_at_precision(tied, wanted, precision=0.5) == 1


def test_refusals_at_a_share_of_false_ones() -> None:
    """Of 0 to 100 the 5 % quantile is 5, and two of four others are below it."""
    assert refused_at(list(range(101)), [1, 4, 5, 50]) == (5, 0.5)


def test_whole_groups_are_drawn() -> None:
    """Rows that repeat within their groups are no further evidence; many groups narrow the interval, one has none."""

    def share(values: list[int], groups: list[str]) -> tuple[float, float]:
        found = estimated(lambda drawn: float(np.array(values)[drawn].mean()), groups)
        assert found.value == pytest.approx(np.mean(values))
        return found.low, found.high

    once = [number % 2 for number in range(20)]
    names = [str(number) for number in range(20)]
    low, high = share(once, names)
    assert 0 < low < 0.5 < high < 1
    assert share(once * 10, names * 10) == pytest.approx((low, high))
    assert share(once * 10, [str(number) for number in range(200)])[0] > low
    assert share(once, ["all"] * 20) == (0.5, 0.5)


def test_the_interval_is_the_one_of_two_groups() -> None:
    """Groups {1} and {0, 0} give 1, 1/3 or 0 with chances 1/4, 1/2, 1/4; the same every time."""
    found = estimated(lambda drawn: float(np.array([1, 0, 0])[drawn].mean()), ["a", "b", "b"])
    assert (found.low, found.high, found.count) == (0, 1, 3)
    assert found.value == pytest.approx(1 / 3)
    assert found == estimated(lambda drawn: float(np.array([1, 0, 0])[drawn].mean()), ["a", "b", "b"])
    assert mean([1, 0, 0], ["a", "b", "b"]).value == pytest.approx(1 / 3)


def test_sets_count_alike_in_a_mean_whatever_their_size() -> None:
    """A set of one row weighs as one of four; a set that has no value has no say."""

    def always(value: float, rows: int) -> Drawn:
        return drawn(lambda _: value, ["x"] * rows)

    assert average([always(1, 1), always(0, 4)]) == Figure(0.5, 0.5, 0.5, 5)
    assert average([always(1, 1), always(0, 4), always(np.nan, 2)]).value == 0.5
    assert np.isnan(average([always(np.nan, 1)]).value)
