"""One cluster for all tests of facts on Spark."""

import os
from collections.abc import Iterator

import pytest

from tests.conformance.cluster import cluster, spark_home
from tests.conformance.session import Spark

NO_SPARK = (
    "NO SPARK: Java or Apache Spark is missing, so no fact was built on a cluster; run tools/spark.sh .venv/spark"
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    if spark_home() is None:
        terminalreporter.write_sep("*", NO_SPARK, red=True, bold=True)


@pytest.fixture(scope="session")
def spark_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = spark_home()
    if home is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NO_SPARK)
        pytest.skip(NO_SPARK)
    with cluster(home, tmp_path_factory.mktemp("spark")) as url:
        yield url


@pytest.fixture(scope="session")
def spark(spark_url: str) -> Iterator[Spark]:
    session = Spark(spark_url)
    yield session
    session.close()
