"""Choices that several forms share, written as they stand on the paper."""

from typing import Literal

ApplicationKind = Literal["新装", "增容", "临时用电"]
LowVoltage = Literal["220 V", "380 V"]
PersonDocument = Literal["居民身份证", "户口簿", "军官证", "护照", "港澳台居民居住证", "其他"]
BodyDocument = Literal["营业执照", "统一社会信用代码证", "居民身份证", "村（居）委会证明", "其他"]
UsageClass = Literal["居民生活", "一般工商业", "农业生产", "农业排灌", "大工业", "其他"]
PriceClass = Literal["居民生活", "工商业及其他（单一制）", "工商业及其他（两部制）", "农业生产", "农业排灌"]
MeteringMode = Literal["高供高计", "高供低计", "低供低计"]
Phase = Literal["单相", "三相"]
Wiring = Literal["单相二线", "三相三线", "三相四线"]
Verdict = Literal["合格", "不合格"]
