#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""quanta-cli, option by option: what it sends, what it prints where, and the code it leaves with."""

import base64
import json
import os
import subprocess
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from framework import programs
from framework.test_case import TestCase, main

ADVICE = ("\n\nMake sure the quantad server is running and that you are connecting to the correct RPC port.\n"
          "Use \"quanta-cli -help\" for more info.\n")
UNKNOWN = "error code: -32601\nerror message:\nMethod not found\n"
# A loopback address where nothing listens.
NOBODY_THERE = "127.77.77.77"
PORTS = {"-main": 8332, "-testnet": 18332, "-testnet4": 48332, "-signet": 38332, "-regtest": 18443}
NETWORK = {"subversion": "/Quanta:9/", "protocolversion": 70016, "networkactive": True,
           "localservicesnames": ["NETWORK"], "localaddresses": [],
           "networks": [{"name": "ipv4", "reachable": True, "proxy": ""}]}
PEERS = [{"id": 3, "addr": "1.2.3.4:8333", "network": "ipv4", "inbound": inbound, "version": 70016, "subver": "/x/",
          "connection_type": "manual", "transport_protocol_type": "v2", "servicesnames": ["NETWORK"]}
         for inbound in (False, True)]


class FakeServer:
    """Answers any method from `replies`, and keeps what it was asked."""

    def __init__(self):
        self.replies = {}
        self.status, self.body, self.pause = 200, None, 0
        self.asked = []
        fake = self

        class Handler(BaseHTTPRequestHandler):
            """One request."""

            def do_POST(self):
                body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                fake.asked.append((self.path, self.headers.get("Authorization"), body))
                time.sleep(fake.pause)
                answer = fake.answer(body) if fake.body is None else fake.body
                self.send_response(fake.status)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        # Clients that did not wait for the answer.
        self.server.handle_error = lambda *_: None
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def answer(self, body):
        error = None if body["method"] in self.replies else {"code": -32601, "message": "Method not found"}
        reply = {"jsonrpc": "2.0", "id": body["id"], "result": self.replies.get(body["method"])}
        if error:
            reply = {"jsonrpc": "2.0", "id": body["id"], "error": error}
        return json.dumps(reply).encode()


