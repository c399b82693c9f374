"""竣工验收分组意见单: each group of an acceptance gives an opinion of its own (domain.md 17); layout ours."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Row, Signatures, Statement, TableRow, rule
from models.forms.vocabulary import Verdict
from models.problems import Problem

OldEquipment = Literal["无", "有，符合利旧条件", "有，不符合"]
Group = Literal["供电所组", "资料组", "设备组", "计量组", "保护和调度组", "其他"]
STATION_ASPECTS = ("安全", "工程质量", "资产接收")


@dataclass(frozen=True, kw_only=True)
class AspectOpinion(TableRow):
    """What the group says of one aspect."""

    aspect: Annotated[str, Field("验收内容", hint="供电所组：安全、工程质量、资产接收")]
    found: Annotated[str, Field("查验情况", lines=2)]
    verdict: Annotated[Verdict, Field("是否合格")]


@dataclass(frozen=True, kw_only=True)
class GroupOpinion(Form):
    """One group's opinion; the station's own is on safety, the quality of the works and the taking over of assets."""

    code = "GROUP-OPINION"
    title = "竣工验收分组意见单"
    stage = "completion_check"
    done_on = "inspected_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "project": "project", "builder": "building_firm",
        "requested_on": "reported_on", "leader": "person", "inspected_on": "today",
    }  # fmt: skip
    first_rows = {"aspects": tuple({"aspect": aspect} for aspect in STATION_ASPECTS)}
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("project", "builder"),
        Bar("验收分组"),
        ("group",),
        Row(("leader", "unit"), (1, 1)),
        ("members",),
        ("requested_on", "inspected_on"),
        Bar("分组意见"),
        ("aspects",),
        Row(("verdict", "rectify_by"), (1, 1)),
        ("defects",),
        Bar("资产接收意见"),
        ("takes_over", "old_equipment"),
        ("assets",),
        ("note",),
        Statement("说明：", ("各组分别出具意见，由验收负责人汇总；本组认为不合格的，验收结论不能为合格。",)),
        Signatures(("组长签名", "组员签名", "客户签名（单位盖章）")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    project: Annotated[str, Field("工程名称")] | None = None
    builder: Annotated[str, Field("施工单位", hint="由客户自主选择")] | None = None
    group: Annotated[Group, Field("验收组")] = "供电所组"
    leader: Annotated[str, Field("组长")]
    unit: Annotated[str, Field("所属单位")] | None = None
    members: Annotated[str, Field("组员")] | None = None
    requested_on: Annotated[date, Field("报验日期")] | None = None
    inspected_on: Annotated[date, Field("验收日期")]
    aspects: Annotated[tuple[AspectOpinion, ...], Field("分组意见", lines=4, least=1, most=20, numbered=True)]
    verdict: Annotated[Verdict, Field("本组结论")]
    rectify_by: Annotated[date, Field("整改期限", future=True)] | None = None
    defects: Annotated[str, Field("缺陷及整改要求", lines=4)] | None = None
    takes_over: Annotated[Literal["接收", "不接收", "不涉及"], Field("资产接收")] = "不涉及"
    old_equipment: Annotated[OldEquipment, Field("利旧设备", hint="客户自有、检验合格、经批准，且不是淘汰类型")] = "无"
    assets: Annotated[str, Field("接收的资产", lines=3, hint="名称、规格、数量；资料是否随同移交")] | None = None
    note: Annotated[str, Field("备注", lines=2)] | None = None

    @rule
    def _station(self) -> Iterator[Problem]:
        told = {row.aspect for row in self.aspects}
        lacking = [aspect for aspect in STATION_ASPECTS if aspect not in told]
        if self.group == "供电所组" and lacking:
            yield self.problem("aspects", f"供电所组还要对{'、'.join(lacking)}提出意见")

    @rule
    def _agree(self) -> Iterator[Problem]:
        failed = [row.aspect for row in self.aspects if row.verdict == "不合格"]
        if self.verdict == "合格" and (failed or self.old_equipment == "有，不符合"):
            yield self.problem("verdict", f"{'、'.join(failed) or '利旧设备'}不合格，本组结论不能是合格，请核对")
        if self.verdict == "不合格" and not self.defects:
            yield self.problem("defects", "不合格的请一次写清全部缺陷和整改要求")

    @rule
    def _assets(self) -> Iterator[Problem]:
        if self.takes_over == "接收" and not self.assets:
            yield self.problem("assets", "接收资产的请写明接收什么")
