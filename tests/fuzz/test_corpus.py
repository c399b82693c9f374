"""The kept corpus through every layer, without the fuzzer: seeds are accepted, what the fuzzer found is refused or agreed upon."""

import pytest

from models.sync.refusal import REASONS, PackageRefused
from tests.fuzz.run import CORPUS
from tests.fuzz.targets import TARGETS, accepted, outcome, seeds

KEPT = sorted(path for path in CORPUS.rglob("*") if path.is_file())


@pytest.mark.parametrize("target", TARGETS)
def test_seeds_are_accepted_and_kept(target):
    for seed in seeds()[target]:
        assert accepted(target, seed)
    assert any(path.parent.name == target for path in KEPT)


@pytest.mark.parametrize("path", KEPT, ids=lambda path: f"{path.parent.name}-{path.name[:12]}")
def test_every_kept_input_is_refused_with_a_reason_or_means_the_same_to_both_readers(path):
    code = outcome(path.parent.name, path.read_bytes())  # where it is taken, the target itself compares both readers
    assert code == "" or all(REASONS[code]), f"{code}: no sentence, or nothing to do about it"


@pytest.mark.parametrize("target", TARGETS)
def test_a_layer_that_takes_anything_would_be_seen(target):
    with pytest.raises(PackageRefused):
        TARGETS[target](b"\xff{}")
