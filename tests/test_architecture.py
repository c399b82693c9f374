"""The walls of the house, each as a sentence that fails when somebody breaks through."""

import ast
import os
import re
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import cast

import pytest

ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("models", "reports", "ui", "resources")
PURE = (
    "business", "rules", "case", "flow", "clock", "workdays", "checklist", "customer", "audit",
    "forms", "form_codes", "events", "casework", "case_corrections", "case_plan", "plan_rules",
    "problems", "papers", "measure", "countdown", "hour_clock", "time_units", "rule_checks", "rule_flow", "rule_files",
    "money", "fee_rules", "contact", "electrical", "industries",
    "archive_rules", "archive_words", "archive_settings",
    "case_facts", "stage_codes", "stage_needs", "contract_dates", "type_limits", "reminder_rules",
    "calendar_revision", "day_runs",
    "outcome_rules", "approval_rules", "print_rules", "approval_words", "decisions", "rule_texts",
    "conflicts", "joins", "wordings", "wording_checks",
    "case_parts", "handover", "upload_schedule", "type_rules", "type_checks", "business_file", "material_rules", "supply_periods",
)
PURE_MAY_USE = {"msgspec", "chinese_calendar", "stdnum"}
RESOURCES_FOR = ("rules", "workdays", "rule_files", "industries")
SHAPELESS = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "handler", "handlers", "misc"}
SYSTEM_CLOCK = {"datetime.now", "datetime.today", "datetime.utcnow", "date.today", "time.time", "time.localtime"}


def modules() -> list[Path]:
    return [ROOT / "main.py", *sorted(file for folder in PROGRAM for file in (ROOT / folder).rglob("*.py"))]


def name_of(file: Path) -> str:
    return file.relative_to(ROOT).as_posix()


@cache
def nodes(file: Path) -> tuple[ast.AST, ...]:
    """Everything that stands in a file, read once for all tests."""
    return tuple(ast.walk(ast.parse(file.read_text(encoding="utf-8"))))


def imports(file: Path) -> Iterator[str]:
    """Every module that a file imports, at the top or inside a function."""
    for node in nodes(file):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(file)}: imports are absolute"
            if node.module in PROGRAM:
                yield from (f"{node.module}.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *words], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False, env={**os.environ, **environment}
    )


def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def test_floors_of_the_house_are_kept():
    """ui > reports > models > resources, and the other contracts in pyproject.toml."""
    tool = Path(sys.executable).parent / "lint-imports"
    done = run(str(tool), "--no-cache")
    assert done.returncode == 0, done.stdout


def test_only_store_and_services_know_the_database():
    allowed = ("models/store/", "models/services/")
    found = {name_of(file) for file in modules() for name in imports(file) if name.split(".")[0] in ("sqlalchemy", "sqlcipher3", "sqlite3")}
    assert {file for file in found if not file.startswith(allowed)} == set()


def test_main_reaches_only_what_a_start_needs():
    allowed = {"models.diagnostics", "models.problems", "models.store.lock", "ui.app", "ui.centre.entrance", "ui.refusal"}
    own = {name for name in imports(ROOT / "main.py") if name.split(".")[0] in PROGRAM}
    assert {name for name in own - allowed if not name.startswith("ui.commandline.")} == set()


def test_main_imports_the_screen_late():
    late = ("PySide6", "ui.app", "ui.centre", "ui.refusal", "reportlab", "sqlalchemy")
    lines = (ROOT / "main.py").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(tuple(f"{word} {name}" for word in ("from", "import") for name in late))] == []


def pure_files() -> list[Path]:
    found = []
    for name in PURE:
        package = ROOT / "models" / name
        found += sorted(package.rglob("*.py")) if package.is_dir() else [package.with_suffix(".py")]
    return [file for file in found if file.exists()]


@pytest.mark.parametrize("file", pure_files(), ids=name_of)
def test_the_pure_core_imports_only_what_is_on_its_list(file):
    for name in imports(file):
        top, _, rest = name.partition(".")
        if top == "models":
            assert rest.split(".")[0] in PURE, f"{name_of(file)} must not know {name}"
        elif top == "resources":
            assert file.stem in RESOURCES_FOR, f"{name_of(file)} must not read files"
        else:
            assert top in PURE_MAY_USE | sys.stdlib_module_names, f"{name_of(file)} must not know {name}"


@pytest.mark.parametrize("file", [file for file in modules() if file.name != "main.py"], ids=name_of)
def test_only_main_asks_the_system_for_the_time(file):
    """Ruff bans these too; this catches `import datetime as dt` and the like, and noqa."""
    for node in nodes(file):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            called = ast.unparse(node.func).split(".")
            assert ".".join(called[-2:]) not in SYSTEM_CLOCK, f"{name_of(file)}:{node.lineno} asks the system clock"


