"""Attachments: one encrypted file each, found damaged when it is, healed when it comes again."""

import hashlib

import pytest
import sqlalchemy as sa

from models.problems import StationError
from models.services.checking import check
from models.services.station import changing, looking
from models.store.views import attachment

PDF = b"%PDF-1.7 " + "张𬀩".encode() * 100


def keep(station, data=PDF):
    with changing(station) as change:
        return station.attachments.keep(change.connection, data, "application/pdf")


def files(station):
    return [path for path in station.attachments.folder.rglob("*") if path.is_file()]


def read(station, sha256):
    with looking(station) as connection:
        return station.attachments.read(connection, sha256)


def test_content_is_kept_once_encrypted_under_a_name_that_tells_nothing(station):
    assert keep(station) == keep(station) == hashlib.sha256(PDF).hexdigest()
    assert read(station, keep(station)) == PDF
    (file,) = files(station)
    assert hashlib.sha256(PDF).hexdigest()[:12] not in file.name
    assert b"%PDF" not in file.read_bytes()


def test_a_damaged_a_missing_and_an_unknown_one_are_told(station):
    name = keep(station)
    (file,) = files(station)
    sealed = file.read_bytes()
    for damaged in (sealed[:-1] + bytes([sealed[-1] ^ 1]), sealed[:20], b""):
        file.write_bytes(damaged)
        with pytest.raises(StationError, match="已损坏.*备份"):
            read(station, name)
        assert not check(station).whole
    file.unlink()
    with pytest.raises(StationError, match="读不出来"):
        read(station, name)
    with pytest.raises(StationError, match="没有登记在库里"):
        read(station, "0" * 64)


def test_a_lost_file_is_written_again_when_its_content_comes_again(station):
    name = keep(station)
    (file,) = files(station)
    file.unlink()
    keep(station)
    assert read(station, name) == PDF
    assert check(station).whole


def test_a_file_of_a_change_that_was_taken_back_is_no_attachment(station):
    def keep_and_break_off():
        with changing(station) as change:
            station.attachments.keep(change.connection, PDF, "application/pdf")
            raise StationError("x")

    with pytest.raises(StationError, match="x"):
        keep_and_break_off()
    with looking(station) as connection:
        assert connection.execute(sa.select(attachment)).all() == []
    assert check(station).whole
    assert read(station, keep(station)) == PDF
