"""Who asks for electricity: checks of their numbers, one way to write these, and what lists show of a person."""

import re
import unicodedata
from datetime import date

ID_LENGTH = 18
_BODY_ENDINGS = ("厂", "店", "社", "站", "院", "校", "所", "馆", "局", "室", "铺", "公司")
_LONG_BODY_ENDINGS = tuple("部坊场行会组队村园户屋摊库井塔房棚点厅城庄")
_BODY_WORDS = (
    *_BODY_ENDINGS, "农场", "养殖", "种植", "合作", "集团", "银行", "中心", "小学", "中学", "大学", "幼儿", "委员", "村委", "居委",
    "政府", "协会", "超市", "商行", "经营部", "加油", "工作室", "工程", "项目", "寺", "教堂", "机井", "泵房", "基站", "营业", "大队",
    "小组", "园区", "冷库", "仓库", "粮库", "饭庄", "饭馆", "酒楼", "酒家", "服务",
)  # fmt: skip
COMPOUND_SURNAMES = frozenset((
    "欧阳", "司马", "上官", "诸葛", "夏侯", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "宇文", "长孙", "司徒", "司空", "端木",
    "独孤", "南宫", "轩辕", "呼延", "闻人", "鲜于", "澹台", "万俟", "闾丘", "濮阳", "淳于", "申屠", "公冶", "宗政", "太叔", "钟离",
    "百里", "东郭", "西门", "拓跋", "赫连", "谷梁", "段干", "公羊", "左丘", "梁丘", "单于", "仲孙", "公西", "颛孙", "壤驷", "宰父",
    "南门", "巫马", "漆雕", "亓官", "司寇", "子车", "第五", "欧陽", "司馬", "諸葛",
))  # fmt: skip
_VILLAGE = re.compile(r"(村|社区|居委会|屯)(?![镇乡街路小])")
_ROAD = re.compile(r"(路|街(?![镇道乡路村])|巷|大道|胡同)")


def normalise_document(text: str) -> str:
    """A document number as it is stored: plain digits, upper case, no blanks or hyphens at its ends."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).strip("-").upper()


def normalise_phone(text: str) -> str:
    """A phone number as it is stored: plain digits; a mobile number without blanks, hyphens and +86, a landline with its hyphens."""
    plain = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).replace("—", "-").replace("－", "-")
    plain = re.sub(r"^(\+86|0086)-?", "", plain)
    digits = plain.replace("-", "")
    return digits if re.fullmatch(r"1\d{10}", digits, re.ASCII) else plain


def check_id_number(text: str, today: date) -> str | None:
    """What is wrong with an 18-digit citizen number, told so that it can be mended; None if nothing is."""
    number = normalise_document(text)
    return _id_shape(number) or _id_birth(number, today) or _id_check_digit(number)


def _id_shape(number: str) -> str | None:
    if re.fullmatch(r"\d+(\.\d+)?E\+?\d+", number, re.ASCII):
        return "是被表格软件改成科学计数法的数字，后几位已丢失，请照证件重新输入 18 位"
    if re.fullmatch(r"\d{15}", number, re.ASCII):
        return "是 15 位的旧号码，请客户出示现行 18 位身份证并照此填写"
    if len(number) != ID_LENGTH:
        return f"应为 18 位，现为 {len(number)} 位，请核对证件"
    if not re.fullmatch(r"\d{17}[\dX]", number, re.ASCII):
        return "前 17 位只能是数字，最后一位是数字或 X，请核对证件"
    return None


def _id_birth(number: str, today: date) -> str | None:
    year, month, day = number[6:10], number[10:12], number[12:14]
    try:
        born = date(int(year), int(month), int(day))
    except ValueError:
        return f"第 7–14 位的出生日期 {year}-{month}-{day} 不存在，请核对证件"
    if born > today:
        return f"第 7–14 位的出生日期 {born} 在今天之后，请核对证件"
    if born.year < 1900:
        return f"第 7–14 位的出生日期 {born} 太早，请核对证件"
    return None


def _id_check_digit(number: str) -> str | None:
    from stdnum.cn import ric  # here and below: stdnum brings ssl and pydoc along, 30 ms of every start

    right: str = ric.calc_check_digit(number)
    if right == number[-1]:
        return None
    if number.endswith("000") or (number.isdigit() and int(float(number)) == int(number)):  # Excel keeps 15 digits, a double 53 bits
        return f"最后一位校验码应为 {right}，现为 {number[-1]}，末几位像是被表格软件改动过，请照证件重新输入"
    return f"最后一位校验码应为 {right}，现为 {number[-1]}，请核对证件"


def check_credit_code(text: str) -> str | None:
    """What is wrong with an 18-character unified social credit code (GB 32100-2015); None if nothing is."""
    from stdnum.cn import uscc

    code = normalise_document(text)
    if len(code) != ID_LENGTH:
        return f"统一社会信用代码应为 18 位，现为 {len(code)} 位，请核对执照"
    strange = sorted({one for one in code if one not in "0123456789ABCDEFGHJKLMNPQRTUWXY"})
    if strange:
        return f"统一社会信用代码中不会出现 {'、'.join(strange)}（没有字母 I O S V Z），请核对执照"
    if not re.fullmatch(r"\d{6}", code[2:8], re.ASCII):
        return "第 3–8 位（登记机关行政区划码）应为数字，请核对执照"
    right: str = uscc.calc_check_digit(code[:-1])
    return None if right == code[-1] else f"统一社会信用代码最后一位校验码应为 {right}，现为 {code[-1]}，请核对执照"


def check_organisation_code(text: str) -> str | None:
    """What is wrong with an old 9-character organisation code (GB 11714, M000100Y-4); None if nothing is."""
    code = normalise_document(text).replace("-", "")
    if not re.fullmatch(r"[0-9A-Z]{8}[0-9X]", code, re.ASCII):
        return "组织机构代码应为 8 位数字或字母加 1 位校验码，请核对"
    total = sum(int(one, 36) * weight for one, weight in zip(code, (3, 7, 9, 10, 5, 8, 4, 2), strict=False))
    right = "0X987654321"[total % 11]
    return None if right == code[-1] else f"组织机构代码校验码应为 {right}，现为 {code[-1]}，请核对"


def check_phone(text: str) -> str | None:
    """What is wrong with a phone number: 11 digits from 1 for a mobile, or a landline with or without area code; None if nothing is."""
    number = normalise_phone(text)
    digits = re.sub(r"\D", "", number, flags=re.ASCII)
    if re.search(r"[^\d\-()/、,;转x*#]", number, re.ASCII):
        return f"“{number}”中有不属于电话号码的字，请核对"
    if number.startswith("1") and number.isdigit() and len(number) > 8 and len(number) != 11:
        return f"手机号应为 11 位，现为 {len(number)} 位，请核对"
    return f"“{number}”太短，请填手机号（11 位）或带区号的座机" if len(digits) < 7 and not re.fullmatch(r"9\d{4}", digits) else None


def check_account_no(text: str) -> str | None:
    """A remark on an account number that has neither 10 nor 13 digits; never a reason to refuse it."""
    return None if re.fullmatch(r"\d{10}(\d{3})?", text, re.ASCII) else "户号一般为 10 位或 13 位数字，请再核对一次"


def check_asset_no(text: str) -> str | None:
    """A remark on a meter asset number that is not 22 digits (Q/GDW 1205-2013); older meters have shorter ones."""
    return None if re.fullmatch(r"\d{22}", text, re.ASCII) else f"计量资产编号一般为 22 位数字，现为 {len(text)} 位，请再核对一次"


def check_section_code(text: str) -> str | None:
    """A remark on a reading section that is not station (4 digits), 1 public or 2 own transformer, section (3 digits)."""
    if re.fullmatch(r"\d{4}[12]\d{3}", text, re.ASCII):
        return None
    return "抄表区段一般为 8 位数字：所号 4 位，公变 1、专变 2，段号 3 位，请再核对一次"


def surname_of(name: str) -> str:
    """The surname a person's name starts with: two characters for a compound surname, else one; empty for an empty name."""
    return name[:2] if name[:2] in COMPOUND_SURNAMES and len(name) > 2 else name[:1]


