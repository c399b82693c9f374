"""Packages over a real SFTP server: the pinned key, the upload that may break anywhere, the sentences for what goes wrong."""

import contextlib
import hashlib
import os
import random
import subprocess
from pathlib import Path
from time import monotonic

import msgspec
import pytest

from models.problems import ProblemsFound, StationError
from models.sync.delivery import deliver
from models.sync.package import build, read
from models.sync.transport.faults import KeyDiffers
from models.sync.transport.places import Credential, Server, checked, read_address
from models.sync.transport.remote import fetched, listed, place, try_writing
from models.sync.transport.server import connected, shown_fingerprint
from tests.data.sample_package import Sides, line, run_of, statement
from tests.sftp_server import breaking, free_port, replace_port, serving

NAME = "YK1-3501-E01-000123-D.YKP"
SIDES = Sides()
PHOTO = random.Random(3).randbytes(9 << 20)


def package_of(data: bytes) -> bytes:
    photos = {hashlib.sha256(data).hexdigest(): data}
    return build(statement((run_of([line(1)]),)), [line(1)], key=SIDES.key, recipients=SIDES.recipients, attachments=photos)


PACKAGE, OTHER = package_of(PHOTO), package_of(b"other")


def verify(data: bytes) -> None:
    read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    home = tmp_path_factory.mktemp("sshd")
    with serving(home, home / "in") as running:
        yield running


@pytest.fixture
def running(started):
    yield started
    for left in started.folder.iterdir():
        left.unlink()


def sent(running, data=PACKAGE, server=None, **more):
    with connected(server or running.server, running.credential) as files:
        return place(files, ".", data, NAME, verify, **more)


def names(running):
    return sorted(path.name for path in running.folder.iterdir())


def test_a_package_is_uploaded_read_back_and_only_then_named(running):
    steps = []
    placed = sent(running, progress=lambda done, total: steps.append((done, total, names(running))))
    assert (placed.name, placed.size) == (NAME, len(PACKAGE))
    assert (running.folder / NAME).read_bytes() == PACKAGE
    assert steps[-1][:2] == (2 * len(PACKAGE), 2 * len(PACKAGE))
    assert all(seen[0].endswith(".PART") for _, _, seen in steps)


def test_the_same_package_again_changes_nothing(running):
    sent(running)
    before = (running.folder / NAME).stat().st_mtime_ns
    assert sent(running).name == NAME
    assert names(running) == [NAME]
    assert (running.folder / NAME).stat().st_mtime_ns == before


def test_another_file_of_that_name_is_never_overwritten(running):
    sent(running, OTHER)
    assert sent(running).name == "YK1-3501-E01-000123-D-2.YKP"
    assert (running.folder / NAME).read_bytes() == OTHER


def test_a_file_that_appears_while_uploading_is_not_overwritten(running):
    def appears(done, total):
        if done == total:
            (running.folder / NAME).write_bytes(b"somebody else's")

    with pytest.raises(StationError, match="刚刚被别的程序写入"):
        sent(running, progress=appears)
    assert (running.folder / NAME).read_bytes() == b"somebody else's"


def test_the_same_package_that_appears_while_uploading_is_the_one_that_was_meant(running):
    def appears(done, total):
        if done == total:
            (running.folder / NAME).write_bytes(PACKAGE)

    assert sent(running, progress=appears).name == NAME
    assert names(running) == [NAME]


def test_a_cut_line_is_told_and_the_next_upload_goes_on_where_it_stopped(running):
    with breaking(running, after=1 << 20) as server, pytest.raises(StationError, match="网络中断") as refused:
        sent(running, server=server)
    assert isinstance(refused.value.__cause__, OSError)
    assert [name[-5:] for name in names(running)] == [".PART"]
    part = next(running.folder.iterdir())
    end = monotonic() + 20
    while not (there := part.stat().st_size):  # the server has taken it, but may not have written it yet
        assert monotonic() < end
    placed = sent(running)
    assert placed.resumed >= there
    assert names(running) == [NAME]
    assert (running.folder / NAME).read_bytes() == PACKAGE


@pytest.mark.parametrize("after", [200, 2000, 4500, 6000, 20_000, 250_000, 305_000, 306_500])
def test_wherever_the_line_is_cut_no_half_package_has_a_name_and_the_next_upload_completes(running, after):
    data = package_of(random.Random(after).randbytes(290_000))
    with breaking(running, after) as server:
        whole = False
        with contextlib.suppress(StationError):
            whole = sent(running, data, server).name == NAME
    assert whole <= (NAME in names(running))
    assert all((running.folder / name).read_bytes() == data for name in names(running) if name.endswith(".YKP"))
    assert sent(running, data).name == NAME
    assert names(running) == [NAME]
    assert (running.folder / NAME).read_bytes() == data


def test_a_beginning_that_is_not_ours_is_left_alone(running):
    part = running.folder / f"YK-{hashlib.sha256(PACKAGE).hexdigest()[:16].upper()}.PART"
    part.write_bytes(b"x" * 1000)
    assert sent(running).resumed == 0
    assert names(running) == sorted([part.name, NAME])


def test_cancelling_leaves_no_package(running):
    def stop(done, total):
        if done > 1 << 20:
            raise StationError("已取消导出，没有写下任何数据包。")

    with pytest.raises(StationError, match="已取消"):
        sent(running, progress=stop)
    assert [name[-5:] for name in names(running)] == [".PART"]


def test_what_reads_back_otherwise_is_refused_and_removed(running):
    def spoiling(done, total):
        if done == len(PACKAGE):
            part = next(running.folder.iterdir())
            with part.open("r+b") as file:
                file.seek(500)
                file.write(b"spoilt")

    with pytest.raises(StationError, match="读回的内容"):
        sent(running, progress=spoiling)
    assert names(running) == []


