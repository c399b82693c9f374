"""A sender with a right key whose statement, lines or files do not agree is refused all the same."""

import hashlib
import io
import json
import zipfile

import pytest

from models.sync import archive, bag, package
from models.sync.package import build, pack_signed, read_archive
from models.sync.refusal import PackageRefused
from models.sync.signing import open_envelope
from tests.data.hostile_package import CONTENT, SIDES, entries, forged, inner, zipped
from tests.data.sample_package import EPOCH, encoded, line, parts, private_part, run_of, statement

PHOTO = next(iter(CONTENT.attachments))
HELD = {"station": "C3501", "epoch": EPOCH, "chain": "ab" * 32}


def test_forging_nothing_is_accepted():
    assert read_archive(forged(), SIDES.trusted, me=SIDES.main.recipient).lines == CONTENT.lines


def test_unknown_fields_of_a_newer_sender_are_let_pass():
    data = forged(lambda told: {**told, "colour": {"new": [1]}, "schema_version": 9})
    assert read_archive(data, SIDES.trusted, me=SIDES.main.recipient).statement.schema_version == 9


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"suite": "gm1"}, "unknown_suite"),
        ({"must_understand": ["split"]}, "needs_upgrade"),
        ({"min_reader": 4}, "needs_upgrade"),
        ({"kind": "teleport"}, "needs_upgrade"),
        ({"schema_version": 0}, "too_old"),
        ({"suite": None}, "bad_statement"),
        ({"kind": "rebuild"}, "bad_statement"),
        ({"kind": "ack", "sender_kind": "centre"}, "bad_statement"),
        ({"station": "../x"}, "bad_statement"),
        ({"station": "3501\n"}, "bad_statement"),
        ({"station": "3502"}, "bad_line"),
        ({"pkg_no": 0}, "bad_statement"),
        ({"pkg_no": 1.5}, "bad_statement"),
        ({"pkg_no": "1"}, "bad_statement"),
        ({"prev_pkg_sha256": "AB" * 32}, "bad_statement"),
        ({"chain_after": "00" * 32}, "bad_statement"),
        ({"seq_to": 8}, "bad_statement"),
        ({"runs": []}, "bad_statement"),
        ({"db_epoch": ""}, "bad_statement"),
        ({"kind": "resend-request"}, "bad_statement"),
        ({"part": 2}, "bad_statement"),
        ({"part": 0}, "bad_statement"),
        ({"parts": 2}, "bag_mismatch"),
        ({"parts": 10_000}, "bad_statement"),
        ({"recipients": []}, "not_for_me"),
        ({"files": {}}, "bag_mismatch"),
        ({"attachments": []}, "attachment_mismatch"),
        ({"counts": {"lines": 7}}, "count_mismatch"),
        ({"pkg_id": "ab" * 16}, "bag_mismatch"),
        ({"pkg_id": "another"}, "bad_statement"),
        ({"created_at": ""}, "bad_statement"),
        ({"created_at": "昨天"}, "bad_statement"),
        ({"db_epoch": "../../02"}, "bad_statement"),
        ({"db_epoch": "02"}, "bad_statement"),
        ({"cal_rev": "2026\0"}, "bad_statement"),
        ({"have": [{**HELD, "seq": 7, "gaps": [[7, 9]]}]}, "bad_statement"),
        ({"have": [{**HELD, "seq": 7, "gaps": [[9, 12], [11, 14]]}]}, "bad_statement"),
        ({"have": [{**HELD, "seq": 7}, {**HELD, "seq": 8}]}, "bad_statement"),
        ({"have": [{**HELD, "epoch": "zz"}]}, "bad_statement"),
    ],
)
def test_statements_that_cannot_be_right(change, code):
    assert inner(forged(lambda told: {**told, **change})).code == code


def test_lines_of_a_former_epoch_may_travel_alone():
    said = read_archive(forged(lambda told: {**told, "db_epoch": "02.x"}), SIDES.trusted, me=SIDES.main.recipient).statement
    assert (said.db_epoch, said.runs[-1].epoch) == ("02.x", CONTENT.statement.db_epoch)


