#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Calls over a node's socket: the first object, Echo, Rpc, threads, pools, order, errors, what the log says."""

import json
import re

from framework import ipc
from framework.ipc import IpcTest
from framework.test_case import main


class CallsTest(IpcTest):
    """What a client may do right and wrong, on one connection and on many."""

    def run(self):
        self.check_first_object()
        self.check_echo()
        self.check_rpc()
        self.check_threads()
        self.check_pool()
        self.check_numbers()
        self.check_pipelining()
        self.check_order()
        self.check_cancelling()
        self.check_ends()
        self.check_log()

    def check_first_object(self):
        self.step("the first object, with and without construct")
        first = self.new_client().connect(self.socket())
        # Clients of an interface that is gone do not even construct.
        self.remote_fails("Old mining interface (@2) not supported. Please update your client!",
                          first.call, "makeMiningOld2")
        nowhere = "no thread specified and no pool configured"
        for method in ("makeEcho", "makeMining", "makeRpc"):
            self.remote_fails(nowhere, first.call, method)
            self.remote_fails(nowhere, first.call, method, context={})
        # With a thread map, without, and again.
        self.equal(first.call("construct", threadMap=first.imitate("ThreadMap")), {"threadMap": "object"})
        self.equal(first.call("construct"), {"threadMap": "object"})
        first.with_thread()
        for method in ("makeEcho", "makeMining", "makeRpc"):
            self.equal(first.call(method), "object")
        # What a client names of its own threads is no hindrance.
        callback = first.imitate("Thread")
        self.equal(first.call("makeEcho", context={"thread": first.thread, "callbackThread": callback}), "object")

    def check_echo(self):
        self.step("echo")
        echo = self.connect().object("makeEcho")
        for text in ("", "hello", "höflich — 丁寧", "a\nb\tc\x01", "x" * 2_000_000):
            self.true(echo.call("echo", echo=text) == text, f"an echo of {len(text)} characters")
        self.equal(echo.call("destroy"), {})
        self.ipc_fails(re.compile("the object was destroyed"), echo.call, "echo", echo="still there?")

    def check_rpc(self):
        self.step("JSON-RPC")
        rpc = self.connect().object("makeRpc")

        def ask(request, uri="/", user="miner"):
            text = request if isinstance(request, str) else json.dumps(request)
            answer = rpc.call("executeRpc", request=text, uri=uri, user=user)
            return json.loads(answer) if answer else None

        self.equal(ask({"jsonrpc": "2.0", "id": 1, "method": "getblockcount"}), {"jsonrpc": "2.0", "result": 0, "id": 1})
        self.equal(ask({"id": "a", "method": "getblockhash", "params": [0]}),
                   {"result": self.node.rpc.getblockhash(0), "error": None, "id": "a"})
        self.equal(ask({"id": 1, "method": "getblockhash", "params": [7]})["error"],
                   {"code": -8, "message": "Block height out of range"})
        self.equal(ask({"id": 1, "method": "nosuch"})["error"], {"code": -32601, "message": "Method not found"})
        self.equal([one["result"] for one in ask([{"jsonrpc": "2.0", "id": at, "method": "getblockcount"}
                                                  for at in range(3)])], [0, 0, 0])
        self.equal(ask("{")["error"]["code"], -32700)
        self.equal(ask({"jsonrpc": "2.0", "method": "getblockcount"}), None)
        self.equal(ask({"id": 1, "method": "uptime"}, uri="/wallet/none", user="")["error"], None)
        self.ipc_fails(re.compile("remote exception: std::exception: There is nothing at /nowhere"),
                       rpc.call, "executeRpc", request="{}", uri="/nowhere", user="")

    def check_threads(self):
        self.step("threads")
        connection = self.connect()
        threads = connection.thread_map()
        for name in ("worker", "", "ünïcode", "x" * 60):
            self.equal(threads.object("makeThread", name=name).call("getName"), name)
        self.matches(threads.object("makeThread", name="x" * 1000).call("getName"), "^x{60,}…$")
        echo = connection.object("makeEcho")
        other = self.connect()
        for handle in (connection.imitate("Thread"), threads, echo, connection):
            self.remote_fails("invalid thread handle", echo.call, "echo", echo="x", thread=handle)
        # A thread of another connection of the same client is none of this one's.
        first = connection.client.connect(self.socket()).with_thread()
        self.remote_fails("invalid thread handle", echo.call, "echo", echo="x", thread=first.thread)
        # One that was let go of runs what it was given before.
        brief = threads.object("makeThread", name="brief")
        with connection.client.together():
            last = echo.start("echo", echo="last", thread=brief)
            connection.client.order("drop", object=brief.name)
        self.equal(last.wait(), {"result": "last"})
        self.equal(other.object("makeEcho").call("echo", echo="x"), "x")
        self.step("more threads than a connection may have")
        many = self.connect()
        threads = many.thread_map()
        for number in range(255):
            threads.object("makeThread", name=str(number))
        self.ipc_fails(re.compile("too many threads"), threads.call, "makeThread", name="one more")
        self.equal(many.object("makeEcho").call("echo", echo="goes on"), "goes on")

    def check_pool(self):
        self.step("pools")
        first = self.new_client().connect(self.socket())
        threads = first.thread_map()
        self.ipc_fails(re.compile("a pool without threads"), threads.call, "makePool", count=0)
        self.ipc_fails(re.compile("too many threads"), threads.call, "makePool", count=4_000_000_000)
        self.equal(threads.call("makePool", count=2), {})
        self.ipc_fails(re.compile("has a pool already"), threads.call, "makePool", count=2)
        mining = first.object("makeMining")
        tip = bytes.fromhex(mining.call("getTip")["result"]["hash"])
        # Both threads are busy for a while; the third call waits for one of them.
        waits = [mining.start("waitTipChanged", currentTip=tip, timeout=300.0) for _ in range(2)]
        self.equal(first.object("makeEcho").call("echo", echo="in the end"), "in the end")
        self.true(any(one.done() for one in waits), "a call ran on a thread that was busy")
        # And threads of one's own beside it.
        own = threads.object("makeThread", name="own")
        self.equal(first.object("makeEcho", thread=own).call("echo", echo="x", thread=own), "x")

    def check_numbers(self):
        self.step("ids and ordinals of methods")
        connection = self.connect()
        mining = connection.object("makeMining")
        template = mining.object("createNewBlock")
        objects = ((connection, ipc.INIT_ID, 5), (mining, ipc.MINING_ID, 10), (template, ipc.TEMPLATE_ID, 11),
                   (connection.object("makeEcho"), ipc.ECHO_ID, 2), (connection.object("makeRpc"), ipc.RPC_ID, 1),
                   (connection.thread_map(), ipc.THREAD_MAP_ID, 2), (connection.thread, ipc.THREAD_ID, 1))
        for target, interface, count in objects:
            for method in (count, 0xFFFF):
                self.ipc_fails(re.compile("Method not implemented"), target.call_number, interface, method,
                               kind="UNIMPLEMENTED")
            self.ipc_fails(re.compile("not implemented"), target.call_number, "deadbeefdeadbeef", 0,
                           kind="UNIMPLEMENTED")
        # An object that is taken for another.
        self.ipc_fails(re.compile("Method not implemented"), objects[3][0].call, "getTip", interface="Mining",
                       kind="UNIMPLEMENTED")
        # Without a context, the default one has no thread.
        for target, interface, method in ((mining, ipc.MINING_ID, 0), (mining, ipc.MINING_ID, 9),
                                          (template, ipc.TEMPLATE_ID, 10), (objects[3][0], ipc.ECHO_ID, 1)):
            self.remote_fails("no thread specified and no pool configured", target.call_number, interface, method)
        self.true(mining.call_number(ipc.MINING_ID, 6) >= 0 and template.call_number(ipc.TEMPLATE_ID, 9) >= 0,
                  "interrupts need no context")
        self.remote_fails("Old mining interface (@2) not supported. Please update your client!",
                          connection.call_number, ipc.INIT_ID, 2)

    def check_pipelining(self):
        self.step("calls on results that are not there yet")
        client = self.new_client()
        first = client.connect(self.socket())
        with client.together():
            first.with_thread("pipelined")
            mining = first.object("makeMining")
            template = mining.object("createNewBlock")
            header = template.start("getBlockHeader")
            name = first.thread.start("getName")
        self.equal(len(header.wait()["result"]), 160)
        self.equal(name.wait(), {"result": "pipelined"})
        # On what failed, what follows fails as well.
        with client.together():
            template = mining.object("createNewBlock", options={"blockReservedWeight": 0})
            after = template.start("getBlock")
        self.remote_fails("block_reserved_weight (0) is lower than minimum safety value of (2000)", after.wait)

    def check_order(self):
        self.step("calls on one thread, in order")
        connection = self.connect()
        template = connection.object("makeMining").object("createNewBlock")
        waits = [template.start("waitNext", options={"timeout": 200.0}) for _ in range(3)]
        last = template.start("getBlockHeader")
        self.equal(len(last.wait()["result"]), 160)
        self.true(all(one.done() for one in waits), "a call overtook those before it")
        self.equal([one.wait() for one in waits], [{"result": None}] * 3)
        self.step("calls on many threads of one connection")
        threads = connection.thread_map()
        own = [threads.object("makeThread", name=str(number)) for number in range(50)]
        echo = connection.object("makeEcho")
        answers = [echo.start("echo", echo=str(number), thread=own[number % 50]) for number in range(2000)]
        self.equal([one.wait()["result"] for one in answers], [str(number) for number in range(2000)])

    def check_cancelling(self):
        self.step("a call that is given up")
        connection = self.connect()
        mining = connection.object("makeMining")
        tip = bytes.fromhex(mining.call("getTip")["result"]["hash"])
        spare = connection.thread_map().object("makeThread", name="spare")
        behind = len(self.node.log())
        running = mining.start("waitTipChanged", currentTip=tip)
        queued = mining.start("waitTipChanged", currentTip=tip)
        self.node.wait_for_log("post request #", behind)
        mining.call("getTip", thread=spare)
        queued.cancel()
        self.node.wait_for_log("Mining.waitTipChanged canceled", behind)
        running.cancel()
        self.node.wait_for_log("Mining.waitTipChanged canceled while executing", behind)
        self.node.wait_for_log("Mining.waitTipChanged interrupted (canceled)", behind)
        # The thread is free again, and the object has other waits.
        self.equal(mining.call("getTip")["hasResult"], True)
        self.equal(mining.call("waitTipChanged", currentTip=tip, timeout=1.0)["hash"], tip.hex())

    def check_ends(self):
        self.step("connections that end in the middle of calls")
        other = self.connect()
        mining = other.object("makeMining")
        tip = bytes.fromhex(mining.call("getTip")["result"]["hash"])
        for end in (lambda one: one.disconnect(), lambda one: one.client.die(), lambda one: one.send("no message")):
            gone = self.connect()
            theirs = gone.object("makeMining")
            theirs.call("getTip")
            behind = len(self.node.log())
            theirs.start("waitTipChanged", currentTip=tip)
            self.node.wait_for_log("post request", behind)
            end(gone)
            self.node.wait_for_log("IPC server: socket disconnected.", behind)
            self.node.wait_for_log("Mining.waitTipChanged canceled while executing", behind)
            self.node.wait_for_log("Mining.waitTipChanged interrupted (canceled)", behind)
            self.equal(other.object("makeEcho").call("echo", echo="here"), "here")

    def check_log(self):
        self.step("what the log says")
        behind = len(self.node.log())
        connection = self.connect()
        connection.object("makeEcho").call("echo", echo="do not tell")
        self.ipc_fails(re.compile("is lower than"), connection.object("makeMining").call, "createNewBlock",
                       options={"blockReservedWeight": 1})
        connection.disconnect()
        self.node.wait_for_log("socket disconnected", behind)
        log = self.node.log()[behind:]
        for pattern in (r"\{quanta-node-\d+/[^}]+\} IPC server recv request #\d+ Init\.makeEcho \(\d+ bytes\)",
                        r"IPC server post request #\d+ Echo\.echo",
                        r"IPC server send response #\d+ Echo\.echo \(\d+ bytes, \d+ us\)",
                        r"Mining\.createNewBlock failed: std::exception: block_reserved_weight \(1\) is lower"):
            self.matches(log, pattern)
        self.true("do not tell" not in log, "contents of calls are no business of the log")


if __name__ == "__main__":
    main(CallsTest)
