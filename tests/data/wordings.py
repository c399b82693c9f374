"""A county's 常用语 as files: a first one, and a second that changes, adds and takes away."""

FIRST = """\
source = "郏县公司业扩文字规范（2026）"

[[wordings]]
form = "低压现场勘查单"
field = "接入点信息"
name = "就近杆"
text = "从受理编号 {受理编号} 的报装点就近的公变低压杆接入，申请容量 {容量}。"

[[wordings]]
form = "DEFECT-NOTICE"
field = "缺陷.整改要求"
name = "接地"
text = "接地电阻不大于 4 欧，重新打接地极后复测。"

[[wordings]]
kind = "更正理由"
name = "客户补报"
text = "客户补报容量，受理日期 {受理日期}，户号 {户号}。"

[[wordings]]
form = "LV-APP"
field = "note"
name = "预约"
text = "客户要求上门前打电话，联系 {供电所} {供电所电话}。"
"""

SECOND = """\
source = "郏县公司业扩文字规范（2027）"

[[wordings]]
form = "低压现场勘查单"
field = "接入点信息"
name = "就近杆"
text = "从就近的公变低压杆接入。"

[[wordings]]
form = "LV-SURVEY"
field = "other"
name = "通道"
text = "通道内有树，客户自行修剪。"

[[wordings]]
kind = "correction"
name = "客户补报"
text = "客户补报容量，受理日期 {受理日期}，户号 {户号}。"
"""

FAULTY = """\
[[wordings]]
form = "没有的表"
field = "备注"
name = "甲"
text = ""

[[wordings]]
form = "LV-PLAN"
field = "备住"
name = "乙"
text = "{户名}您好 {编码}"

[[wordings]]
form = "LV-PLAN"
field = "答复日期"
name = "丙"
text = "十五日内"

[[wordings]]
kind = "更正理由"
name = "丁"
text = "客户补报。"

[[wordings]]
kind = "correction"
name = "丁"
text = "客户又补报。"

[[wordings]]
form = "LV-SURVEY"
field = "申请备注"
name = "戊"
text = '''
一行
又一行'''
"""
