"""Themes of texts: planted ones are found again, in any language and any order."""

import random

import numpy as np
import pytest

from csm_core.stats.themes import FEWEST_TEXTS, find_themes, words_of

TOPICS = (
    ("invoice", "billing", "charged", "refund", "payment"),
    ("calendar", "booking", "schedule", "meeting", "reminder"),
    ("Anmeldung", "Passwort", "Zugang", "gesperrt", "Konto"),
)


def planted(seed: int, count: int = 150) -> tuple[list[str], list[int]]:
    chance = random.Random(seed)
    topics = [chance.randrange(len(TOPICS)) for _ in range(count)]
    return [" ".join(chance.sample(TOPICS[topic], 3)) for topic in topics], topics


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_planted_topics_are_found_and_named_by_their_own_words(seed: int) -> None:
    texts, topics = planted(seed)
    themes = find_themes(texts, 3)
    assert not themes.are_phrases
    assert (themes.member.sum(axis=1) == 1).all()
    for theme, label in enumerate(themes.labels):
        inside = {topics[index] for index in np.flatnonzero(themes.member[:, theme])}
        assert len(inside) == 1, "a theme mixes two topics"
        names = {word.casefold() for word in TOPICS[inside.pop()]}
        assert set(label.split(" · ")) <= names


def test_the_order_of_the_texts_changes_nothing() -> None:
    texts, _ = planted(4)
    order = list(range(len(texts)))
    random.Random(5).shuffle(order)
    plain, mixed = find_themes(texts, 3), find_themes([texts[index] for index in order], 3)
    assert plain.labels == mixed.labels
    assert (plain.member[order] == mixed.member).all()
    assert np.allclose(plain.closeness[order], mixed.closeness)


def test_largest_theme_comes_first() -> None:
    texts, _ = planted(6)
    sizes = find_themes(texts, 3).member.sum(axis=0)
    assert list(sizes) == sorted(sizes, reverse=True)


def test_few_texts_give_the_phrases_that_most_of_them_use() -> None:
    texts = ["The slow reports again", "slow reports!", "Very slow reports", "nice people", "nice people here"]
    assert len(set(texts)) < FEWEST_TEXTS
    themes = find_themes(texts, 5)
    assert themes.are_phrases
    # 'slow reports' stands in three texts, 'nice people' in two; nothing longer stands in two.
    assert themes.labels == ("slow reports", "nice people")
    assert themes.member.sum(axis=0).tolist() == [3, 2]


def test_a_text_may_use_several_phrases_or_none() -> None:
    texts = ["slow reports and nice people", "slow reports", "nice people", "anything else"]
    themes = find_themes(texts, 5)
    assert themes.member.tolist() == [[True, True], [False, True], [True, False], [False, False]] or (
        themes.member.sum(axis=1).tolist() == [2, 1, 1, 0]
    )


@pytest.mark.parametrize("texts", [[], ["once"], ["!!!", "..."], ["", " "]])
def test_texts_without_anything_in_common_have_no_themes(texts: list[str]) -> None:
    themes = find_themes(texts, 5)
    assert themes.labels == ()
    assert themes.member.shape == (len(texts), 0)


def test_words_are_cut_without_knowing_the_language() -> None:
    assert words_of("L'application plaît, ÜBERALL!") == ["l'application", "plaît", "überall"]
    assert words_of("請求書が遅い") == ["請求", "求書", "書が", "が遅", "遅い"]
    assert words_of("app 2 слишком медленно") == ["app", "слишком", "медленно"]


def test_one_sentence_written_by_everybody_is_no_theme_but_a_phrase() -> None:
    themes = find_themes(["Please add dark mode"] * 60, 4)
    assert themes.are_phrases
    assert themes.member[:, 0].all()
