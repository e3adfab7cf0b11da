"""GENIUS files, in and out, against an independent evaluator."""

import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given, settings
from hypothesis import strategies as st

from parley import InputError
from parley.cli import main
from parley.interop import genius
from tests.interop import made
from tests.interop.reading_back import Written
from tests.oracles.genius_files import Profile

CLOSE = Fraction(1, 10**12)
SAMPLES = Path(__file__).parent / "samples"
laws = settings(deadline=None, max_examples=25, derandomize=True)


def run(*words):
    return CliRunner().invoke(main, [str(word) for word in words], catch_exceptions=False)


def done(*words):
    shown = run(*words)
    assert shown.exit_code == 0, shown.output
    return shown.output


def compare(written: Written, profiles: list[Profile], outcomes, *, ties=True) -> None:
    assert len(written.parties) == len(profiles)
    assert len(written.packages) == len(outcomes)
    for party, profile in zip(written.parties, profiles, strict=True):
        for outcome, package in zip(outcomes, written.packages, strict=True):
            utility = profile.utility(outcome)
            assert abs(written.utility(party, package) - utility) < CLOSE
            if ties:
                accepted = written.accepts(party, package)
                assert accepted or utility < profile.reserve
                assert not accepted or utility > profile.reserve - CLOSE


@given(made.domains(), st.sampled_from(["genius", "raw"]))
@laws
def test_an_import_keeps_every_utility_and_every_tie(domain, mode):
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_genius(domain, Path(place) / "in")
        options = ("--normalise", mode, "--steps", 4)
        done("import", "genius", folder, "--out", f"{place}/out", *options)
        profiles = [Profile(folder / f"p{k}.xml", mode) for k in range(len(domain["parties"]))]
        compare(Written(Path(place) / "out"), profiles, made.outcomes(domain))


@given(made.domains(), st.sampled_from(["genius", "raw"]))
@laws
def test_theirs_to_ours_to_theirs_keeps_every_utility(domain, mode):
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_genius(domain, Path(place) / "in")
        normalise = ("--normalise", mode)
        done("import", "genius", folder, "--out", f"{place}/s", *normalise, "--steps", 4)
        done("export", "genius", f"{place}/s", "--out", f"{place}/out", *normalise)
        outcomes = made.outcomes(domain)
        for k in range(len(domain["parties"])):
            before = Profile(folder / f"p{k}.xml", mode)
            after = Profile(Path(place) / "out" / f"p{k}.xml", mode)
            unit, offset = units(before, outcomes, mode)
            for outcome in outcomes:
                expected = (before.utility(outcome) - offset) / unit
                assert abs(after.utility(outcome) - expected) < CLOSE
            assert abs(after.reserve - (before.reserve - offset) / unit) < CLOSE


def units(profile: Profile, outcomes, mode: str) -> tuple[Fraction, Fraction]:
    """What GENIUS cannot state (negative constants do not arise there; sums above 1) is divided."""
    most = max(map(profile.utility, outcomes))
    if mode == "raw" or most <= 1:
        return Fraction(1), Fraction(0)
    return sum(profile.weights.values()), Fraction(0)


@given(made.domains(), st.sampled_from(["genius", "raw"]))
@laws
def test_ours_to_theirs_to_ours_changes_nothing(domain, mode):
    """The second import gives the same ids, names and values as the first."""
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_genius(domain, Path(place) / "in")
        options = ("--normalise", mode, "--steps", 4)
        done("import", "genius", folder, "--out", f"{place}/1", *options)
        done("export", "genius", f"{place}/1", "--out", f"{place}/x", *options[:2])
        done("import", "genius", f"{place}/x", "--out", f"{place}/2", *options)
        first, second = Written(Path(place) / "1"), Written(Path(place) / "2")
        assert list(first.scenario.issues) == list(second.scenario.issues)
        for one, two in zip(
            first.scenario.issues.values(), second.scenario.issues.values(), strict=True
        ):
            assert (one.question, one.name) == (two.question, two.name)
            if one.scale is None:
                assert one.options == two.options
        for one, two in zip(first.packages, second.packages, strict=True):
            for party in first.parties:
                values = [w.implied.value(party, p) for w, p in ((first, one), (second, two))]
                scale = first.units(party)[0] / second.units(party)[0]
                unit = scale if mode == "raw" else scale_of(first, second, party)
                assert abs(values[0] * unit - values[1]) < 100 * CLOSE * max(1, unit)


