"""Files as people and tools make them, each beside exactly what must come of it."""

import pytest

pytest.register_assert_rewrite("tests.csm_core.intake.corpus.case")
