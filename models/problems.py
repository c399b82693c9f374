"""What may go wrong for reasons outside the program, said so that a clerk can act on it."""

from dataclasses import dataclass


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
