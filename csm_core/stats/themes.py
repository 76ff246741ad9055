"""What many short texts are about: themes by latent semantic analysis, or the commonest phrases of a few."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from csm_core.stats.arrays import BoolArray, FloatArray

# Below this many different texts a decomposition finds accidents.
FEWEST_TEXTS = 40
# A theme needs texts enough to be one.
_TEXTS_A_THEME = 10
_SEED = 20050101
# Words are runs of letters. Scripts written without spaces are cut into pairs of characters.
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\u0e00-\u0e7f\u1780-\u17ff]+")
# Words that glue sentences together are short in any language, and stand everywhere.
_SHORTEST_WORD, _MOST_COMMON = 4, 0.5
_LABEL_WORDS = 3


@dataclass(frozen=True, slots=True, eq=False)
class Themes:
    """`labels` of the themes, the largest first; `member` (texts × themes) says which text belongs to which, and
    `closeness` (same shape, 0 to 1) how typical it is. With `are_phrases` a theme is a phrase, and a text may have
    several; else a text has one theme, or none where it shares no word with the others."""

    labels: tuple[str, ...]
    member: BoolArray
    closeness: FloatArray
    are_phrases: bool


def find_themes(texts: Sequence[str], count: int) -> Themes:
    """At most `count` themes of the texts. The answer does not depend on their order.

    Notes
    -----
    Latent semantic analysis: TF-IDF with logarithmic term frequency, projected by a truncated singular value
    decomposition (Deerwester et al. 1990, JASIS 41), rows scaled to length 1, grouped by k-means. No list of words
    of any language is used. A theme is called by the words that are much more common inside it than outside:
    share inside × log(share inside ÷ share outside). Under `FEWEST_TEXTS` different texts: phrases instead.

    """
    order = sorted(range(len(texts)), key=lambda index: texts[index])
    ordered = [texts[index] for index in order]
    clusters = _decomposed(ordered, count) if len(set(ordered)) >= FEWEST_TEXTS else None
    themes = clusters if clusters is not None else _phrases(ordered, count)
    back = np.argsort(np.array(order, dtype=np.int64))
    return Themes(themes.labels, themes.member[back], themes.closeness[back], themes.are_phrases)


def words_of(text: str) -> list[str]:
    """The words of a text in lower case, whatever the language."""
    words: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFKC", text).casefold()):
        for run in _UNSPACED.findall(word):
            words += [run[index : index + 2] for index in range(max(1, len(run) - 1))]
        words += [part for part in _UNSPACED.split(word) if part]
    return words


def _telling_words(text: str) -> list[str]:
    return [word for word in words_of(text) if len(word) >= _SHORTEST_WORD or _UNSPACED.match(word)]


def _decomposed(texts: list[str], count: int) -> Themes | None:
    # These take 0.2 s, and no other answer needs them.
    from sklearn.cluster import KMeans
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.preprocessing import normalize

    vectorizer = TfidfVectorizer(analyzer=_telling_words, sublinear_tf=True, min_df=2, max_df=_MOST_COMMON)
    try:
        weights = vectorizer.fit_transform(texts)
    except ValueError:  # not one word stands in two texts
        return None
    has_words = np.flatnonzero(np.diff(weights.indptr))
    wanted = min(count, len({texts[index] for index in has_words}) // _TEXTS_A_THEME)
    dimensions = min(2 * count, weights.shape[1] - 1)
    if wanted < 2 or dimensions < 2:
        return None
    reduced = TruncatedSVD(dimensions, random_state=_SEED).fit_transform(weights[has_words])
    placed = normalize(reduced)
    groups = KMeans(wanted, n_init=10, random_state=_SEED).fit(placed)
    member = np.zeros((len(texts), wanted), dtype=np.bool_)
    member[has_words, groups.labels_] = True
    closeness = np.zeros(member.shape)
    closeness[has_words] = np.clip(placed @ normalize(groups.cluster_centers_).T, 0.0, 1.0)
    labels = _labels(weights, member, list(vectorizer.get_feature_names_out()))
    return _by_size(labels, member, closeness)


def _labels(weights: sparse.csr_matrix, member: BoolArray, words: list[str]) -> list[str]:
    present = (weights > 0).astype(np.float64)
    sizes = member.sum(axis=0)
    inside = np.asarray(present.T @ member.astype(np.float64))
    everywhere = np.asarray(present.sum(axis=0)).ravel()
    labels: list[str] = []
    for theme in range(member.shape[1]):
        share = inside[:, theme] / max(int(sizes[theme]), 1)
        outside = (everywhere - inside[:, theme] + 0.5) / (member.shape[0] - sizes[theme] + 1)
        telling = share * np.log(np.maximum(share, 1e-9) / outside)
        best = sorted(range(len(words)), key=lambda word: (-telling[word], words[word]))
        take = _LABEL_WORDS
        label = " · ".join(words[word] for word in best[:take])
        while label in labels:
            take += 1
            label = " · ".join(words[word] for word in best[:take])
        labels.append(label)
    return labels


def _by_size(labels: list[str], member: BoolArray, closeness: FloatArray) -> Themes:
    sizes = member.sum(axis=0)
    order = [
        theme
        for theme in sorted(range(len(labels)), key=lambda index: (-int(sizes[index]), labels[index]))
        if sizes[theme]
    ]
    return Themes(tuple(labels[theme] for theme in order), member[:, order], closeness[:, order], False)


def _phrases(texts: list[str], count: int) -> Themes:
    """The phrases of two or three words (else single words) that stand in most texts, at least in two.

    A phrase inside another that is about as common adds nothing and is left out.
    """
    phrases = [_runs(words_of(text)) for text in texts]
    seen = Counter(phrase for text_phrases in phrases for phrase in sorted(text_phrases))
    candidates = [phrase for phrase, times in seen.items() if times > 1]
    ranked = sorted(candidates, key=lambda phrase: (-seen[phrase], -len(phrase), phrase))
    chosen: list[tuple[str, ...]] = []
    for phrase in ranked:
        if len(chosen) < count and not any(_overlap(phrase, other) for other in chosen):
            chosen.append(phrase)
    member = np.array([[phrase in text_phrases for phrase in chosen] for text_phrases in phrases], dtype=np.bool_)
    member = member.reshape(len(texts), len(chosen))
    return Themes(tuple(" ".join(phrase) for phrase in chosen), member, member.astype(np.float64), True)


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    runs = {tuple(words[start : start + size]) for size in (2, 3) for start in range(len(words) - size + 1)}
    telling = {run for run in runs if any(len(word) >= _SHORTEST_WORD or _UNSPACED.match(word) for word in run)}
    return telling or {(word,) for word in words}


def _overlap(phrase: tuple[str, ...], other: tuple[str, ...]) -> bool:
    short, long = sorted((phrase, other), key=len)
    return any(long[start : start + len(short)] == short for start in range(len(long) - len(short) + 1))
