"""What a stick may hold, given to `./run centre take`: each refused in one Chinese sentence with a way on, and nothing taken."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from main import main
from models.services.centre.arrivals import list_arrivals
from models.services.centre.stations import registered, revoke
from models.services.exchange.outbox import export
from models.sync.encryption import Identity, decrypt, encrypt
from models.sync.signing import SigningKey
from tests.journeys.test_bad_input import ROOT, mounted
from tests.models.services.test_hostile_packages import HOSTILE, resigned, state, unpacked
from tests.stations import MONDAY, centre_of, mill
from ui.commandline.exits import Exit


class Given:
    """A package as it came, and the means to put it together otherwise."""

    def __init__(self, county, file: Path) -> None:
        self.county, self.file = county, file
        self.whole = file.read_bytes()
        self.key = SigningKey.from_bytes(county.stations["3501"].keys.signing_seed)
        self.own = Identity.from_text(county.centre.keys.identity)
        self.inside = decrypt(self.whole, [self.own])

    def made(self, data: bytes) -> Path:
        path = self.file.with_name("GIVEN.YKP")
        path.write_bytes(data)
        return path

    def changed(self, what: str) -> Path:
        return self.made(encrypt(HOSTILE[what][0](self.inside, self.key), [self.own.recipient]))


@pytest.fixture(name="given")
def _given(county):
    mill(county.stations["3501"])
    return Given(county, export(county.stations["3501"], county.stick)[0].file)


@pytest.fixture(name="take")
def _take(county, monkeypatch, capsys):
    """Takes a file as a script does; gives back the exit code and what was said on stderr, and that nothing was taken."""
    monkeypatch.delenv("YEKUO_PASSWORD", raising=False)
    county.centre.close()

    def asked(file, store=county.url, keys=county.keys):
        before = shown(county)
        capsys.readouterr()
        code = main(["--today", MONDAY.isoformat(), "centre", "take", str(file), "--store", store, "--keys", str(keys)])
        said = capsys.readouterr()
        assert bool(said.out) == (code == Exit.OK)
        return code, said.err, shown(county) == before

    return asked


def shown(county):
    centre = centre_of(county.home, county.clock)
    try:
        return state(centre.database), sorted(path.name for path in centre.attachments.folder.rglob("*"))
    finally:
        centre.close()


def unknown_station(given):
    """Station 3503 has its centre's card, but was never let in."""
    mill(given.county.stations["3503"])
    return export(given.county.stations["3503"], given.file.parent)[0].file


def stopped(given):
    centre = centre_of(given.county.home, given.county.clock)
    mine = next(one for one in registered(centre) if one.station == "3501")
    revoke(centre, mine.fingerprint, "孙主任", "电脑被盗")
    centre.close()
    return given.file


def pipe(given):
    path = given.file.with_name("PIPE.YKP")
    os.mkfifo(path)
    return path


def loop(given):
    path = given.file.with_name("LOOP.YKP")
    path.symlink_to(path.name)
    return path


GIVEN = {
    "half a file": (lambda given: given.made(given.whole[: len(given.whole) // 2]), Exit.DATA, "不完整或已损坏", "重新复制"),
    "its first bytes": (lambda given: given.made(given.whole[:60]), Exit.DATA, "不完整或已损坏", "重新复制"),
    "an empty file": (lambda given: given.made(b""), Exit.DATA, "不是业扩助手的数据包", "扩展名为 YKP"),
    "a bomb for the right reader": (lambda given: given.changed("bomb"), Exit.DATA, "大得不合常理", "电话告知"),
    "for another centre": (
        lambda given: given.made(encrypt(given.inside, [Identity.generate().recipient])), Exit.DATA, "不是发给本机构的", "重新导出",
    ),
    "a station nobody let in": (unknown_station, Exit.DATA, "未登记的供电所密钥", "核对密钥指纹"),
    "a stopped key": (stopped, Exit.DATA, "已经停用。（堂街供电所 3501，2026-", "打电话问清"),
    "what must be understood": (lambda given: given.changed("must understand"), Exit.DATA, "较新版本的程序制作。（需要：merge）", "升级"),
    "a later reader": (lambda given: given.changed("future reader"), Exit.DATA, "较新版本", "升级"),
    "a kind to come": (lambda given: given.changed("future kind"), Exit.DATA, "包的类型：teleport）", "升级"),
    "a folder": (lambda given: given.file.parent, Exit.NOINPUT, "不是数据包文件", "watch --folder"),
    "nothing": (lambda given: given.file.with_name("NONE.YKP"), Exit.NOINPUT, "文件或文件夹不存在", "U 盘"),
    "a pipe": (pipe, Exit.DATA, "不是普通文件", "扩展名为 YKP"),
    "a device without end": (lambda _: Path("/dev/zero"), Exit.DATA, "不是普通文件", "扩展名为 YKP"),
    "a link to itself": (loop, Exit.IOERR, "读不出来", "检查路径"),
}  # fmt: skip


@pytest.mark.skipif(os.name != "posix", reason="pipes and devices of this kind are POSIX")
@pytest.mark.parametrize("what", GIVEN)
def test_it_is_refused_in_words_and_nothing_is_taken(given, take, what):
    make, expected, told, way_on = GIVEN[what]
    code, said, unchanged = take(make(given))
    assert code == expected, said
    assert told in said
    assert way_on in said.partition(told)[2]
    assert len(said.splitlines()) == 1
    assert unchanged


def test_a_newer_schema_that_asks_for_nothing_is_taken_whole(given, take):
    newer = given.made(encrypt(resigned(unpacked(given.inside), given.key, schema_version=2, novelty={"a": 1}), [given.own.recipient]))
    assert take(newer) == (Exit.OK, "", False)
    centre = centre_of(given.county.home, given.county.clock)
    assert [arrival.state for arrival in list_arrivals(centre)] == ["applied"]
    centre.close()


@pytest.mark.skipif(sys.platform != "linux", reason="strace is installed with the tests on Linux only")
def test_a_stick_that_is_pulled_out_while_it_is_read_is_told(given, take):
    """The system's own answer to the read of this one file is EIO, as when a stick goes."""
    given.county.centre.close()
    before = shown(given.county)
    command = ["-m", "main", "centre", "take", str(given.file), "--store", given.county.url, "--keys", str(given.county.keys)]
    fault = ["-P", str(given.file), "-e", "trace=read", "-e", "inject=read:error=EIO"]
    done = subprocess.run(["strace", "-f", "-qq", "-o", "/dev/null", *fault, sys.executable, *command],
                          cwd=ROOT, capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stdout) == (Exit.IOERR, ""), done.stderr
    assert "盘可能已拔出" in done.stderr
    assert "重新插好 U 盘" in done.stderr
    assert shown(given.county) == before
    assert take(given.file)[0] == Exit.OK


def test_a_read_only_stick_is_read_and_a_read_only_store_is_told(given, take):
    with mounted(given.county.home / "locked", "size=64m") as locked:
        copy = Path(shutil.copy(given.file, locked))
        for name in ("centre.db", "keys"):
            there = given.county.home / name
            shutil.copytree(there, locked / name) if there.is_dir() else shutil.copy(there, locked / name)
        subprocess.run(["mount", "-o", "remount,ro", str(locked)], check=True)
        code, said, unchanged = take(copy, store=f"sqlite:///{locked / 'centre.db'}", keys=locked / "keys")
        assert code in (Exit.IOERR, Exit.NOPERM)
        assert "只读" in said
        assert len(said.splitlines()) == 1
        assert unchanged
        assert take(copy)[0] == Exit.OK
