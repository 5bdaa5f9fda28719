#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""A node's socket while the node starts and stops: who comes early waits, who is there is told."""

import errno
import os
import re

from framework.ipc import Footprint, IpcError, IpcTest
from framework.test_case import main
from framework.wait import until

EARLY_CLIENTS = 20


class StartupTest(IpcTest):
    """The chain is kept from opening by a file that a writer does not come for."""

    def run(self):
        self.node.stop()
        self.check_waiting()
        self.check_clients_that_leave()
        self.check_stop_while_waiting()
        self.check_stop()

    def held_file(self):
        """What a database of the chain reads first."""
        return next(self.node.chain_folder.glob("coins/**/CURRENT"))

    def hold_start(self):
        """Starts the node and keeps it from opening its chain; release() lets it."""
        self.m_key = self.held_file()
        self.m_kept = self.m_key.read_bytes()
        self.m_key.unlink()
        os.mkfifo(self.m_key)
        self.node.launch()
        self.m_pipe = until(self.opened, 60, "the node opens its chain")

    def opened(self):
        """The writing end, once somebody reads."""
        try:
            return os.open(self.m_key, os.O_WRONLY | os.O_NONBLOCK)
        except OSError as error:
            self.equal(error.errno, errno.ENXIO)
            return None

    def release(self):
        """The node reads what it waits for, and has its file again for the next start."""
        self.m_key.unlink()
        self.m_key.write_bytes(self.m_kept)
        os.write(self.m_pipe, self.m_kept)
        os.close(self.m_pipe)

    def check_waiting(self):
        self.step("clients that come before the chain is loaded")
        self.hold_start()
        client = self.connect()
        self.equal(client.object("makeEcho").call("echo", echo="early"), "early")
        spare = client.thread_map().object("makeThread", name="spare")
        mining = client.remote()
        waiting = client.start("makeMining", names={"result": mining.name})
        tip = mining.start("getTip", thread=spare)
        self.equal(client.call("makeEcho", thread=spare), "object")
        self.true(not waiting.done() and not tip.done(), "an answer about a chain that is not loaded")
        self.release()
        self.equal(waiting.wait(), {"result": "object"})
        self.equal(tip.wait()["result"]["height"], 0)
        self.node.wait_for_rpc()
        self.node.stop()

    def check_clients_that_leave(self):
        self.step("clients that do not wait for it")
        self.hold_start()
        pid = self.node.process.pid
        self.leave()
        self.node.wait_for_log("Init.makeMining interrupted (canceled)")
        before = Footprint(pid)
        for _ in range(EARLY_CLIENTS):
            self.leave()
        self.step(f"what is left: {Footprint.wait_for(pid, before, 4096)}")
        self.release()
        self.node.wait_for_rpc()
        self.node.stop()

    def leave(self):
        """A client that dies while it waits."""
        client = self.connect()
        client.start("makeMining")
        client.call("construct")
        client.client.die()

    def check_stop_while_waiting(self):
        self.step("a stop before the chain is loaded")
        self.hold_start()
        client = self.connect()
        waiting = client.start("makeMining")
        client.object("makeEcho", thread=client.thread_map().object("makeThread", name="spare"))
        self.node.process.terminate()
        self.ipc_fails(re.compile("The node is stopping|disconnect", re.I), waiting.wait,
                       kind=None)
        self.release()
        self.node.wait_for_exit()

    def check_stop(self):
        self.step("a stop while clients wait")
        self.node.start()
        client = self.connect()
        mining = client.object("makeMining")
        tip = mining.call("getTip")["result"]["hash"]
        template = mining.object("createNewBlock")
        threads = [client.thread_map().object("makeThread", name=str(number)) for number in range(2)]
        behind = len(self.node.log())
        waits = [mining.start("waitTipChanged", currentTip=bytes.fromhex(tip), thread=threads[0]),
                 template.start("waitNext", thread=threads[1])]
        self.node.wait_for_log("post request", behind)
        self.node.stop()
        for call in waits:
            # Null, when the answer still found its way.
            try:
                self.equal(call.wait(), {"result": None})
            except IpcError as error:
                self.matches(error.text, re.compile("disconnect|stopping", re.I))
        self.true(client.ended.wait(10), "the node has ended the connection")


if __name__ == "__main__":
    main(StartupTest)
