#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Sockets of a node: where they are, who may connect, what is granted, what is left behind, what stops a start."""

import os
import re
import shutil
import socket
import stat
import tempfile

from framework.ipc import IpcError, IpcTest
from framework.test_case import main

NOBODY = 65534
REFUSED = "Connection refused"
INTERFACES = {"Echo": "makeEcho", "Mining": "makeMining", "Rpc": "makeRpc", "Node": "makeNode", "Chain": "makeChain",
              "WalletLoader": "makeWalletLoader"}
DEFAULT_GRANTS = {"Echo", "Mining"}


def mode(path):
    return stat.S_IMODE(os.stat(path).st_mode)


class SocketsTest(IpcTest):
    """-ipcbind and -ipcallow, from outside."""

    def set_nodes(self):
        super().set_nodes()
        # Longer paths than a socket may have are not to come from where the tests are run.
        self.short = tempfile.mkdtemp(prefix="qipc-")

    def execute(self):
        try:
            return super().execute()
        finally:
            shutil.rmtree(getattr(self, "short", ""), ignore_errors=True)

    def run(self):
        self.check_default()
        self.check_after_stop()
        self.check_after_kill()
        self.check_paths()
        self.check_live_socket()
        self.check_failures()
        self.check_grants()
        self.check_other_users()

    def granted(self, path):
        """The interfaces that a client at `path` gets."""
        connection = self.connect(path)
        found = set()
        for name, method in INTERFACES.items():
            try:
                connection.call(method)
                found.add(name)
            except IpcError as error:
                self.equal(error.text,
                           f"remote exception: std::exception: {name} is not available on this connection")
        return found

    def works(self, path):
        self.equal(self.connect(path).object("makeEcho").call("echo", echo="x"), "x")

    def is_socket(self, path):
        self.equal((stat.S_ISSOCK(os.stat(path).st_mode), mode(path)), (True, 0o600), str(path))

    def check_default(self):
        self.step("node.sock")
        self.is_socket(self.socket())
        self.equal(mode(self.node.chain_folder), 0o700)
        self.works(self.socket())
        self.equal(self.granted(self.socket()), set(INTERFACES))

    def check_after_stop(self):
        self.step("after a stop the file stays, and nobody answers")
        client = self.connect()
        self.node.stop()
        self.true(client.ended.wait(10), "the node has ended the connection")
        self.is_socket(self.socket())
        self.connection_is_refused(REFUSED, self.socket())

    def check_after_kill(self):
        self.step("the socket of a dead process is replaced")
        for _ in range(2):
            self.node.start()
            self.works(self.socket())
            self.node.kill()
            self.connection_is_refused(REFUSED, self.socket())
        self.node.start()
        self.works(self.socket())
        self.node.stop()

    def check_paths(self):
        self.step("other paths: relative, absolute, in new folders, twice, and none")
        folder = self.node.chain_folder
        absolute = f"{self.short}/new/deep/a.sock"
        behind = len(self.node.log())
        self.node.start("-ipcbind=unix:miners.sock", "-ipcbind=unix:some/where/b.sock", f"-ipcbind=unix:{absolute}",
                        "-ipcbind=unix:miners.sock", "-ipcbind=unix:")
        for path in (folder / "node.sock", folder / "miners.sock", folder / "some/where/b.sock", absolute):
            self.is_socket(path)
            self.works(path)
        for path in (folder / "some", folder / "some/where", f"{self.short}/new", f"{self.short}/new/deep"):
            self.equal(mode(path), 0o700, str(path))
        self.equal(self.node.log()[behind:].count("IPC at "), 4)
        self.node.stop()
        for path in (folder / "node.sock", folder / "miners.sock"):
            os.unlink(path)
        self.node.arguments = ["-debug=ipc"]
        self.node.start()
        self.works(self.socket())
        self.node.restart("-noipcbind")
        self.connection_is_refused(REFUSED, self.socket())
        os.unlink(self.socket())
        self.connection_is_refused("No such file or directory", self.socket())
        self.node.stop()

    def unable(self, address, why, *more):
        """With this -ipcbind the node does not start, and says why."""
        text = self.node.fails_to_start((f"-ipcbind={address}", *more), "Unable to bind to IPC address")
        self.contains(text, f"Unable to bind to IPC address '{address}'. {why}")

    def check_live_socket(self):
        self.step("a socket that a live process answers on")
        path = f"{self.short}/live.sock"
        address = f"unix:{path}"
        self.node.start(f"-ipcbind={address}")
        other = self.add_node(start=False)
        text = other.fails_to_start((f"-ipcbind={address}",), "Unable to bind")
        self.contains(text, f"Unable to bind to IPC address '{address}'. Another process is listening on '{path}'")
        self.works(path)
        self.node.stop()
        other.start(f"-ipcbind={address}")
        self.works(path)
        other.stop()

    def check_failures(self):
        self.step("what stops a start")
        longest = f"{self.short}/" + "l" * (107 - len(self.short) - 1)
        self.node.start(f"-ipcbind=unix:{longest}")
        self.works(longest)
        self.node.stop()
        for path in (longest + "l", f"{self.short}/" + "l" * 300):
            self.unable(f"unix:{path}", f"Path '{path}' is too long for a socket")
        file = f"{self.short}/file"
        with open(file, "w", encoding="utf8") as made:
            made.write("mine")
        self.unable(f"unix:{file}", f"'{file}' exists and is not a socket")
        self.unable(f"unix:{self.short}", f"'{self.short}' exists and is not a socket")
        with open(file, encoding="utf8") as kept:
            self.equal(kept.read(), "mine")
        self.unable(f"unix:{file}/below/a.sock", "Cannot create directory")
        for address in ("tcp:127.0.0.1:1234", "unixx", "/tmp/a.sock"):
            self.unable(address, "Unrecognized address")
        # A bad one among good ones; and a start without it goes on as before.
        self.unable(f"unix:{file}", "", "-ipcbind=unix:good.sock")
        self.node.start()
        self.works(self.socket())
        self.node.stop()

    def check_grants(self):
        self.step("grants")
        folder = self.node.chain_folder
        self.node.start("-ipcbind=unix:plain.sock", "-ipcbind=unix:rpc.sock", "-ipcallow=rpc.sock=Rpc",
                        "-ipcbind=unix:more.sock", "-ipcallow=more.sock=Echo,Chain", "-ipcallow=more.sock=Mining",
                        "-ipcallow=node.sock=Echo")
        self.equal(self.granted(folder / "plain.sock"), DEFAULT_GRANTS)
        self.equal(self.granted(folder / "rpc.sock"), {"Rpc"})
        self.equal(self.granted(folder / "more.sock"), {"Echo", "Chain", "Mining"})
        self.equal(self.granted(self.socket()), {"Echo"})
        # What one socket gives does not lead to what it does not give.
        self.remote_fails("Old mining interface (@2) not supported. Please update your client!",
                          self.connect(folder / "rpc.sock").call, "makeMiningOld2")
        self.node.stop()
        for value, why in (("plain.sock=Rpc", "which is not bound"), ("node.sock=Everything", "unknown interface"),
                           ("node.sock=", "unknown interface"), ("node.sock", "must be <socket path>="),
                           ("=Rpc", "must be <socket path>=")):
            self.node.fails_to_start((f"-ipcallow={value}",), re.escape(why))

    def check_other_users(self):
        if os.geteuid() != 0 or not shutil.which("setpriv"):
            self.step("left out: other users, for this is not root")
            return
        self.step("other users")
        path = f"{self.short}/a.sock"
        self.node.start(f"-ipcbind=unix:{path}")
        os.chmod(self.short, 0o755)
        other_user = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"]
        self.ipc_fails(f"std::exception: {path}: Permission denied", self.new_client(other_user).connect, path)
        # Even where the file lets them: the node looks who it is.
        os.chmod(path, 0o666)
        connection = self.new_client(other_user).connect(path)
        self.true(connection.ended.wait(10), "the node has ended the connection")
        self.ipc_fails(re.compile("disconnect|reset|broken", re.I), connection.call, "construct", kind="DISCONNECTED")
        self.node.wait_for_log(f"IPC connection refused: it is from another user ({NOBODY})")
        self.works(path)
        with socket.socket(socket.AF_UNIX) as silent:
            silent.connect(path)
            self.works(path)
        self.node.stop()


if __name__ == "__main__":
    main(SocketsTest)
