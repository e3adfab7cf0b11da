"""What a thinned frontier promises, against the exact one."""

from fractions import Fraction
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.errors import TooLarge
from parley.maths.approximate import approximate
from parley.maths.elimination import eliminate
from parley.maths.spaces import Factor, Rule, Space
from tests.maths.spaces import as_fractions, fewer, kinds, laws
from tests.maths.tied import lengthened, tied
from tests.oracles import spaces as oracle
from tests.oracles.packages import nondominated


def check(space, found, floors=None, heard=None):
    """Every point is real, none beats another, and every package is matched within the error."""
    listed = oracle.values(space)
    heard = list(range(space.parties)) if heard is None else heard
    points = as_fractions(found.frontier.points)
    assert all(nondominated(points))
    assert len(set(points)) == len(points)
    for k, point in enumerate(points):
        packages = found.frontier.packages(k)
        assert 0 < len(packages) == found.frontier.count(k)
        for package in packages:
            assert tuple(listed[package][party] for party in heard) == point
            if floors is not None:
                assert all(x >= f for x, f in zip(listed[package], floors, strict=True))
    columns = list(zip(*listed.values(), strict=True))
    spare = [found.share * (max(column) - min(column)) for column in columns]
    for total in listed.values():
        lifted = zip(total, floors or total, spare, strict=True)
        with_room = [
            x >= f + (s if floors and p in heard else 0) for p, (x, f, s) in enumerate(lifted)
        ]
        if all(with_room):
            assert any(
                all(total[p] - point[at] <= spare[p] for at, p in enumerate(heard))
                for point in points
            )


@laws
@given(st.data(), kinds, st.integers(1, 8))
def test_every_package_is_matched_within_the_error(data, kind, most):
    space = data.draw(tied(kind=kind, most_issues=4))
    check(space, approximate(space, most=most))


@fewer
@given(st.data(), st.integers(1, 8))
def test_numbers_of_any_length_too(data, most):
    space = lengthened(data.draw(tied(kind="object", most_issues=4)))
    check(space, approximate(space, most=most))


@laws
@given(tied(most_issues=4), st.data(), st.integers(1, 8))
def test_packages_with_room_to_spare_above_their_floors_are_matched(space, data, most):
    listed = list(oracle.values(space).values())
    if listed:
        floors = list(data.draw(st.sampled_from(listed)))
        heard = sorted(
            data.draw(st.permutations(range(space.parties)))[: data.draw(st.integers(1, 5))]
        )
        check(space, approximate(space, floors, heard, most=most), floors, heard)


@fewer
@given(tied())
def test_nothing_is_thinned_where_it_fits(space):
    exact, found = eliminate(space), approximate(space)
    assert found.share == 0
    assert found.frontier.points.tolist() == exact.points.tolist()
    assert found.frontier.ways.tolist() == exact.ways.tolist()


def large(kind=np.int64):
    rng = np.random.default_rng(2)
    tables = [rng.integers(0, 10_001, (6, 3)).astype(kind) for _ in range(9)]
    extra = rng.integers(-2_000, 2_001, (6, 6, 3)).astype(kind)
    rule = Rule((4, 5), rng.random((6, 6)) < 0.7)
    return Space(tuple(tables), (Factor((0, 2), extra),), (rule,))


def ranges(space):
    """Per party, from the lowest to the highest sum, by looking for one party's best at a time."""
    turned = Space(
        tuple(-table for table in space.tables),
        tuple(Factor(factor.scope, -factor.table) for factor in space.factors),
        space.rules,
    )
    return [
        sum(eliminate(one, objectives=[party]).points[0, 0] for one in (space, turned))
        for party in range(space.parties)
    ]


@pytest.mark.parametrize("kind", [np.int64, np.float64])
def test_ten_million_packages(kind):
    space = large(kind)
    exact = eliminate(space).points
    assert len(exact) > 300
    shares = []
    for most in (30, 90, 270):
        found = approximate(space, most=most)
        assert len(found.frontier.points) <= most
        allowed = float(found.share) * np.array(ranges(space)) + 1e-6
        for point in exact:
            assert (point - found.frontier.points <= allowed).all(axis=1).any()
        shares.append(found.share)
    assert 0.3 > shares[0] > shares[1] > shares[2] > 0


def test_an_error_that_is_of_use_can_be_asked_for():
    space = large()
    coarse = approximate(space, most=50)
    fine = approximate(space, most=50, share=coarse.share / 2)
    assert 0 < fine.share <= coarse.share / 2
    assert len(fine.frontier.points) > len(coarse.frontier.points)
    with pytest.raises(
        TooLarge, match=r"within 0\.00% of each range needs more than 1,000 .* fits"
    ):
        approximate(space, most=50, share=Fraction(0), limit=1_000)


@pytest.mark.parametrize(("share", "most"), [(0.8, 60), (0.8, 120), (0.9, 120)])
def test_a_party_that_only_has_a_floor_loses_nothing(share, most):
    space = large()
    floors = [-inf, -inf, share * float(eliminate(space, objectives=[2]).points[0, 0])]
    exact = eliminate(space, floors, [0, 1]).points
    found = approximate(space, floors, [0, 1], most=most)
    assert found.share > 0
    allowed = float(found.share) * np.array(ranges(space)[:2]) + 1e-6
    for point in exact:
        assert (point - found.frontier.points <= allowed).all(axis=1).any()
    for package in found.frontier.each():
        assert space.value(package)[2] >= floors[2]