def test_no_file_is_longer_than_400_lines():
    files = [*modules(), *sorted((ROOT / "tests").rglob("*.py"))]
    assert {name_of(file): lines for file in files if (lines := len(file.read_text(encoding="utf-8").splitlines())) > 400} == {}


def test_no_function_is_longer_than_40_lines():
    long = {}
    for file in modules():
        for node in nodes(file):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > 40:
                    long[f"{name_of(file)}:{node.name}"] = length
    assert long == {}


def test_no_module_has_a_name_that_says_nothing():
    files = [*modules(), *(ROOT / "tests").rglob("*.py")]
    assert {name for file in files if SHAPELESS & {*(name := name_of(file)).removesuffix(".py").split("/")}} == set()


def test_every_module_says_what_it_is():
    """In one sentence at its top; an empty __init__.py is its folder's door and needs none."""
    silent = [
        name_of(file)
        for file in modules()
        if file.stat().st_size and not ast.get_docstring(cast(ast.Module, nodes(file)[0]))
    ]
    assert silent == []


def test_style_and_docstrings_are_clean():
    done = run("-m", "ruff", "check", "--quiet", "--output-format=concise", ".")
    assert done.returncode == 0, done.stdout


def test_types_are_strict():
    done = run("-m", "mypy", "--no-error-summary")
    assert done.returncode == 0, done.stdout


def test_no_silent_exceptions_to_the_rules():
    """A `noqa` or `type: ignore` names the rule it breaks; a bare one hides whatever comes later."""
    bare = re.compile(r"#\s*(noqa(?!: ?[A-Z]+\d)|type: ignore(?!\[))")
    found = {name_of(file) for file in modules() if bare.search(file.read_text(encoding="utf-8"))}
    assert found == set()


def test_the_lock_is_hashed_and_names_no_registry():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in lock
    assert "--index" not in lock
    assert re.findall(r"^(\S+?)==\S+.*\n(?!    --hash=)", lock, flags=re.MULTILINE) == []


def test_the_lock_holds_what_the_project_asks_for():
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    locked = {normal(name) for name in re.findall(r"^([A-Za-z0-9._-]+)==", lock, flags=re.MULTILINE)}
    asked = [*project()["project"]["dependencies"], *project()["dependency-groups"]["dev"]]
    assert {name for line in asked if (name := normal(re.split(r"[<>=~! \[]", line)[0])) not in locked} == set()


def test_every_bundled_library_is_asked_for_by_the_project():
    asked = {normal(re.split(r"[<>=~! \[]", line)[0]) for line in project()["project"]["dependencies"]}
    known_as = {
        "PySide6": "pyside6-essentials", "shiboken6": "pyside6-essentials", "stdnum": "python-stdnum", "fontTools": "fonttools",
        "PIL": "pillow",
    }  # fmt: skip
    used = {name.split(".")[0] for file in modules() for name in imports(file)} - sys.stdlib_module_names - {*PROGRAM}
    assert {name for name in used if normal(known_as.get(name, name)) not in asked} == set()


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def test_qt_does_not_eat_the_none_object():
    """PySide6 6.12.0 loses one reference to None with every call that returns nothing, until Python 3.11 dies of it."""
    script = (
        "import sys; from PySide6.QtCore import QObject; thing = QObject(); before = sys.getrefcount(None)\n"
        "for _ in range(10_000): thing.blockSignals(False); thing.setObjectName('x')\n"
        "print(sys.getrefcount(None) - before)"
    )
    done = run("-c", script, QT_QPA_PLATFORM="offscreen")
    assert done.returncode == 0, done.stderr
    assert abs(int(done.stdout)) < 1000


def test_the_readme_names_the_two_commands_and_ci_calls_one():
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "./run --demo" in readme
    assert "./run tests" in readme
    assert "./run tests" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    for script in (ROOT / "run", ROOT / ".ci" / "run"):
        assert script.stat().st_mode & stat.S_IXUSR


def test_the_start_script_knows_which_commands_need_no_window():
    from ui.commandline.commands import COMMANDS

    named = re.search(r'^without_window="([^"]*)"', (ROOT / "run").read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert named
    assert [word for word in named[1].split() if not word.startswith("-")] == list(COMMANDS)


def test_every_exit_code_is_told_in_the_readme():
    from ui.commandline.exits import Exit

    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert {code.name: code.value for code in Exit if not re.search(rf"^\| {code.value} \|", readme, flags=re.MULTILINE)} == {}


def test_every_command_is_there_and_knows_nothing_of_the_screen():
    from ui.commandline.commands import COMMANDS, load

    for name in COMMANDS:
        module = load(name)
        assert callable(module.add_parser)
        assert callable(module.run)
    files = sorted((ROOT / "ui" / "commandline").glob("*.py"))
    assert {name_of(file) for file in files for name in imports(file) if name.split(".")[0] == "PySide6"} == set()
