"""Issues that two parties could share out: through scenario files, on published tables."""

from fractions import Fraction

import pytest

import parley
from parley.brief import html
from tests.maths.published import cases
from tests.strategies import scenario


def data_of(first, second, **more):
    """Every issue goes one way or the other; the first party is `ash`, the second `birch`."""
    names = [f"i{at}" for at in range(len(first))]
    options = {"mine": "The first party's way", "theirs": "The second party's way"}
    return {
        "parley": 1,
        "title": "t",
        "as_of": "2020-01-01",
        "parties": {"ash": "Ash", "birch": "Birch"},
        "issues": {
            name: {"question": "?", "options": options, "status_quo": "mine"} for name in names
        },
        "preferences": {
            party: {
                name: {"weight": points, best: 100, worst: 0}
                for name, points in zip(names, table, strict=True)
            }
            for party, table, best, worst in (
                ("ash", first, "mine", "theirs"),
                ("birch", second, "theirs", "mine"),
            )
        },
        "no_deal": {"ash": 10, "birch": 10},
    } | more


def divided(data):
    findings = parley.study(scenario(data), questions=["deal"])
    return findings.answers["deal"].divided, findings


def test_known_tables_come_out_of_a_file():
    found, findings = divided(data_of([40, 35, 25], [20, 30, 50]))
    # by hand: ratios 2, 7/6, 1/2: ash has the first and birch the third; of the second, ash x:
    # 40 + 35 x = 50 + 30 (1 - x), so x = 40/65
    assert found.divided == "i1"
    assert found.shares["i1"]["ash"] == pytest.approx(40 / 65)
    assert found.shares["i0"] == {"ash": 1, "birch": 0}
    assert found.totals["ash"] == pytest.approx(40 + 35 * 40 / 65)
    assert found.totals["ash"] == pytest.approx(found.totals["birch"])
    page = html.render(findings)
    assert "adjusted winner" in page
    assert "about 62 in 100 to Ash and about 38 in 100 to Birch" in page


def test_issues_that_are_tied_are_left_out():
    tie = [{"never": {"i0": "mine", "i1": "mine"}}]
    found, _ = divided(data_of([40, 35, 25], [20, 30, 50], conditions=tie))
    assert found is None  # one issue alone is no table
    found, _ = divided(data_of([40, 30, 20, 10], [10, 20, 30, 40], conditions=tie))
    assert found.left_out == ("i0", "i1")
    assert set(found.shares) == {"i2", "i3"}


def test_three_parties_share_nothing_out():
    data = data_of([40, 60], [60, 40])
    data["parties"]["cedar"] = "Cedar"
    data["preferences"]["cedar"] = data["preferences"]["ash"]
    data["no_deal"]["cedar"] = 0
    assert divided(data)[0] is None


def test_swapping_the_parties_swaps_the_shares():
    one, _ = divided(data_of([40, 35, 25], [20, 30, 50]))
    data = data_of([20, 30, 50], [40, 35, 25])
    other, _ = divided(data)
    assert other.shares["i1"]["ash"] == pytest.approx(one.shares["i1"]["birch"])
    assert other.totals["ash"] == pytest.approx(one.totals["birch"])


@pytest.mark.parametrize("case", cases("division")["adjusted_winner"], ids=lambda row: row["name"])
def test_the_published_tables(case):
    found, _ = divided(data_of(case["first"], case["second"]))
    shares = [found.shares[f"i{at}"]["ash"] for at in range(len(case["first"]))]
    assert shares == pytest.approx([float(Fraction(share)) for share in case["shares"]])
    total = float(Fraction(case["total"])) * 100 / sum(case["first"])
    assert found.totals == pytest.approx({"ash": total, "birch": total})
