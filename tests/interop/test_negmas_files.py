"""NegMAS scenario folders, in and out, and read by NegMAS itself where it is installed."""

import json
import tempfile
from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import assume, given
from hypothesis import strategies as st

from parley import InputError
from parley.interop import negmas_files
from tests.interop import made
from tests.interop.reading_back import Written
from tests.interop.test_genius import CLOSE, done, laws


def utility(domain, k, outcome) -> Fraction:
    """NegMAS's own definition: the sum of weight x value function, nothing else."""
    party = domain["parties"][k]
    total = Fraction(0)
    for (name, _, values), weight, row in zip(
        domain["issues"], party["weights"], party["rows"], strict=True
    ):
        value = outcome[name]
        height = (
            Fraction(row[values.index(value)]) if isinstance(row, list) else formula(row, value)
        )
        total += Fraction(weight) * height
    return total


def formula(row, x) -> Fraction:
    if row["ftype"] == "constant":
        return Fraction(row["parameter0"])
    if row["ftype"] == "triangular":
        low, high, top = (Fraction(row[f"parameter{k}"]) for k in range(3))
        if x <= low or x >= high:
            return Fraction(0)
        return (x - low) / (top - low) if x <= top else (high - x) / (high - top)
    slope = Fraction(row.get("slope") or row["parameter1"])
    return slope * x + Fraction(row.get("offset") or row["parameter0"])


@given(made.domains())
@laws
def test_there_and_back_keeps_every_utility(domain):
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_negmas(domain, Path(place) / "in")
        done("import", "negmas", folder, "--out", f"{place}/1", "--steps", 4)
        done("export", "negmas", f"{place}/1", "--out", f"{place}/x")
        done("import", "negmas", f"{place}/x", "--out", f"{place}/2", "--steps", 4)
        outcomes = made.outcomes(domain)
        first, second = Written(Path(place) / "1"), Written(Path(place) / "2")
        for k, (one, two) in enumerate(zip(first.parties, second.parties, strict=True)):
            reserve = domain["parties"][k]["reserve"]
            for outcome, before, after in zip(
                outcomes, first.packages, second.packages, strict=True
            ):
                worth = utility(domain, k, outcome)
                assert abs(first.utility(one, before) - worth) < CLOSE
                assert abs(second.utility(two, after) - worth) < CLOSE
                if reserve is None:
                    assert first.accepts(one, before)
                    assert second.accepts(two, after)
                elif worth >= Fraction(reserve):
                    assert first.accepts(one, before)


@given(made.domains(numeric=False), st.just("genius"))
@laws
def test_genius_divides_tables_by_their_highest(domain, mode):
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_negmas(domain, Path(place) / "in")
        done("import", "negmas", folder, "--out", f"{place}/1", "--normalise", mode)
        written = Written(Path(place) / "1")
        for row, party in zip(domain["parties"], written.parties, strict=True):
            for outcome, package in zip(made.outcomes(domain), written.packages, strict=True):
                worth = Fraction(0)
                for (name, _, values), weight, table in zip(
                    domain["issues"], row["weights"], row["rows"], strict=True
                ):
                    highest = max(map(Fraction, table)) or 1
                    own = Fraction(table[values.index(outcome[name])])
                    worth += Fraction(weight) * own / highest
                assert abs(written.utility(party, package) - worth) < CLOSE


FUNCTIONS = (
    {"type": "AffineFun", "slope": -0.5, "bias": 0.1},
    {"type": "LinearFun", "slope": 0.2},
    {"type": "IdentityFun"},
    {"type": "ConstFun", "bias": 4},
    {"type": "QuadraticFun", "a1": 2, "a2": 1, "bias": 3},
    {"type": "PolynomialFun", "coefficients": [1, 2, -3], "bias": 0.5},
    {"type": "TriangularFun", "start": 1, "middle": 3, "end": 5, "scale": 2, "bias": -1},
    {"type": "TrapezoidalFun", "start": 1, "rise_end": 2, "fall_start": 3, "end": 5},
    {"type": "ExponentialFun", "tau": 0.5},
    {"type": "LogFun", "tau": 1.0, "scale": 2.0},
    {"type": "GaussianFun", "center": 2, "sigma": 1.5},
    {"type": "CosFun", "multiplier": 0.7},
    {"type": "SinFun", "phase": 0.2, "amplitude": 3.0},
)


