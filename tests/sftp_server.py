"""A real OpenSSH server on this computer for tests: own key and configuration, one folder; and a line to it that breaks."""

import getpass
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec
import pytest

from models.sync.transport.places import Credential, Server

SSHD = shutil.which("sshd") or "/usr/sbin/sshd"
_CONFIG = """
Port {port}
ListenAddress 127.0.0.1
HostKey {home}/host_key
PidFile none
AuthorizedKeysFile {home}/authorized
StrictModes no
UsePAM no
PasswordAuthentication {password}
PermitRootLogin yes
Subsystem sftp internal-sftp -d {folder} {options}
"""


@dataclass(frozen=True)
class Running:
    """A server that answers: how to reach it, what opens it, and its folder as a path of this computer."""

    server: Server
    credential: Credential
    folder: Path


@contextmanager
def serving(home: Path, folder: Path, *, password: bool = True, options: str = "") -> Iterator[Running]:
    """Starts sshd over `folder`; skips the test where OpenSSH is not installed."""
    if not Path(SSHD).exists() or not shutil.which("ssh-keygen"):
        pytest.skip("OpenSSH's server is not installed")
    home.mkdir(exist_ok=True)
    folder.mkdir(exist_ok=True)
    for name in ("host_key", "user_key"):
        _run("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(home / name))
    (home / "authorized").write_bytes((home / "user_key.pub").read_bytes())
    if os.geteuid() == 0:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    port = free_port()
    config = _CONFIG.format(port=port, home=home, folder=folder, options=options, password="yes" if password else "no")
    (home / "config").write_text(config)
    with (home / "log").open("wb") as log:
        process = subprocess.Popen([SSHD, "-D", "-e", "-f", str(home / "config")], stderr=log)
    try:
        _wait_for(port, process, home / "log")
        fingerprint = _run("ssh-keygen", "-lf", str(home / "host_key.pub")).split()[1]
        server = Server(host="127.0.0.1", port=port, user=getpass.getuser(), fingerprint=fingerprint)
        yield Running(server, Credential(private_key=(home / "user_key").read_text()), folder)
    finally:
        process.terminate()
        process.wait(10)


@contextmanager
def breaking(running: Running, after: int) -> Iterator[Server]:
    """The same server over a line that is cut once `after` bytes went up."""
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=_carry, args=(listener, running.server.port, after), daemon=True)
    thread.start()
    try:
        yield replace_port(running.server, listener.getsockname()[1])
    finally:
        listener.close()
        thread.join(5)


def replace_port(server: Server, port: int) -> Server:
    """The server on another port."""
    return msgspec.structs.replace(server, port=port)


def free_port() -> int:
    """A port nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return int(taken.getsockname()[1])


def _carry(listener: socket.socket, port: int, after: int) -> None:
    with suppress(OSError):
        near, _ = listener.accept()
        far = socket.create_connection(("127.0.0.1", port))
        back = threading.Thread(target=_copy, args=(far, near, None), daemon=True)
        back.start()
        _copy(near, far, after)
        for end in (near, far):
            with suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)
        back.join(5)
        near.close()
        far.close()


def _copy(source: socket.socket, sink: socket.socket, most: int | None) -> None:
    gone = 0
    with suppress(OSError):
        while data := source.recv(16 << 10):
            sink.sendall(data)
            gone += len(data)
            if most is not None and gone >= most:
                return


def _wait_for(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 20
    while process.poll() is None and time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise RuntimeError(f"sshd did not start: {log.read_text()}")


def _run(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout
