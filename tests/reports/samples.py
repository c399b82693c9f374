"""Plausible and overfull contexts of every paper, with fixed days so that their text can be kept as golden files."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal

from models.forms.drawing import GRID, HEIGHT, WIDTH, Drawing
from models.forms.entry import LONGEST_LINE, LONGEST_TEXT
from models.forms.fields import FieldSpec, Form, specs
from models.papers import FilePiece, PackageFacts, PaperChecklist, PaperContext, PaperDay, PaperFee, PaperItem, PaperLimit, PaperText

TODAY = date(2026, 11, 23)
HOUSEHOLDS = (
    ("序号", "幢、单元", "室号", "户名", "电能表编号", "示数", "日期", "户表核对", "核对人", "住户签名"),
    ("1", "3幢2单元", "1101", "张𬀩", "4130001000000123456789", "0.5", "11月19日", "相符", "王晓芳", ""),
    *((str(at), "3幢2单元", f"{1100 + at}", "", "", "", "", "☐相符 ☐不符", "", "") for at in range(2, 31)),
)
MILL = PaperContext(
    code="", title="", station_name="堂街供电所", station_code="3501", county="郏县", station_phone="0375-5190000", clerk="王晓芳",
    issued_on=TODAY, paper_no="3501-ZZ-2026-00031", case_no="3501-20261123-003-7", check_code="K7Q2", business="低压非居民新装（小微企业）",
    customer="郏县堂街镇张𬀩面粉加工厂", document_name="营业执照", document_no="91410425MA9XXXXX1T",
    address="河南省平顶山市郏县堂街镇上李庄村三组 28 号", phone="13837512345", agent="李䶮", agent_phone="13600375678",
    capacity="60 kW", voltage="380 V", received_on=TODAY,
)  # fmt: skip
WHOLE = PaperLimit("全流程（用电申请至装表接电）", "15 个工作日", date(2026, 12, 14), False, "国网河南电力告知书（2020）")
REPLY = PaperLimit("供电方案答复", "5 个工作日", date(2026, 11, 30), False, "国家电网公司服务承诺（2023）")
PROVISIONAL = replace(WHOLE, due=date(2027, 1, 5), provisional=True, earliest=date(2027, 1, 4), latest=date(2027, 1, 8))
RECEIVED = (PaperItem("营业执照", (), "复印件"), PaperItem("授权委托书", (), "原件"), PaperItem("经办人有效身份证明", (), "复印件"))
PROPERTY = (
    "产权证", "国有土地使用证", "集体土地使用证", "购房合同", "法律文书", "产权合法证明", "村民委员会及以上单位出具的产权证明（原件）",
)
IDENTITY = ("居民身份证（复印件）", "临时居民身份证（复印件）", "户口簿（复印件）")
MISSING = (PaperItem("产权证明", PROPERTY, "以上任选 1 项"), PaperItem("经办人有效身份证明", IDENTITY, "以上任选 2 项"))
MANY = tuple(
    PaperItem(f"第{at}类资料（政府部门批复、核准或备案文件及附图）", ("甲类证明", "乙类证明（加盖公章）", *PROPERTY), "原件及复印件各一份")
    for at in range(1, 15)
)
FEES = (
    PaperFee("高可靠性供电费", "200.00 元/kVA", "630 kVA", 12_600_000, "某价格主管部门批复（试〔2026〕1号）",
             "已交 26,000.00 元（收据 HN-0001），未交 100,000.00 元", 10_000_000),
    PaperFee("资料复制费", "—", "—", 1_205, "某价格主管部门批复（试〔2026〕2号）", "未交", 1_205),
)  # fmt: skip
LONG_NAME = "郏县堂街镇上李庄村民委员会第三村民小组农业灌溉用水合作社及其下属面粉加工厂𠅤" * 3
PACKAGE = PackageFacts(
    "YK-3501-01-000123-20261123T1730.ykp", 12, "01.018f3a2b9c7d4e5f8a1b2c3d4e5f6a7b", 1204, 1377,
    "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", 348211,
    (("居民低压新装", 6), ("非居民低压新装", 3), ("高压新装", 1)), datetime(2026, 11, 23, 17, 30),
)  # fmt: skip


FILE_LINES = (
    ("档案号", "3501-2026-0031"), ("户号", "4105200031"), ("起止日期", "2026-11-23 至 2026-12-11"), ("归档日期", "2026-12-11"),
    ("立卷人", "王晓芳"), ("存放位置", "柜 2 盒 17"),
)  # fmt: skip
CONTENTS = (
    FilePiece("业务受理回执", "受理", "3501-20261123-003-7-01", "堂街供电所", TODAY, pdf=b"%PDF", pages=1, note="已签回"),
    FilePiece("低压非居民用电登记表", "受理", "", "王晓芳", TODAY, pdf=b"%PDF", pages=2),
    FilePiece("供电方案通知书及答复单", "供电方案", "3501-20261123-003-7-02", "堂街供电所", TODAY, pdf=b"%PDF", pages=1, note="已送达"),
    FilePiece("供用电合同", "合同及装表", by="堂街供电所", on=TODAY, pages=12, place="柜 2 盒 17 页 5", note="纸质原件"),
)


def _days() -> tuple[PaperDay, ...]:
    marks = "·班假假假假假假假假假停停工工"
    notice = "国务院办公厅关于2026年部分节假日安排的通知（国办发明电〔2025〕7号）"
    counted = {1: 1, 13: 2, 14: 3}
    first = date(2026, 2, 13)
    return tuple(
        PaperDay(first + timedelta(days=at), mark, counted.get(at), notice if mark in "班假" else None) for at, mark in enumerate(marks)
    )


def _paper(code: str, title: str, **facts: object) -> PaperContext:
    return replace(MILL, code=code, title=title, **facts)  # type: ignore[arg-type]


PAPERS: dict[str, PaperContext] = {
    "RECEIPT": _paper("RECEIPT", "业务受理回执", received=RECEIVED, missing=MISSING[:1], owed_until="装表接电",
                      next_stage="现场勘查", limits=(WHOLE, REPLY), told=("用电申请", "装表接电")),
    "RECEIPT-provisional-reprint": _paper("RECEIPT", "业务受理回执", received=RECEIVED, next_stage="现场勘查", limits=(PROVISIONAL,),
                                          reprint=True),
    "NOTICE-LV-SMALL": _paper("NOTICE-LV-SMALL", "用电业务办理告知书（低压小微企业）", limits=(WHOLE,)),
    "NOTICE-LV-RES": _paper(
        "NOTICE-LV-RES", "用电业务办理告知书（居民）", business="居民低压新装", materials=MISSING, fee_words="本次业务不收费。",
        clauses=("共 2 个服务环节：用电申请 → 装表接电。",),
        table=(("办理环节", "时限", "依据"), ("全过程", "不超过 5 个工作日", "国家电网有限公司供电服务“十项承诺”"))),
    "NOTICE-LV": _paper("NOTICE-LV", "用电业务办理告知书（低压非居民）", materials=MISSING),
    "NOTICE-HV": _paper(
        "NOTICE-HV", "用电业务办理告知书（10千伏及以上）", business="高压新装", materials=MISSING, fee_words="可能收取：高可靠性供电费。",
        clauses=("供电企业投资至客户规划红线的，服务环节不超过 3 个：用电申请 → 供电方案答复 → 装表接电。",),
        table=(("办理环节", "时限", "依据"), ("供电方案答复", "不超过 10 个工作日", "告知书（10千伏及以上）"),
               ("设计审查（只对重要客户）", "不超过 3 个工作日", "告知书（10千伏及以上）")),
        texts=(PaperText("工程由谁投资、由谁建", ("规划红线外部工程由我们投资建设。", "您的内部工程由您自行投资建设。"), "告知书"),)),
    "STAGE": _paper(
        "STAGE-survey", "环节办理回执（现场勘查）", next_stage="供电方案答复", limits=(WHOLE, REPLY),
        lines=(("已办环节", "现场勘查，2026年11月25日办完"), ("时限情况", "河南 2020 现场勘查 2 个工作日：用了 2 个工作日，按时"))),
    "TODAY-SHEET": _paper(
        "TODAY-SHEET", "今日必办", paper_no="", case_no="", check_code="", lines=(("共计", "逾期 1 件，到期 1 件，临近 0 件；提醒 1 条"),),
        table=(("时限", "工单号", "客户", "业务", "环节", "到期", "办完"),
               ("逾期 2 个工作日", "3501-20261110-001-4", "张*枝", "居民低压 8 kW", "填勘查单", "11-19", "☐"),
               ("今天到期", "3501-20261116-002-8", "郏县堂街镇张𬀩面粉加工厂", "低压非居民 60 kW", "填答复单", "11-23", "☐")),
        reminders=(("日期", "工单号", "客户", "事项", "办完"),
                   ("2026-11-24", "3501-20261110-001-4", "张*枝", "供电方案还有 30 天到期", "☐"))),
    "MISSING": _paper("MISSING", "缺件通知书（一次性告知）", received=RECEIVED[:2], missing=MISSING),
    "PRE-ACCEPT": _paper("PRE-ACCEPT", "预受理回执单", received=RECEIVED[:2], missing=MISSING,
                         clauses=("YS-3501-20261123-001-2", "2026年11月23日", "2026年11月30日")),
    "COMMITMENT": _paper("COMMITMENT", "客户承诺书", missing=MISSING[:1], owed_until="装表接电"),
    "FEE-NOTICE": _paper("FEE-NOTICE", "业务缴费通知单", business="高压新装", capacity="630 kVA", voltage="10 kV", fees=FEES),
    "REPORT-UP": _paper("REPORT-UP", "高压用电申请上报单", business="高压新装", capacity="630 kVA", voltage="10 kV", received=RECEIVED,
                        missing=MISSING[:1], lines=(("报送方式", "专人送达"),)),
    "REFUSAL": _paper("REFUSAL", "不予受理（暂缓供电）答复书",
                      clauses=("您提出的用电申请已经勘查，因下列原因暂不具备供电条件，现书面答复如下：", "我所将于2027年2月23日前复核。"),
                      lines=(("办理结果", "暂不具备供电条件"), ("原因", "台区变压器容量不足"), ("决定日期", "2026年11月23日"),
                             ("受限台区", "石村2号台区"))),
    "APPROVAL-SHEET": _paper("APPROVAL-SHEET", "供电方案会签单",
                             lines=(("方案版本", "第 2 版，王晓芳 2026-11-20 拟定"), ("供电电压", "380 V"), ("供电容量（kW）", "60")),
                             table=(("审批单位、岗位", "事项", "意见", "签名", "日期"),
                                    ("业扩员", "拟定", "同意（系统内）", "王晓芳", "2026-11-20"),
                                    ("所长", "审批", "□同意　□退回：", "", "　　年　月　日")),
                             clauses=("依据：默认值（非规定），业扩员拟定，所长审批。",)),
    "COORDINATION": _paper("COORDINATION", "配合单", clauses=("计量部：", ""),
                           lines=(("配合单位", "计量部"), ("配合事项", "配送三相电能表 1 只、200/5 互感器 3 只"),
                                  ("开单日期", "2026年11月23日"), ("办理期限", "2026年11月26日（含当日）"))),
    "AUDIT-RESULTS": _paper("AUDIT-RESULTS", "稽查自查通报",
                            lines=(("自查范围", "还没有回执的工单 12 件，2026年11月23日"), ("发现", "2 项，已说明 1 项，未说明 1 项"),
                                   ("分类", "补录（事后登记） 1 项；没有受理回执 1 项")),
                            table=(("工单号", "问题", "事实", "说明"),
                                   ("3501-20261116-001-4", "补录（事后登记）", "“现场勘查”2026-11-18 办理，2026-11-20 才登记（晚 2 天）",
                                    "停电两天，原始勘查单在档案袋"),
                                   ("3501-20261117-002-0", "没有受理回执", "2026-11-17 受理，没有出具受理回执", "还没有说明")),
                            clauses=("自查按本所采用的规则逐件核对；数值为本所的设置（默认值，非规定）。客户不写姓名，按工单号查。",)),
    "HOUSEHOLDS": _paper("HOUSEHOLDS", "住户开通核对表", table=HOUSEHOLDS, lines=(
        ("住户", "共 30 户，办完 1 户"), ("办理事项", "逐户开通，核对电能表与住户是否一致"))),
    "TERMINATION": _paper("TERMINATION", "业务终止告知书", clauses=("按您的要求，本次用电业务已经撤销。", "以后需要用电时，请重新申请。"),
                          lines=(("办理结果", "客户撤销"), ("原因", "客户不再需要用电"), ("决定日期", "2026年11月23日"))),
    "PLAN-EXTENSION": _paper("PLAN-EXTENSION", "供电方案延期通知书", lines=(
        ("申请日期", "2027年2月3日"), ("方案签收", "2026年11月20日"), ("原到期日", "2027年2月20日"),
        ("答复", "同意延期，有效期延至 2027年5月20日"), ("依据", "供电方案答复单：低压供电方案有效期自客户签收之日起3个月"),
    )),
    "PAUSE-NOTICE": _paper("PAUSE-NOTICE", "暂停计时告知书", lines=(
        ("暂停原因", "客户原因：客户内部受电工程未完工"), ("凭据", "客户签字的未完工说明（2026年11月24日）"),
        ("暂停时间", "2026年11月24日起（当天不计），至原因消除为止"), ("办理时限", "全过程 15 个工作日（河南2020告知书）"),
        ("原日期", "2026年12月14日"), ("新日期", "恢复计时后接着计算，还有 15 个工作日"),
        ("恢复计时", "原因消除、您告知我所后，从次日起恢复计时，我所即时登记"),
    )),
    "SUPERVISION": _paper(
        "SUPERVISION", "超时督办单",
        lines=(("所超时限", "国网河南电力用电业务办理告知书（2020） 全流程（15 个工作日）"), ("到期日", "2026年11月20日"),
               ("超时原因", "表计、表箱等物资未到"), ("被督办人", "所长 李建国"), ("告知", "2026年11月23日 当面"),
               ("防范措施", "每周一核对表箱库存，不足二十只即申请"), ("答复", ""))),
    "OVERRUN-NOTICE": _paper(
        "OVERRUN-NOTICE", "超时说明",
        lines=(("原定时限", "国网河南电力用电业务办理告知书（2020） 全流程（15 个工作日）"), ("原定日期", "2026年12月14日"),
               ("预计办完", "2026年12月21日"), ("原因", "配套工程未完工"), ("采取措施", "已协调施工队增派人手"),
               ("所长批准", "李建国 2026年11月23日")),
        clauses=("您申请的用电业务，按规定应在2026年12月14日前办到。因配套工程未完工，预计不能按时办完，现向您说明：",
                 "我所将抓紧办理，预计2026年12月21日办完。本说明不改变规定的时限；给您带来不便，请您谅解。")),
    "AFTER-STEPS": _paper("AFTER-STEPS", "后续事项清单", paper_no="", checklists=(
        PaperChecklist("应收回退（换表）", "换表以前当月电费已发行的", (("应收回退", "2026-11-23"), ("抄表初始化", ""), ("电费发行", "")),
                       "业扩报装流程注意事项：换表注", "先核对表码"),
    )),
    "SERVICE-CONTRACT": _paper(
        "SERVICE-CONTRACT", "服务承诺契约书",
        table=(("环节", "我所承诺办完的日期（含当日）", "依据的时限"), ("现场勘查", "2026-11-26", "河南 2020 全流程 15 个工作日"),
               ("供电方案答复", "2026-12-01", "河南 2020 全流程 15 个工作日"), ("装表接电", "2026-12-10", "河南 2020 全流程 15 个工作日"))),
    "ARCHIVE-COVER": _paper("ARCHIVE-COVER", "用电客户档案", lines=FILE_LINES, contents=CONTENTS),
    "ARCHIVE-INDEX": _paper("ARCHIVE-INDEX", "卷内目录", lines=FILE_LINES, contents=CONTENTS),
    "ARCHIVE-NOTE": _paper("ARCHIVE-NOTE", "卷内备考表", lines=FILE_LINES, contents=CONTENTS, clauses=(
        "按“低压业扩报装资料（十项）”核对（提高低压业扩报装效率，公开文章）。",
        "工程设计资料审查意见书：不适用，这件工单没有设计文件审核环节。",
        "电气设施检查缺陷通知单：缺，已说明，客户遗失，已按复验合格处理。")),
    "LOANS": _paper("LOANS", "档案借阅登记簿", paper_no="", case_no="", table=(
        ("序号", "档案号", "工单号", "借阅人（单位）", "用途", "借出日期", "批准人", "应还日期", "归还日期", "签名"),
        ("1", "3501-2026-0031", "3501-20261123-003-7", "李䶮（县公司营销部）", "专项稽查", "2026-11-23", "王晓芳", "2026-11-30", "", ""))),
    "KEY-SHEET": _paper("KEY-SHEET", "本所密钥指纹", paper_no="", case_no="", check_code="", customer="",
                        clauses=("3968-8e4c-e287-28ac-ef47-d28e-c01e-801f",), scan='{"station":"3501","name":"堂街供电所"}' * 8),
    "HANDOVER": _paper("HANDOVER", "数据包交接单", case_no="", check_code="", package=PACKAGE),
    "WHY": _paper("WHY", "时限计算书", paper_no="", days=_days(), limits=(replace(REPLY, told="3 个工作日", due=date(2026, 2, 27)),),
                  lines=(("起算", "2026年2月13日受理，当日不计"), ("中止", "2月24日至2月25日，客户原因，有签字"))),
}  # fmt: skip

OVERFULL: dict[str, PaperContext] = {
    name: replace(
        context, customer=LONG_NAME, address=MILL.address * 4, agent=LONG_NAME, business=context.business * 3, received=MANY,
        missing=MANY, limits=(PROVISIONAL,) * 5, fees=FEES * 6 if name in ("RECEIPT", "FEE-NOTICE") else (),
        next_stage="现场勘查" * 20, lines=(("其他事项", LONG_NAME * 8),) * 3,
        station_name="国网河南省电力公司郏县供电公司堂街镇中心供电所",
    )
    for name, context in PAPERS.items()
}  # fmt: skip

LONG_TEXT = "自堂街 10 kV 线 23 号杆 T 接，经 2 号台区变压器低压侧出线，沿村道架空敷设 JKLYJ-35 导线约 120 米至客户门前。"


PLAN = """line 20,60 90,60 170,60 堂街Ⅱ线
cable 170,60 170,95 250,95
pole 20,60 06杆
pole 90,60 07杆
transformer 170,60 石村2号台区 400 kVA
meter 250,95 表箱 1102
house 310,80 张𬀩家
boundary 230,95"""
OVERFULL_PLAN = "\n".join(
    f"label {x},{y} 很长的说明文字，共四十个字以内，看看放不放得下还清不清楚"
    for x in range(0, WIDTH + 1, GRID * 68) for y in range(0, HEIGHT + 1, GRID * 6)
)


def form_value(spec: FieldSpec, *, overfull: bool = False) -> object:
    """A value that the field's type allows; overfull ones are as long as `fill` lets them be."""
    if spec.kind == "table":
        assert spec.row_type is not None
        row = spec.row_type(**{column.name: form_value(column, overfull=overfull) for column in spec.columns})
        return (row,) * (3 if overfull else 2)
    text = (LONG_TEXT * 40)[:LONGEST_TEXT] if overfull else LONG_TEXT
    if spec.kind == "drawing":
        return Drawing.read(OVERFULL_PLAN if overfull else PLAN)
    plain = {"date": TODAY, "decimal": Decimal("60"), "integer": 2, "yes_no": True, "long": text}
    if spec.kind in plain:
        return plain[spec.kind]
    if spec.kind == "choice":
        return max(spec.choices, key=len) if overfull else spec.choices[0]
    if spec.boxes:
        return "410425198806060017"[: spec.boxes]
    return (f"{spec.label}很长的内容（含括号）与Latin-words_and/paths" * 9)[:LONGEST_LINE] if overfull else f"{spec.label}张𬀩"[:14]


