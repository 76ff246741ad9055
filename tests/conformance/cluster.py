"""A Spark cluster on this machine: one master, two workers and a Connect server, each a process of its own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.structure.sources import ROOT

_LIMIT_SECONDS = 180
_MEMORY = "800m"
# Few rows, asked many different things: what takes long is to start, to compile and to wait for each other.
_SETTINGS: Mapping[str, str] = {
    "spark.ui.enabled": "false",
    "spark.driver.host": "127.0.0.1",
    "spark.executor.cores": "1",
    "spark.executor.memory": _MEMORY,
    "spark.executor.extraJavaOptions": "-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
    "spark.default.parallelism": "2",
    "spark.sql.shuffle.partitions": "2",
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.codegen.factoryMode": "NO_CODEGEN",
    "spark.connect.grpc.binding.address": "127.0.0.1",
}
_OPENED = (
    *("java.lang", "java.lang.invoke", "java.lang.reflect", "java.io", "java.net", "java.nio", "java.util"),
    *("java.util.concurrent", "java.util.concurrent.atomic", "jdk.internal.ref", "sun.nio.ch", "sun.nio.cs"),
    *("sun.security.action", "sun.util.calendar"),
)


def spark_home() -> Path | None:
    """Where Apache Spark is on this machine, with a Java to run it; None where one of them is missing."""
    home = Path(os.environ.get("SPARK_HOME") or ROOT / ".venv" / "spark")
    return home if (home / "jars").is_dir() and shutil.which("java") else None


@contextmanager
def cluster(home: Path, folder: Path) -> Iterator[str]:
    """A running cluster, by the address of its Connect server; `folder` is for its logs and its data."""
    processes: list[subprocess.Popen[bytes]] = []
    master, connect = _free_port(), _free_port()
    address = f"spark://127.0.0.1:{master}"
    settings = _SETTINGS | {
        "spark.master": address,
        "spark.connect.grpc.binding.port": str(connect),
        "spark.sql.warehouse.dir": str(folder / "warehouse"),
    }
    listed = [word for name, value in settings.items() for word in ("--conf", f"{name}={value}")]
    deploy, web = "org.apache.spark.deploy", ("--webui-port", "0")
    try:
        processes.append(
            _java(
                home, folder, "master", f"{deploy}.master.Master", "--host", "127.0.0.1", "--port", str(master), *web
            )
        )
        _await(master, processes, folder)
        for number in (1, 2):
            options = ("--host", "127.0.0.1", "--cores", "1", "--memory", _MEMORY, *web)
            options = (*options, "--work-dir", str(folder / f"work{number}"), address)
            processes.append(_java(home, folder, f"worker{number}", f"{deploy}.worker.Worker", *options))
        service = ("--class", "org.apache.spark.sql.connect.service.SparkConnectServer", "spark-internal")
        processes.append(_java(home, folder, "connect", f"{deploy}.SparkSubmit", *listed, *service, memory="1g"))
        _await(connect, processes, folder)
        yield f"sc://127.0.0.1:{connect}"
    finally:
        for process in reversed(processes):
            process.terminate()
        for process in processes:
            _end(process)


def _java(
    home: Path, folder: Path, name: str, main: str, *arguments: str, memory: str = "200m"
) -> subprocess.Popen[bytes]:
    opened = [f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED]
    flags = [f"-Xmx{memory}", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", *opened]
    environment = os.environ | {"SPARK_HOME": str(home), "SPARK_LOCAL_IP": "127.0.0.1", "SPARK_SCALA_VERSION": "2.13"}
    with (folder / f"{name}.log").open("wb") as log:
        return subprocess.Popen(
            ["java", *flags, "-cp", f"{home}/jars/*", main, *arguments],
            env=environment, cwd=folder, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _await(port: int, processes: Sequence[subprocess.Popen[bytes]], folder: Path) -> None:
    """Wait until somebody listens."""
    until = time.monotonic() + _LIMIT_SECONDS
    while time.monotonic() < until and all(process.poll() is None for process in processes):
        with socket.socket() as caller:
            if caller.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    logs = "\n".join(f"{path.name}: {path.read_text('utf-8')[-1500:]}" for path in sorted(folder.glob("*.log")))
    raise RuntimeError(f"Spark did not start.\n{logs}")


def _end(process: subprocess.Popen[bytes]) -> None:
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
