"""A new form is one module and one line: tried in a copy of the program, counted, and walked through panel, storage and paper."""

import difflib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULE = '''"""暂存物品登记表: made up for a test."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from models.forms.fields import Bar, Field, Form, Signatures, TableRow


@dataclass(frozen=True, kw_only=True)
class Item(TableRow):
    """One thing left at the station."""

    name: Annotated[str, Field("物品")]
    weight: Annotated[Decimal, Field("重量", unit="kg", least=0)]


@dataclass(frozen=True, kw_only=True)
class LeftItems(Form):
    """What a customer left at the station."""

    code = "LEFT-ITEMS"
    title = "暂存物品登记表"
    stage = "accept"
    done_on = "left_on"
    prefill = {"owner": "customer_name", "left_on": "today"}
    rows = (Bar("物品"), ("owner", "left_on"), ("items",), Signatures(("存放人签名",)))

    owner: Annotated[str, Field("存放人", private=True)]
    left_on: Annotated[date, Field("存放日期")]
    items: Annotated[tuple[Item, ...], Field("物品清单", lines=3, least=1, numbered=True)]
'''
WALK = """
from dataclasses import replace
from datetime import date
from PySide6.QtWidgets import QApplication
from models.forms import FORMS, draft_of, fill, form_by_code, from_json, to_json
from reports.render import render
from tests.reports.samples import form_context
from ui.panel.panel import FormPanel

today = date(2026, 11, 23)
form_type = form_by_code("LEFT-ITEMS")
assert form_type in FORMS
draft = {"owner": "张𬀩", "left_on": "今天", "items": [{"name": "旧表箱", "weight": "3.5 kg"}]}
form = fill(form_type, draft, today=today)
assert from_json(form_type, form_type.version, to_json(form)) == form
context = replace(form_context(form_type, "blank"), form=form)
assert render(context).startswith(b"%PDF")
app = QApplication([])
panel = FormPanel(form_type, lambda: today)
panel.fill_in(draft_of(form))
assert fill(form_type, panel.values(), today=today) == form
print("walked", form_type.title)
"""


def test_a_form_is_one_module_and_one_line(tmp_path: Path) -> None:
    for package in ("models", "reports"):
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    for package in ("resources", "ui", "tests"):
        (tmp_path / package).symlink_to(ROOT / package, target_is_directory=True)
    (tmp_path / "models/forms/left_items.py").write_text(MODULE, encoding="utf-8")
    codes = tmp_path / "models/form_codes.py"
    lines = codes.read_text(encoding="utf-8").splitlines(keepends=True)
    lines.insert(lines.index("}\n"), '    "LEFT-ITEMS": "left_items",\n')
    codes.write_text("".join(lines), encoding="utf-8")

    new, changed = _differences(tmp_path)
    assert new == {"models/forms/left_items.py"}
    assert changed == {"models/form_codes.py": 1}
    environment = os.environ | {"PYTHONPATH": str(tmp_path), "QT_QPA_PLATFORM": "offscreen", "PYTHONDONTWRITEBYTECODE": "1"}
    walked = subprocess.run(
        [sys.executable, "-c", WALK], cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert walked.returncode == 0, walked.stderr
    assert "暂存物品登记表" in walked.stdout


def _differences(copy: Path) -> tuple[set[str], dict[str, int]]:
    """Files that only the copy has, and how many lines every other changed file gained or lost."""
    new, changed = set(), dict[str, int]()
    for package in ("models", "reports"):
        for file in (copy / package).rglob("*.py"):
            name = file.relative_to(copy).as_posix()
            original = ROOT / name
            if not original.exists():
                new.add(name)
            elif original.read_bytes() != file.read_bytes():
                told = difflib.ndiff(original.read_text(encoding="utf-8").splitlines(), file.read_text(encoding="utf-8").splitlines())
                changed[name] = sum(line[0] in "+-" for line in told)
    return new, changed
