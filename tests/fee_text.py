"""The fees of a made-up county, as a station adopts them."""

FEES = """\
effective = 2026-01-01
source = "某县收费规定（试）"
cite = "全文"

[[fees]]
code = "meter_check"
name = "校验费"
basis = "某县价格主管部门批复（试〔2026〕1号）"
classes = ["residential", "lv_nonres_small", "lv_nonres"]
effective = 2026-01-01
unit = "只"
price = "12.05"
source = "某县收费规定（试）"
cite = "第一条"

[[fees]]
code = "works"
name = "迁移工料费"
basis = "某县收费规定（试）第二条"
classes = ["lv_nonres_small", "hv_dual"]
effective = 2026-01-01
source = "某县收费规定（试）"
cite = "第二条"

[[fees]]
code = "temporary_connection"
name = "临时接电费"
basis = "某县旧规定"
classes = ["lv_nonres_small"]
effective = 2000-01-01
until = 2019-12-31
ended_by = "某县取消临时接电费的通知"
source = "某县收费规定（试）"
cite = "第三条"

[[fees]]
code = "meter_box"
name = "表箱费"
basis = "某县告知书"
classes = ["lv_nonres_small"]
payer = "company"
effective = 2020-01-01
source = "某县告知书"
cite = "表箱由供电企业免费提供"

[[gates]]
classes = ["lv_nonres_small"]
needs = ["fees", "contract", "old_bills"]
source = "某县收费规定（试）"
cite = "第四条：送电前交清费用、签订合同、结清历史电费"

[settlement]
days = 20
source = "某县收费规定（试）"
cite = "第五条：送电后20天内结清"

[deferral]
approvals = 2
source = "某县收费规定（试）"
cite = "第六条：缓交由两人批准"
"""
