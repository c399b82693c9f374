"""归档目录: layout ours, contents from a published high-voltage archive list of Guangdong and 《业扩报装》 papers of 2013—2015."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from models.forms.fields import Bar, Field, Form, QrCell, Signatures, TableRow


@dataclass(frozen=True, kw_only=True)
class ArchivedPaper(TableRow):
    """One paper in the file."""

    name: Annotated[str, Field("名称")]
    copies: Annotated[int, Field("份数", least=1, most=100)] = 1
    pages: Annotated[int, Field("页数", least=1, most=1000)] = 1
    form: Annotated[Literal["原件", "复印件"], Field("原件/复印件")] = "原件"
    note: Annotated[str, Field("备注")] | None = None


@dataclass(frozen=True, kw_only=True)
class ArchiveList(Form):
    """What lies in the customer's file, and where the file stands."""

    code = "ARCHIVE"
    title = "归档目录"
    stage = "archive"
    done_on = "archived_on"
    prefill = {
        "account_no": "account_no", "application_no": "application_no", "account_name": "customer_name", "address": "address",
        "business_type": "business_type", "energized_on": "energized_on", "papers": "archive_items", "archivist": "person",
        "archived_on": "today",
    }  # fmt: skip
    rows = (
        Bar("客户基本信息"),
        QrCell(rows=4),
        ("account_no", "application_no"),
        ("account_name",),
        ("address",),
        ("business_type", "energized_on"),
        Bar("归档资料"),
        ("papers",),
        ("note",),
        Bar("归档"),
        ("file_no", "box_no"),
        ("archivist", "archived_on"),
        Signatures(("移交人签名", "归档人签名")),
    )

    account_no: Annotated[str, Field("户号", check="account_no")] | None = None
    application_no: Annotated[str, Field("申请编号")] | None = None
    account_name: Annotated[str, Field("户名", private=True)]
    address: Annotated[str, Field("用电地址", private=True)]
    business_type: Annotated[str, Field("业务类型")] | None = None
    energized_on: Annotated[date, Field("送电日期")] | None = None
    papers: Annotated[tuple[ArchivedPaper, ...], Field("归档资料", lines=15, least=1, most=60, numbered=True)]
    note: Annotated[str, Field("备注", lines=2)] | None = None
    file_no: Annotated[str, Field("档案号")] | None = None
    box_no: Annotated[str, Field("盒号")]
    archivist: Annotated[str, Field("归档人")]
    archived_on: Annotated[date, Field("归档日期")]
