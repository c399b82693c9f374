"""Rule files that travel as one text: checked as the centre sends them, previewed and adopted at the station like a new profile."""

from __future__ import annotations

import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import resources
from models.approval_rules import ApprovalsFile
from models.archive_rules import ArchivesFile
from models.broadcasts import Broadcast, fold_broadcasts
from models.business import Profile, Standard
from models.business_file import BusinessFile
from models.fee_rules import FeeRules
from models.outcome_rules import OutcomesFile
from models.problems import StationError
from models.rule_files import check, kind_of
from models.rule_texts import RuleText, Subject
from models.rules import MaterialsFile, RuleBook, named_standards, whole_profile
from models.services.adoption import Adoption, adopt_rules, differences
from models.services.changes import Changes
from models.services.exchange.broadcasts import adopted, broadcast_of
from models.services.station import Station, batch, looking
from models.store import journal

_HEAD = re.compile(r"^# 文件：(\S+\.toml)[ \t]*\r?$", re.MULTILINE)
_SUBJECTS: dict[type[Any], Subject] = {
    Standard: "standard", BusinessFile: "business", MaterialsFile: "materials", Profile: "profile", FeeRules: "fees",
    OutcomesFile: "outcomes", ApprovalsFile: "approvals", ArchivesFile: "archives",
}  # fmt: skip


def joined(files: Sequence[tuple[str, str]]) -> str:
    """Several rule files (name, text) as one text: each stands below a line that names it."""
    return "\n".join(f"# 文件：{name}\n{text.rstrip()}\n" for name, text in files)


def parted(body: str, name: str) -> tuple[tuple[str, str], ...]:
    """The files in a text; one without such lines is a single file called `name`."""
    heads = list(_HEAD.finditer(body))
    if not heads:
        return ((Path(name).name or "rules.toml", body),)
    ends = [*(head.start() for head in heads[1:]), len(body)]
    return tuple((head[1], body[head.end() + 1 : end]) for head, end in zip(heads, ends, strict=True))


def completed(body: str, name: str) -> str:
    """A set that carries every shipped standard which its profiles name, so that a station needs nothing beside it."""
    files = parted(body, name)
    have = {Path(file).stem for file, _ in files}
    folder = resources.path("rules") / "standards"
    named = sorted({code for _, text in files for code in named_standards(text)} - have)
    more = [(path.name, path.read_text(encoding="utf-8")) for code in named if (path := folder / f"{code}.toml").is_file()]
    return joined([*files, *more]) if more else body


@contextmanager
def _on_disk(body: str, name: str) -> Iterator[tuple[Path, ...]]:
    """The files as they would lie in a folder of rules, for the checks that want them so."""
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(resources.path("rules") / "profiles" / "shared", Path(folder) / "shared")
        paths = []
        for file, text in parted(body, name):
            path = Path(folder) / Path(file).name
            path.write_text(text, encoding="utf-8")
            paths.append(path)
        yield tuple(paths)


def faults_of(body: str, name: str) -> tuple[str, ...]:
    """Everything wrong with the files of a set, in sentences with file and line; empty where it can be adopted."""
    with _on_disk(body, name) as paths:
        found = [f"{Path(fault.file).name} 第 {fault.line} 行 {fault.place}：{fault.what}。{fault.remedy}" for fault in check(paths)]
        strange = [path.name for path in paths if not found and _subject(path) is None]
    return (*found, *(f"{one} 不是能下发的规则文件。放假安排请按“节假日安排”下发，常用语请按“文字模板”下发。" for one in strange))


def _subject(path: Path) -> Subject | None:
    kind = kind_of(tomllib.loads(path.read_text(encoding="utf-8")))
    return _SUBJECTS.get(kind) if kind else None


def texts_of(body: str, name: str) -> tuple[RuleText, ...]:
    """The rule texts of a set, profiles made whole; raises StationError with everything that is wrong."""
    if faults := faults_of(body, name):
        raise StationError("规则文件有误：" + "；".join(faults[:5]), "请县中心改正后重新下发；本机没有改动。")
    with _on_disk(body, name) as paths:
        return tuple(_text(path) for path in paths)


def _text(path: Path) -> RuleText:
    subject = _subject(path)
    assert subject is not None  # faults_of has told otherwise
    text = whole_profile(path) if subject == "profile" else path.read_text(encoding="utf-8")
    code = str(tomllib.loads(text)["code"]) if subject in ("profile", "standard") else subject
    return RuleText(subject, code, text)


def set_in(station: Station, name: str, since: date, today: date) -> Adoption:
    """What adopting the rules of a broadcast from a day on (inclusive) would change, beside what the station has.

    Raises StationError where it brings none, they are faulty or do not fit the station's others, or the day lies before today.
    """
    one = broadcast_of(station, name)
    if one.kind != "rules":
        raise StationError("这份下发不是规则文件。", "")
    if since < today:
        raise StationError(f"启用日期 {since} 早于今天。", "已受理的工单不变，新规则只能从今天或以后启用。")
    sent = texts_of(one.body, one.file)
    shelf = station.shelf
    base = shelf.pins_on(since)
    new = tuple(text for text in sent if (text.subject, text.code, text.revision) not in base)
    before = shelf.book(base)
    after = RuleBook.from_texts(_with(shelf.texts_of(base), sent))
    return Adoption(after.profile.code, after.profile.name, since, new, base, tuple(differences(before, after, new)))


def later_set(station: Station, one: Broadcast) -> str:
    """The title of the last set that the centre sent after this one with some of the same rules, if it was not declined; else empty."""
    with looking(station) as connection:
        sent = [other for other in fold_broadcasts(journal.facts_of(connection, f"station:{station.info.code}")) if other.kind == "rules"]
    after = sent[[other.id for other in sent].index(one.id) + 1 :]
    brings = _named(one) if after else set()
    return next((other.title for other in reversed(after) if other.how != "declined" and _named(other) & brings), "")


def _named(one: Broadcast) -> set[tuple[Subject, str]]:
    """Which rules a set brings; nothing where it is faulty. One profile takes the place of any other."""
    try:
        texts = texts_of(one.body, one.file)
    except StationError:
        return set()
    return {(text.subject, "" if text.subject == "profile" else text.code) for text in texts}


def _with(present: tuple[RuleText, ...], sent: tuple[RuleText, ...]) -> tuple[RuleText, ...]:
    """The present texts with those that were sent in the place of their like; a profile takes the place of any other."""
    named = {(text.subject, "" if text.subject == "profile" else text.code) for text in sent}
    kept = (text for text in present if (text.subject, "" if text.subject == "profile" else text.code) not in named)
    return (*kept, *sent)


def adopt_set(station: Station, name: str, plan: Adoption, reason: str, today: date) -> Changes:
    """Adopts what was previewed and notes it for the centre, in one transaction; what is in force already is only noted.

    Raises StationError as `adopt_rules`.
    """
    words = f"自 {plan.since} 起受理的工单" if plan.texts else "本所原来就是这样执行的"
    with batch(station):
        adopted(station, name, today, words)  # first: it leaves no view to be folded anew, adopting does
        if plan.texts:
            adopt_rules(station, plan, reason, today)
    station.forget_rules()
    return Changes(rules=True, packages=True)
