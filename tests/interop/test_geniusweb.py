"""GeniusWeb files, in and out, against its definition written down once more."""

import json
import tempfile
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given

from parley import InputError
from parley.interop import geniusweb
from tests.interop import made
from tests.interop.reading_back import Written
from tests.interop.test_genius import CLOSE, done, laws, run

SPACE = "LinearAdditiveUtilitySpace"


class Profile:
    """One profile file, evaluated as its program does."""

    def __init__(self, path: Path) -> None:
        self.space = json.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)[SPACE]

    def utility(self, outcome) -> Fraction:
        weights, utilities = self.space["issueWeights"], self.space["issueUtilities"]
        return sum(
            (Fraction(weights[n]) * self.worth(utilities[n], v) for n, v in outcome.items()),
            Fraction(0),
        )

    @staticmethod
    def worth(given, value) -> Fraction:
        for key in ("DiscreteValueSetUtilities", "discreteutils"):
            if key in given:
                named = given[key]["valueUtilities"]
                found = [v for k, v in named.items() if k == value or k == str(value)]
                found = found or [v for k, v in named.items() if Fraction(k) == value]
                return Fraction(found[0])
        (line,) = given.values()
        low, at_low, high, at_high = (
            Fraction(line[k]) for k in ("lowValue", "lowUtility", "highValue", "highUtility")
        )
        exact = at_low + (at_high - at_low) * (Fraction(value) - low) / (high - low)
        decimal = Decimal(exact.numerator) / Decimal(exact.denominator)
        return Fraction(decimal.quantize(Decimal("1e-8"), rounding=ROUND_HALF_UP))

    @property
    def reserve(self) -> Fraction | None:
        bid = self.space.get("reservationBid")
        return self.utility(bid["issuevalues"]) if bid else None


@given(made.domains(numeric=False))
@laws
def test_there_and_back_keeps_every_utility_and_every_acceptable_outcome(domain):
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_geniusweb(domain, Path(place) / "in")
        done("import", "geniusweb", folder, "--out", f"{place}/1")
        done("export", "geniusweb", f"{place}/1", "--out", f"{place}/x")
        written = Written(Path(place) / "1")
        for k, party in enumerate(written.parties):
            before = Profile(folder / f"p{k}.json")
            after = Profile(Path(place) / "x" / f"p{k}.json")
            total = sum(map(Fraction, before.space["issueWeights"].values()))
            assert sum(after.space["issueWeights"].values()) == 1
            for outcome, package in zip(made.outcomes(domain), written.packages, strict=True):
                worth = before.utility(outcome)
                assert abs(written.utility(party, package) - worth) < CLOSE
                assert abs(after.utility(outcome) - worth / total) < CLOSE
                if before.reserve is None:
                    assert after.reserve is None
                    assert written.accepts(party, package)
                else:
                    assert abs(after.reserve - before.reserve / total) < CLOSE
                    assert written.accepts(party, package) or worth < before.reserve


def ranged(folder: Path, low=0, high=10, step=2.5, **more) -> Path:
    folder.mkdir()
    issues = {"price": {"range": [low, high, step]}, "colour": {"values": ["red", "blue"]}}
    domain = {"name": "d", "issuesValues": issues}
    (folder / "d.json").write_text(json.dumps(domain))
    for name, ends in (("p", (0.1, 0.9)), ("q", (1, 0))):
        line = {"lowValue": low, "lowUtility": ends[0], "highValue": high, "highUtility": ends[1]}
        colours = {"discreteutils": {"valueUtilities": {"red": 0.2, "blue": 1.0}}}
        space = {
            "issueUtilities": {"price": {"numberutils": line}, "colour": colours},
            "issueWeights": {"price": 0.6, "colour": 0.4},
            "domain": domain,
            "name": name,
            "reservationBid": {"issuevalues": {"price": step, "colour": "red"}},
            **more,
        }
        (folder / f"{name}.json").write_text(json.dumps({SPACE: space}))
    return folder


