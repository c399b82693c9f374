"""`./run renew-key`: a new signing key of the station, which the centre learns of by a word the old one signs."""

from __future__ import annotations

import argparse

from ui.commandline.exits import Exit
from ui.commandline.password import read_password
from ui.commandline.speaking import Clock, add_station_options, answer, remembered

WRITES = True


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command `renew-key`, which has no options of its own."""
    parser = subparsers.add_parser("renew-key", help="换本所的签名密钥")
    add_station_options(parser)
    parser.set_defaults(run=run)


def run(args: argparse.Namespace, now: Clock) -> int:
    """Makes the key, wrapped by the same password. Raises StationError."""
    from models.services.exchange.station_card import own_card
    from models.services.exchange.station_signing import renew_signing_key
    from models.services.station import open_station

    password = read_password(args)
    station = open_station(args.station, password, now)
    try:
        old = own_card(station).fingerprint
        card, _ = renew_signing_key(station, password, now().date())
        remembered(station)
    finally:
        station.close()
    told = [f"新指纹 {card.fingerprint}", f"旧指纹 {old}", "换钥声明随下一次导出交县中心，收到就认新钥、停旧钥。请马上备份一次。"]
    answer(args, {"fingerprint": card.fingerprint, "previous": old}, told)
    return Exit.OK
