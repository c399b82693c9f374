"""Which heading of the manual tells about which page."""

TOPICS = {
    "today": "今日",
    "register": "受理登记",
    "cases": "工单",
    "case": "办一件工单",
    "form": "填表",
    "contacts": "来访登记",
    "statistics": "统计考核",
    "exchange": "导出与回执",
    "audit": "稽查自查",
    "centre": "县中心的窗口",
    "rules": "规则依据",
    "settings": "设置",
}
"""Page name to the words of a heading in `resources/manual/manual.md`."""