def test_a_server_with_another_key_is_refused_with_both_fingerprints_before_any_login(running, tmp_path):
    with serving(tmp_path / "other", tmp_path / "other-in") as other:
        posing = msgspec.structs.replace(other.server, fingerprint=running.server.fingerprint)
        with pytest.raises(KeyDiffers) as refused:
            sent(running, server=posing)
        assert running.server.fingerprint in str(refused.value)
        assert other.server.fingerprint in str(refused.value)
        assert "Accepted" not in (tmp_path / "other" / "log").read_text()
        assert "Failed" not in (tmp_path / "other" / "log").read_text()


def test_the_first_time_the_fingerprint_is_shown_and_nothing_is_sent(running):
    unknown = msgspec.structs.replace(running.server, fingerprint="")
    with pytest.raises(KeyDiffers, match="还没有核对过"):
        sent(running, server=unknown)
    assert shown_fingerprint(unknown) == running.server.fingerprint


def test_answers_are_listed_and_fetched(running):
    deliver(OTHER, running.folder, "YK1-3501-E01-000001-A.YKP", verify)
    (running.folder / "notes.txt").write_text("no package")
    (running.folder / "EMPTY.YKP").write_bytes(b"")
    (running.folder / "LINK.YKP").symlink_to("/etc/passwd")
    for name in ("中文.YKP".encode("gbk"), b"NEW\nLINE.YKP"):
        Path(os.fsdecode(os.fsencode(running.folder) + b"/" + name)).write_bytes(b"x")
    with connected(running.server, running.credential) as files:
        found = listed(files, ".")
        assert [one.name for one in found] == ["YK1-3501-E01-000001-A.YKP"]
        assert fetched(files, ".", found[0]) == OTHER


def test_trying_out_leaves_nothing(running):
    with connected(running.server, running.credential) as files:
        try_writing(files, ".")
    assert names(running) == []


@pytest.mark.parametrize(
    ("change", "credential", "said"),
    [
        ({}, Credential(password="wrong"), "用户名、口令或私钥不对"),
        ({"host": "no-such-server.invalid"}, None, "找不到这个服务器"),
        ({"port": free_port()}, None, "没有接受连接"),
        ({"folder": "no/such/folder"}, None, "没有这个文件夹"),
        ({}, Credential(private_key="nonsense"), "私钥读不出来"),
    ],
    ids=["password", "name", "port", "folder", "key"],
)
def test_what_is_wrong_is_said_in_a_sentence(running, change, credential, said):
    server = msgspec.structs.replace(running.server, **change)
    with pytest.raises(StationError, match=said) as refused, connected(server, credential or running.credential) as files:
        place(files, server.folder, PACKAGE, NAME, verify)
    assert refused.value.hint
    assert names(running) == []


def test_a_folder_that_may_only_be_read(tmp_path):
    with serving(tmp_path / "sshd", tmp_path / "in", options="-R") as readonly, pytest.raises(StationError, match="没有权限"):
        sent(readonly)
    assert names(readonly) == []


def test_a_server_that_wants_keys_only(tmp_path):
    with (
        serving(tmp_path / "sshd", tmp_path / "in", password=False) as strict,
        pytest.raises(StationError, match="只认私钥"),
        connected(strict.server, Credential(password="x")),
    ):
        pass


def test_a_full_server_is_told(tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if os.geteuid() or subprocess.run(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("only root may mount a small disk")
    try:
        with serving(tmp_path / "sshd", small) as full, pytest.raises(StationError, match="磁盘满了"):
            sent(full)
        assert [name[-5:] for name in names(full)] == [".PART"]
    finally:
        subprocess.run(["umount", "-l", str(small)], check=True)


def test_a_server_that_is_silent_is_not_waited_for_without_end(running):
    import socket

    with socket.create_server(("127.0.0.1", 0)) as silent:
        server = replace_port(running.server, silent.getsockname()[1])
        with pytest.raises(StationError, match="没有按 SFTP 回应|没有回应"), connected(server, running.credential, patience=0.5):
            pass


def test_a_private_key_with_a_passphrase(running, tmp_path):
    key = tmp_path / "key"
    subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "secret", "-f", str(key)], check=True)
    with pytest.raises(StationError, match="有密码保护"), connected(running.server, Credential(private_key=key.read_text())):
        pass
    wrong = Credential(private_key=key.read_text(), passphrase="other")
    with pytest.raises(StationError, match="私钥的密码不对"), connected(running.server, wrong):
        pass
    right = Credential(private_key=key.read_text(), passphrase="secret")
    with pytest.raises(StationError, match="没有登录"), connected(running.server, right):
        pass  # read, but this server does not know it


def test_addresses_are_read_and_a_password_in_one_is_refused():
    assert read_address("sftp://yk3501@10.1.2.3:2222/in/3501") == Server(host="10.1.2.3", user="yk3501", port=2222, folder="/in/3501")
    assert read_address("sftp://yk@host/~/in").folder == "in"
    for folder in ("/in/3501", "in", ".", "/送件/3501"):
        server = Server(host="10.1.2.3", user="yk", port=2222, folder=folder)
        assert read_address(server.address) == server
    with pytest.raises(StationError, match="不能写口令") as refused:
        read_address("sftp://yk:geheim@host/in")
    assert "geheim" not in str(refused.value)
    with pytest.raises(ProblemsFound) as found:
        checked(Server(host="bad host", user="", port=70000, fingerprint="SHA256:short"))
    assert {problem.field for problem in found.value.problems} == {"host", "user", "port", "fingerprint"}


def test_a_credential_never_shows_itself():
    assert "geheim" not in repr(Credential(password="geheim")) + str([Credential(private_key="geheim")])
