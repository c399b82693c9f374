"""A package comes back as it was sent, and every independent tool agrees about it."""

import dataclasses
import hashlib
import json
import shutil
import subprocess
from pathlib import Path

import bagit
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.problems import StationError
from models.sync.encryption import Identity, decrypt, encrypt
from models.sync.manifest import SENDERS, START, Ack, Acknowledged, Counts, Run, decode_ack
from models.sync.package import build, chain_hash, file_name, pack_signed, read, read_archive
from models.sync.refusal import PackageRefused
from models.sync.signing import SigningKey, fingerprint, open_envelope
from tests.data import independent_reader
from tests.data.sample_package import EPOCH, Sides, delta, line, parts, private_part, run_of, statement

SIDES = Sides()


def test_round_trip_gives_every_part_back():
    lines, private, attachments = parts()
    content = read(delta(SIDES), [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
    assert content.lines == tuple(lines)
    assert content.private == private
    assert content.attachments == attachments
    assert content.ack is None
    assert content.signer == SIDES.key.fingerprint
    said = content.statement
    assert (said.station, said.pkg_no, said.seq_from, said.seq_to, said.chain_before) == ("3501", 123, 1, 7, START)
    assert said.counts == Counts(
        lines=7, private=3, attachments=2, records={"case": 3, "station": 1}, kinds={"CaseRegistered": 7}, stages={"survey": 2}
    )
    assert said.recipients == tuple(SIDES.recipients)
    assert "第 1 至 7 号" in content.readme
    assert "张𬀩" not in content.readme


def test_recovery_recipient_opens_it_too():
    assert read(delta(SIDES), [SIDES.recovery], SIDES.trusted, me=SIDES.recovery.recipient).statement.pkg_no == 123


def test_independent_reader_agrees():
    data = delta(SIDES)
    ours = read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
    theirs = independent_reader.read(data, SIDES.main.text, SIDES.key.verify_key, SIDES.main.recipient)
    assert theirs["lines"] == ours.lines
    assert theirs["private"] == ours.private
    assert theirs["attachments"] == ours.attachments
    assert theirs["readme"] == ours.readme
    assert theirs["statement"] == json.loads(msgspec.json.encode(ours.statement))


def test_debian_age_opens_it_or_the_independent_reader_does(tmp_path):
    data = delta(SIDES)
    inside = decrypt(data, [SIDES.main])
    tool = shutil.which("age")
    if tool is None:
        assert independent_reader.read(data, SIDES.main.text, SIDES.key.verify_key, SIDES.main.recipient)
        return
    (tmp_path / "secret").write_text(SIDES.main.text + "\n")
    done = subprocess.run([tool, "-d", "-i", tmp_path / "secret"], input=data, capture_output=True, check=True)
    assert done.stdout == inside


def test_what_the_age_tool_encrypts_can_be_read_here(tmp_path):
    tool = shutil.which("age")
    data = delta(SIDES)
    inside = decrypt(data, [SIDES.main])
    command = [tool, "-r", SIDES.main.recipient] if tool else []
    again = subprocess.run(command, input=inside, capture_output=True, check=True).stdout if tool else encrypt(inside, SIDES.recipients)
    assert read(again, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient).lines == tuple(parts()[0])


def test_bagit_library_accepts_what_unzip_extracts(tmp_path):
    (tmp_path / "inside.zip").write_bytes(decrypt(delta(SIDES), [SIDES.main]))
    shutil.unpack_archive(tmp_path / "inside.zip", tmp_path / "bag")
    bag = bagit.Bag(str(tmp_path / "bag"))
    bag.validate(processes=1)
    assert bag.info["Bag-Count"] == "1 of 1"
    ops = tmp_path / "bag/data/ops.ndjson"
    ops.write_bytes(ops.read_bytes() + b" ")
    assert not bagit.Bag(str(tmp_path / "bag")).is_valid()


def test_same_parts_give_the_same_bytes_inside():
    lines, private, attachments = parts()
    first, second = (
        pack_signed(statement((run_of(lines),)), lines, key=SIDES.key, recipients=SIDES.recipients, private=p, attachments=a)
        for p, a in ((private, attachments), (dict(reversed(private.items())), dict(reversed(attachments.items()))))
    )
    assert first == second
    assert delta(SIDES) != delta(SIDES)


def test_known_answers_from_sha256sum_and_openssl():
    assert chain_hash(bytes(32), b"{}").hex() == "a806c956e0a098f0b01632603f09318a81818af135dcda82bac80d830c5f7764"
    assert fingerprint(SigningKey.from_bytes(b"\x07" * 32).verify_key) == "3968-8e4c-e287-28ac-ef47-d28e-c01e-801f"


def test_two_epochs_travel_in_one_package():
    newer = "02.01937000000070008000000000000002"
    old, new = [line(seq) for seq in (8, 9)], [line(seq, epoch=newer) for seq in (1, 2, 3)]
    runs = (run_of(old, first=8, before="11" * 32), run_of(new, epoch=newer))
    data = build(statement(runs, db_epoch=newer), old + new, key=SIDES.key, recipients=SIDES.recipients)
    content = read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
    assert content.statement.runs == runs
    assert content.lines == (*old, *new)
    assert (content.statement.seq_from, content.statement.seq_to) == (1, 3)
    assert independent_reader.read(data, SIDES.main.text, SIDES.key.verify_key, SIDES.main.recipient)["lines"] == content.lines


def test_acknowledgement_comes_back():
    have = Acknowledged(station="3501", epoch=EPOCH, seq=7, chain="ee" * 32, gaps=((9, 12),))
    ack = Ack(
        centre_epoch="01.c1",
        centre_name="郏县",
        ack_no=8,
        created_at="2026-11-24T08:00:00+08:00",
        have=(have,),
        wanted_attachments=("aa" * 32,),
    )
    station = Identity.generate()
    told = statement(kind="ack", sender_kind="centre", pkg_no=1)
    data = build(told, key=SIDES.key, recipients=[station.recipient], ack=msgspec.json.encode(ack))
    content = read(data, [station], SIDES.trusted, me=station.recipient)
    assert content.ack is not None
    assert decode_ack(content.ack) == ack
    assert content.lines == ()
    assert independent_reader.read(data, station.text, SIDES.key.verify_key, station.recipient)["ack"] == content.ack


def test_a_package_without_lines_says_where_the_sender_stands():
    told = statement(seq_from=8, seq_to=7, chain_before="ee" * 32, chain_after="ee" * 32)
    data = build(told, key=SIDES.key, recipients=SIDES.recipients)
    assert read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient).statement.seq_to == 7


@pytest.mark.parametrize("count", [0, 1, 5000])
def test_large_and_repeating_lines_are_never_taken_for_a_bomb(count):
    lines = [line(seq, note="同一个村" * 100) for seq in range(1, count + 1)]
    runs = (run_of(lines),) if lines else ()
    data = build(statement(runs), lines, key=SIDES.key, recipients=SIDES.recipients)
    assert len(read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient).lines) == count


