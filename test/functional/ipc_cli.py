#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""quanta-cli -ipcconnect: which way it asks a node that listens on a socket, and what it says when none does."""

import subprocess

from framework import programs
from framework.test_case import TestCase, main

SERVED = "IPC server post request"
BOTH = "error: -rpcconnect and -ipcconnect options cannot both be enabled\n"


class IpcCliTest(TestCase):
    """Tells by the node's log whether a request came through the socket."""

    def set_nodes(self):
        self.node_program = programs.BUILD / "libexec" / "quanta-node"
        if not self.node_program.exists():
            self.skip("there is no quanta-node in this build")
        self.add_node("-debug=ipc", start=False)

    def run(self):
        self.node.command = self.command
        self.check_nobody()
        self.node.start()
        self.check_ways()
        self.check_errors()
        self.check_wait()
        self.check_stop()
        self.check_other_sockets()

    def command(self, arguments=()):
        """The command line of quanta-node itself, whatever the other tests run."""
        return [str(self.node_program), "-regtest", f"-datadir={self.node.datadir}",
                f"-rpcport={self.node.rpc_port}", "-printtoconsole=0", *self.node.arguments, *arguments]

    def client(self, *arguments):
        return [str(programs.BUILD / "bin" / "quanta-cli"), "-regtest", f"-datadir={self.node.datadir}",
                f"-rpcport={self.node.rpc_port}", *arguments]

    def ask(self, *arguments):
        """Exit code, output and errors of the client."""
        done = subprocess.run(self.client(*arguments), text=True, capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def served(self):
        """Requests of JSON-RPC that came through the socket so far."""
        return sum(SERVED in line and "Rpc.executeRpc" in line for line in self.node.log().splitlines())

    def came(self, through_socket, *arguments):
        before = self.served()
        self.equal(self.ask(*arguments, "getblockcount"), (0, "0\n", ""))
        self.equal(self.served() - before, 1 if through_socket else 0, arguments)

    def check_nobody(self):
        self.step("nobody listens")
        self.contains(self.ask("uptime")[2], f"Could not connect to the server 127.0.0.1:{self.node.rpc_port}")
        code, out, error = self.ask("-ipcconnect=unix", "uptime")
        self.equal((code, out), (1, ""))
        self.contains(error, "node.sock': No such file or directory")

    def check_ways(self):
        self.step("through the socket, and over HTTP")
        self.came(True)
        for option in ("-ipcconnect", "-ipcconnect=auto", "-ipcconnect=unix", "-ipcconnect=unix:node.sock",
                       f"-ipcconnect=unix:{self.node.chain_folder}/node.sock"):
            self.came(True, option)
        # No password, no cookie and no port is needed there.
        self.came(True, "-norpccookiefile", "-rpcport=1")
        for option in ("-noipcconnect", "-ipcconnect=0", "-rpcconnect=127.0.0.1"):
            self.came(False, option)
        self.came(True, "-norpcconnect")
        before = self.served()
        self.contains(self.ask("-getinfo")[1], "Chain: regtest")
        self.true(self.served() > before, "-getinfo asks through the socket")

    def check_errors(self):
        self.step("errors")
        self.equal(self.ask("-ipcconnect=unix", "-rpcconnect=127.0.0.1", "uptime"), (1, "", BOTH))
        self.equal(self.ask("-ipcconnect=tcp", "uptime"),
                   (1, "", "error: Invalid -ipcconnect address 'tcp': Unrecognized address, use unix or unix:<path>\n"))
        for way in ("-ipcconnect=unix", "-noipcconnect"):
            self.equal(self.ask(way, "nosuch"), (89, "", "error code: -32601\nerror message:\nMethod not found\n"))
            self.equal(self.ask(way, "getblockhash", "5")[0], 8)

    def check_wait(self):
        self.step("waiting for a node")
        self.node.stop()
        waiting = [subprocess.Popen(self.client("-rpcwait", *way, "getblockcount"), stdout=subprocess.PIPE, text=True)
                   for way in ([], ["-ipcconnect=unix"])]
        self.node.start()
        for process in waiting:
            self.equal((process.communicate(timeout=60)[0], process.returncode), ("0\n", 0))

    def check_stop(self):
        self.step("a node that stops leaves a socket that refuses")
        self.equal(self.ask("-ipcconnect=unix", "stop"), (0, "Quanta stopping\n", ""))
        self.node.wait_for_exit()
        code, _, error = self.ask("-ipcconnect=unix", "-rpcwait", "-rpcwaittimeout=1", "uptime")
        self.equal(code, 1)
        self.contains(error, "Connection refused")
        self.contains(self.ask("uptime")[2], "Could not connect to the server 127.0.0.1")

    def check_other_sockets(self):
        self.step("a socket that grants no RPC")
        self.node.start("-ipcbind=unix:other.sock")
        code, _, error = self.ask("-ipcconnect=unix:other.sock", "uptime")
        self.equal(code, 1)
        self.contains(error, "does not answer RPC")
        self.node.stop()
        self.node.start("-ipcbind=unix:other.sock", "-ipcallow=other.sock=Rpc")
        self.came(True, "-ipcconnect=unix:other.sock")


if __name__ == "__main__":
    main(IpcCliTest)