class CliTest(TestCase):
    """A node, a server that tells what it was asked, and nobody."""

    def run(self):
        self.fake = FakeServer()
        self.check_texts()
        self.check_nobody()
        self.check_requests()
        self.check_replies()
        self.check_standard_input()
        self.check_network_views()
        self.check_node()
        self.check_credentials()
        self.check_wallets()
        self.check_configuration()
        self.check_wait()

    def bare(self, *arguments, stdin=""):
        """Exit code, output and errors of the client with these arguments alone; `quanta rpc` would add one."""
        client = os.environ.get("QUANTA_CLI", str(programs.BUILD / "bin" / "quanta-cli"))
        home = {**os.environ, "HOME": str(self.folder)}
        done = subprocess.run([client, *arguments], input=stdin, text=True, env=home,
                              capture_output=True, timeout=60, check=False)
        return done.returncode, done.stdout, done.stderr

    def ask(self, *arguments, stdin=""):
        """The same of a client for the node, over HTTP."""
        return self.bare("-regtest", f"-datadir={self.node.datadir}", f"-rpcport={self.node.rpc_port}",
                         "-noipcconnect", *arguments, stdin=stdin)

    def tell(self, *arguments, stdin=""):
        """The same of a client for the fake server."""
        return self.bare("-noipcconnect", f"-datadir={self.node.datadir}", "-rpcuser=u", "-rpcpassword=p",
                         f"-rpcport={self.fake.port}", *arguments, stdin=stdin)

    def fails(self, found, error, code=1):
        self.equal(found, (code, "", error))

    def check_texts(self):
        self.step("-help, -version, no arguments, unknown options")
        code, out, error = self.bare("-help")
        self.equal((code, error), (0, ""))
        for option in ("-rpcwaittimeout", "-netinfo", "-ipcconnect", "-stdinwalletpassphrase"):
            self.contains(out, option)
        for option in ("-h", "-?"):
            self.equal(self.bare(option), (0, out, ""))
        self.matches(self.bare("-version")[1], "^Quanta RPC client version v")
        code, out, error = self.bare()
        self.equal((code, out), (1, ""))
        self.true(error.endswith("\nError: too few parameters\n"), "no arguments")
        self.contains(self.bare("-nonsense")[2], "Invalid parameter -nonsense")
        self.fails(self.ask(), "error: too few parameters (need at least command)\n")

    def check_nobody(self):
        self.step("nobody there: -rpcconnect, -rpcport and the ports of the chains")
        for chain, port in PORTS.items():
            where = f"error: timeout on transient error: Could not connect to the server {NOBODY_THERE}:{port}"
            chosen = [] if chain == "-main" else [chain]
            self.fails(self.bare(*chosen, f"-rpcconnect={NOBODY_THERE}", "uptime"), where + ADVICE)
        self.contains(self.bare("-chain=signet", f"-rpcconnect={NOBODY_THERE}", "uptime")[2], ":38332\n")
        twice = self.bare(f"-rpcconnect={NOBODY_THERE}:5", "-rpcport=6", "uptime")[2]
        self.matches(twice, "^Warning: Port specified in both -rpcconnect and -rpcport. Using -rpcport 6\n")
        self.contains(twice, f"{NOBODY_THERE}:6\n")
        self.fails(self.bare("-rpcport=65536", "uptime"), "error: Invalid port provided in -rpcport: 65536\n")
        self.fails(self.bare("-rpcconnect=a:b", "uptime"), "error: Invalid port provided in -rpcconnect: a:b\n")

    def check_requests(self):
        self.step("what is sent: parameters, -named, -rpcid, -rpcwallet, -rpcuser, -rpcpassword")
        self.fake.replies["echojson"] = None
        self.equal(self.tell("echojson", "1", '{"a":[]}'), (0, "", ""))
        path, sent, body = self.fake.asked.pop()
        self.equal((path, sent), ("/", "Basic " + base64.b64encode(b"u:p").decode()))
        self.equal(body, {"jsonrpc": "2.0", "id": 1, "method": "echojson", "params": [1, {"a": []}]})
        self.tell("-rpcid=me", "-rpcwallet=a b/ü", "-named", "echojson", "arg1=true", "arg2=[2]")
        path, _, body = self.fake.asked.pop()
        self.equal((path, body["id"]), ("/wallet/a%20b%2F%C3%BC", "me"))
        self.equal(body["params"], {"arg1": True, "arg2": [2]})
        self.tell("-rpcwallet=", "echojson")
        self.equal(self.fake.asked.pop()[0], "/wallet/")
        self.tell("-norpcwallet", "echojson")
        self.equal(self.fake.asked.pop()[0], "/")
        self.fails(self.tell("echojson", "{"), "error: Error parsing JSON: {\n")
        self.contains(self.tell("-rpcid", "echojson")[2], "rpcid")
        self.equal(self.fake.asked, [])

    def check_replies(self):
        self.step("what is made of replies and of statuses")
        for reply, shown in (("text", "text\n"), (None, ""), (5, "5\n"), ([], "[\n]\n"),
                             ({"a": 1}, '{\n  "a": 1\n}\n')):
            self.fake.replies["echo"] = reply
            self.equal(self.tell("echo"), (0, shown, ""))
        self.fails(self.tell("nosuch"), UNKNOWN, code=32601 % 256)
        for status, body, error in (
                (401, b"", "Authorization failed: Incorrect rpcuser or rpcpassword"),
                (503, b"Work queue depth exceeded", "Server response: Work queue depth exceeded"),
                (403, b"", "server returned HTTP error 403"), (200, b"", "no response from server"),
                (500, b"{", "couldn't parse reply from server"),
                (200, b"{}", "expected reply to have result, error and id properties")):
            self.fake.status, self.fake.body = status, body
            self.fails(self.tell("uptime"), f"error: {error}\n")
        self.fake.status, self.fake.body, self.fake.pause = 200, None, 3
        code, out, error = self.tell("-rpcclienttimeout=1", "echo")
        self.equal((code, out), (1, ""))
        self.contains(error, f"Could not connect to the server 127.0.0.1:{self.fake.port} (")
        self.fake.pause = 0
        self.contains(self.tell("-rpcclienttimeout=x", "echo")[2], "rpcclienttimeout")

    def check_standard_input(self):
        self.step("-stdin, -stdinrpcpass, -stdinwalletpassphrase")
        self.fake.asked.clear()
        self.fake.replies.update({"echo": 1, "walletpassphrase": None})
        self.tell("-stdin", "echo", "a", stdin="b c\n\nd")
        self.equal(self.fake.asked.pop()[2]["params"], ["a", "b c", "", "d"])
        self.tell("-stdin", "echo")
        self.equal(self.fake.asked.pop()[2]["params"], [])
        self.tell("-stdinrpcpass", "-stdinwalletpassphrase", "-stdin", "walletpassphrase", stdin="pw\nphrase\n60\n")
        _, sent, body = self.fake.asked.pop()
        self.equal(base64.b64decode(sent.split()[1]), b"u:pw")
        self.equal(body["params"], ["phrase", 60])
        for option in ("-stdinrpcpass", "-stdinwalletpassphrase"):
            self.fails(self.tell(option, "walletpassphrase"),
                       f"error: {option} specified but failed to read from standard input\n")
        self.fails(self.tell("-stdinwalletpassphrase", "echo", stdin="x\n"),
                   "error: -stdinwalletpassphrase is only applicable for walletpassphrase(change)\n")

    def check_network_views(self):
        self.step("-addrinfo and -netinfo")
        lacks = "error: {} is not possible: the server has no method {}\n"
        self.fails(self.tell("-addrinfo"), lacks.format("-addrinfo", "getaddrmaninfo"))
        self.fails(self.tell("-netinfo"), lacks.format("-netinfo", "getnetworkinfo"))
        self.fails(self.ask("-netinfo", "x", "o"), "error: invalid -netinfo level argument: x\n"
                   "For more information, run: quanta-cli -netinfo help\n")
        self.fails(self.ask("-addrinfo", "x"), "error: -addrinfo takes no arguments\n")
        networks = ("ipv4", "ipv6", "onion", "i2p", "cjdns")
        self.fake.replies["getaddrmaninfo"] = {name: {"new": 1, "tried": at, "total": at + 1}
                                               for at, name in enumerate((*networks, "all_networks"))}
        known = {name: at + 1 for at, name in enumerate((*networks, "total"))}
        code, out, _ = self.tell("-addrinfo")
        self.equal((code, json.loads(out)), (0, {"addresses_known": known}))
        self.fake.replies.update(getnetworkinfo=NETWORK, getpeerinfo=PEERS)
        for level in ("0", "1", "2", "3", "4"):
            code, out, error = self.tell("-netinfo", level)
            self.equal((code, error), (0, ""))
            self.equal(("way " in out, "1.2.3.4:8333" in out, "70016 /x/" in out),
                       (level > "0", level in "24", level in "34"))
            self.contains(out, "\ntotal     2      2      0       2\n")
        self.equal(self.tell("-netinfo", "4", "outonly")[1].count("1.2.3.4:8333"), 1)
        self.matches(self.bare("-netinfo", "help")[1], "^Usage: ")

    def check_node(self):
        self.step("a node: results, errors, -getinfo, -color")
        self.equal(self.ask("getblockcount"), (0, "0\n", ""))
        self.fails(self.ask("nosuch"), UNKNOWN, code=89)
        self.fails(self.ask("getblockhash", "5"), "error code: -8\nerror message:\nBlock height out of range\n", code=8)
        code, out, error = self.ask("getblockhash", "1", "2")
        self.equal((code, out), (1, ""))
        self.matches(error, "^error code: -1\nerror message:\ngetblockhash height\n")
        self.fails(self.ask("getblockhash", "a"), "error: Error parsing JSON: a\n")
        code, out, error = self.ask("getblockhash", '"a"')
        self.equal((code, out), (3, ""))
        self.contains(error, "JSON value of type string is not of expected type number")
        plain = self.ask("-getinfo")[1]
        for line in ("Chain: regtest", "Blocks: 0", "Headers: 0", "Verification progress: ", "Warnings: "):
            self.contains(plain, line)
        self.equal(self.ask("-color=auto", "-getinfo")[1], plain)
        self.contains(self.ask("-color=always", "-getinfo")[1], "\x1b[1mChain: regtest\x1b[0m\n")
        self.equal(self.ask("-color=never", "-getinfo")[1], plain)
        self.fails(self.ask("-color=pink", "-getinfo"),
                   "error: Invalid value for -color option. Valid values: always, auto, never.\n")
        self.fails(self.ask("-getinfo", "x"), "error: -getinfo takes no arguments\n")
        self.fails(self.ask("-getinfo", "-netinfo"), "error: Only one of -getinfo, -netinfo may be specified.\n")

    def check_credentials(self):
        self.step("cookie and password")
        wrong = "error: Authorization failed: Incorrect rpcuser or rpcpassword\n"
        self.fails(self.ask("-rpcuser=x", "-rpcpassword=y", "uptime"), wrong)
        self.fails(self.ask("-stdinrpcpass", "uptime", stdin="y\n"), wrong)
        for option in ("-norpccookiefile", "-rpccookiefile=/nonexistent/cookie"):
            code, _, error = self.ask(option, "uptime")
            self.equal(code, 1)
            self.matches(error, "^error: Could not locate RPC credentials.")
        (self.folder / "copy").write_text(self.node.cookie())
        self.equal(self.ask(f"-rpccookiefile={self.folder / 'copy'}", "getblockcount")[1], "0\n")
        user, password = self.node.cookie().split(":")
        self.equal(self.ask("-norpccookiefile", f"-rpcuser={user}", f"-rpcpassword={password}", "getblockcount")[1],
                   "0\n")

    def check_wallets(self):
        self.step("-rpcwallet, -generate, and balances in -getinfo")
        self.equal(self.ask("-generate")[0], 18)
        self.equal(self.ask("createwallet", "one")[0], 0)
        code, out, _ = self.ask("-generate")
        self.equal((code, len(json.loads(out)["blocks"])), (0, 1))
        self.equal(len(json.loads(self.ask("-generate", "2", "100000")[1])["blocks"]), 2)
        self.fails(self.ask("-generate", "0"), "error: the first argument (number of blocks to generate, default: 1) "
                   "must be an integer value greater than zero\n")
        self.fails(self.ask("-generate", "1", "2", "3"),
                   "error: too many arguments (maximum 2 for nblocks and maxtries)\n")
        self.fails(self.ask("-generate", "x"), "error: Error parsing JSON: x\n")
        self.contains(self.ask("-getinfo")[1], "\nWallet: one\n")
        self.contains(self.ask("-getinfo")[1], "\nBalance: 0.00000000\n")
        self.ask("createwallet", "two")
        self.contains(self.ask("-getinfo")[1], "\nBalances: 2 wallets\n0.00000000  one\n0.00000000  two\n")
        self.contains(self.ask("-getinfo", "-rpcwallet=two")[1], "\nWallet: two\n")
        code, _, error = self.ask("getwalletinfo")
        self.equal(code, 19)
        self.contains(error, "-rpcwallet=<walletname>")
        self.equal(json.loads(self.ask("-rpcwallet=two", "getwalletinfo")[1])["walletname"], "two")
        self.equal(self.ask("-rpcwallet=three", "getwalletinfo")[0], 18)

    def check_configuration(self):
        self.step("-conf and -datadir")
        (self.node.datadir / "cli.conf").write_text(f"regtest=1\nserver=1\n[regtest]\nrpcport={self.node.rpc_port}\n")
        here = f"-datadir={self.node.datadir}"
        self.equal(self.bare(here, "-conf=cli.conf", "-noipcconnect", "getblockcount"), (0, "3\n", ""))
        for arguments in ([here, "-conf=missing.conf"], ["-datadir=/nonexistent"], [here, "-chain=nosuch"]):
            code, out, error = self.bare(*arguments, "uptime")
            self.equal((code, out), (1, ""))
            self.matches(error, "^Error: ")

    def check_wait(self):
        self.step("-rpcwait and -rpcwaittimeout")
        self.node.stop()
        began = time.monotonic()
        self.contains(self.ask("-rpcwait", "-rpcwaittimeout=2", "uptime")[2], "timeout on transient error: ")
        self.true(time.monotonic() - began >= 2, "it waited")
        found = []
        waiting = threading.Thread(target=lambda: found.append(self.ask("-rpcwait", "getblockcount")))
        waiting.start()
        self.node.start()
        waiting.join(60)
        self.equal(found, [(0, "3\n", "")])
        self.contains(self.bare("-rpcwaittimeout=x", "uptime")[2], "rpcwaittimeout")


if __name__ == "__main__":
    main(CliTest)
