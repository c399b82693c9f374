"""Why a package was not taken: one code, one sentence, one hint, never half a package."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from models.problems import StationError

_ASK_AGAIN = "请让对方重新导出一份；原文件请保留，不要改动。"
_UPGRADE = "这个包没有问题，请先把本机程序升级到新版本再接收；包文件请保留。"
_REPORT = "请不要使用这个文件，并电话告知对方和县中心管理员。"
_SHRINK = "请先让县中心发回回执，再分批导出。"

REASONS: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "not_a_package": ("这不是业扩助手的数据包。", "请确认选择的是扩展名为 YKP 的文件，且文件不是空的。"),
        "too_large": ("数据包超过允许的大小。", _SHRINK),
        "cannot_open": ("这个包不是发给本机构的，或文件已损坏。", f"先看是不是拿错了文件：名字里写着供电所的编号。没有拿错，{_ASK_AGAIN}"),
        "damaged": ("这个包不完整或已损坏，打不开。", "请从原来的 U 盘重新复制一次再试；还是打不开，请让对方重新导出一份。"),
        "not_for_me": ("这个包不是发给本机构的。", "请核对收件机构，把文件交给正确的机构。"),
        "bad_zip": ("包内的压缩文件结构不正确。", _ASK_AGAIN),
        "zip_bomb": ("包内文件展开后大得不合常理。", _REPORT),
        "bad_name": ("包内有名称不允许的文件。", _REPORT),
        "unexpected_file": ("包内有不该出现的文件。", _REPORT),
        "missing_file": ("包内缺少文件。", _ASK_AGAIN),
        "bad_envelope": ("包内的签名文件格式不正确。", _ASK_AGAIN),
        "unknown_signer": ("未登记的供电所密钥。", "请与对方核对密钥指纹，由县中心登记后再接收。"),
        "stopped_signer": ("签名的供电所密钥已经停用。", "请打电话问清这个包是谁导出的；换了新密钥的，请供电所用新密钥重新导出。"),
        "renewed_signer": (
            "签名的是供电所已经换下的旧密钥。",
            "换钥以前导出的，不用管：同样的登记会在它用新密钥导出的包里再来。换钥以后导出的，是本所另一台电脑或旧备份还在用旧密钥："
            "请打电话问清哪台在用，并给它写一份回执，它导入时会说明怎么办。以后用这一台的，先停用新的那把，再核对指纹登记这一台的新密钥。",
        ),
        "replaced_signer": (
            "这个包是用县中心换下的旧密钥签的，里面有它换下以前没有写过的内容。",
            "旧密钥可能已经泄露：请不要使用这个文件，问清它从哪里来，并报县中心管理员；没有接收。",
        ),
        "not_our_words": ("这个包是县中心自己的密钥签的，却不是县中心写给供电所的内容。", "请选供电所导出的数据包；没有接收。"),
        "bad_signature": ("签名与内容不符，包被改动过。", _REPORT),
        "needs_upgrade": ("这个包由较新版本的程序制作。", _UPGRADE),
        "unknown_suite": ("这个包使用了本程序不认识的加密算法。", _UPGRADE),
        "too_old": ("这个包由过旧版本的程序制作，已不再支持。", "请让对方升级程序后重新导出。"),
        "bad_statement": ("包的说明单内容不正确。", _ASK_AGAIN),
        "bag_mismatch": ("包内文件与清单不符。", _ASK_AGAIN),
        "bad_text": ("包内文字不是有效的 UTF-8。", _ASK_AGAIN),
        "bad_line": ("包内有一行流水格式不正确。", _ASK_AGAIN),
        "seq_gap": ("包内流水号不连续。", _ASK_AGAIN),
        "chain_mismatch": ("包内流水链与说明单不符。", _REPORT),
        "count_mismatch": ("包内数量与说明单不符。", _ASK_AGAIN),
        "private_mismatch": ("包内的个人信息与流水中的编码不符。", _REPORT),
        "attachment_mismatch": ("包内附件与说明单不符。", _ASK_AGAIN),
        "bad_body": ("包的正文内容不正确。", _ASK_AGAIN),
    }
)


class PackageRefused(StationError):  # noqa: N818  # says what happened, as ProblemsFound does
    """A package was refused as a whole; `code` is a key of REASONS and goes into logs and exit summaries."""

    def __init__(self, code: str, detail: str = "") -> None:
        sentence, hint = REASONS[code]
        super().__init__(f"{sentence}（{detail}）" if detail else sentence, hint)
        self.code = code
        self.detail = detail