def scale_of(first: Written, second: Written, party: str) -> Fraction:
    """Exports for GENIUS divide what is above 1, and move constants to 0."""
    one, two = (w.implied for w in (first, second))
    most = [max(i.value(party, p) for p in i.packages) for i in (one, two)]
    return most[1] / most[0] if most[0] else Fraction(1)


@pytest.mark.parametrize("mode", ["genius", "raw"])
@pytest.mark.parametrize("name", ["orchard", "flotilla", "canal"])
def test_the_samples(name, mode, tmp_path):
    done("import", "genius", SAMPLES / name, "--out", tmp_path / "s", "--normalise", mode)
    imported = genius.read(SAMPLES / name, normalise=mode, steps=10)
    matters = imported.domain.matters
    written = Written(tmp_path / "s")
    places = [list(written.implied.options(issue)) for issue in written.scenario.issues]
    outcomes = [
        {
            m.text: m.values[column.index(package[issue])]
            for m, column, issue in zip(matters, places, written.scenario.issues, strict=True)
        }
        for package in written.packages
    ]
    every = sorted((SAMPLES / name).iterdir())
    files = [path for path in every if "<negotiation_template" not in path.read_text("utf-8")]
    assert len(files) == {"orchard": 2, "flotilla": 3, "canal": 2}[name]
    compare(written, [Profile(path, mode) for path in files], outcomes)
    assert "Under these assumptions" in done(
        "brief", tmp_path / "s", "--draws", 40, "--out", tmp_path / "brief"
    )


def test_genius_and_raw_by_hand(tmp_path):
    """Evaluations 1, 2 and 4 with weight 0.5: GENIUS has 1/8, 1/4, 1/2; the raw sum 0.5, 1, 2."""
    issue = ("land", "discrete", ["a", "b", "c"])
    party = {"rows": [["1", "2", "4"]], "weights": ["0.5"], "reserve": "0.25"}
    folder = made.write_genius({"issues": [issue], "parties": [party, party]}, tmp_path / "in")
    for mode, expected in (("genius", (0.125, 0.25, 0.5)), ("raw", (0.5, 1, 2))):
        done("import", "genius", folder, "--out", tmp_path / mode, "--normalise", mode)
        written = Written(tmp_path / mode)
        assert [written.utility("p0", p) for p in written.packages] == list(map(Fraction, expected))
        assert written.reserve("p0") == Fraction(1, 4)
    assert Written(tmp_path / "raw").accepts("p0", {"land": "a"})
    assert not Written(tmp_path / "genius").accepts("p0", {"land": "a"})


def test_integers_count_from_their_lower_end_for_genius_only(tmp_path):
    issue = ("days", "integer", (2, 12))
    row = {"ftype": "linear", "offset": "0.1", "slope": "0.05"}
    party = {"rows": [row], "weights": ["1"], "reserve": None}
    folder = made.write_genius({"issues": [issue], "parties": [party, party]}, tmp_path / "in")
    found = {}
    for mode in ("genius", "raw"):
        done("import", "genius", folder, "--out", tmp_path / mode, "--normalise", mode)
        written = Written(tmp_path / mode)
        found[mode] = [written.utility("p0", {"days": end}) for end in ("2", "12")]
    assert found["genius"] == [Fraction(1, 10), Fraction(6, 10)]
    assert found["raw"] == [Fraction(2, 10), Fraction(7, 10)]


