"""What is not exactly a package of ours is refused with a reason, and nothing of it is handed out."""

import json
import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.sync.encryption import Identity, encrypt
from models.sync.manifest import PAYLOAD_TYPE
from models.sync.package import read, read_archive
from models.sync.refusal import REASONS, PackageRefused
from models.sync.signing import SigningKey, open_envelope
from tests.data.hostile_package import CONTENT, INSIDE, PACKAGE, SIDES, inner, refusal, said
from tests.data.sample_package import Sides


def test_every_reason_is_a_chinese_sentence_with_a_hint():
    for sentence, hint in REASONS.values():
        assert sentence.endswith("。")
        assert hint.endswith("。")


def test_the_format_description_names_every_reason():
    text = (Path(__file__).parents[2] / "resources/manual/package-format.md").read_text(encoding="utf-8")
    assert [code for code in REASONS if f"`{code}`" not in text] == []


# one byte, one length


def flipped(data: bytes, position: int, mask: int = 1) -> bytes:
    return data[:position] + bytes([data[position] ^ mask]) + data[position + 1 :]


def test_one_flipped_byte_anywhere_in_the_file_is_refused():
    seeded = random.Random(5)
    spread = {*range(0, 700), *seeded.sample(range(len(PACKAGE)), 1500), *range(len(PACKAGE) - 40, len(PACKAGE))}
    for position in spread:
        assert refusal(flipped(PACKAGE, position, 1 << seeded.randrange(8))).code in REASONS, position


def refused_or_the_same(data: bytes) -> bool:
    """Deflate can say the same bytes in more than one way (padding, length codes): then the content must be equal."""
    try:
        content = read_archive(data, SIDES.trusted, me=SIDES.main.recipient)
    except PackageRefused as refused:
        said(refused)
        return True
    assert content == CONTENT
    return False


def test_one_flipped_byte_anywhere_inside_changes_nothing_unseen():
    seeded = random.Random(6)
    refused = [refused_or_the_same(flipped(INSIDE, position, 1 << seeded.randrange(8))) for position in range(len(INSIDE))]
    assert refused.count(False) < 20


@settings(max_examples=150, deadline=None)
@given(position=st.integers(0, len(INSIDE) - 1), mask=st.integers(1, 255))
def test_any_changed_byte_inside_changes_nothing_unseen(position, mask):
    changed = flipped(INSIDE, position, mask)
    assert changed != INSIDE
    refused_or_the_same(changed)  # asserts that the content is either refused with a reason or equal


def test_truncated_and_lengthened_files_are_refused():
    for length in {*range(0, len(PACKAGE), 97), *range(len(PACKAGE) - 70, len(PACKAGE))}:
        assert refusal(PACKAGE[:length]).code in REASONS, length
    for length in range(0, len(INSIDE), 41):
        assert inner(INSIDE[:length]).code in REASONS, length
    for extra in (b"\0", b"garbage" * 100, PACKAGE):
        assert refusal(PACKAGE + extra).code in REASONS
        assert inner(INSIDE + extra).code in REASONS
        assert inner(extra + INSIDE).code in REASONS


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=400))
def test_random_bytes_are_refused_at_every_layer(noise):
    refusal(noise)
    refusal(b"age-encryption.org/v1\n" + noise)
    inner(noise)
    with pytest.raises(PackageRefused):
        open_envelope(noise, SIDES.trusted)


# who sent it, for whom


def test_another_recipients_package():
    other = Sides(main=Identity.generate())
    assert refusal(PACKAGE, other, SIDES.main.recipient).code == "cannot_open"
    assert "不是发给本机构的，或文件已损坏" in refusal(PACKAGE, other).message


def test_a_package_re_encrypted_for_someone_it_was_not_meant_for():
    stranger = Identity.generate()
    forwarded = encrypt(INSIDE, [stranger.recipient])
    with pytest.raises(PackageRefused) as refused:
        read(forwarded, [stranger], SIDES.trusted, me=stranger.recipient)
    assert refused.value.code == "not_for_me"


def test_an_armoured_age_file_is_another_file():
    assert refusal(b"-----BEGIN AGE ENCRYPTED FILE-----\n").code == "not_a_package"


def test_unknown_signer_is_named_by_fingerprint():
    refused = inner(INSIDE, trusted={})
    assert refused.code == "unknown_signer"
    assert SIDES.key.fingerprint in refused.message
    assert refused.message.startswith("未登记的供电所密钥")


def test_a_signature_by_another_key_under_a_trusted_name():
    thief = SigningKey.generate()
    envelope = json.loads(thief.sign(PAYLOAD_TYPE, b"{}"))
    envelope["signatures"][0]["keyid"] = SIDES.key.fingerprint
    with pytest.raises(PackageRefused) as refused:
        open_envelope(json.dumps(envelope).encode(), SIDES.trusted)
    assert refused.value.code == "bad_signature"


def test_key_id_is_only_a_hint():
    envelope = json.loads(SIDES.key.sign("t", b"x"))
    envelope["signatures"][0]["keyid"] = "whatever <b>"
    assert open_envelope(json.dumps(envelope).encode(), SIDES.trusted).key_fingerprint == SIDES.key.fingerprint
    with pytest.raises(PackageRefused) as refused:
        open_envelope(json.dumps(envelope).encode(), {})
    assert "<b>" not in refused.value.message


@pytest.mark.parametrize(
    "change",
    [
        {"payload": "eA"},
        {"payload": "eB=="},
        {"payload": "e A=="},
        {"payload": "é"},
        {"signatures": []},
        {"signatures": [{"keyid": "a", "sig": "eA=="}] * 5},
        {"payloadType": 7},
        {"payloadType": None},
    ],
)
def test_malformed_envelopes(change):
    envelope = {**json.loads(SIDES.key.sign("t", b"x")), **change}
    with pytest.raises(PackageRefused) as refused:
        open_envelope(json.dumps(envelope).encode(), SIDES.trusted)
    assert refused.value.code == "bad_envelope"


def test_the_type_is_bound_to_the_payload():
    envelope = {**json.loads(SIDES.key.sign("t", b"x")), "payloadType": "u"}
    with pytest.raises(PackageRefused) as refused:
        open_envelope(json.dumps(envelope).encode(), SIDES.trusted)
    assert refused.value.code == "bad_signature"


def test_an_envelope_nested_without_end():
    with pytest.raises(PackageRefused):
        open_envelope(b'{"deep":' + b"[" * 200_000, SIDES.trusted)
