"""`./run self-test`: what a built program proves of itself passes here too, and the dialogs it lists by name are there."""

import argparse
import json
from datetime import datetime
from importlib import import_module

from ui.by_name import DIALOGS
from ui.commandline import self_test
from ui.commandline.exits import Exit


def test_every_step_passes(capsys):
    parser = argparse.ArgumentParser()
    self_test.add_parser(parser.add_subparsers())
    args = parser.parse_args(["self-test", "--json"])
    assert args.run(args, lambda: datetime(2026, 11, 23, 9, 40)) == Exit.OK
    assert json.loads(capsys.readouterr().out) == {"passed": ["按名字调入的部分", "演示供电所和单据", "县中心接收和回执", "完整性和重建"]}


def test_the_dialogs_of_every_topic_are_where_the_table_says():
    for topic, module in DIALOGS.items():
        acts = import_module(module).ACTS
        assert {callable(act) for act in acts.values()} == {True}, topic