def test_a_photo_that_is_all_one_colour_travels():
    photo = bytes(3 << 20)
    digest = hashlib.sha256(photo).hexdigest()
    lines = [line(1)]
    data = build(statement((run_of(lines),)), lines, key=SIDES.key, recipients=SIDES.recipients, attachments={digest: photo})
    assert read(data, [SIDES.main], SIDES.trusted, me=SIDES.main.recipient).attachments == {digest: photo}


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@settings(max_examples=40, deadline=None)
@given(notes=st.lists(texts, max_size=12), first=st.integers(1, 2**40), names=st.lists(texts, max_size=4), readme=texts)
def test_any_lines_round_trip_and_both_readers_agree(notes, first, names, readme):
    private = dict(private_part(number, name) for number, name in enumerate(names))
    named = [*private, *[None] * len(notes)]
    lines = [line(first + i, note=note, private=named[i]) for i, note in enumerate(notes)]
    private = {h: private[h] for h in named[: len(notes)] if h}
    runs = (run_of(lines, first=first, before="42" * 32 if first > 1 else START),) if lines else ()
    inside = pack_signed(statement(runs), lines, key=SIDES.key, recipients=SIDES.recipients, private=private, readme=readme)
    content = read_archive(inside, SIDES.trusted, me=SIDES.main.recipient)
    assert (content.lines, content.private, content.readme) == (tuple(lines), private, readme)
    theirs = independent_reader.read_inside(inside, SIDES.key.verify_key, SIDES.main.recipient, bag_check=False)
    assert theirs["lines"] == content.lines
    assert theirs["private"] == content.private


