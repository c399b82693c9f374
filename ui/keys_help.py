"""F1: what the keys do everywhere."""

from PySide6.QtWidgets import QDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

KEYS = (
    ("Alt+1 … Alt+7", "今日、受理登记、工单、统计考核、数据上报、规则依据、设置"),
    ("Ctrl+K", "查找：姓名、拼音首字母、证件、电话、地址、工单号"),
    ("Esc", "返回上一页；对话框里是取消"),
    ("F2", "办这个工单的下一步"),
    ("Enter", "列表里：办选中的这一件；表单里：到下一格"),
    ("空格 或 W", "列表里：为什么是这一天到期"),
    ("Ctrl+Enter", "保存"),
    ("Ctrl+P", "打印"),
    ("F5", "重新读取这一页"),
    ("F1", "本帮助"),
)


class KeysDialog(QDialog):
    """The keys, in a list."""

    def __init__(self, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle("键盘操作")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 16)
        layout.setSpacing(12)
        title = QLabel("不用鼠标也能办完所有事")
        title.setProperty("role", "title")
        layout.addWidget(title)
        grid = QGridLayout()
        grid.setHorizontalSpacing(24)
        grid.setVerticalSpacing(10)
        for number, (key, words) in enumerate(KEYS):
            label = QLabel(key)
            label.setProperty("role", "section")
            grid.addWidget(label, number, 0)
            grid.addWidget(QLabel(words), number, 1)
        layout.addLayout(grid)
        hint = QLabel("填写时每一格都自动存草稿，断电也不丢；没填完的在“今日”里列为未完成登记。")
        hint.setProperty("role", "muted")
        layout.addWidget(hint)
        close = QPushButton("知道了")
        close.setProperty("primary", True)
        close.setDefault(True)
        close.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.addStretch()
        row.addWidget(close)
        layout.addLayout(row)
