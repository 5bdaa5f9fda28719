#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Commands the node runs when it is up, when the tip changes, and when it goes."""

from framework import script
from framework.address import script_address
from framework.test_case import TestCase, main
from framework.wait import until

ADDRESS = script_address(script.ANYONE_WITNESS)
# Another destination makes another block, where the first would be made again that was marked invalid.
OTHER_ADDRESS = script_address(script.pay_to_witness_script(script.script(script.OP_16)))


class NotifyTest(TestCase):
    """-startupnotify, -blocknotify and -shutdownnotify write into files here."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_start()
        self.check_blocks()
        self.check_end()
        self.check_failing_command()

    def file(self, name):
        return self.folder / name

    def lines(self, name):
        path = self.file(name)
        return path.read_text().split() if path.exists() else []

    def check_start(self):
        self.step("-startupnotify")
        self.node.start(f"-startupnotify=echo started >> '{self.file('started')}'",
                        f"-blocknotify=echo %s >> '{self.file('blocks')}'",
                        f"-shutdownnotify=sleep 0.3; echo ended >> '{self.file('ended')}'")
        until(lambda: self.lines("started") == ["started"], what="the command ran")

    def check_blocks(self):
        self.step("-blocknotify, once for each new tip")
        rpc = self.node.rpc
        made = rpc.generatetoaddress(1, ADDRESS)
        until(lambda: self.lines("blocks") == made, what="the first block was told")
        made += rpc.generatetoaddress(9, ADDRESS)
        until(lambda: len(self.lines("blocks")) == 10, what="ten blocks were told")
        self.equal(sorted(self.lines("blocks")), sorted(made))
        self.step("a way back tells the tip it arrives at")
        rpc.invalidateblock(made[5])
        until(lambda: len(self.lines("blocks")) > 10, what="the change was told")
        self.equal(self.lines("blocks")[-1], made[4])

    def check_end(self):
        self.step("-shutdownnotify is waited for")
        self.equal(self.lines("ended"), [])
        self.node.stop()
        self.equal(self.lines("ended"), ["ended"])

    def check_failing_command(self):
        self.step("a command that fails is logged and harms nothing")
        self.node.start("-blocknotify=exit 7")
        self.node.rpc.generatetoaddress(1, OTHER_ADDRESS)
        self.node.wait_for_log("exit 7")
        self.node.stop()


if __name__ == "__main__":
    main(NotifyTest)