def test_ranges_of_numbers_become_scales_and_come_back(tmp_path):
    folder = ranged(tmp_path / "in")
    shown = done("import", "geniusweb", folder, "--out", tmp_path / "s")
    written = Written(tmp_path / "s")
    assert written.scenario.issues["price"].scale.names() == ("0", "2.5", "5", "7.5", "10")
    assert written.utility("p", {"price": "5", "colour": "red"}) == Fraction("0.38")
    assert written.reserve("p") == Fraction("0.26")  # 0.6 x 0.3 + 0.4 x 0.2
    assert "reserves by a bid; its utility, 0.26, is what no deal is worth" in shown
    done("export", "geniusweb", tmp_path / "s", "--out", tmp_path / "x")
    domain = json.loads((tmp_path / "x" / "domain.json").read_text())
    assert domain["issuesValues"]["price"] == {"range": [0, 10, 2.5]}
    space = json.loads((tmp_path / "x" / "p.json").read_text())[SPACE]
    assert space["reservationBid"]["issuevalues"] == {"price": 2.5, "colour": "red"}
    line = space["issueUtilities"]["price"]["NumberValueSetUtilities"]
    assert line == {"lowValue": 0, "lowUtility": 0.1, "highValue": 10, "highUtility": 0.9}


def test_lines_are_rounded_to_eight_decimals_as_theirs(tmp_path):
    folder = ranged(tmp_path / "in", high=7, step=1)
    done("import", "geniusweb", folder, "--out", tmp_path / "s")
    written = Written(tmp_path / "s")
    profile = Profile(folder / "p.json")
    for package in written.packages:
        outcome = {"price": Fraction(package["price"]), "colour": package["colour"]}
        assert abs(written.utility("p", package) - profile.utility(outcome)) < CLOSE
    done("export", "geniusweb", tmp_path / "s", "--out", tmp_path / "x")
    assert "range" in (tmp_path / "x" / "domain.json").read_text()


def test_a_value_becomes_the_least_bid_that_reaches_it(tmp_path):
    done("import", "geniusweb", ranged(tmp_path / "in"), "--out", tmp_path / "s")
    file = tmp_path / "s" / "scenario.yaml"
    before = file.read_text()
    assert "value: 26" in before
    file.write_text(before.replace("value: 26", "value: 51"))
    shown = done("export", "geniusweb", tmp_path / "s", "--out", tmp_path / "x")
    assert "p: GeniusWeb reserves by a bid; the least outcome at or above 0.51 is worth" in shown
    space = Profile(tmp_path / "x" / "p.json")
    every = [
        {"price": Fraction(price), "colour": colour}
        for price in ("0", "2.5", "5", "7.5", "10")
        for colour in ("red", "blue")
    ]
    assert space.reserve == min(u for u in map(space.utility, every) if u >= Fraction(51, 100))
    file.write_text(before.replace("value: 26", "value: 101"))
    refused = run("export", "geniusweb", tmp_path / "s", "--out", tmp_path / "y")
    assert refused.exit_code == 2
    assert "no outcome is worth what 'p' reserves" in refused.output
    assert not (tmp_path / "y").exists()


def test_the_domain_may_stand_in_the_profiles_alone(tmp_path):
    folder = ranged(tmp_path / "in")
    (folder / "d.json").unlink()
    assert len(geniusweb.read(folder).domain.matters) == 2


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"issueWeights"', '"weights"', "'weights' is not understood"),
        (SPACE, "SumOfGroupsUtilitySpace", "a profile of the kind 'SumOfGroupsUtilitySpace'"),
        ('"blue": 1.0', '"blu": 1.0', "Did you mean 'blue'?"),
        ('"price": 0.6', '"price": "dear"', "is not a number"),
        ('"numberutils"', '"curvedutils"', "'curvedutils' is not understood"),
        ('{"price": 2.5', '{"price": 3.5', "has no such value"),
        ('"blue"]', '"green"]', "about another domain"),
        ('"lowValue": 0', '"lowValue": 20', "lowValue is not below highValue"),
    ],
)
def test_what_is_not_understood_is_named_with_its_line(old, new, said, tmp_path):
    folder = ranged(tmp_path / "in")
    text = (folder / "p.json").read_text()
    assert old in text
    (folder / "p.json").write_text(text.replace(old, new))
    with pytest.raises(InputError) as caught:
        geniusweb.read(folder)
    assert said in str(caught.value)
    assert all(m.line == 1 for m in caught.value.mistakes if m.file.endswith("p.json"))


@pytest.mark.parametrize(
    "bad", ["[0, 10]", "[10, 0, 1]", "[0, 10, 0]", "[0, 1e9, 1]", '["a", 1, 1]', "[0, 1, 3e-17]"]
)
def test_ranges_that_cannot_be_read(bad, tmp_path):
    folder = ranged(tmp_path / "in")
    text = (folder / "d.json").read_text().replace("[0, 10, 2.5]", bad)
    (folder / "d.json").write_text(text)
    with pytest.raises(InputError, match="range"):
        geniusweb.read(folder)
