"""Texts made alike: quotes, dashes, white space, case, Unicode forms. Knows letters alone."""

import re
import unicodedata
from array import array
from collections.abc import Iterable, Iterator
from functools import lru_cache

_ALIKE = {
    **dict.fromkeys(map(ord, "“”„‟«»″＂"), '"'),
    **dict.fromkeys(map(ord, "‘’‚‛′`´ʼ"), "'"),
    **dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-"),
    **dict.fromkeys(map(ord, "\xad\u200b\u200c\u200d\u2060\ufeff")),
}
_NOT_ALIKE = ("<super>", "<sub>", "<fraction>", "<circle>")  # 10² is not 102
_LONGEST_CLUSTER = 32
SCALES = {"hundred": 1e2, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
SCALE = f"(?:{'|'.join(SCALES)})"


class Folded:
    """Paragraphs in the form in which words are compared, and where each character came from."""

    def __init__(self, text: str, paragraphs: Iterable[tuple[int, int]]) -> None:
        folded: list[str] = []
        self.starts, self.ends = array("l"), array("l")
        for begin, finish in paragraphs:
            for start, end in _clusters(text, begin, finish):
                for character in _fold_cluster(text[start:end]):
                    if character in " -" and folded and folded[-1] == character:
                        self.ends[-1] = end
                        continue
                    folded.append(character)
                    self.starts.append(start)
                    self.ends.append(end)
            folded.append(" ")
            self.starts.append(finish)
            self.ends.append(finish)
        self.text = "".join(folded)

    def find(self, words: str) -> Iterator[tuple[int, int]]:
        """The raw stretches that hold these folded words; whole words and whole figures only."""
        left = r"(?<![^\W_])(?<!\d[.,])" if words[0].isalnum() else r"(?<!\d(?=[.,]\d))"
        right = rf"(?![^\W_]|[.,]\d|[ -]{SCALE}\b)" if words[-1].isalnum() else r"(?<!\d[.,](?=\d))"
        for match in re.finditer(left + re.escape(words) + right, self.text):
            first, last = match.start(), match.end() - 1
            # A letter without its accent, or half of a ligature, is no match.
            opened = first and self.starts[first - 1] == self.starts[first]
            if not opened and self.starts[last] != self.starts[last + 1]:
                yield self.starts[first], self.ends[last]


def _clusters(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Each character with the accents that follow it."""
    for at in range(start + 1, end + 1):
        whole = at == end or not unicodedata.combining(text[at])
        if whole or at - start >= _LONGEST_CLUSTER:
            yield start, at
            start = at


@lru_cache(maxsize=10_000)
def _fold_cluster(cluster: str) -> str:
    """One form for what readers do not tell apart: quotes, dashes, blanks, case, encodings."""
    if cluster.isspace():
        return " "
    if unicodedata.decomposition(cluster[0]).startswith(_NOT_ALIKE):
        return cluster
    alike = unicodedata.normalize("NFKD", cluster.translate(_ALIKE)).casefold()
    return unicodedata.normalize("NFKD", alike)


def fold(words: str) -> str:
    """Words in the form in which they are compared."""
    return Folded(words, [(0, len(words))]).text.strip()