def is_organisation(name: str) -> bool:
    """Whether a name reads as a firm's or a body's, judged by the words it contains; doubt counts as a person."""
    if len(name) < 3:
        return False
    if name.endswith(_BODY_ENDINGS) or (len(name) > 4 and name.endswith(_LONG_BODY_ENDINGS)):
        return True
    return len(name) > 3 and any(word in name for word in _BODY_WORDS)


def mask_name(name: str, *, person: bool | None = None) -> str:
    """A name for lists: 王*枝, 王*, 欧阳*; firms keep their name. `person` says which it is where that is known."""
    if not name or not (not is_organisation(name) if person is None else person):
        return name
    letters: list[str] = re.findall(r".[\ufe00-\ufe0f\U000e0100-\U000e01ef]*", name, re.DOTALL)
    kept = len(surname_of("".join(one[0] for one in letters)))
    if "·" in name or len(letters) > 4:
        return letters[0] + "**"
    hidden = max(len(letters) - kept - 1, 1)
    return "".join(letters[:kept]) + "*" * hidden + "".join(letters[kept + hidden :])


def mask_document(number: str) -> str:
    """A document number for lists: the first 3 and the last 2 characters; a short one shows its first only."""
    return number[:3] + "*" * (len(number) - 5) + number[-2:] if len(number) > 6 else number[:1] + "*" * (len(number) - 1)


def mask_phone(number: str) -> str:
    """A phone number for lists: the first 3 and the last 4 characters; a short one shows its last 2 only."""
    return number[:3] + "*" * (len(number) - 7) + number[-4:] if len(number) > 8 else "*" * (len(number) - 2) + number[-2:]


def mask_address(address: str) -> str:
    """An address for lists, down to the village or the road; one that names neither is cut before its first digit or kept to the town."""
    for pattern in (_VILLAGE, _ROAD):
        match = pattern.search(address)
        if match:
            return address[: match.end()]
    before_digit = re.match(r"\D+(?=\d)", address)
    if before_digit:
        return address[: before_digit.end()]
    town = re.match(r".*?(镇|乡|街道)", address) or re.match(r".*(区|县|市)", address)
    return address[: town.end()] if town else address[:6]
