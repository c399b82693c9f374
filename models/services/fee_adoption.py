"""收费规定: taking a county's own file of fees into use at a running station."""

from __future__ import annotations

from pathlib import Path

from models.events import RulesAdopted
from models.fee_rules import COUNTY_FEES, FeeRules
from models.problems import Problem, ProblemsFound, StationError, cause_of
from models.rule_files import check
from models.rules import RuleText, read_fees
from models.services.changes import Changes
from models.services.station import Station, changing


def read_fee_file(path: Path) -> tuple[str, FeeRules]:
    """Reads a file of fees; raises ProblemsFound with every fault and its line, StationError where it cannot be read or is no such file."""
    try:
        faults = check([path])
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        why = cause_of(error) if isinstance(error, OSError) else "不是 UTF-8 文字"
        raise StationError(f"文件 {path.name} 读不出来（{why}）。", "请检查路径，或向县中心重新要一份。") from error
    if faults:
        told = ((f"第 {fault.line} 行 {fault.place}", f"{fault.what}。{fault.remedy}") for fault in faults)
        raise ProblemsFound(tuple(Problem("file", place, what) for place, what in told))
    if "[[fees]]" not in text:
        raise StationError(f"文件 {path.name} 不是收费规定。", "收费规定的每个项目写在 [[fees]] 下面；请向县中心核对文件。")
    return text, read_fees(RuleText("fees", COUNTY_FEES, text))


def adopt_fees(station: Station, text: str) -> Changes:
    """Takes a county's fees into use from now on, in place of the shipped ones; charges made stay. Raises RuleError on a fault."""
    rules = RuleText("fees", COUNTY_FEES, text)
    read_fees(rules)
    with changing(station) as change:
        if ("fees", rules.code, rules.revision) in change.folder.shelf(station.info.code).pins:
            raise StationError("这份收费规定已经在用。", "")
        record = f"station:{station.info.code}"
        change.append.add(RulesAdopted(subject="fees", code=rules.code, revision=rules.revision, text=text), (record,))
    station.forget_rules()
    return Changes.of((record,))
