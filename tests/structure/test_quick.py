"""What `make quick` runs: the tests of a changed file, and never nothing for a changed metric."""

from __future__ import annotations

from csm_core.metrics.framework.registry import registry
from tools.quick import ROOT, files_of_tests, ids_of_metrics


def test_a_changed_file_has_the_tests_of_its_own_path() -> None:
    assert files_of_tests(["csm_core/metrics/revenue/mrr.py"]) == ["tests/csm_core/metrics/revenue/test_mrr.py"]
    of_sbg = ["tests/csm_core/stats/test_stats_sbg.py", "tests/golden/test_sbg.py"]
    assert files_of_tests(["csm_core/stats/sbg.py", "README.md"]) == of_sbg
    assert "tests/csm_core/store/test_load.py" in files_of_tests(["csm_core/store/workspace.py"])


def test_a_changed_file_without_tests_of_its_own_has_those_that_import_it() -> None:
    assert "tests/csm_core/intake/test_left_behind.py" in files_of_tests(["csm_core/intake/worker/stall.py"])


def test_a_changed_test_is_run_and_one_that_is_gone_is_not() -> None:
    changed = ["tests/csm_core/test_scope.py", "tests/csm_core/test_that_is_gone.py", "tests/workspaces.py"]
    assert files_of_tests(changed) == ["tests/csm_core/test_scope.py"]


def test_every_metric_has_tests_of_its_own_and_its_rows_of_the_contract() -> None:
    paths = [path.relative_to(ROOT).as_posix() for path in ROOT.glob("csm_core/metrics/*/*.py")]
    assert ids_of_metrics(paths) == sorted(registry())
    assert [path for path in paths if ids_of_metrics([path]) and not files_of_tests([path])] == []
