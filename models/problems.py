"""What may go wrong for reasons outside the program, said so that a clerk can act on it."""

import errno
from dataclasses import dataclass

_CAUSES = {
    errno.ENOSPC: "磁盘已满",
    errno.EDQUOT: "磁盘配额已用完",
    errno.EACCES: "没有权限，或文件正被别的程序占用",
    errno.EPERM: "没有权限",
    errno.EROFS: "只读，不能写",
    errno.ENOENT: "文件或文件夹不存在",
    errno.ENOTDIR: "路径中有一段不是文件夹",
    errno.EISDIR: "这是一个文件夹",
    errno.EEXIST: "同名的已经存在",
    errno.EIO: "读写出错，盘可能已拔出或损坏",
    errno.ENODEV: "盘已不在",
    errno.ENXIO: "盘已不在",
    errno.EBUSY: "正被别的程序占用",
    errno.ENAMETOOLONG: "名称太长",
    errno.EFBIG: "文件太大，这个盘放不下",
    errno.EMFILE: "打开的文件太多",
    errno.ELOOP: "链接绕回了自己",
}


class StationError(Exception):
    """Something in the environment or in what the clerk did; shown as a sentence, never as a traceback."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


@dataclass(frozen=True)
class Problem:
    """One finding at one field: its name in code, its label on the paper, and what to do about it."""

    field: str
    label: str
    message: str

    def __str__(self) -> str:
        return f"{self.label}：{self.message}" if self.label else self.message


class ProblemsFound(StationError):  # noqa: N818  # named for what it says
    """Everything that is wrong with one piece of input, told at once."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        super().__init__("\n".join(str(p) for p in problems), "请逐项改正后再保存，已填的内容都还在。")
        self.problems = problems


def cause_of(error: OSError) -> str:
    """Why the system refused a file, in Chinese: its own words may be English."""
    return _CAUSES.get(error.errno or 0, f"系统错误 {error.errno}" if error.errno else "系统没有说明原因")
