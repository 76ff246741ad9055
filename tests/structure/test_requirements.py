"""What we depend on: pinned, explained, used, and nothing that holds pandas below 3."""

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions, requires, version

from packaging.requirements import Requirement

from tests.structure.sources import APP, ROOT, Source, imports, sources

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z]+\])?==(?P<version>[0-9][0-9a-z.]*)(?: *;.*)?$")
LOCKS = ("requirements.txt", "requirements-auth.txt", "requirements-spark.txt", "requirements-dev.txt")
FIRST_PARTY = {"csm_core", "csm_ui", "data", "pages", "bench", "tests", "tools"}
# Needed though no line of ours imports them.
NOT_IMPORTED = {
    "tzdata": "zoneinfo's time zones where the system has none (slim images)",
}
DEVELOPMENT_ONLY = {
    "authlib": "sign-in, which the browser tests try; the app asks for it only where people sign in",
    "axe-playwright-python": "brings axe.min.js, which the rig reads as a file",
    "coverage": "a command",
    "hatchling": "builds the wheel",
    "httpx": "how authlib asks a provider",
    "mypy": "a command",
    "pandas-stubs": "types for mypy",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command",
    "scipy-stubs": "types for mypy",
    "uv": "a command",
}
REFEREES = {"lifelines", "lifetimes", "pymc", "pymc-marketing"}


def pins(requirements: Iterable[str]) -> dict[str, str]:
    """Package → version of each pinned requirement."""
    return {pin["name"]: pin["version"] for line in requirements if (pin := PIN.match(line.strip()))}


def unpinned(requirements: Iterable[str]) -> list[str]:
    return [line for line in requirements if not PIN.match(line)]


def project() -> dict[str, list[str]]:
    """What pyproject.toml asks for: to run the program, to sign in, to develop."""
    declared = tomllib.loads(read("pyproject.toml"))
    return {
        "run": declared["project"]["dependencies"],
        "auth": declared["project"]["optional-dependencies"]["auth"],
        "spark": declared["project"]["optional-dependencies"]["spark"],
        "dev": declared["dependency-groups"]["dev"],
    }


def locked(text: str) -> dict[str, str]:
    """Package → version of each package in a lock, the indirect ones too."""
    return pins(line.removesuffix("\\") for line in text.splitlines() if "==" in line)


def unhashed(text: str) -> list[str]:
    """Packages of a lock that are named without a hash of their files."""
    lines = text.splitlines()
    return [
        line for line, after in zip(lines, [*lines[1:], ""], strict=True) if "==" in line and "--hash=" not in after
    ]


def distributions_used(files: Iterable[Source]) -> set[str]:
    """The packages, by their names on PyPI, that the files import."""
    recorded = packages_distributions()
    tops = {name.split(".")[0] for source in files for _, name in imports(source)}
    outside = tops - set(sys.stdlib_module_names) - FIRST_PARTY
    return {normal(recorded[top][0]) if top in recorded else top for top in outside}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_package_that_we_name_is_pinned_to_one_version() -> None:
    assert [line for lines in project().values() for line in unpinned(lines)] == []


def test_the_locks_hold_what_the_project_asks_for() -> None:
    asked = {group: pins(lines) for group, lines in project().items()}
    for lock, groups in zip(
        LOCKS, (("run",), ("run", "auth"), ("run", "spark"), ("run", "spark", "dev")), strict=True
    ):
        held = locked(read(lock))
        for group in groups:
            assert {name: held.get(name) for name in asked[group]} == asked[group], f"run `make lock`: {lock}"


def test_each_file_of_a_lock_is_known_by_its_hash() -> None:
    assert {lock: unhashed(read(lock)) for lock in LOCKS} == {lock: [] for lock in LOCKS}


def test_the_locks_pin_every_package_that_another_one_brings() -> None:
    for lock, groups in (("requirements.txt", ("run",)), ("requirements-dev.txt", ("run", "dev"))):
        held = locked(read(lock))
        brought = closure(name for group in groups for name in pins(project()[group]))
        assert {name: held.get(name) for name in brought} == brought, f"run `make lock`: {lock}"


def closure(names: Iterable[str]) -> dict[str, str]:
    """Package → installed version of the named packages and of all that they bring here."""
    brought: dict[str, str] = {}
    waiting = [(name, "") for name in names]
    while waiting:
        name, extra = waiting.pop()
        if name in brought and not extra:
            continue
        brought[name] = version(name)
        for line in requires(name) or ():
            requirement = Requirement(line)
            if requirement.marker is None or requirement.marker.evaluate({"extra": extra}):
                wanted = [(normal(requirement.name), one) for one in ("", *requirement.extras)]
                waiting += [one for one in wanted if one[0] not in brought]
    return brought


def test_what_the_program_imports_is_pinned() -> None:
    pinned = pins(project()["run"]) | pins(project()["spark"])
    assert distributions_used(sources(*APP, "data/")) - set(pinned) == set()


def test_what_the_tests_import_is_pinned() -> None:
    pinned = pins(project()["run"]) | pins(project()["dev"])
    assert distributions_used(sources("tests/", "bench/")) - set(pinned) == set()


def test_nothing_is_pinned_that_nobody_uses() -> None:
    program, development = pins(project()["run"]) | pins(project()["spark"]), pins(project()["dev"])
    assert set(program) - distributions_used(sources(*APP, "data/")) - set(NOT_IMPORTED) == set()
    assert set(development) - distributions_used(sources("tests/", "bench/")) - set(DEVELOPMENT_ONLY) == set()


def test_the_tests_start_the_spark_that_the_client_is_made_for() -> None:
    assert locked(read("tools/spark.txt")) == {"pyspark": pins(project()["spark"])["pyspark-client"]}


def test_each_package_that_we_name_is_explained() -> None:
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", read("docs/dependencies.md"), re.MULTILINE))
    assert explained == {package for lines in project().values() for package in pins(lines)}


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins(project()["run"]) | pins(project()["dev"])
    assert {name: version(name) for name in pinned} == pinned


def test_no_referee_is_a_dependency_and_pandas_is_3() -> None:
    pinned = locked(read("requirements-dev.txt"))
    assert set(pinned) & REFEREES == set()
    assert pinned["pandas"].startswith("3.")


def test_the_tools_read_the_python_that_we_promise() -> None:
    declared = tomllib.loads(read("pyproject.toml"))
    promised = declared["project"]["requires-python"].removeprefix(">=")
    assert declared["tool"]["mypy"]["python_version"] == promised
    assert declared["tool"]["ruff"]["target-version"] == f"py{promised.replace('.', '')}"


def test_the_rules_see_a_loose_pin_and_an_import_that_is_not_pinned() -> None:
    assert unpinned(["pandas>=3", "numpy==2.4.6"]) == ["pandas>=3"]
    assert unhashed("numpy==2.4.6 \\\n    --hash=sha256:0\nduckdb==2.0.0\n    # via us") == ["duckdb==2.0.0"]
    assert distributions_used([Source("csm_core/x.py", "import lifelines\nimport json\nimport csm_core")]) == {
        "lifelines"
    }
    assert distributions_used([Source("csm_core/x.py", "from python_calamine import CalamineWorkbook")]) == {
        "python-calamine"
    }