def test_a_tie_of_what_is_no_decimal_stays_a_tie(tmp_path):
    """3 of 7 with weight 0.7 is 0.3; the nearest number of 17 digits lies a little below."""
    issues = [("x", "discrete", ["a", "b"]), ("y", "discrete", ["a", "b"])]
    party = {"rows": [["7", "3"], ["1", "0"]], "weights": ["0.7", "0.3"], "reserve": "0.3"}
    folder = made.write_genius({"issues": issues, "parties": [party, party]}, tmp_path / "in")
    done("import", "genius", folder, "--out", tmp_path / "s")
    written = Written(tmp_path / "s")
    assert abs(written.utility("p0", {"x": "b", "y": "b"}) - Fraction(3, 10)) < CLOSE
    assert written.accepts("p0", {"x": "b", "y": "b"})


def test_what_is_kept_and_not_used_comes_back(tmp_path):
    done("import", "genius", SAMPLES / "orchard", "--out", tmp_path / "s")
    done("export", "genius", tmp_path / "s", "--out", tmp_path / "x")
    domain = (tmp_path / "x" / "domain.xml").read_text(encoding="utf-8")
    assert 'description="Every tree is picked by both"' in domain
    assert 'value="odd rows, even rows" cost="12.5"' in domain
    assert 'name="Who mends the &quot;old&quot; wall?"' in domain
    assert '<discount_factor value="0.9" />' in (tmp_path / "x" / "hill.xml").read_text()


def test_real_and_integer_issues_come_back_as_such(tmp_path):
    done("import", "genius", SAMPLES / "canal", "--out", tmp_path / "s")
    done("export", "genius", tmp_path / "s", "--out", tmp_path / "x")
    company = (tmp_path / "x" / "company.xml").read_text()
    assert '<evaluator ftype="triangular" parameter0="0" parameter1="0.8" parameter2="0.35" />' in (
        company
    )
    assert '<evaluator ftype="linear" parameter0="0.25" parameter1="0.5" />' in company
    assert '<evaluator ftype="linear" offset="0.1" slope="0.05" />' in company
    assert 'type="integer" etype="integer" vtype="integer" lowerbound="2"' in company


def test_a_changed_curve_goes_out_as_values(tmp_path):
    """The evaluator in the note no longer says what the curve says, so it is not used."""
    done("import", "genius", SAMPLES / "canal", "--out", tmp_path / "s")
    file = tmp_path / "s" / "scenario.yaml"
    file.write_text(file.read_text().replace("0.4: 88.88888888888889", "0.4: 50"))
    shown = done("export", "genius", tmp_path / "s", "--out", tmp_path / "x")
    assert "'Pilot's share': written as a discrete issue of 11 values" in shown
    profile = Profile(tmp_path / "x" / "company.xml", "genius")
    outcome = {"Toll": Fraction(1), "Ships a day": Fraction(2), "Night passage": "no"}
    outcome["Pilot's share"] = Fraction(4, 10)
    assert (
        abs(
            profile.utility(outcome)
            - Fraction("0.3") * Fraction("0.75")
            - Fraction("0.04")
            - Fraction("0.1")
        )
        < CLOSE
    )


def test_a_curve_of_half_the_height_keeps_its_evaluator(tmp_path):
    done("import", "genius", SAMPLES / "canal", "--out", tmp_path / "s")
    file = tmp_path / "s" / "scenario.yaml"
    text = file.read_text()
    old = "curve: {0: 0, 0.3: 85.71428571428572, 0.4: 88.88888888888889, 0.8: 0, 1: 0}"
    assert old in text
    new = "curve: {0: 0, 0.3: 42.85714285714286, 0.4: 44.444444444444445, 0.8: 0, 1: 0}"
    file.write_text(text.replace(old, new))
    done("export", "genius", tmp_path / "s", "--out", tmp_path / "x")
    assert 'ftype="triangular"' in (tmp_path / "x" / "company.xml").read_text()
    before = Profile(SAMPLES / "canal" / "company.xml", "genius")
    after = Profile(tmp_path / "x" / "company.xml", "genius")
    outcome = {"Toll": Fraction(1), "Ships a day": Fraction(2), "Night passage": "no"}
    outcome["Pilot's share"] = Fraction(4, 10)
    fall = Fraction("0.2") * Fraction(8, 9) / 2
    assert abs(before.utility(outcome) - fall - after.utility(outcome)) < CLOSE


