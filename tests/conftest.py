"""What holds for all tests: what was imported and collected is not looked through for garbage again and again."""

import gc
import os

# Visits of the tests end when their memory is looked through, which may be long after. Who tests the limit sets it.
os.environ.setdefault("CSM_MAX_VISITORS", "100000")


def pytest_collection_finish() -> None:
    """Thousands of tests and all libraries live until the end; to walk them took a tenth of the suite."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)


def pytest_sessionfinish() -> None:
    """Give back what was kept, so that libraries that count their objects at the end find none left."""
    gc.unfreeze()
