from csm_core.facts.build import FACTS
from csm_core.scoring.components import COMPONENTS, Direction
from csm_core.scoring.normalise import Thresholds


def test_default_weights_are_parts_of_one_hundred() -> None:
    assert sum(component.weight for component in COMPONENTS) == 100
    assert all(0 <= component.weight <= 100 for component in COMPONENTS)


def test_ids_are_unique_and_nothing_is_left_unsaid() -> None:
    assert len({component.id for component in COMPONENTS}) == len(COMPONENTS) == 13
    assert all(c.name and c.meaning and c.unit and c.reads for c in COMPONENTS)


def test_every_component_reads_facts_that_exist() -> None:
    facts = {fact.name for fact in FACTS}
    assert [(c.id, name) for c in COMPONENTS for name in c.reads if name not in facts] == []


def test_points_run_in_the_stated_direction_from_0_to_100() -> None:
    for component in COMPONENTS:
        Thresholds(component.points)  # raises unless the values rise and the scores lie in 0 to 100
        scores = [score for _, score in component.points]
        rising = component.direction is Direction.UP
        assert scores == sorted(scores, reverse=not rising), component.id
        assert {scores[0], scores[-1]} == {0.0, 100.0}, component.id