def with_run(**change):
    def changed(told):
        run = {**told["runs"][0], **change}
        return {**told, "runs": [run], **{name: value for name, value in run.items() if name != "epoch"}}

    return changed


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"seq_to": 6}, "count_mismatch"),
        ({"seq_to": 2**50}, "count_mismatch"),
        ({"seq_from": 2, "seq_to": 8}, "seq_gap"),
        ({"seq_from": 9}, "bad_statement"),
        ({"chain_before": "11" * 32}, "bad_statement"),
        ({"epoch": "../../02"}, "bad_statement"),
        ({"epoch": "02.x\0"}, "bad_statement"),
        ({"chain_after": "11" * 32}, "chain_mismatch"),
    ],
)
def test_runs_that_do_not_fit_the_lines(change, code):
    assert inner(forged(with_run(**change))).code == code


def test_two_runs_of_one_epoch():
    def doubled(told):
        return {**told, "runs": [told["runs"][0], told["runs"][0]]}

    assert inner(forged(doubled)).code == "bad_statement"


LINES = parts()[0]


def said_otherwise(**fields):
    return json.dumps({**json.loads(LINES[-1]), **fields}).encode()


@pytest.mark.parametrize(
    ("ops", "code"),
    [
        (b"\n".join(LINES), "bad_line"),
        (b"\n".join([*LINES, b"", b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], b"\xff\xfe", b""]), "bad_text"),
        (b"\n".join([*LINES[:-1], b"{", b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], b"[" * 100_000, b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], LINES[-1] + b" ", b""]), "chain_mismatch"),
        (b"\n".join([*LINES[:-1], LINES[-1].replace(b'"seq":7', b'"seq":7.5'), b""]), "bad_line"),
        (b"\n".join([*reversed(LINES), b""]), "seq_gap"),
        (b"\n".join([*LINES[:-1], line(7, epoch="02.x"), b""]), "seq_gap"),
        (b"\n".join([*LINES[:-1], said_otherwise(at="tomorrow"), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(at="2026-02-30T09:00:00"), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(at="2026-11-23T09:00:00+08:00"), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(at="9999-11-23T09:00:00"), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(on=["case:1\0"]), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(on=["case:\u202e1"]), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(on=["case:" + "1" * 100]), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(on=["case:1"] * 10_001), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(kind="Case\nEnded"), b""]), "bad_line"),
        (b"\n".join([*LINES[:-1], said_otherwise(private="AB" * 32), b""]), "bad_line"),
        (b"\r\n".join([*LINES, b""]), "chain_mismatch"),
        (b"\xef\xbb\xbf" + b"\n".join([*LINES, b""]), "bad_line"),
    ],
)
def test_lines_that_are_not_the_journal(ops, code):
    assert inner(forged(payload={bag.OPS: ops})).code == code


def personal(h: str, b: str) -> bytes:
    return json.dumps({"h": h, "b": b}).encode() + b"\n"


@pytest.mark.parametrize(
    ("private", "code"),
    [
        (personal(private_part(1)[0], encoded(private_part(1)[1] + b"x")), "private_mismatch"),
        (personal(private_part(1)[0], encoded(private_part(1)[1])) * 2, "private_mismatch"),
        (personal(private_part(50)[0], encoded(private_part(50)[1])), "private_mismatch"),
        (personal(hashlib.sha256(b"short").hexdigest(), encoded(b"short")), "private_mismatch"),
        (personal("zz", "eA=="), "bad_line"),
        (personal(private_part(1)[0], "!"), "bad_line"),
        (b'{"h":1}\n', "bad_line"),
        (personal(private_part(1)[0], encoded(private_part(1)[1])), "count_mismatch"),
        (b"\xff\n", "bad_text"),
    ],
)
def test_personal_parts_that_do_not_fit(private, code):
    assert inner(forged(payload={bag.PRIVATE: private})).code == code


def test_an_attachment_under_a_wrong_name():
    assert inner(forged(payload={bag.attachment_path(PHOTO): b"other"})).code == "attachment_mismatch"


