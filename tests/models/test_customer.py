from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.customer import (
    check_account_no,
    check_asset_no,
    check_credit_code,
    check_id_number,
    check_organisation_code,
    check_phone,
    check_section_code,
    is_organisation,
    mask_address,
    mask_document,
    mask_name,
    mask_phone,
    normalise_document,
    normalise_phone,
    surname_of,
)

TODAY = date(2026, 11, 23)
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.mark.parametrize("number", ["11010519491231002X", "34052419800101001X", "１１０１０５19491231002x", " 110105 19491231 002X "])
def test_good_id_numbers(number: str) -> None:
    assert check_id_number(number, TODAY) is None


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("110105194912310021", "最后一位校验码应为 X，现为 1，请核对证件"),
        ("4.10421E+17", "是被表格软件改成科学计数法的数字，后几位已丢失，请照证件重新输入 18 位"),
        ("410421E17", "是被表格软件改成科学计数法的数字，后几位已丢失，请照证件重新输入 18 位"),
        ("110105491231002", "是 15 位的旧号码，请客户出示现行 18 位身份证并照此填写"),
        ("1101051949123100", "应为 18 位，现为 16 位，请核对证件"),
        ("1101051949123I002X", "前 17 位只能是数字，最后一位是数字或 X，请核对证件"),
        ("11010519491331002X", "第 7–14 位的出生日期 1949-13-31 不存在，请核对证件"),
        ("11010520261231002X", "第 7–14 位的出生日期 2026-12-31 在今天之后，请核对证件"),
        ("11010518491231002X", "第 7–14 位的出生日期 1849-12-31 太早，请核对证件"),
        ("110105194912310000", "最后一位校验码应为 3，现为 0，末几位像是被表格软件改动过，请照证件重新输入"),
        ("410425195104222720", "最后一位校验码应为 3，现为 0，末几位像是被表格软件改动过，请照证件重新输入"),
    ],
)
def test_bad_id_numbers_say_what_to_do(number: str, message: str) -> None:
    assert check_id_number(number, TODAY) == message


@settings(deadline=None)
@given(st.integers(0, 999999), st.dates(date(1900, 1, 1), TODAY), st.integers(0, 999), st.integers(0, 16), st.integers(1, 9))
def test_any_place_is_right_and_any_wrong_digit_is_noticed(place: int, born: date, serial: int, at: int, shift: int) -> None:
    body = f"{place:06d}{born:%Y%m%d}{serial:03d}"
    check = "10X98765432"[sum(int(one) * weight for one, weight in zip(body, WEIGHTS, strict=True)) % 11]
    assert check_id_number(body + check, TODAY) is None
    wrong = body[:at] + str((int(body[at]) + shift) % 10) + body[at + 1 :]
    assert check_id_number(wrong + check, TODAY) is not None


def test_credit_codes() -> None:
    assert check_credit_code("91350100m000100y43") is None
    assert check_credit_code("91350100M000100Y4A") == "统一社会信用代码最后一位校验码应为 3，现为 A，请核对执照"
    assert "没有字母 I O S V Z" in str(check_credit_code("91350100M000100Y4Z"))
    assert check_credit_code("91350100M000100Y4") == "统一社会信用代码应为 18 位，现为 17 位，请核对执照"
    assert check_credit_code("91A50100M000100Y43") == "第 3–8 位（登记机关行政区划码）应为数字，请核对执照"
    assert check_credit_code("92410425MA2DD272HX") is None


def test_organisation_codes() -> None:
    assert check_organisation_code("M000100Y-4") is None
    assert check_organisation_code("M000100Y-5") == "组织机构代码校验码应为 4，现为 5，请核对"
    assert check_organisation_code("123") is not None


@pytest.mark.parametrize("number", ["13812345678", "0375-5151234", "(0375)5151234", "5151234", "03755151234转8", "95598", "19912345678"])
def test_good_phones(number: str) -> None:
    assert check_phone(number) is None


@pytest.mark.parametrize("number", ["1381234567", "138123456789", "1380", "张三", "13812345678a", ""])
def test_bad_phones(number: str) -> None:
    assert check_phone(number) is not None


def test_numbers_are_written_one_way() -> None:
    assert normalise_phone("+86 138-1234-5678") == normalise_phone("１３８ 1234 5678") == "13812345678"
    assert normalise_phone("0375—515 1234") == "0375-5151234"
    assert normalise_document(" 11010519491231002x ") == "11010519491231002X"


def test_soft_formats() -> None:
    assert check_account_no("4101234567") is None
    assert check_account_no("3304101234567") is None
    assert "10 位或 13 位" in str(check_account_no("12345"))
    assert check_asset_no("4" * 22) is None
    assert "现为 8 位" in str(check_asset_no("20130001"))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("王桂枝", "王*枝"),
        ("王强", "王*"),
        ("张𬀩", "张*"),
        ("䶮", "䶮*"),
        ("欧阳修", "欧阳*"),
        ("欧阳娜娜", "欧阳*娜"),
        ("王小二虎", "王**虎"),
        ("买买提·艾山江", "买**"),
        ("欧阳学文", "欧阳*文"),
        ("郏县堂街面粉厂", "郏县堂街面粉厂"),
        ("面粉厂", "面粉厂"),
        ("大杨冷库", "大杨冷库"),
        ("黄道镇老庄吕娜芳木器加工坊", "黄道镇老庄吕娜芳木器加工坊"),
        ("士庄村村民委员会", "士庄村村民委员会"),
        ("李\U000e0100强", "李\U000e0100*"),
        ("", ""),
    ],
)
def test_names_in_lists(name: str, shown: str) -> None:
    assert mask_name(name) == shown


def test_what_is_known_beats_what_is_guessed() -> None:
    assert mask_name("王店", person=True) == "王*"
    assert mask_name("李氏祖传", person=False) == "李氏祖传"


@settings(deadline=None)
@given(st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=4))
def test_a_person_is_never_shown_whole(name: str) -> None:
    assert mask_name(name, person=True) != name
    assert "*" in mask_name(name, person=True)
    assert is_organisation(name) or mask_name(name).startswith(surname_of(name)[0])


def test_numbers_in_lists() -> None:
    assert mask_document("11010519491231002X") == "110*************2X"
    assert mask_document("M1234") == "M****"
    assert mask_phone("13812345678") == "138****5678"
    assert mask_phone("5151234") == "*****34"
    assert mask_document("") == mask_phone("") == ""


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("河南省平顶山市郏县堂街镇士庄村三组15号", "河南省平顶山市郏县堂街镇士庄村"),
        ("郏县新村镇李村5号", "郏县新村镇李村"),
        ("郏县堂街镇堂街路8号", "郏县堂街镇堂街路"),
        ("郏县安良街6组", "郏县安良街"),
        ("郏县薛店4组", "郏县薛店"),
        ("郏县薛店４组", "郏县薛店"),
        ("郏县冢头镇东头第二家", "郏县冢头镇"),
        ("冢头南街", "冢头南街"),
        ("老王家隔壁的院子", "老王家隔壁的"),
        ("", ""),
    ],
)
def test_addresses_in_lists(address: str, shown: str) -> None:
    assert mask_address(address) == shown


@pytest.mark.parametrize(
    ("code", "odd"), [("35011001", False), ("35012999", False), ("35013001", True), ("3501100", True), ("３５０１１００１", True)]
)
def test_a_reading_section_is_remarked_on_and_never_refused(code: str, odd: bool) -> None:
    assert bool(check_section_code(code)) is odd
