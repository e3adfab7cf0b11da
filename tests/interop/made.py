"""Negotiations made at random, as the files of other programs. Knows Hypothesis and texts."""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path
from xml.sax.saxutils import quoteattr

import yaml
from hypothesis import strategies as st

ODD = (
    "red", "Red", "RED", "réd", "1st", "2", "2.50", "007", "1e5", "0o7", "-3", "yes", "null", "~",
    "a, b", 'say "no"', "it's", "a & b <c>", " padded ", "", "two\nlines", "tab\there", "東京",
    "Ж", "😀", "note", "weight", "curve", "and", "# no comment", "a: b", "- x", "!tag", "*a", "…",
    "x" * 300, "\u00a0", "\u0085", "In the imported file: {", "true", "0x1F", "1_000", ".5",
)  # fmt: skip
NUMBERS = ("0", "1", "2", "3", "5", "7", "10", "0.1", "0.25", "0.333", "12.5", "99", "1e-3")
WEIGHTS = ("0.1", "0.2", "0.25", "0.5", "1", "0.3333333333333333", "0.7", "0.05", "3")
RESERVES = (None, "0", "0.25", "0.5", "0.8", "0.3333333333333333")
texts = st.sampled_from(ODD) | st.text(
    st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=8
)
_names = st.lists(texts, min_size=1, max_size=4, unique=True)


@st.composite
def domains(draw, *, numeric=True, most_parties=4):
    """Plain data: issues (name, kind, values or ends) and, per party, weights and evaluations."""
    issues = []
    for name in draw(st.lists(texts, min_size=1, max_size=3, unique=True)):
        kind = draw(st.sampled_from(["discrete", "integer", "real"])) if numeric else "discrete"
        if kind == "discrete":
            issues.append((name, kind, draw(_names)))
        else:
            low = draw(st.sampled_from([-3, 0, 2]))
            issues.append((name, kind, (low, low + draw(st.sampled_from([0, 1, 4, 7])))))
    parties = [draw(_party(issues)) for _ in range(draw(st.integers(2, most_parties)))]
    return {"issues": issues, "parties": parties}


@st.composite
def _party(draw, issues):
    rows = []
    for _, kind, values in issues:
        if kind == "discrete":
            rows.append([draw(st.sampled_from(NUMBERS)) for _ in values])
        else:
            rows.append(draw(_evaluator(kind, values)))
    weights = [draw(st.sampled_from(WEIGHTS)) for _ in issues]
    return {"rows": rows, "weights": weights, "reserve": draw(st.sampled_from(RESERVES))}


@st.composite
def _evaluator(draw, kind, ends):
    number = st.sampled_from(["-0.5", "0", "0.1", "0.35", "1", "1.2"])
    if kind == "integer" and draw(st.booleans()):
        return {"ftype": "linear", "offset": draw(number), "slope": draw(number)}
    if draw(st.integers(0, 2)) == 0:
        corners = sorted(draw(st.sampled_from([-4, -1, 0, 0.5, 1.25, 2, 3, 8])) for _ in range(3))
        low, top, high = map(str, corners)
        return {"ftype": "triangular", "parameter0": low, "parameter1": high, "parameter2": top}
    if draw(st.integers(0, 3)) == 0:
        return {"ftype": "constant", "parameter0": draw(st.sampled_from(["0", "0.6", "1"]))}
    return {"ftype": "linear", "parameter0": draw(number), "parameter1": draw(number)}


def outcomes(domain, steps=4):
    """Every outcome, by the texts and numbers of the files; ranges at the steps of an import."""
    columns = []
    for _, kind, values in domain["issues"]:
        if kind == "discrete":
            columns.append(list(values))
            continue
        low, high = map(Fraction, values)
        count = int(high - low) if kind == "integer" else steps
        columns.append(sorted({low + (high - low) * k / (count or 1) for k in range(count + 1)}))
    names = [name for name, _, _ in domain["issues"]]
    return [dict(zip(names, row, strict=True)) for row in product(*columns)]


def attribute(text) -> str:
    """As it stands in XML, whatever it holds."""
    return quoteattr(str(text), {"\n": "&#10;", "\t": "&#9;", "\r": "&#13;", "\u0085": "&#133;"})


