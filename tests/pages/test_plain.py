import pytest

from csm_ui.widgets.plain import plain

JOINER = "\N{WORD JOINER}"


@pytest.mark.parametrize(
    "name",
    ["![x](http://host/p.png)", "[a](http://b.example)", "**bold**", "<script>", "$100 to $200", "`code`", "a_b_c"],
)
def test_every_mark_of_markdown_is_escaped(name: str) -> None:
    shown = plain(name)
    for index, letter in enumerate(shown):
        if letter in "*_[]<>$`":
            assert shown[index - 1] == "\\"


@pytest.mark.parametrize(
    "name", ["a:smile:b", "A--B", "a->b", "p@acme.example", "https://x.example", "www.x.example"]
)
def test_signs_and_addresses_are_broken_by_an_unseen_joiner(name: str) -> None:
    assert JOINER in plain(name)
    assert plain(name).replace(JOINER, "").replace("\\", "") == name


@pytest.mark.parametrize("name", ["1. First Corp", "- Dash Co", "+ Plus", "=Equals"])
def test_a_line_does_not_become_a_list(name: str) -> None:
    assert plain(name).replace(JOINER, "").replace("\\", "") == name
    assert "\\" in plain(name)


@pytest.mark.parametrize("text", ["12.3 %", "Acme GmbH & Co", "461,553 EUR", "Sep 2026"])
def test_ordinary_text_reads_as_it_is(text: str) -> None:
    assert plain(text).replace("\\", "") == text


def test_lines_are_joined() -> None:
    assert plain("a\n# b") == "a \\# b"
