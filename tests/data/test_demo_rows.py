"""The rows that the program ships are what its reader makes of the exports that its generator writes."""

from csm_core.loading.demo import demo_rows
from data.rows.generated import generated_read


def test_the_shipped_rows_are_those_of_the_exports() -> None:
    shipped, generated = demo_rows(), generated_read()
    stale = "the shipped rows are not up to date: python -m data.rows"
    assert shipped.reports == generated.reports, stale
    assert [one.table for one in shipped.batches] == [one.table for one in generated.batches], stale
    for kept, batch in zip(shipped.batches, generated.batches, strict=True):
        assert (kept.content_hash, kept.mapping) == (batch.content_hash, batch.mapping), (batch.report.file, stale)
        for part in ("rows", "quarantined", "attributes"):
            assert getattr(kept, part).equals(getattr(batch, part)), (batch.report.file, part, stale)
