"""Checks rule and calendar files as they lie on the disk: every fault at once, each with its line and what to do."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import msgspec

import resources
from models.approval_rules import ApprovalsFile, approvals_findings, chosen_findings
from models.archive_rules import ArchivesFile, archives_findings
from models.business import Profile, Standard
from models.business_file import BusinessFile
from models.electrical.rules import ElectricalRules
from models.fee_rules import FeeRules, fees_findings
from models.industries import IndustriesFile
from models.material_rules import MaterialList
from models.outcome_rules import OutcomesFile, outcomes_findings
from models.print_rules import PapersFile, papers_findings
from models.rule_checks import (
    CITE,
    Finding,
    materials_findings,
    profile_findings,
    series_findings,
    standard_findings,
)
from models.rule_texts import told_shape
from models.rules import MaterialsFile, RuleError, read_standards, shipped_matrices, shipped_standards, whole_profile
from models.type_checks import business_findings
from models.wording_checks import shape_told, wordings_findings
from models.wordings import WordingsFile
from models.workdays import Overlay, overlay_faults

_T = TypeVar("_T")
_STAND_INS: tuple[Any, ...] = (
    "x", 1, date(2000, 1, 1), [], {}, "stage", "copy", "company", "station", "working_day", "pre_accept", "deferred", False,
)
_AS_DATE = "请对照国务院办公厅的通知改正。"


@dataclass(frozen=True)
class Fault:
    """One fault of a file: `line` counts from 1, `place` is what stands there, `remedy` what to do."""

    file: str
    line: int
    place: str
    what: str
    remedy: str


def shipped_files() -> tuple[Path, ...]:
    """Returns every rule and calendar file that comes with the program."""
    rules, calendar = resources.path("rules"), resources.path("calendar")
    return (
        rules / "business.toml", rules / "materials.toml", rules / "fees.toml", rules / "outcomes.toml", rules / "approvals.toml",
        rules / "electrical.toml", rules / "industries.toml", rules / "papers.toml", rules / "archives.toml",
        *sorted((rules / "standards").glob("*.toml")),
        *sorted((rules / "profiles").glob("*.toml")), *sorted(calendar.glob("[0-9][0-9][0-9][0-9].toml")),
    )


def check(files: Iterable[Path]) -> tuple[Fault, ...]:
    """Returns every fault of the files, in their order; raises OSError where one cannot be read.

    What a file is, its contents say. Standards and papers that a file names may be among the files or come with the program.
    """
    read = [_Read(file) for file in files]
    standards = _shipped_standards()
    standards.update((one.value.code, one.value) for one in read if isinstance(one.value, Standard))
    lists = _shipped_lists()
    lists.update((entry.code, entry) for one in read if isinstance(one.value, MaterialsFile) for entry in one.value.lists)
    faults: list[Fault] = []
    for one in read:
        shape = [one.fault(finding) for finding in one.shape]
        bad = tuple(_element(finding.path) for finding in one.shape)
        found = () if one.value is None else _meaning(one, standards, lists)
        rest = [one.fault(finding) for finding in found if not any(part and finding.path.startswith(part) for part in bad)]
        faults += sorted({*shape, *rest}, key=lambda fault: (fault.line, fault.what))
    return tuple(faults)


def read_overlay(name: str, text: str) -> tuple[Overlay | None, tuple[Fault, ...]]:
    """Returns a year's calendar file as it is to be taken in, and every fault of it; `name` is the file's own.

    The name may be any, but a year in it must be the year of the file. The State Council's paper must be named.
    """
    one = _Read(Path(name), text)
    if one.value is not None and not isinstance(one.value, Overlay):
        return None, (Fault(name, 1, "开头", "这不是放假安排文件", "放假安排文件里要有 year、paper、source、off、work。"),)
    found = list(one.shape)
    if one.value is not None:
        year = str(one.value.year)
        named = re.findall(r"(?<!\d)(?:19|20)\d\d(?!\d)", Path(name).stem)
        found += _overlay_findings(one, one.value, named[0] if named and year not in named else year)
        if one.value.paper and "国务院" not in one.value.paper:
            found.append(Finding("paper", "paper", "没有写明是国务院的哪个通知", "请写全名：国务院办公厅关于……年部分节假日安排的通知。"))
        if one.value.edition < 1:
            found.append(Finding("edition", "edition", "版次从 1 起", "第一次公布的写 1 或不写，后来调整的写 2、3。"))
    faults = sorted((one.fault(finding) for finding in found), key=lambda fault: (fault.line, fault.what))
    return (None if faults else one.value), tuple(faults)


def read_wordings(name: str, text: str) -> tuple[WordingsFile | None, tuple[Fault, ...]]:
    """Returns a county's file of 常用语 as it is to be used, and every fault of it; `name` is the file's own."""
    one = _Read(Path(name), text)
    if one.value is not None and not isinstance(one.value, WordingsFile):
        return None, (Fault(name, 1, "开头", "这不是常用语文件", "常用语每条写在 [[wordings]] 下面，上面写 source。"),)
    bad = tuple(_element(finding.path) for finding in one.shape)
    meant = () if one.value is None else wordings_findings(one.value)
    found = [*one.shape, *(finding for finding in meant if not any(part and finding.path.startswith(part) for part in bad))]
    faults = sorted((one.fault(finding) for finding in found), key=lambda fault: (fault.line, fault.what))
    return (None if faults else one.value), tuple(faults)


class _Read:
    """One file, taken apart as far as it goes: its value (None where its shape is beyond repair), and what is wrong with the shape."""

    def __init__(self, file: Path, text: str | None = None) -> None:
        self.file = file
        self.value: Any = None
        self.shape: list[Finding] = []
        self.text = file.read_bytes().decode("utf-8", errors="replace") if text is None else text
        try:
            data = tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            at = re.search(r"line (\d+)", str(error))
            self.lines = {"": int(at[1]) if at else max(1, self.text.count("\n"))}
            self.shape = [Finding("", "格式", f"不是有效的 TOML：{_told_toml(str(error))}", "请检查这一行的引号、括号和等号。")]
            return
        kind = kind_of(data)
        if "governing" in data and "pause_reasons" not in data:
            data = tomllib.loads(whole_profile(file))
        self.lines = line_numbers(self.text)
        if kind is None:
            told = "标准要有 limits，业务 types，资料 lists，配置 governing，收费 fees，办结 outcomes，审批 matrices，电气 loads"
            told += "，行业 industries，送达 deliveries，档案 catalogues，常用语 wordings，日历 year。"
            self.shape = [Finding("", "开头", "看不出是哪一种文件", told)]
        else:
            self.value, self.shape = decode_all(data, kind)
            self.shape = [shape_told(finding) for finding in self.shape] if kind is WordingsFile else self.shape

    def fault(self, finding: Finding) -> Fault:
        """The finding at its line: the nearest that stands in the file."""
        path = finding.path
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return Fault(str(self.file), self.lines.get(path, 1), finding.place, finding.what, finding.remedy)


_TOML = {
    "Expected '='": "键后面缺等号",
    "Cannot overwrite": "同一个键写了两次",
    "Cannot declare": "同一个表写了两次",
    "Invalid value": "值写得不对，文字要加英文引号",
    "Unclosed": "括号没有闭合",
    "Unterminated": "引号没有闭合",
    "Illegal character": "引号没有闭合，或有不能用的字符",
    "Expected newline": "值的后面多了东西",
    "Invalid statement": "不是“键 = 值”的样子",
}


def _told_toml(message: str) -> str:
    return next((words for start, words in _TOML.items() if message.startswith(start)), message)


def kind_of(data: Mapping[str, Any]) -> type[Any] | None:
    """What a rule or calendar file is, by what stands in it; None where nothing tells."""
    kinds = {
        "limits": Standard, "types": BusinessFile, "lists": MaterialsFile, "governing": Profile, "off": Overlay, "year": Overlay,
        "fees": FeeRules, "gates": FeeRules,
        "outcomes": OutcomesFile, "matrices": ApprovalsFile, "loads": ElectricalRules, "industries": IndustriesFile,
        "deliveries": PapersFile, "sets": PapersFile,
        "catalogues": ArchivesFile, "wordings": WordingsFile,
    }
    if "code" in data and "issuer" in data:
        return Standard
    return next((kind for key, kind in kinds.items() if key in data), None)


def _element(path: str) -> str:
    """The nearest table of a list that a path lies in: limits[0] for limits[0].days; "" for the top of the file."""
    return path[: path.rfind("]") + 1]


_ALONE: dict[type[Any], Callable[[Any], Iterable[Finding]]] = {
    FeeRules: fees_findings,
    ApprovalsFile: lambda file: approvals_findings(file.matrices),
    ArchivesFile: lambda file: archives_findings(file.catalogues),
    OutcomesFile: lambda file: outcomes_findings(file.outcomes),
    PapersFile: papers_findings,
    WordingsFile: wordings_findings,
}
"""How the files are checked that rest on no other file."""


def _meaning(one: _Read, standards: Mapping[str, Standard], lists: Mapping[str, MaterialList]) -> Iterator[Finding]:
    value = one.value
    if isinstance(value, Standard):
        yield from standard_findings(value, one.file.stem)
        yield from (finding for code, finding in series_findings(standards.values()) if code == value.code)
    elif isinstance(value, BusinessFile):
        yield from business_findings(value, lists)
    elif isinstance(value, MaterialsFile):
        yield from materials_findings(value.lists)
    elif isinstance(value, Profile):
        yield from profile_findings(value, standards, lists)
        yield from chosen_findings(value.approvals, value.approval_slots, shipped_matrices())
        if value.code != one.file.stem:
            yield Finding("code", "code", f"代码 {value.code} 与文件名不符", f"请写成文件名 {one.file.stem}。")
    elif isinstance(value, Overlay):
        yield from _overlay_findings(one, value, one.file.stem)
    elif type(value) in _ALONE:
        yield from _ALONE[type(value)](value)


def _overlay_findings(one: _Read, overlay: Overlay, stem: str) -> Iterator[Finding]:
    """A day is found by its own text, the second time it stands there where it is said twice."""
    for day, what in overlay_faults(overlay, stem):
        if day is None:
            yield Finding("year", "year", what, "文件名应当是年份，如 2027.toml。")
            continue
        numbers = [at for at, line in enumerate(one.text.splitlines(), 1) if day.isoformat() in line.partition("#")[0]]
        path = f"{day.isoformat()} {what}"
        one.lines[path] = numbers[-1] if numbers else 1
        yield Finding(path, day.isoformat(), what, _AS_DATE)
    if not overlay.paper or not overlay.source:
        yield Finding("paper", "paper", "要写明通知的名称 paper 和来源 source", CITE)


def _shipped_standards() -> dict[str, Standard]:
    try:
        return read_standards(shipped_standards())
    except RuleError:  # the shipped ones are being checked themselves
        return {}


def _shipped_lists() -> dict[str, MaterialList]:
    text = (resources.path("rules") / "materials.toml").read_text(encoding="utf-8")
    found, _ = decode_all(tomllib.loads(text), MaterialsFile)
    return {entry.code: entry for entry in found.lists} if found else {}


def decode_all(data: dict[str, Any], kind: type[_T]) -> tuple[_T | None, list[Finding]]:
    """Returns the value and everything wrong with its shape: what is wrong is taken out or stood in for until the rest can be read."""
    findings: list[Finding] = []
    tried: dict[str, int] = {}
    for _ in range(500):
        try:
            return msgspec.convert(data, kind), findings
        except msgspec.ValidationError as error:
            what, path = told_shape(str(error))
            key = what.removeprefix("缺少 ") if what.startswith("缺少 ") else what.removeprefix("不认识的键 ")
            named = key != what
            at = f"{path}.{key}".lstrip(".") if named else path
            if at not in tried:
                findings.append(Finding(path if what.startswith("缺少") else at, _element(path) or at, what, _remedy(what)))
            elif tried[at] >= len(_STAND_INS):
                break
            if not _mend(data, at, None if what.startswith("不认识") else _STAND_INS[tried.get(at, 0)]):
                break
            tried[at] = tried.get(at, 0) + 1
    return None, findings


def _remedy(what: str) -> str:
    if what.startswith("不认识的键"):
        return "请检查拼写，或删去这一行。"
    if what in ("缺少 source", "缺少 cite"):
        return CITE
    return "请补上这一项。" if what.startswith("缺少") else "请改正这一行。"


def _mend(data: Any, path: str, stand_in: object) -> bool:
    """Sets what a path leads to, or takes it out where `stand_in` is None; False where the path cannot be followed."""
    parts: list[str | int] = [int(number) if number else name for name, number in re.findall(r"([^.\[\]]+)|\[(\d+)\]", path)]
    if not parts or "..." in path:
        return False
    for part in parts[:-1]:
        data = data[part]
    if stand_in is None:
        data.pop(parts[-1], None)
    else:
        data[parts[-1]] = stand_in
    return True


def line_numbers(text: str) -> dict[str, int]:
    """Returns the line of every table and key of a TOML text by its path: `limits[2]`, `limits[2].days`, `governing.residential`."""
    lines: dict[str, int] = {"": 1}
    counts: dict[str, int] = {}
    prefix = ""
    for number, line in enumerate(text.splitlines(), 1):
        if found := re.match(r"\s*\[\[\s*([\w.\-]+)\s*\]\]", line):
            parent = _indexed(found[1].rpartition(".")[0], counts)
            whole = f"{parent}.{found[1].rpartition('.')[2]}".lstrip(".")
            counts[whole] = counts.get(whole, -1) + 1
            prefix = f"{whole}[{counts[whole]}]"
            lines[prefix] = number
            lines.setdefault(whole, number)
        elif found := re.match(r"\s*\[\s*([^\[\]]+?)\s*\]\s*(#.*)?$", line):
            prefix = _indexed(found[1], counts)
            lines[prefix] = number
        elif found := re.match(r'"?([\w\-\u4e00-\u9fff]+)"?\s*=', line):
            lines[f"{prefix}.{found[1]}".lstrip(".")] = number
    return lines


def _indexed(name: str, counts: Mapping[str, int]) -> str:
    """A table's name with the index of each list it lies in: `types.flow` → types[3].flow."""
    path = ""
    for part in name.split(".") if name else ():
        path = f"{path}.{part}".lstrip(".")
        if path in counts:
            path = f"{path}[{counts[path]}]"
    return path
