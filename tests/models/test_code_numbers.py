"""Numbers that rules rest on stand in rule files; those the pure code holds by name are listed here, each with what it rests on."""

import ast
from pathlib import Path

import msgspec

from models.reminder_rules import REMINDERS, ReminderRules
from models.rules import RuleBook, shipped_profiles, shipped_texts
from tests.test_architecture import PURE

MODELS = Path(__file__).parents[2] / "models"
KNOWN = {  # module.NAME: the document or why it is no rule
    "case_facts._TRANSFORMER_LEAST": "《业扩报装客户代理制实施办法》：专用变压器容量50千伏安及以上",
    "forms.application.LOW_VOLTAGE_CEILING": "发改能源规〔2020〕1479号：160千瓦及以下低压接入",
    "forms.high_voltage_plan_reply.VALID_YEARS": "供电方案答复单（高压）：自客户签字之日起一年内有效",
    "forms.low_voltage_plan_reply.VALID_MONTHS": "低压供电方案答复单（附件5）：自客户签字之日起三个月内有效",
    "forms.batch_application.MOST_HOUSEHOLDS": "size of a list, no rule",
    "forms.entry.LONGEST_LINE": "length of a text, no rule",
    "forms.entry.LONGEST_TEXT": "length of a text, no rule",
    "electrical.tariff.LOW_VOLTAGE": "发改能源规〔2020〕1479号：160千瓦及以下低压接入",
    "electrical.load._ONE": "the number one",
    "print_rules.MOST_COPIES": "how many copies a printer is sent at once, no rule",
    "casework.households.NAMED": "how many are named in a sentence, no rule",
    "forms.drawing.GRID": "step of the pencil in a drawing, no rule",
    "forms.drawing.LONGEST_WORDS": "length of a text in a drawing, no rule",
    "forms.drawing.MOST_MARKS": "size of a drawing, no rule",
    "forms.drawing.MOST_POINTS": "size of a drawing, no rule",
    "forms.drawing_shapes.WORDS": "height of letters on paper, no rule",
    "joins.MOST_ALIKE": "a number that so many customers give is nobody's, no rule",
    "upload_schedule._SEARCHED": "how many days are looked through for the next sending, no rule",
    "money.LARGEST": "a slip of the keyboard, no rule",
    "customer.ID_LENGTH": "GB 11643",
    "time_units._HOUR": "seconds of an hour",
    "wording_checks.LONGEST_NAME": "length of a text, no rule",
    "wording_checks.MOST": "size of a file, no rule",
    "wording_checks.MOST_AT_PLACE": "length of a menu, no rule",
    "events.envelope.VERSION": "of the journal's lines, no rule",
}


def held_in_code():
    """Module-level names in the pure core that are bound to one number."""
    for file in sorted(MODELS.rglob("*.py")):
        name = ".".join(file.relative_to(MODELS).with_suffix("").parts).removesuffix(".__init__")
        if name.partition(".")[0] in PURE:
            yield from (f"{name}.{target}" for target in numbers(ast.parse(file.read_text(encoding="utf-8"))))


def numbers(tree):
    for node in tree.body:
        value = getattr(node, "value", None)
        if isinstance(value, ast.Call) and value.args and ast.unparse(value.func) in ("Decimal", "timedelta"):
            value = value.args[0]
        if isinstance(node, ast.Assign | ast.AnnAssign) and isinstance(value, ast.Constant) and type(value.value) in (int, float):
            yield ast.unparse(node.targets[0] if isinstance(node, ast.Assign) else node.target)


def test_every_number_held_in_code_is_known_with_what_it_rests_on():
    assert set(held_in_code()) == set(KNOWN)


def test_a_number_put_into_the_code_would_be_found():
    text = "from x import y\nREMIND_AFTER = 3\nLEAST: Decimal = Decimal(5)\nNAME = 'a'\n"
    assert list(numbers(ast.parse(text))) == ["REMIND_AFTER", "LEAST"]


def test_every_profile_says_when_it_reminds_and_that_these_days_are_ours():
    for code in shipped_profiles():
        (profile,) = [text for text in shipped_texts(code) if text.subject == "profile"]
        assert "[reminders]" in profile.text
        assert RuleBook.from_texts(shipped_texts(code)).profile.reminders == ReminderRules(source="默认值（非规定）")


def test_every_reminder_is_told_on_the_page_of_rules():
    named = {field.name for field in msgspec.structs.fields(ReminderRules)} - {"source"}
    assert named == set(REMINDERS)
