#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The RPC server's HTTP side: who is let in, statuses, envelopes of JSON-RPC 1 and 2, batches and limits."""

import json
import socket
import stat
import threading
import time

from framework.rpc import Http
from framework.test_case import TestCase, main
from framework.wait import until

BAD_PASSWORD_SECONDS = 0.25
# More than any call may carry.
TOO_LARGE_BYTES = 64 * 1024 * 1024


class HttpTest(TestCase):
    """Requests as clients send them, and as they should not."""

    def set_nodes(self):
        self.add_node("-rpcservertimeout=5")

    def run(self):
        self.check_who_gets_in()
        self.check_statuses()
        self.check_version_1()
        self.check_version_2()
        self.check_requests_out_of_order()
        self.check_batches()
        self.check_parameters()
        self.check_connections()
        self.check_shutdown()

    def post(self, body, **fields):
        text = body if isinstance(body, (str, bytes)) else json.dumps(body)
        return self.node.http.request(text, **fields)

    def check_who_gets_in(self):
        self.step("authorization")
        cookie = self.node.chain_folder / ".cookie"
        self.equal(stat.S_IMODE(cookie.stat().st_mode), 0o600)
        self.true(self.node.cookie().startswith("__cookie__:"), "the user of the cookie")
        question = {"method": "getblockcount", "id": 1}
        reply = self.post(question, headers={})
        self.equal((reply.status, reply.body), (401, b""))
        self.equal(reply.headers["www-authenticate"], 'Basic realm="jsonrpc"')
        for wrong in ("__cookie__:guess", "guess", ":", "__cookie__:" + "x" * 5000):
            began = time.monotonic()
            reply = Http(self.node.rpc_port, wrong).request(json.dumps(question))
            self.equal((reply.status, reply.body), (401, b""), wrong)
            self.true(time.monotonic() - began >= BAD_PASSWORD_SECONDS, "a wrong password is answered late")
        for header in ("Basic", "Basic ====", "Bearer abc", "basic"):
            self.equal(self.post(question, headers={"Authorization": header}).status, 401, header)
        self.equal(self.post(question).status, 200)

    def check_statuses(self):
        self.step("methods and paths")
        for method in ("GET", "PUT", "DELETE"):
            reply = self.post("", method=method)
            self.equal((reply.status, reply.body), (405, b"JSONRPC server handles only POST requests"), method)
        self.equal(self.post("{}", path="/nowhere").status, 404)
        reply = self.post({"method": "getblockcount", "id": 1})
        self.equal(reply.headers["content-type"], "application/json")
        self.equal(reply.body, b'{"result":0,"error":null,"id":1}\n')

    def check_version_1(self):
        self.step("JSON-RPC 1")
        cases = (
            ({"method": "getblockhash", "params": [0], "id": "x"}, 200, None),
            ({"method": "getblockhash", "params": [99], "id": "x"}, 500, -8),
            ({"method": "nosuchmethod", "id": "x"}, 404, -32601),
            ({"id": "x"}, 400, -32600),
            ({"jsonrpc": "1.0", "method": "getblockhash", "params": [99], "id": "x"}, 500, -8),
        )
        for body, status, code in cases:
            reply = self.post(body)
            self.equal(reply.status, status, body)
            answer = reply.json()
            self.equal(list(answer), ["result", "error", "id"], body)
            self.equal(answer["id"], "x")
            self.equal((answer["error"] or {}).get("code"), code, body)
            self.equal(answer["result"] is None, code is not None)
        self.equal(self.post({"method": "getblockcount"}).json(), {"result": 0, "error": None, "id": None})
        for text in ("", "{", "[1,", '{"method":"x"} trailing', "nul", b"\xff\xfe", "[" * 100000):
            reply = self.post(text)
            self.equal(reply.status, 500, text[:20])
            self.equal(reply.json()["error"], {"code": -32700, "message": "Parse error"}, text[:20])

    def check_version_2(self):
        self.step("JSON-RPC 2")
        call = {"jsonrpc": "2.0", "method": "getblockhash", "params": [0], "id": 7}
        reply = self.post(call)
        self.equal((reply.status, list(reply.json())), (200, ["jsonrpc", "result", "id"]))
        self.equal(reply.json()["jsonrpc"], "2.0")
        reply = self.post({**call, "params": [99]})
        self.equal((reply.status, list(reply.json())), (200, ["jsonrpc", "error", "id"]))
        self.equal(reply.json()["error"], {"code": -8, "message": "Block height out of range"})
        reply = self.post({**call, "method": "nosuchmethod"})
        self.equal((reply.status, reply.json()["error"]), (200, {"code": -32601, "message": "Method not found"}))
        for identity in (None, "text", 0, 12345678901):
            self.equal(self.post({**call, "id": identity}).json()["id"], identity)
        silent = {"jsonrpc": "2.0", "method": "getblockhash", "params": [0]}
        for notification in (silent, {**silent, "params": [99]}, {**silent, "method": "nosuchmethod"}):
            reply = self.post(notification)
            self.equal((reply.status, reply.body), (204, b""))

    def check_requests_out_of_order(self):
        self.step("requests that are none")
        for marker, message in (("2.1", "JSON-RPC version not supported"), (2, "jsonrpc field must be a string")):
            reply = self.post({"jsonrpc": marker, "method": "getblockcount", "id": 1})
            self.equal((reply.status, reply.json()["error"]), (400, {"code": -32600, "message": message}))
        reply = self.post({"method": "getblockcount", "params": "text", "id": 1})
        self.equal((reply.status, reply.json()["error"]["code"]), (400, -32600))
        for body in ({"method": 5, "id": 1}, "5", '"text"', "null", "true"):
            reply = self.post(body)
            self.true(reply.status in (400, 500), f"{body} gives {reply.status}")
            self.true(reply.json()["error"]["code"] in (-32600, -32700), f"{body} gives {reply.body}")

    def check_batches(self):
        self.step("batches")
        count = {"jsonrpc": "2.0", "method": "getblockcount", "id": 1}
        wrong = {"method": "nosuchmethod", "id": 2}
        silent = {"jsonrpc": "2.0", "method": "getblockcount"}
        reply = self.post([count, wrong, silent, 5])
        self.equal(reply.status, 200)
        answers = reply.json()
        self.equal([answer["id"] for answer in answers], [1, 2, None])
        self.equal(answers[0], {"jsonrpc": "2.0", "result": 0, "id": 1})
        self.equal(answers[1]["error"]["code"], -32601)
        self.equal(answers[2]["error"]["code"], -32600)
        reply = self.post([])
        self.equal((reply.status, reply.json()), (200, []))
        reply = self.post([silent, silent])
        self.equal((reply.status, reply.body), (204, b""))
        many = [dict(count, id=number) for number in range(500)]
        self.equal([answer["id"] for answer in self.post(many).json()], list(range(500)))

    def check_parameters(self):
        self.step("parameters by position and by name")
        rpc = self.node.rpc
        genesis = rpc.getblockhash(0)
        self.equal(rpc.getblockhash(height=0), genesis)
        self.equal(rpc.getblockheader(genesis, verbose=False), rpc.getblockheader(genesis, False))
        self.equal(rpc.getblock(blockhash=genesis, verbose=0), rpc.getblock(genesis, 0))
        self.rpc_fails(-8, "Unknown named parameter hight", rpc.getblockhash, hight=0)
        self.rpc_fails(-8, None, rpc.getblockhash, 0, height=0)
        self.rpc_fails(-1, None, rpc.getblockhash)
        self.rpc_fails(-1, None, rpc.getblockhash, 0, 1)
        self.equal(self.post({"method": "getblockcount", "params": None, "id": 1}).json()["result"], 0)
        self.rpc_fails(-3, 'Wrong type passed:\n{\n    "Position 1 (height)": '
                           '"JSON value of type string is not of expected type number"\n}', rpc.getblockhash, "a")

    def check_connections(self):
        self.step("connections kept and broken")
        connection = self.node.http.connect()
        for _ in range(3):
            reply = self.post({"method": "getblockcount", "id": 1}, connection=connection)
            self.equal(reply.status, 200)
        connection.close()
        for words, status in ((b"nonsense\r\n\r\n", 400), (self.head(TOO_LARGE_BYTES), 413)):
            self.equal(self.first_status(words), status, words[:40])
        self.step("half a request does not hold the server")
        with socket.create_connection(("127.0.0.1", self.node.rpc_port)) as half:
            half.sendall(self.head(100)[:40])
            self.equal(self.node.height(), 0)
            half.settimeout(30)
            self.equal(half.recv(1), b"", "the server hangs up on a client that says nothing")

    def head(self, length):
        name, value = next(iter(self.node.http.authorization().items()))
        return f"POST / HTTP/1.1\r\nHost: x\r\n{name}: {value}\r\nContent-Length: {length}\r\n\r\n".encode()

    def first_status(self, words):
        with socket.create_connection(("127.0.0.1", self.node.rpc_port), timeout=30) as raw:
            raw.sendall(words)
            return int(raw.makefile("rb").readline().split()[1])

    def check_shutdown(self):
        self.step("stop answers, and the cookie goes")
        calls = [threading.Thread(target=self.ask_until_refused) for _ in range(4)]
        for call in calls:
            call.start()
        self.equal(self.node.rpc.stop(), "Quanta stopping")
        self.node.wait_for_exit()
        for call in calls:
            call.join(30)
        self.true(not any(call.is_alive() for call in calls), "every call in flight was answered or cut")
        self.true(not (self.node.chain_folder / ".cookie").exists(), "the cookie is gone")
        self.step("work queue")
        self.node.start("-rpcthreads=1", "-rpcworkqueue=1")
        self.check_full_queue()

    def ask_until_refused(self):
        try:
            until(lambda: self.post({"method": "getblockcount", "id": 1}).status != 200, 30)
        except OSError:
            pass

    def check_full_queue(self):
        found = []

        def ask():
            reply = self.post([{"method": "getblockhash", "params": [0], "id": 1}] * 5000)
            found.append((reply.status, reply.body[:40] if reply.status != 200 else b""))

        asking = [threading.Thread(target=ask) for _ in range(30)]
        for one in asking:
            one.start()
        for one in asking:
            one.join()
        self.contains(found, (503, b"Work queue depth exceeded"))
        self.contains(found, (200, b""))


if __name__ == "__main__":
    main(HttpTest)
