"""用电业务办理告知书（低压小微企业）: stages, limit, papers, who builds and pays what. Facts of the Henan notice of 2020."""

from __future__ import annotations

from models.papers import PaperContext
from reports.grid import Block, Cell, Gap, Grid, Strip
from reports.notices import information
from reports.notices.letter import Notice, clause, heading, label, limit_text, point, signatures, together, wide
from reports.paragraph import bold, mixed, plain

WHOLE_PROCESS_DAYS = 15      # 国网河南电力 2020 告知书（低压小微企业）: 全流程不超过15个工作日
_NUMBERS = "一二三四五六"
_MEANS = {"用电申请": "（交资料）", "装表接电": "（签合同、送电）"}
SUBJECT_PROOFS = ("营业执照", "组织机构代码证", "宗教活动场所登记证", "社会团体法人登记证书", "军队或武警出具的办理用电业务的证明")
PROPERTY_PROOFS = ("产权证", "国有土地使用证", "集体土地使用证", "购房合同", "法律文书", "产权合法证明")
RURAL = "农村地区低压用电，也可以交村委会及以上单位出具的产权证明（原件）。"
AGENT = "1.授权委托书或单位介绍信（原件）；2.经办人的有效身份证明（复印件）。"
METERING = "表上线、表箱、电能表、互感器、表箱内断路器、电能采集装置等"


def body(context: PaperContext, size: float) -> tuple[Block, ...]:
    """The notice from the greeting to the signatures; where another document than Henan's governs, written from that one's data."""
    if context.materials:
        return information.body(context, size)
    size = max(size, 11.0)
    who = f"尊敬的客户　{context.customer}：" if context.customer else "尊敬的客户："
    return (
        plain(who, size, align="left", leading=size * 1.8),
        clause(
            size, f"您好！您在{context.station_name}申请的用电，按低压小微企业办理。办理分几步、要多长时间、带哪些资料、工程由谁出钱，",
            "这份告知书逐项写明，请您看清后再签收；有不明白的地方，请当面问我们的工作人员。",
        ),
        together(heading("一、分几步办、多长时间办好", size), _steps(context, size)),
        together(heading("二、申请时请带的资料", size), _papers(size)),
        together(heading("三、工程由谁建、费用由谁出", size), _works(size)),
        together(heading("四、合同与您的选择", size), *_rights(context, size)),
        Gap(6),
        Grid((signatures(size, "客户（经办人）签收：", "供电企业（盖章）：", room=size * 3.4),)),
    )  # fmt: skip


def _steps(context: PaperContext, size: float) -> Grid:
    steps = context.told or ("用电申请", "装表接电")
    named = "，".join(f"第{_NUMBERS[at]}步{name}" for at, name in enumerate(steps))
    promised = clause(size, "从您提出用电申请到装表接电，", bold(_at_most(context)),
                      "，服务环节", bold(f"不超过{len(steps)}个"), f"：{named}。")  # fmt: skip
    told = [clause(size, f"您本次申请的{limit.name}：", *limit_text(limit), "。") for limit in context.limits if limit.due is not None]
    arrow = Strip(tuple(
        Cell(plain(f"第{_NUMBERS[at]}步　{name}{_MEANS.get(name, '')}", size, align="center"), shaded=True)
        for at, name in enumerate(steps)
    ), least=size * 2)  # fmt: skip
    return Grid((arrow, *(wide(part) for part in (promised, *told))))


def _at_most(context: PaperContext) -> str:
    """How long it takes at most: the governing limit of the case, on an empty notice that of the Henan paper."""
    if not context.limits or not context.limits[0].told:
        return f"全过程不超过{WHOLE_PROCESS_DAYS}个工作日"
    first = context.limits[0]
    name = "全过程" if first.name.startswith(("全流程", "全过程")) else first.name
    return f"{name}不超过{first.told.replace(' ', '')}"


def _papers(size: float) -> Grid:
    def listed(names: tuple[str, ...]) -> str:
        return "；".join(f"{number}.{name}" for number, name in enumerate(names, 1)) + "。"

    return Grid((
        Strip((label("主体证明", size), Cell(_lead(size, "下列五种任选其一，交复印件：", listed(SUBJECT_PROOFS))))),
        Strip((label("产权证明", size), Cell(_lead(size, "下列六种任选其一，交复印件：", listed(PROPERTY_PROOFS), RURAL)))),
        Strip((label("请人代办", size), Cell(_lead(size, "另外再交两样：", AGENT)))),
    ))  # fmt: skip


def _lead(size: float, lead: str, *rest: str) -> Block:
    return mixed(bold(lead), *rest, size=size, leading=size * 1.6)


def _works(size: float) -> Grid:
    rows = (
        ("红线外的工程", "供电公司投资建设，与您的内部工程同步完工", "您不出钱"),
        (f"低压表箱及以上的供电设施（{METERING}）", "供电公司提供并安装", "免费"),
        ("您的内部工程", "您自行投资建设", "您承担"),
    )
    heads = (("工程内容", 5), ("由谁来建", 4), ("费用", 2))
    head = Strip(tuple(_cell(name, size, weight, shaded=True) for name, weight in heads), keep=True)
    return Grid((head, *(Strip((_cell(a, size, 5), _cell(b, size, 4), _cell(c, size, 2))) for a, b, c in rows)))


def _cell(text: str, size: float, weight: float, shaded: bool = False) -> Cell:
    return Cell(plain(text, size, align="center" if shaded or weight == 2 else "left"), weight=weight, shaded=shaded)


def _rights(context: PaperContext, size: float) -> tuple[Block, ...]:
    phone = f"（电话 {context.station_phone}）" if context.station_phone else ""
    return (
        point(size, "1.", bold("合同当场签。"), "我们到现场装表接电时，与您签订供用电合同，您不必为签合同再跑一趟。"),
        point(size, "2.", bold("三不指定。"), "设计单位、施工单位、设备材料供应单位，都由您自己选定，我们一律不指定。"),
        point(size, "3.", bold("进度可查，意见可提。"), f"问进度请找{context.station_name}{phone}或供电服务热线 95598；"
              "对我们的服务有意见，可拨打 95598 或能源监管热线 12398。"),
    )  # fmt: skip


NOTICE = Notice("NOTICE-LV-SMALL", "用电业务办理告知书（低压小微企业）", "single", body)
