"""What we depend on: pinned, explained, used, and nothing that holds pandas below 3."""

import re
import sys
import tomllib
from collections.abc import Iterable
from importlib.metadata import packages_distributions, version

from tests.structure.sources import APP, ROOT, Source, imports, sources

PIN = re.compile(r"^(?P<name>[a-z0-9-]+)(?:\[[a-z]+\])?==(?P<version>[0-9][0-9a-z.]*)$")
FIRST_PARTY = {"csm_core", "csm_ui", "data", "pages", "bench", "tests", "tools"}
# Needed though no line of ours imports them.
NOT_IMPORTED = {
    "tzdata": "zoneinfo's time zones where the system has none (Windows, slim images)",
}
DEVELOPMENT_ONLY = {
    "axe-playwright-python": "brings axe.min.js, which the rig reads as a file",
    "coverage": "a command",
    "mypy": "a command",
    "pandas-stubs": "types for mypy",
    "pytest-cov": "a plugin of pytest",
    "pytest-xdist": "a plugin of pytest",
    "ruff": "a command",
    "scipy-stubs": "types for mypy",
}
REFEREES = {"lifelines", "lifetimes", "pymc", "pymc-marketing"}


def pins(text: str) -> dict[str, str]:
    """Package → version of each pinned line."""
    return {found["name"]: found["version"] for line in text.splitlines() if (found := PIN.match(line.strip()))}


def unpinned(text: str) -> list[str]:
    lines = (line.split("#")[0].strip() for line in text.splitlines())
    return [line for line in lines if line and not line.startswith("-r ") and not PIN.match(line)]


def distributions_used(files: Iterable[Source]) -> set[str]:
    """The packages, by their names on PyPI, that the files import."""
    known = packages_distributions()
    tops = {name.split(".")[0] for source in files for _, name in imports(source)}
    outside = tops - set(sys.stdlib_module_names) - FIRST_PARTY
    return {normal(known[top][0]) if top in known else top for top in outside}


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_every_line_pins_one_exact_version() -> None:
    assert unpinned(read("requirements.txt")) == []
    assert unpinned(read("requirements-dev.txt")) == []
    assert unpinned(read("requirements-auth.txt")) == []


def test_what_the_program_imports_is_pinned() -> None:
    assert distributions_used(sources(*APP, "data/")) - set(pins(read("requirements.txt"))) == set()


def test_what_the_tests_import_is_pinned() -> None:
    pinned = pins(read("requirements.txt")) | pins(read("requirements-dev.txt"))
    assert distributions_used(sources("tests/", "bench/")) - set(pinned) == set()


def test_nothing_is_pinned_that_nobody_uses() -> None:
    program, development = pins(read("requirements.txt")), pins(read("requirements-dev.txt"))
    assert set(program) - distributions_used(sources(*APP, "data/")) - set(NOT_IMPORTED) == set()
    assert set(development) - distributions_used(sources("tests/", "bench/")) - set(DEVELOPMENT_ONLY) == set()


def test_each_pinned_package_is_explained() -> None:
    explained = set(re.findall(r"^\| `([a-z0-9-]+)` \|", read("docs/dependencies.md"), re.MULTILINE))
    named = ("requirements.txt", "requirements-dev.txt", "requirements-auth.txt")
    assert explained == {package for name in named for package in pins(read(name))}


def test_what_is_installed_is_what_is_pinned() -> None:
    pinned = pins(read("requirements.txt")) | pins(read("requirements-dev.txt"))
    assert {name: version(name) for name in pinned} == pinned


def test_no_referee_is_a_dependency_and_pandas_is_3() -> None:
    pinned = pins(read("requirements.txt")) | pins(read("requirements-dev.txt"))
    assert set(pinned) & REFEREES == set()
    assert pinned["pandas"].startswith("3.")


def test_the_tools_read_the_python_that_we_promise() -> None:
    project = tomllib.loads(read("pyproject.toml"))
    promised = project["project"]["requires-python"].removeprefix(">=")
    assert project["tool"]["mypy"]["python_version"] == promised
    assert project["tool"]["ruff"]["target-version"] == f"py{promised.replace('.', '')}"


def test_the_rules_see_a_loose_pin_and_an_import_that_is_not_pinned() -> None:
    assert unpinned("pandas>=3\nnumpy==2.4.6\n# a comment\n-r requirements.txt") == ["pandas>=3"]
    assert distributions_used([Source("csm_core/x.py", "import lifelines\nimport json\nimport csm_core")]) == {
        "lifelines"
    }
    assert distributions_used([Source("csm_core/x.py", "from python_calamine import CalamineWorkbook")]) == {
        "python-calamine"
    }
