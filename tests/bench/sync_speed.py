"""Speed of building and reading one package of N journal lines of about 600 bytes. Usage: python -m tests.bench.sync_speed [N=10000]."""

import hashlib
import json
import random
import statistics
import sys
import time
import tracemalloc
from collections.abc import Callable

from models.sync.package import build, read
from tests.data.sample_package import Sides, line, run_of, statement

ROUNDS = 7


def lines_of(count: int) -> tuple[list[bytes], dict[str, bytes]]:
    chance = random.Random(7)
    hanzi = [chr(code) for code in range(0x4E00, 0x9FA5)]
    words = ["".join(chance.choices(hanzi, k=chance.randint(2, 6))) for _ in range(20_000)]
    lines, private = [], {}
    for seq in range(1, count + 1):
        named = None
        if seq % 4 == 0:
            part = chance.randbytes(16) + json.dumps({"name": chance.choice(words), "id": str(chance.getrandbits(59))}).encode()
            named = hashlib.sha256(part).hexdigest()
            private[named] = part
        lines.append(line(seq, note=" ".join(chance.choices(words, k=18 if named else 24)), private=named))
    return lines, private


def median_seconds(work: Callable[[], object]) -> float:
    taken = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return statistics.median(taken)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    sides = Sides()
    lines, private = lines_of(count)
    told = statement((run_of(lines),))

    def building() -> bytes:
        return build(told, lines, key=sides.key, recipients=sides.recipients, private=private)

    def reading() -> object:
        return read(data, [sides.main], sides.trusted, me=sides.main.recipient)

    data = building()
    out, back = median_seconds(building), median_seconds(reading)
    tracemalloc.start()
    reading()
    peak = tracemalloc.get_traced_memory()[1]
    print(f"{count} lines of {sum(map(len, lines)) / count:.0f} bytes, {len(private)} private parts, package {len(data) / 1e6:.2f} MB")
    print(f"build (with reading back) {out * 1000:.0f} ms, read {back * 1000:.0f} ms, together {count / (out + back):.0f} lines/s")
    print(f"peak memory of reading {peak / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