def with_function(folder: Path, function, values=(1, 5), **more) -> Path:
    folder.mkdir(exist_ok=True)
    issues = [
        {"name": "n", "type": "ContiguousIssue", "values": list(values)},
        {"name": "c", "type": "CategoricalIssue", "values": ["a", "b"]},
    ]
    space = {"name": "d", "type": "CartesianOutcomeSpace", "issues": issues}
    (folder / "d.yml").write_text(yaml.safe_dump(space))
    table = {"type": "TableFun", "mapping": {"a": 1.0, "b": 0.25}}
    for name in ("u", "v"):
        ufun = {
            "name": name,
            "type": "LinearAdditiveUtilityFunction",
            "values": [function, table],
            "weights": [0.5, -0.25],
            "reserved_value": 0.125,
            "bias": 0.5,
            **more,
        }
        (folder / f"{name}.yml").write_text(yaml.safe_dump(ufun))
    return folder


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f["type"])
def test_against_negmas_itself(function, tmp_path):
    """Every value function, a negative weight and a constant; its reading of ours as well."""
    inout = pytest.importorskip("negmas.inout", exc_type=ImportError)
    folder = with_function(tmp_path / "in", function)
    done("import", "negmas", folder, "--out", tmp_path / "s")
    done("export", "negmas", tmp_path / "s", "--out", tmp_path / "x")
    done("export", "genius", tmp_path / "s", "--out", tmp_path / "g", "--normalise", "raw")
    written = Written(tmp_path / "s")
    theirs = [inout.Scenario.from_yaml_folder(str(path)) for path in (folder, tmp_path / "x")]
    theirs.append(inout.Scenario.from_genius_folder(str(tmp_path / "g")))
    for which, scenario in enumerate(theirs):
        for ufun in scenario.ufuns:
            assert float(ufun.reserved_value) == pytest.approx(0.125, abs=1e-12)
            for package in written.packages:
                n = int(package["n"])
                outcome = (n, package["c"])
                if which == 2 and isinstance(scenario.outcome_space.issues[0].values, list):
                    outcome = (package["n"], package["c"])
                assert float(ufun(outcome)) == pytest.approx(
                    float(written.utility("u", package)), abs=1e-12
                )


@pytest.mark.parametrize("name", ["orchard", "canal"])
def test_samples_against_negmas(name, tmp_path):
    """The raw sum that NegMAS reads from GENIUS files."""
    inout = pytest.importorskip("negmas.inout", exc_type=ImportError)
    folder = Path(__file__).parent / "samples" / name
    if name == "canal":  # it does not read constants
        (tmp_path / "in").mkdir()
        for path in folder.iterdir():
            text = path.read_text(encoding="utf-8")
            line = 'ftype="linear" parameter0="0.6" parameter1="0"'
            text = text.replace('ftype="constant" parameter0="0.6"', line)
            (tmp_path / "in" / path.name).write_text(text, encoding="utf-8")
        folder = tmp_path / "in"
    done("import", "genius", folder, "--out", tmp_path / "s", "--normalise", "raw")
    written = Written(tmp_path / "s")
    scenario = inout.load_genius_domain_from_folder(
        str(folder), ignore_discount=True, safe_parsing=False
    )
    by_name = {Path(u.name).stem: u for u in scenario.ufuns}
    for party in written.parties:
        for package in written.packages:
            outcome = []
            for (issue, option), theirs in zip(
                package.items(), scenario.outcome_space.issues, strict=True
            ):
                own = written.scenario.issues[issue]
                number = type(theirs.min_value)(float(option)) if own.scale else None
                outcome.append(number if own.scale else own.options[option].name)
            expected = float(written.utility(party, package))
            assert float(by_name[party](tuple(outcome))) == pytest.approx(expected, abs=1e-12)


def test_every_value_function_is_reckoned_here_too(tmp_path):
    for at, function in enumerate(FUNCTIONS):
        folder = with_function(tmp_path / f"in{at}", function)
        imported = negmas_files.read(folder, normalise="raw", steps=10)
        assert len(imported.domain.profiles[0].tables[0]) == 5
    table = negmas_files.read(tmp_path / "in7", normalise="raw", steps=10).domain.profiles[0]
    assert table.tables[0] == (0, 1, 1, Fraction(1, 2), 0)  # the ends of a trapezoid count as in