BROKEN = {
    '<issue index="2" name="Water" etype="discrete">': (
        '<issue index="2" name="Water" etype="price">', "is not understood: 'price'"),
    '<item index="2" value="dusk" />': (
        '<item index="2" value="dawn" />', "Known here: dawn."),
    'number_of_issues="3">': ('number_of_issues="3"><surprise />', "<surprise> inside"),
}  # fmt: skip
BROKEN_PROFILE = {
    'value="dusk" evaluation="4"': ('value="dusk"', "the evaluation of 'dusk'"),
    'evaluation="10"': ('evaluation="ten"', "is no number: 'ten'"),
    '<weight index="2" value="0.2" />': ("", "has no weight"),
    '<weight index="1" value="0.5" />': ('<weight index="1" value="nan" />', "no number: 'nan'"),
    'name="Water"': ('name="Watre"', "Did you mean 'Water'?"),
    '<reservation value="0.25" />': ('<reservation value="a" />', "<reservation> is no number"),
    "<discount_factor": ("<utility_function /><discount_factor", "<utility_function> inside"),
    'index="3" name="Who': ('index="9" name="Who', "index 9 here and 3 in the domain"),
}


@pytest.mark.parametrize("old", [*BROKEN, *BROKEN_PROFILE])
def test_what_is_not_understood_is_named_with_its_line(old, tmp_path):
    new, said = (BROKEN | BROKEN_PROFILE)[old]
    for path in (SAMPLES / "orchard").iterdir():
        (tmp_path / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    file = tmp_path / ("the-orchard.xml" if old in BROKEN else "hill.xml")
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(InputError) as caught:
        genius.read(tmp_path, normalise="genius", steps=10)
    assert said in str(caught.value)
    assert all(m.line and m.remedy for m in caught.value.mistakes)


def test_every_mistake_at_once_and_none_twice(tmp_path):
    """A file that is no XML, an issue that is refused, and what is wrong in the other issues."""
    for path in (SAMPLES / "orchard").iterdir():
        text = path.read_text(encoding="utf-8").replace('evaluation="4"', 'evaluation="x"')
        text = text.replace('name="Harvest" type="discrete"', 'name="Harvest" type="price"')
        (tmp_path / path.name).write_text(text.replace('"0.9"', '"?"'), encoding="utf-8")
    (tmp_path / "bad.xml").write_text("<utility_space>")
    with pytest.raises(InputError) as caught:
        genius.read(tmp_path, normalise="genius", steps=10)
    said = [(Path(m.file).name, m.rule) for m in caught.value.mistakes]
    assert said == [
        ("bad.xml", "xml-syntax"),
        ("hill.xml", "genius-item"),  # Water; the x of Harvest is not reached
        ("hill.xml", "genius-number"),
        ("the-orchard.xml", "genius-kind"),
    ]


def test_sums_above_one_are_said(tmp_path):
    party = {"rows": [["1", "2"]], "weights": ["3"], "reserve": None}
    issue = ("x", "discrete", ["a", "b"])
    folder = made.write_genius({"issues": [issue], "parties": [party, party]}, tmp_path / "in")
    assert "GENIUS would cut what is above 1" in done(
        "import", "genius", folder, "--out", tmp_path / "s"
    )
    assert "utilities reach 3 and GENIUS cuts at 1" in done(
        "export", "genius", tmp_path / "s", "--out", tmp_path / "x"
    )


def test_steps_are_said_and_must_give_decimals(tmp_path):
    shown = done("import", "genius", SAMPLES / "canal", "--out", tmp_path / "a", "--steps", 5)
    assert "read at 6 numbers, 0.6 apart (--steps 5)" in shown
    refused = run("import", "genius", SAMPLES / "canal", "--out", tmp_path / "b", "--steps", 7)
    assert refused.exit_code == 2
    assert "7 steps from" in refused.output
    assert not (tmp_path / "b").exists()