RARE_NAMES = ("张𬀩", "李䶮", "王𠅤", "陈\U0002a6d0", "㐂㛃𫖯", "阿卜杜热合曼·买买提江")
CROWDED_NAME = "郏县堂街镇上李庄村第三村民小组𬀩丰粮油种植农民专业合作社𠅤记面粉加工分厂"
CROWDED_ADDRESS = "河南省平顶山市郏县堂街镇上李庄村民委员会第三村民小组幸福路与振兴街交叉口向东 200 米路北 28 号院 3 幢 2 单元 1101 室"
MOST_ROWS = 40


def crowded_value(spec: FieldSpec, at: int = 0, *, column: bool = False) -> object:
    """As long as a value in a busy station really gets, with rare names; a table has forty rows or as many as it may."""
    if spec.kind == "table":
        assert spec.row_type is not None
        rows = range(min(MOST_ROWS, int(spec.most or MOST_ROWS)))
        return tuple(spec.row_type(**{each.name: crowded_value(each, row, column=True) for each in spec.columns}) for row in rows)
    kinds = {"date": TODAY, "decimal": Decimal("1280.55"), "integer": 128, "yes_no": at % 2 == 0, "long": LONG_TEXT * 3,
             "drawing": Drawing.read(PLAN)}
    if spec.kind in kinds:
        return kinds[spec.kind]
    if spec.kind == "choice":
        return spec.choices[at % len(spec.choices)]
    if spec.boxes:
        return "41042519880606001X"[: spec.boxes]
    label = spec.label
    if label.endswith(("号", "号码", "编号", "电话", "证号")):
        return "0375-5190000转8021" if "电话" in label else f"3501-20261123-{at:03d}-7/JKLYJ-35"
    if "地址" in label or "位置" in label:
        return CROWDED_ADDRESS[: 30 if column else None]
    return RARE_NAMES[at % len(RARE_NAMES)] if column or label.endswith(("人", "人员")) else CROWDED_NAME


def form_context(form_type: type[Form], mode: str) -> PaperContext:
    """A form as `blank`, `filled`, `crowded` (long as values really get, forty rows) or `overfull` (long as `fill` lets them be)."""
    facts = replace(MILL, code=form_type.code, title=form_type.title, form_type=form_type, paper_no="")
    if mode == "blank":
        return replace(facts, case_no="", check_code="")
    crowded, overfull = mode == "crowded", mode == "overfull"
    values = {spec.name: crowded_value(spec) if crowded else form_value(spec, overfull=overfull) for spec in specs(form_type)}
    return replace(facts, form=form_type(**values))