def test_build_refuses_parts_that_do_not_agree():
    lines, private, _ = parts()
    run = run_of(lines)
    wrong = [
        ("count_mismatch", lines[:-1], run, {}),
        ("seq_gap", [*lines[:3], *lines[4:], line(8)], run, {}),
        ("chain_mismatch", lines, Run(**{**msgspec.structs.asdict(run), "chain_before": "11" * 32}), {}),
        ("private_mismatch", lines, run, {next(iter(private)): b"x" * 40}),
        ("private_mismatch", lines, run, dict([private_part(99)])),
        ("bad_line", [*lines[:-1], line(7, station="3502")], run, {}),
        ("bad_line", [*lines[:-1], b"not json"], run, {}),
    ]
    for code, journal, said, personal in wrong:
        with pytest.raises(PackageRefused) as refused:
            build(statement((said,)), journal, key=SIDES.key, recipients=SIDES.recipients, private=personal)
        assert refused.value.code == code


def test_build_refuses_a_line_with_a_line_feed_inside():
    lines = [line(1)[:-1] + b"\n}"]
    with pytest.raises(PackageRefused):
        build(statement((run_of(lines),)), lines, key=SIDES.key, recipients=SIDES.recipients)


def test_build_needs_a_recipient_and_a_right_one():
    for recipients in ([], ["age1nonsense"]):
        with pytest.raises(StationError, match="公钥"):
            build(statement(), key=SIDES.key, recipients=recipients)
        with pytest.raises(StationError, match="公钥"):
            encrypt(b"x", recipients)


def test_keys_survive_being_stored():
    key, identity = SigningKey.generate(), Identity.generate()
    assert SigningKey.from_bytes(key.seed).verify_key == key.verify_key
    assert Identity.from_text(identity.text + "\n").recipient == identity.recipient
    with pytest.raises(StationError, match="AGE-SECRET-KEY"):
        Identity.from_text("AGE-SECRET-KEY-1X")
    envelope = key.sign("t", b"payload")
    verified = open_envelope(envelope, {"other": SIDES.key.verify_key, "renamed": key.verify_key})
    assert (verified.payload, verified.payload_type, verified.key_fingerprint) == (b"payload", "t", "renamed")


def test_content_cannot_be_changed():
    content = read(delta(SIDES), [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
    with pytest.raises(dataclasses.FrozenInstanceError):
        content.lines = ()


def test_file_names():
    assert file_name("3501", 1, 123, "delta") == "YK1-3501-E01-000123-D.YKP"
    assert len({file_name("3501", 1, 1, kind) for kind in SENDERS}) == len(SENDERS) == 7
    assert len(file_name("A" * 20, 99, 10**9, "rebuild")) <= 64
    for bad in (("35/01", 1, 1), ("", 1, 1), ("3501", 0, 1), ("3501", 1, 0), ("ａ", 1, 1)):
        with pytest.raises(ValueError, match="no file name"):
            file_name(*bad, "delta")


def test_sync_never_writes_to_disk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read(delta(SIDES), [SIDES.main], SIDES.trusted, me=SIDES.main.recipient)
    assert list(Path().iterdir()) == []