def test_readme_that_is_not_text():
    assert inner(forged(payload={bag.README: b"\xff\xff"})).code == "bad_text"


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        ({bag.BAGIT: b"BagIt-Version: 0.97\nTag-File-Character-Encoding: UTF-8\n"}, "bag_mismatch"),
        ({bag.INFO: b"Payload-Oxum: 1.1\nBag-Group-Identifier: 019370000000700080000000000000aa\nBag-Count: 1 of 1\n"}, "bag_mismatch"),
        ({bag.INFO: b"Payload-Oxum: 1.1\nBag-Group-Identifier: 019370000000700080000000000000aa\nBag-Count: 1 of 2\n"}, "bag_mismatch"),
        ({bag.INFO: b"Payload-Oxum: 1.1\n"}, "bag_mismatch"),
        ({bag.MANIFEST: b""}, "bag_mismatch"),
        ({bag.MANIFEST: b"0" * 64 + b"  data/ops.ndjson\n"}, "bag_mismatch"),
        ({bag.MANIFEST: b"\xff"}, "bag_mismatch"),
    ],
)
def test_tag_files_that_do_not_fit(tags, code):
    assert inner(forged(tags=tags)).code == code


@pytest.mark.parametrize("name", [bag.BAGIT, bag.INFO, bag.MANIFEST, bag.TAG_MANIFEST, bag.OPS, bag.PRIVATE, bag.README])
def test_a_file_changed_after_signing(name):
    assert inner(forged(files={name: b"changed\n"})).code == "bag_mismatch"


def test_another_payload_type_needs_a_newer_program():
    files = dict((info.filename, data) for info, data in entries())
    payload = open_envelope(files[bag.ENVELOPE], SIDES.trusted).payload
    files[bag.ENVELOPE] = SIDES.key.sign("application/vnd.yekuo.sync+json;v=2", payload)
    assert inner(archive.pack(files.items())).code == "needs_upgrade"


def test_acknowledgement_bodies_that_are_none():
    told = statement(kind="ack", sender_kind="centre")
    for body in (b"", b"{}", b"[]", b"\xff", b'{"centre_epoch":1}'):
        with pytest.raises(PackageRefused) as refused:
            build(told, key=SIDES.key, recipients=SIDES.recipients, ack=body)
        assert refused.value.code == "bad_body"
    with pytest.raises(PackageRefused) as refused:
        build(told, key=SIDES.key, recipients=SIDES.recipients)
    assert refused.value.code == "missing_file"
    with pytest.raises(PackageRefused) as refused:
        build(statement((run_of(LINES),)), LINES, key=SIDES.key, recipients=SIDES.recipients, ack=b"{}")
    assert refused.value.code == "unexpected_file"


def test_parts_of_two_packages_cannot_be_mixed():
    lines = [line(seq, note="other") for seq in range(1, 8)]
    other = pack_signed(statement((run_of(lines),)), lines, key=SIDES.key, recipients=SIDES.recipients)
    with zipfile.ZipFile(io.BytesIO(other)) as source:
        mixed = [(info, source.read(bag.ENVELOPE) if info.filename == bag.ENVELOPE else data) for info, data in entries()]
    assert inner(zipped(mixed)).code == "bag_mismatch"


def test_a_bag_listing_with_a_wrong_hash():
    body = {info.filename: data for info, data in entries() if info.filename.startswith("data/")}
    listing = bag.listing({**body, bag.OPS: b"other"})
    assert inner(forged(tags={bag.MANIFEST: listing})).message.endswith("（data/ops.ndjson）")


@pytest.mark.parametrize("mark", [{"sha256": "00" * 32, "size": None}, {"sha256": None, "size": 1}])
def test_a_statement_that_marks_a_file_wrongly(mark):
    def changed(told):
        right = told["files"][bag.OPS]
        wrong = {name: mark[name] if mark[name] is not None else right[name] for name in right}
        return {**told, "files": {**told["files"], bag.OPS: wrong}}

    assert inner(forged(changed)).code == "bag_mismatch"


def test_an_attachment_under_a_wrong_name_that_the_statement_agrees_with():
    def changed(told):
        marks = [{**one, "size": 5} if one["sha256"] == PHOTO else one for one in told["attachments"]]
        return {**told, "attachments": marks}

    assert inner(forged(changed, payload={bag.attachment_path(PHOTO): b"other"})).code == "attachment_mismatch"


def test_a_package_too_large_to_travel_is_not_finished(monkeypatch):
    monkeypatch.setattr(package, "LARGEST", 1000)
    with pytest.raises(PackageRefused) as refused:
        build(statement((run_of(LINES),)), LINES, key=SIDES.key, recipients=SIDES.recipients)
    assert refused.value.code == "too_large"
