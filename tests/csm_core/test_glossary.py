"""The glossary says what the declarations say: all of it, and nothing that has been changed since."""

from dataclasses import replace
from pathlib import Path

from csm_core.facts.scoped.catalogue import SCOPED_INPUTS
from csm_core.glossary import glossary_entries, glossary_markdown, scoped_inputs_markdown
from csm_core.glossary.entries import entry_of
from csm_core.metrics.framework.declare import ROLL_UP
from csm_core.metrics.framework.registry import metric_named, registry

GLOSSARY = Path(__file__).parents[2] / "docs" / "glossary.md"
SCOPED = GLOSSARY.with_name("scoped-inputs.md")


def test_the_committed_glossary_is_what_the_declarations_say() -> None:
    assert GLOSSARY.read_text("utf-8") == glossary_markdown(glossary_entries()), "run `make docs`"


def test_the_committed_page_of_scoped_inputs_is_what_the_declarations_say() -> None:
    assert SCOPED.read_text("utf-8") == scoped_inputs_markdown(), "run `make docs`"


def test_an_input_is_told_with_what_it_rests_on_through_others() -> None:
    # contract_terms reads line_terms, which reads the facts of lines, accounts and recorded days.
    page = scoped_inputs_markdown()
    section = page[page.index("## contract_terms") : page.index("## quantity_record")]
    assert "One row per account and day on which terms of it end." in section
    assert "- reads: [line_terms](#line_terms)\n" in section
    assert "- facts: `account_intervals`, `account_list`, `recorded_days`\n" in section
    assert [line[3:] for line in page.splitlines() if line.startswith("## ")] == list(SCOPED_INPUTS)


def test_every_metric_has_an_entry_in_the_order_of_the_catalogue() -> None:
    assert [entry.id for entry in glossary_entries()] == list(registry())


def test_everything_that_is_declared_stands_in_the_text() -> None:
    text = glossary_markdown(glossary_entries()).replace("\\|", "|")
    for metric in registry().values():
        parts = [metric.name, metric.question, metric.definition, metric.formula, *metric.references]
        parts += [metric.interval] if metric.interval else []
        parts += [part for variant in metric.variants for part in (variant.name, variant.whose, variant.definition)]
        parts += [part for refused in metric.refused for part in (refused.variant, refused.reason)]
        # What every metric has is told once, in the introduction.
        items = [setting for setting in metric.settings if setting is not ROLL_UP]
        parts += [ROLL_UP.name, *(part for setting in items for part in (setting.name, setting.meaning))]
        parts += [example.title for example in metric.examples]
        assert [part for part in parts if part not in text] == []


def test_an_example_is_told_with_what_is_given_asked_and_found() -> None:
    example = next(entry for entry in glossary_entries() if entry.id == "mrr").examples[0]
    assert example.given[0].table == "subscriptions"
    assert example.given[0].columns[:2] == ("account_id", "start_date")
    assert example.given[0].rows[0][:3] == ("A", "2024-01-05", "")
    assert example.asked == "1 Jan 2024 to 31 Jan 2024, by month · as of 31 Jan 2024"
    assert example.expected == ("period 2024-01-01: value = 252, n = 3",)


def test_the_usual_variant_is_the_first_unless_the_loaded_tables_choose() -> None:
    nps = metric_named("nps")
    assert [variant.usual for variant in entry_of(nps).variants] == ["always", "", ""]
    chosen = replace(nps, choose=lambda tables: "mrr_weighted" if "surveys" in tables else "respondents")
    assert [variant.usual for variant in entry_of(chosen).variants] == ["", "", "with surveys"]


def test_a_bar_in_a_text_does_not_break_its_table() -> None:
    nps = metric_named("nps")
    piped = replace(nps, variants=(replace(nps.variants[0], definition="promoters | detractors"),))
    assert "| promoters \\| detractors |" in glossary_markdown([entry_of(piped)])
