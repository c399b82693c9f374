"""Choices that several forms share, written as they stand on the paper."""

from typing import Literal

ApplicationKind = Literal["新装", "增容", "临时用电"]
ResidentialKind = Literal["新装", "增容"]
LowVoltage = Literal["220 V", "380 V"]
HighVoltage = Literal["10 kV", "35 kV", "110 kV"]
AnyVoltage = Literal["220 V", "380 V", "10 kV", "35 kV", "110 kV"]
CapacityUnit = Literal["kW", "kVA"]
# 国家电网 2021/2023 的自然人身份证明清单
PersonDocument = Literal[
    "居民身份证", "临时身份证", "户口簿", "军官证/士兵证", "台胞证", "港澳通行证", "护照", "外国人永久居留证", "户籍证明", "其他"
]  # fmt: skip
# 河南 2020 的主体证明五选一；个体户、农户以身份证办理
BodyDocument = Literal[
    "营业执照", "居民身份证", "组织机构代码证", "宗教活动场所登记证", "社会团体法人登记证书", "军队或武警证明", "村（居）委会证明", "其他"
]  # fmt: skip
UsageClass = Literal["居民生活", "一般工商业", "非工业", "普通工业", "大工业", "商业", "农业生产", "农业排灌", "其他"]
HighVoltageUse = Literal["工业", "非工业", "商业", "农业", "其他"]
PriceClass = Literal["居民生活", "工商业及其他（单一制）", "工商业及其他（两部制）", "农业生产", "农业排灌"]
MeteringMode = Literal["高供高计", "高供低计", "低供低计"]
Phase = Literal["单相", "三相"]
Wiring = Literal["单相二线", "三相三线", "三相四线"]
Verdict = Literal["合格", "不合格"]
# what a blank address shows to be filled up, as on the forms of 2014
ADDRESS_PARTS = "　　　　县（市、区）　　　　街道（镇、乡）　　　社区（村）\n　　　　道路　　　　小区　　　　组团（片区）"
