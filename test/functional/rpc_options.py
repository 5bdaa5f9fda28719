#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Options of the RPC server: who may connect from where, who may call what, and who may read the cookie."""

import hashlib
import hmac
import json
import socket
import stat
from pathlib import Path

from framework.rpc import Http
from framework.test_case import TestCase, main
from framework.wait import until

COUNT = {"method": "getblockcount", "id": 1}
HASH = {"method": "getbestblockhash", "id": 1}
UPTIME = {"method": "uptime", "id": 1}


def auth_line(user, password):
    salt = "73616c74"
    return f"-rpcauth={user}:{salt}$" + hmac.new(salt.encode(), password.encode(), hashlib.sha256).hexdigest()


def outside_address():
    """An address of this machine that is not of the loopback, or nothing. No packet is sent."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("203.0.113.1", 9))
        except OSError:
            return None
        found = probe.getsockname()[0]
    return None if found.startswith("127.") else found


class RpcOptionsTest(TestCase):
    """Each option by what a client notices of it."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_whitelists()
        self.check_cookie()
        self.check_addresses()
        self.check_threads()
        self.check_refused()

    def status(self, call, credentials, host="127.0.0.1"):
        return Http(self.node.rpc_port, credentials, host).request(json.dumps(call)).status

    def started_with(self, what, *arguments):
        self.step(what)
        self.node.start(*arguments)
        return self.node

    def check_whitelists(self):
        users = [auth_line("alice", "one"), auth_line("bob", "two")]
        self.started_with("whitelists", *users, "-rpcwhitelist=alice:getblockcount,uptime",
                          "-rpcwhitelist=alice:getbestblockhash,uptime",
                          "-rpcwhitelist=__cookie__:getblockcount,stop")
        self.equal(self.status(UPTIME, "alice:one"), 200)
        self.equal(self.status(COUNT, "alice:one"), 403, "two lists of a user leave what is in both")
        self.equal(self.status([UPTIME, HASH], "alice:one"), 403, "one call that is not allowed refuses a batch")
        self.equal(self.status(UPTIME, "bob:two"), 403, "who has no list may call nothing")
        self.equal(self.status(COUNT, self.node.cookie()), 200)
        self.equal(self.status(UPTIME, self.node.cookie()), 403)
        self.node.stop()
        self.started_with("whitelists, others free", *users, "-rpcwhitelist=alice:uptime", "-rpcwhitelistdefault=0")
        self.equal(self.status(COUNT, "alice:one"), 403)
        self.equal(self.status(COUNT, "bob:two"), 200)
        self.node.stop()
        self.step("no whitelist, nobody free")
        self.node.launch(*users, "-rpcwhitelistdefault=1")
        until(lambda: self.answers_at("127.0.0.1"), what="the server listens")
        until(lambda: self.status(COUNT, self.node.cookie()) == 403, what="the cookie's user is refused")
        self.equal(self.status(COUNT, "bob:two"), 403)
        self.end()

    def check_cookie(self):
        for word, mode in (("owner", 0o600), ("group", 0o640), ("all", 0o644)):
            self.started_with(f"a cookie for {word}", f"-rpccookieperms={word}")
            self.equal(stat.S_IMODE((self.node.chain_folder / ".cookie").stat().st_mode), mode, word)
            self.node.stop()
        self.step("a password instead of a cookie")
        self.node.launch("-rpcuser=carol", "-rpcpassword=pass:word")
        until(lambda: self.answers_at("127.0.0.1"), what="the server listens")
        until(lambda: self.status(COUNT, "carol:pass:word") == 200, what="the password counts")
        self.equal(self.status(COUNT, "carol:password"), 401)
        self.true(not (self.node.chain_folder / ".cookie").exists(), "no cookie beside a password")
        self.end()

    def answers_at(self, host):
        try:
            with socket.create_connection((host, self.node.rpc_port), timeout=5):
                return True
        except OSError:
            return False

    def check_addresses(self):
        self.step("an address to listen on")
        self.node.launch("-rpcbind=127.0.0.2", "-rpcallowip=203.0.113.1")
        until(lambda: self.answers_at("127.0.0.2") and self.node.cookie(), what="the server listens")
        until(lambda: self.status(UPTIME, self.node.cookie(), "127.0.0.2") == 200, what="the node is up")
        self.equal(self.status(COUNT, self.node.cookie(), "127.0.0.2"), 200, "the machine itself may always come")
        self.true(not self.answers_at("127.0.0.1"), "it listens nowhere else")
        self.end()
        other = outside_address()
        if other:
            self.check_who_may_come(other)
        self.started_with("an address alone would let everybody in", "-rpcbind=127.0.0.2")
        self.true(not self.answers_at("127.0.0.2"), "-rpcbind without -rpcallowip is ignored")
        self.contains(self.node.log(), "Option -rpcbind was ignored because -rpcallowip was not specified")
        self.node.stop()

    def check_who_may_come(self, other):
        netmask = other + "/255.255.255.255"
        for allowed, status in (("203.0.113.1", 403), (other, 200), ("0.0.0.0/0", 200), (netmask, 200)):
            self.started_with(f"{other} comes, {allowed} may", "-rpcbind=0.0.0.0", f"-rpcallowip={allowed}")
            self.equal(self.status(COUNT, self.node.cookie(), other), status, allowed)
            self.equal(self.status(COUNT, self.node.cookie()), 200)
            self.node.stop()

    def end(self):
        self.node.process.terminate()
        self.node.wait_for_exit()

    def check_threads(self):
        for given, count in ((3, 3), (0, 1)):
            self.started_with(f"-rpcthreads={given}", f"-rpcthreads={given}")
            tasks = Path(f"/proc/{self.node.process.pid}/task").iterdir()
            names = [(task / "comm").read_text().strip() for task in tasks]
            self.equal(sum(name.startswith("http.") for name in names), count, names)
            self.node.stop()

    def check_refused(self):
        self.step("values that are none")
        for argument, words in (("-rpcauth=nonsense", "Invalid -rpcauth argument"),
                                ("-rpccookieperms=friends", "rpccookieperms=friends"),
                                ("-rpcallowip=1.2.3", "rpcallowip subnet specification: 1.2.3")):
            self.node.fails_to_start([argument], words)


if __name__ == "__main__":
    main(RpcOptionsTest)
