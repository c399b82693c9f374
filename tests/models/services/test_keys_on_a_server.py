"""Both renewals, and a picked value of a conflict, with the centre's store on a real PostgreSQL server."""


from models import events
from models.services.centre.answers import acknowledge
from models.services.centre.channel import speaking
from models.services.centre.conflict_settling import settle_conflict
from models.services.centre.conflicts import conflicts
from models.services.centre.intake import take
from models.services.centre.keys import renew
from models.services.centre.stations import registered
from models.services.checking import rebuild
from models.services.exchange.answers import take_answer
from models.services.exchange.outbox import export
from models.services.exchange.station_signing import renew_signing_key
from models.services.folding.refold import Folder
from models.services.station import changing
from models.store.session import reading
from tests.envelopes import signers
from tests.stations import MONDAY, mill


def test_both_sides_renew_their_keys_and_settle_a_conflict(pair, tmp_path):
    station, centre = pair
    case_id = mill(station, MONDAY)
    take(centre, export(station, tmp_path)[0].file)
    card = renew(centre, "", MONDAY, signing=True, recipients=True)
    own, _ = renew_signing_key(station, "demo", MONDAY)
    take_answer(station, acknowledge(centre, "3501", tmp_path)[0].path)
    with speaking(centre, "3501") as append:
        append.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values={"capacity": "80"}), (f"case:{case_id}",))
    with changing(station) as change:
        change.add(events.FormFilled(form="LV-SURVEY", stage="survey", version=1, values={"capacity": "60"}), case_id)
    take(centre, export(station, tmp_path)[0].file)
    assert {one.fingerprint: one.revoked for one in registered(centre)}[own.fingerprint] is False
    (found,) = (one for one in conflicts(centre) if one.kind == "conflict")
    assert settle_conflict(centre, found, "station", "孙主任", "现场量的")
    path = acknowledge(centre, "3501", tmp_path)[0].path
    assert signers(path, station.keys.identity) == [card.fingerprint]
    take_answer(station, path)
    for store in (centre, station):
        with reading(store.database) as connection:
            assert Folder(connection).case(case_id).forms["LV-SURVEY"].values["capacity"] == "60"
        assert rebuild(store.database).equal