def write_genius(domain, folder: Path) -> Path:
    """Domain and profiles as GENIUS XML."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_issue(at, *issue, None) for at, issue in enumerate(domain["issues"], start=1)]
    inner = f"<utility_space><objective index='0' name='o'>{''.join(rows)}</objective>"
    whole = f"<negotiation_template>{inner}</utility_space></negotiation_template>"
    (folder / "a-domain.xml").write_text(whole, encoding="utf-8")
    for k, party in enumerate(domain["parties"]):
        rows = [
            _issue(at, *issue, row)
            for at, (issue, row) in enumerate(
                zip(domain["issues"], party["rows"], strict=True), start=1
            )
        ]
        weights = "".join(
            f"<weight index='{at}' value='{weight}'/>"
            for at, weight in enumerate(party["weights"], start=1)
        )
        body = weights + "".join(rows) if k % 2 else "".join(rows) + weights
        end = f"<reservation value='{party['reserve']}'/>" if party["reserve"] else ""
        text = f"<utility_space><objective index='0'>{body}</objective>{end}</utility_space>"
        (folder / f"p{k}.xml").write_text(text, encoding="utf-8")
    return folder


def _issue(at, name, kind, values, row) -> str:
    said = f"index='{at}' name={attribute(name)} type='{kind}'"
    if kind == "discrete":
        evaluations = [f"evaluation='{e}'" for e in row] if row else [""] * len(values)
        items = "".join(
            f"<item index='{k}' value={attribute(value)} {e}/>"
            for k, (value, e) in enumerate(zip(values, evaluations, strict=True), start=1)
        )
        return f"<issue {said}>{items}</issue>"
    ends = f"lowerbound='{values[0]}' upperbound='{values[1]}'"
    own = ends if kind == "integer" else ""
    inner = f"<range {ends}/>" if kind == "real" else ""
    if row:
        given = " ".join(f"{key}='{value}'" for key, value in row.items())
        inner += f"<evaluator {given}/>"
    return f"<issue {said} {own}>{inner}</issue>"


def write_geniusweb(domain, folder: Path) -> Path:
    """The discrete issues as GeniusWeb JSON, evaluations over 100; weights as they are."""
    folder.mkdir(parents=True, exist_ok=True)
    issues = {name: {"values": list(values)} for name, _, values in domain["issues"]}
    head = {"name": "a domain", "issuesValues": issues}
    (folder / "jobs.json").write_text(json.dumps(head), encoding="utf-8")
    for k, party in enumerate(domain["parties"]):
        utilities = {
            name: {
                "DiscreteValueSetUtilities": {
                    "valueUtilities": {
                        value: float(e) / 100 for value, e in zip(values, row, strict=True)
                    }
                }
            }
            for (name, _, values), row in zip(domain["issues"], party["rows"], strict=True)
        }
        weights = zip(issues, map(float, party["weights"]), strict=True)
        space = {
            "issueUtilities": utilities,
            "issueWeights": dict(weights),
            "domain": head,
            "name": f"p{k}",
        }
        if party["reserve"]:
            bid = {name: values[k % len(values)] for name, _, values in domain["issues"]}
            space["reservationBid"] = {"issuevalues": bid}
        text = json.dumps({"LinearAdditiveUtilitySpace": space})
        (folder / f"p{k}.json").write_text(text, encoding="utf-8")
    return folder


def write_negmas(domain, folder: Path) -> Path:
    """The domain as NegMAS YAML; evaluators become its value functions."""
    folder.mkdir(parents=True, exist_ok=True)
    kinds = {"integer": "ContiguousIssue", "real": "ContinuousIssue"}
    issues = [
        {
            "name": name,
            "type": kinds.get(kind, "CategoricalIssue"),
            "values": [float(v) for v in values] if kind == "real" else list(values),
        }
        for name, kind, values in domain["issues"]
    ]
    head = {"name": "d", "type": "CartesianOutcomeSpace", "issues": issues, "path": None}
    (folder / "os.yml").write_text(yaml.safe_dump(head, allow_unicode=True), encoding="utf-8")
    for k, party in enumerate(domain["parties"]):
        values = [
            _function(row, options)
            for (_, _, options), row in zip(domain["issues"], party["rows"], strict=True)
        ]
        ufun = {
            "name": f"p{k}",
            "type": "LinearAdditiveUtilityFunction",
            "weights": [float(weight) for weight in party["weights"]],
            "values": values,
            "reserved_value": float(party["reserve"] or "-inf"),
            "stability": 2047,
        }
        text = yaml.safe_dump(ufun, allow_unicode=True)
        (folder / f"p{k}.yml").write_text(text, encoding="utf-8")
    return folder


def _function(row, options):
    if isinstance(row, list):
        mapping = {value: float(e) for value, e in zip(options, row, strict=True)}
        return {"type": "TableFun", "mapping": mapping}
    if row["ftype"] == "triangular":
        start, end, middle = (float(row[f"parameter{k}"]) for k in range(3))
        return {"type": "TriangularFun", "start": start, "middle": middle, "end": end}
    if row["ftype"] == "constant":
        return {"type": "ConstFun", "bias": float(row["parameter0"])}
    slope, bias = (
        float(row.get(a) or row[b]) for a, b in (("slope", "parameter1"), ("offset", "parameter0"))
    )
    return {"type": "AffineFun", "slope": slope, "bias": bias}