@pytest.mark.parametrize(
    ("function", "more", "said"),
    [
        ({"type": "LambdaFun", "f": "x"}, {}, "the value function 'LambdaFun' is not understood"),
        ({"type": "AffineFun", "bias": 1}, {}, "AffineFun lacks its number 'slope'"),
        ({"type": "LinearFun", "slope": "steep"}, {}, "is not a number"),
        ({"type": "LinearFun", "slope": 1, "twist": 2}, {}, "'twist' is not understood"),
        ({"type": "LogFun", "tau": -1.0}, {}, "LogFun has no value at some number"),
        ({"type": "TableFun", "mapping": {1: 1, 2: 1, 3: 1, 4: 1}}, {}, "value '5' of issue 'n'"),
        ({"type": "IdentityFun"}, {"weights": [1]}, "`weights` has 1 entries for 2 issues"),
        ({"type": "IdentityFun"}, {"weights": {"n": 1, "k": 1}}, "no issue is called 'k'"),
        ({"type": "IdentityFun"}, {"type": "MappingUtilityFunction"}, "is not understood"),
        ({"type": "IdentityFun"}, {"bonus": 1}, "'bonus' is not understood"),
        ({"type": "IdentityFun"}, {"reserved_value": "much"}, "is not a number"),
        ({"type": "IdentityFun"}, {"reserved_value": float("nan")}, "is not a number"),
    ],
)
def test_what_is_not_understood_is_named(function, more, said, tmp_path):
    folder = with_function(tmp_path / "in", function, **more)
    with pytest.raises(InputError) as caught:
        negmas_files.read(folder, normalise="raw", steps=10)
    assert said in str(caught.value)
    assert {Path(m.file).name for m in caught.value.mistakes} == {"u.yml", "v.yml"}


def test_negative_weights_and_a_constant_by_hand(tmp_path):
    """0.5 + 0.5 n - 0.25 c: the best entry of the second issue is the worst for this party."""
    folder = with_function(tmp_path / "in", {"type": "IdentityFun"}, values=(-1, 2))
    done("import", "negmas", folder, "--out", tmp_path / "s")
    written = Written(tmp_path / "s")
    for package in written.packages:
        c = Fraction(1) if package["c"] == "a" else Fraction(1, 4)
        worth = Fraction(1, 2) + Fraction(package["n"]) / 2 - c / 4
        assert written.utility("u", package) == worth
        assert written.accepts("u", package) == (worth >= Fraction(1, 8))


def test_json_is_read_like_yaml(tmp_path):
    folder = with_function(tmp_path / "in", FUNCTIONS[0])
    yaml_read = negmas_files.read(folder, normalise="raw", steps=10)
    for path in sorted(folder.iterdir()):
        path.with_suffix(".json").write_text(json.dumps(yaml.safe_load(path.read_text())))
        path.unlink()
    again = negmas_files.read(folder, normalise="raw", steps=10)
    assert again.domain.matters == yaml_read.domain.matters
    assert [p.tables for p in again.domain.profiles] == [
        p.tables for p in yaml_read.domain.profiles
    ]


def test_evenly_spaced_numbers_become_a_scale(tmp_path):
    folder = with_function(tmp_path / "in", {"type": "IdentityFun"})
    text = (folder / "d.yml").read_text().replace("ContiguousIssue", "DiscreteCardinalIssue")
    (folder / "d.yml").write_text(text.replace("- 1\n  - 5", "- 0\n  - 2.5\n  - 5"))
    done("import", "negmas", folder, "--out", tmp_path / "s")
    written = Written(tmp_path / "s")
    assert written.scenario.issues["n"].scale.names() == ("0", "2.5", "5")
    (folder / "d.yml").write_text(text.replace("- 1\n  - 5", "- 1\n  - 2\n  - 7"))
    done("import", "negmas", folder, "--out", tmp_path / "t")
    assert list(Written(tmp_path / "t").scenario.issues["n"].options) == ["1", "2", "7"]


@given(made.domains(numeric=False, most_parties=3))
@laws
def test_negmas_reads_every_text_that_we_write(domain):
    """Folders in its own format and in GENIUS XML, whatever the values are called."""
    inout = pytest.importorskip("negmas.inout", exc_type=ImportError)
    assume(all(name for name, _, _ in domain["issues"]))  # it replaces an empty name
    with tempfile.TemporaryDirectory() as place:
        folder = made.write_genius(domain, Path(place) / "in")
        done("import", "genius", folder, "--out", f"{place}/s", "--normalise", "raw")
        done("export", "negmas", f"{place}/s", "--out", f"{place}/n")
        done("export", "genius", f"{place}/s", "--out", f"{place}/g", "--normalise", "raw")
        read = [inout.Scenario.from_yaml_folder(f"{place}/n")]
        read.append(inout.Scenario.from_genius_folder(f"{place}/g", ignore_discount=True))
        for scenario in read:
            for k, ufun in enumerate(scenario.ufuns):
                for outcome in made.outcomes(domain):
                    worth = float(utility(domain, k, outcome))
                    assert float(ufun(tuple(outcome.values()))) == pytest.approx(worth, abs=1e-9)
