"""Facts that no program of ours would write: any value that fits the type of a field, the extremes of it above all."""

from __future__ import annotations

from contextlib import suppress
from random import Random

import msgspec
import msgspec.inspect as shape

from models.events import EVENTS

TEXTS = ("", "x", "\0", "\u202e倒", "张三\n\t", "9" * 400, "-1", "NaN", "2026-02-30", "../../a", "%s{}{0}", "<b>x</b>", "１２", "٣")
ANY = (None, 1, "x", [], {}, 1e300, [[1, {"a": None}]], {"a": "b"}, True, -(2**60))
SIMPLE = {
    shape.StrType: TEXTS,
    shape.IntType: (0, 1, -1, 2**31, 2**53, 2**63 - 1, -(2**63)),
    shape.FloatType: (0.0, -1.5, 1e300),
    shape.BoolType: (True, False),
    shape.NoneType: (None,),
    shape.DateType: ("0001-01-01", "9999-12-31", "2026-11-23", "1900-01-01", "2100-02-28"),
    shape.DateTimeType: ("0001-01-01T00:00:00", "9999-12-31T23:59:59", "2026-11-23T09:00:00", "2026-11-23T09:00:00+08:00"),
    shape.AnyType: ANY,
}


def any_fact(dice: Random) -> msgspec.Struct:
    """A fact of any kind."""
    while True:
        kind = dice.choice(EVENTS)
        with suppress(msgspec.ValidationError):  # a type that says more than its shape
            return msgspec.convert(_value(shape.type_info(kind), dice), kind)


def _value(wanted: shape.Type, dice: Random) -> object:
    match wanted:
        case shape.LiteralType(values=values):
            return dice.choice(list(values))
        case shape.UnionType(types=types):
            return _value(dice.choice(types), dice)
        case shape.VarTupleType(item_type=one) | shape.ListType(item_type=one):
            return [_value(one, dice) for _ in range(dice.choice((0, 1, 2, 3)))]
        case shape.TupleType(item_types=types):
            return [_value(one, dice) for one in types]
        case shape.DictType(key_type=key, value_type=value):
            return {str(_value(key, dice)): _value(value, dice) for _ in range(dice.choice((0, 1, 3)))}
        case shape.StructType(fields=fields):
            return {one.encode_name: _value(one.type, dice) for one in fields if one.required or dice.random() < 0.6}
    return dice.choice(SIMPLE.get(type(wanted), ANY))
