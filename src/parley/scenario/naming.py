"""What an unknown name was probably meant to be. Knows names, not what they stand for."""

from collections.abc import Iterable, Sequence

from rapidfuzz.distance import OSA, Prefix

MOST_SHOWN = 8
_NEAR = 0.65
_CLOSE_CALL = 0.05
_COMPARED = 80
_UNIFORM = str.maketrans("_ ", "--")


def unknown(kind: str, name: str, known: Iterable[str]) -> tuple[str, str]:
    """What is wrong and what to write instead, where nothing of this kind has this name."""
    return f"no {kind} is called {_shown(name)}.", suggest(name, known)


def suggest(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'russia'?`, or a short list of what is known where nothing is near.

    The answer depends on neither the order of `known` nor its repetitions.
    """
    names = sorted(set(known))
    if not names:
        return "None is known here."
    if meant := _nearest(name, names):
        return f"Did you mean {' or '.join(map(_shown, meant))}?"
    rest = len(names) - MOST_SHOWN
    more = f" and {rest} more" if rest > 0 else ""
    return f"Known here: {', '.join(names[:MOST_SHOWN])}{more}."


def _nearest(name: str, names: Sequence[str]) -> list[str]:
    """The one or two nearest names, if any is near enough to be meant."""
    scores = {other: _similarity(_folded(name), _folded(other)) for other in names}
    best = max(scores.values())
    if best < _NEAR:
        return []
    near = [other for other in names if scores[other] >= best - _CLOSE_CALL]
    return sorted(near, key=lambda other: -scores[other])[:2]


def _similarity(name: str, other: str) -> float:
    """From 0 to 1 (alike but for case and separators); a slip of two neighbours counts once.

    A name that the other one begins with (`guarantees` for `guarantees_to_russia`) is near too.
    """
    shorter = min(len(name), len(other))
    begins = shorter > 2 and Prefix.similarity(name, other) == shorter
    return max(OSA.normalized_similarity(name, other), 0.8 if begins else 0.0)


def _folded(name: str) -> str:
    return name[:_COMPARED].casefold().translate(_UNIFORM).strip("-")


def _shown(name: str) -> str:
    """In quotes, on one line, and of bearable length, whatever the file holds."""
    return repr(name if len(name) <= _COMPARED else f"{name[:_COMPARED]}...")
