"""The plain words that lie in a package for whoever opens it; never a customer's name."""

from __future__ import annotations

from models.sync.manifest import Statement

_KINDS = {
    "delta": "业务数据上报",
    "full": "全部业务数据上报",
    "ack": "县中心回执",
    "broadcast": "县中心下发（日历、规则、通报）",
    "resend-request": "补发请求",
    "transfer": "业务移交",
    "rebuild": "供电所数据重建",
}


def handover_text(statement: Statement) -> str:
    """Returns the 交接说明 inside the package: what it is, whose, how many, what to do."""
    numbers = [f"　　时期 {run.epoch}：第 {run.seq_from} 至 {run.seq_to} 号" for run in statement.runs] or ["　　本包没有流水"]
    return "\n".join(
        [
            "业扩助手数据包 · 交接说明",
            "",
            f"种类：{_KINDS[statement.kind]}",
            f"供电所编码：{statement.station}　　包号：{statement.pkg_no}",
            f"制作时间：{statement.created_at}",
            f"流水 {statement.counts.lines} 条，附件 {statement.counts.attachments} 个",
            *numbers,
            "",
            "请用业扩助手接收，不要解开、改名或改动其中的文件。",
            "本包已写入介质并校验，不等于对方已收到；收到以对方发回的回执为准。",
            "",
        ]
    )


def beside_text(name: str) -> str:
    """Returns the one line that may lie unencrypted beside a package on a stick."""
    return f"{name}：业扩助手的加密数据包，请交县客户服务中心或相应供电所接收，不要改名或改动。\n"
