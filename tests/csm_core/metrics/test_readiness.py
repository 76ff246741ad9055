"""How much of each subject can be answered, and the file that adds most to it."""

from csm_core import registry
from csm_core.metrics.framework.readiness import readiness
from csm_core.tables.catalogue import TABLES


def test_tickets_alone_answer_support_and_voice_wants_surveys() -> None:
    rows = {one.family: one for one in readiness(["tickets"], list(TABLES))}
    # Every metric of support declares tickets as its input; one may want more beside them.
    assert rows["support"].answered >= 5
    assert rows["voice"].answered == 0
    voice = sum(metric.family == "voice" for metric in registry().values())
    assert (rows["voice"].next_table, rows["voice"].metrics) == ("surveys", voice)
    assert 0 < rows["voice"].adds <= voice


def test_with_everything_loaded_every_page_is_ready_and_nothing_comes_next() -> None:
    for one in readiness(list(TABLES), list(TABLES)):
        assert (one.answered, one.next_table, one.adds) == (one.metrics, None, 0)
