"""A session on a Spark cluster through its Connect server; nothing of Spark or of a JVM is needed here."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from csm_core.engines.cluster_trouble import ClusterTrouble
from csm_core.engines.spark_sql import SETTINGS
from csm_core.errors import BadValue

if TYPE_CHECKING:
    from pyspark.sql import SparkSession

TOKEN_VARIABLE = "SPARK_CONNECT_AUTHENTICATE_TOKEN"  # noqa: S105 - the name of the variable that the client reads
_PORT = 15002
# The client itself would try for ten minutes: that is a few seconds.
_TRIES = 4


def spark_session(address: str) -> SparkSession:
    """A session of our own at `sc://host:port`, which reckons as DuckDB does; `stop` ends it.

    A token comes from the environment alone (TOKEN_VARIABLE), where the client takes it from by itself.

    Raises
    ------
    BadValue
        When the address is none, holds a token, or the client is not installed.
    ClusterTrouble
        When nobody answers.
    """
    host, port = _host_of(address)
    try:
        with warnings.catch_warnings():
            # The client doubts any pandas that is younger than itself; its frames of pandas are not used here.
            warnings.simplefilter("ignore", FutureWarning)
            from pyspark.sql.connect.client.retries import DefaultPolicy
            from pyspark.sql.connect.session import SparkSession as Client
    except ModuleNotFoundError as error:
        need = "Spark's client is not installed. Run: pip install -r requirements-spark.txt."
        raise BadValue(need) from error
    from pyspark.errors import PySparkException

    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # that it gave up, which the error says
        client = Client.builder.remote(address).create()
        client.client.set_retry_policies([DefaultPolicy(max_retries=_TRIES)])
        try:
            _ = client.version
        except PySparkException as error:
            client.client.close()  # else it would try again when the program ends
            raise ClusterTrouble.unreachable(host, port, error) from error
    session = cast("SparkSession", client)
    with cluster_trouble("starting a session"):
        client.client.set_retry_policies([DefaultPolicy()])
        for name, setting in SETTINGS.items():
            session.conf.set(name, setting)
    return session


@contextmanager
def cluster_trouble(what: str) -> Iterator[None]:
    """Whatever the cluster refuses inside, as ClusterTrouble that says what it was asked for."""
    from pyspark.errors import PySparkException

    try:
        yield
    except PySparkException as error:
        raise ClusterTrouble.while_doing(what, error) from error


def functions() -> Any:
    """Spark's functions of columns: a plan is made of them, and no text of SQL."""
    from pyspark.sql.connect import functions as of_columns

    return of_columns


def _host_of(address: str) -> tuple[str, int]:
    parts = urlsplit(address)
    if parts.scheme != "sc" or not parts.hostname:
        raise BadValue.of("--engine", address, "the address of a Spark Connect server, such as sc://HOST:15002")
    if "token=" in address.lower() or parts.username is not None:
        raise BadValue(
            f"--engine takes no token, as a command line can be seen by others. Set {TOKEN_VARIABLE} in the "
            "environment instead."
        )
    return parts.hostname, parts.port or _PORT
