"""All commands that need no window: the name as typed and what it is for; each is one module here, imported only when asked for."""

from importlib import import_module
from types import ModuleType

COMMANDS = {
    "due": "算一个时限的到期日，并逐日说明",
    "rules": "检查规则文件，或显示一种业务的流程、时限和资料",
    "calendar": "工作日历：显示、检查、预览、采用放假安排",
    "wordings": "常用语：显示、预览、采用县中心下发的",
    "enrol": "登记一个新的供电所",
    "demo": "生成演示供电所",
    "audit": "稽查自查：逐件找出检查时会被问到的问题",
    "export": "导出上报数据包",
    "answer": "导入县中心的回执包",
    "centre": "县中心：建库、接收数据包、回执、查询",
    "archive": "档案：核对目录、合成电子档案、借阅登记",
    "print": "把一件工单的单据存为 PDF",
    "epoch": "数据换了地方、从备份恢复或与县中心分叉以后，以新时期继续",
    "renew-key": "换本所的签名密钥",
    "restore": "从备份恢复供电所",
    "check": "核对流水、数据库和文件是否完整",
    "rebuild": "按流水重建各种列表",
    "self-test": "程序自检",
}
"""A module has `add_parser(subparsers)`, `run(args, now) -> int` and, where it writes to the station, `WRITES = True`.

Where only one of its acts does, that act's parser sets `writes=True` as a default instead.
"""


def module_name(command: str) -> str:
    """The module of a command; also listed for the built program, which cannot find it by itself."""
    return f"ui.commandline.{command.replace('-', '_')}"


def load(command: str) -> ModuleType:
    """Import the module of one command, and no other."""
    return import_module(module_name(command))
