#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Every method against the recorded interface: declarations, replies, type errors, errors, recorded requests."""

from collections import Counter

from framework.reference import HASH, HELP_TEXT, KeyOrder, Reference, ShapeCheck, json_type, with_our_names
from framework.reference_errors import UNREACHABLE, ErrorStates
from framework.rpc import to_json
from framework.test_case import TestCase, main
from framework.wallet_test import NOBODY

WRONG = {"string": 1, "number": "a", "bool": "a", "array": "a", "object": "a"}
RIGHT = {"string": "a", "number": 1, "bool": True, "array": [], "object": {}}
TYPE_NAMES = {int: "number", str: "string"}
# Would end the node.
NOT_SENT = {"stop"}
# Recorded errors that name what another node had: files of its wallets, its height, a line of its source.
OTHER_STATE = {"createwallet": "", "loadwallet": "", "echo": "Internal bug detected", "getblockstats": "Target block height"}
WITHOUT_WALLET = {"createwallet", "loadwallet", "unloadwallet", "listwallets", "listwalletdir", "restorewallet"}
# Methods whose recorded calls are not gone through here yet: their replies are checked by wallet_send, wallet_fund,
# wallet_bump and the unit tests of their libraries, their parameters against the reference by those of wallet_methods.
CHECKED_ELSEWHERE = {"abandontransaction", "abortrescan", "bumpfee", "fundrawtransaction", "psbtbumpfee", "rescanblockchain",
                     "send", "sendall", "sendmany", "sendtoaddress", "signrawtransactionwithwallet",
                     "simulaterawtransaction", "walletcreatefundedpsbt", "walletprocesspsbt"}
WAITING = {"waitforblock", "waitforblockheight", "waitfornewblock"}


class ReferenceTest(TestCase):
    """A node with a chain and a wallet, asked everything that deployed nodes were asked."""

    def set_nodes(self):
        # What is recorded names hosts of the world.
        self.add_node("-blockfilterindex", "-rpcworkqueue=100", "-keypool=5", "-listen=1", "-bind=127.0.0.1", "-networkactive=0")
        self.add_node("-disablewallet", "-prune=1", "-fastprune", "-v2transport=0")
        self.add_node("-disablewallet", "-blocksonly")

    def run(self):
        self.reference = Reference(self.data("reference"))
        self.rpc = self.node.rpc
        document = self.rpc.getopenrpcinfo(True)
        self.declared = {method["name"]: method for method in document["methods"]}
        self.methods = [name for name in self.reference.methods if name in self.declared and name not in CHECKED_ELSEWHERE]
        self.orders = {}
        for name in self.methods:
            self.orders[name] = KeyOrder()
            for call in self.reference.calls.get(name, []):
                if "reply" in call:
                    self.orders[name].learn(call["reply"])
        # The transaction in it is written as everywhere; the recorded ones hold none.
        for call in self.reference.calls["decoderawtransaction"]:
            if "decodepsbt" in self.orders and "reply" in call:
                self.orders["decodepsbt"].learn(call["reply"], ("tx",))
        self.counts = Counter()
        self.faults = []
        self.met = set()
        self.answered = set()
        self.states = ErrorStates(self)
        self.build()
        self.check_declarations()
        self.check_counts_and_types()
        self.check_replies()
        self.check_recorded_calls()
        self.check_errors()
        for name in set(self.methods) - self.answered - NOT_SENT - {"generate"}:
            self.fault(name, "no reply was checked")
        print(f"methods {len(self.methods)} of {len(self.reference.methods)} in the reference, "
              + ", ".join(f"{what} {number}" for what, number in sorted(self.counts.items())))
        for fault in sorted(set(self.faults)):
            print("  " + fault)
        self.equal(sorted(set(self.faults)), [])

    def fault(self, method, text):
        self.faults.append(f"{method}: {text}")

    def build(self):
        """Blocks, and a wallet with coins where there are wallets."""
        self.step("a chain and a wallet")
        self.rpc.generatetoaddress(111, NOBODY)
        self.states.before_wallets()
        if "createwallet" in self.declared:
            self.rpc.createwallet("w")
            self.rpc.generatetoaddress(101, self.rpc.getnewaddress())

    @staticmethod
    def request(method, params):
        return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}

    def call(self, method, params, path="/", of=None):
        """(result, None) or (None, (code, message))."""
        return self.send(of or self.node, self.request(method, params), path, method)

    def send(self, node, body, path, method):
        """The same for a request as it is, whose errors count as those of `method`."""
        answer = node.http.request(to_json(body), path).json()
        if answer.get("error") is None:
            return answer["result"], None
        code, message = answer["error"]["code"], answer["error"]["message"]
        noted = HELP_TEXT if message.startswith(f"{method}") and "\n\n" in message else message
        for number, one in enumerate(self.nodes):
            noted = noted.replace(str(one.datadir), f"<datadir{number}>")
        self.met.add((method, code, self.without_hashes(method, noted)))
        return None, (code, message)

    @staticmethod
    def without_hashes(method, message):
        """Messages about transactions that are sent name hashes, which are others for each chain."""
        return HASH.sub("<hash>", message) if method == "sendrawtransaction" else message

    # What methods declare.

    def check_declarations(self):
        self.step("parameters as declared")
        for name in self.methods:
            expected = self.reference.methods[name]
            found = self.declared[name]
            if found["x-bitcoin-category"] != expected["category"]:
                self.fault(name, f"category {found['x-bitcoin-category']}, expected {expected['category']}")
            names = [param["name"] for param in found["params"]]
            expected_names = [param["name"] for param in expected["params"]]
            if names != expected_names:
                self.fault(name, f"parameters {names}, expected {expected_names}")
                continue
            for param, wanted in zip(found["params"], expected["params"]):
                self.check_param(name, param, wanted)

    def check_param(self, method, param, wanted):
        self.counts["parameters"] += 1
        if param["required"] == wanted.get("optional", False):
            self.fault(method, f"{param['name']}: required is {param['required']}")
        if param.get("x-bitcoin-aliases", []) != wanted.get("aliases", []):
            self.fault(method, f"{param['name']}: aliases {param.get('x-bitcoin-aliases')}")
        default = param["schema"].get("default")
        if wanted.get("default") is not None and str(wanted["default"]) != str(default):
            self.fault(method, f"{param['name']}: default {default!r}, expected {wanted['default']!r}")

    # Numbers and types of parameters.

    def check_counts_and_types(self):
        self.step("numbers and types of parameters")
        for name in self.methods:
            params = self.reference.methods[name]["params"]
            required = sum(1 for param in params if not param.get("optional"))
            if required:
                self.expect_help(name, [])
            self.expect_help(name, [None] * (len(params) + 1))
            self.expect_error(name, {"no_such_name": 1}, -8, "Unknown named parameter no_such_name")
            for position, param in enumerate(params):
                self.check_type(name, params, position, json_type(param["type"]))

    def check_type(self, method, params, position, expected):
        if expected is None:
            return
        sent = [RIGHT.get(json_type(param["type"]), "a") for param in params[:position]] + [WRONG[expected]]
        required = max([i for i, param in enumerate(params) if not param.get("optional")], default=-1)
        sent += [RIGHT.get(json_type(param["type"]), "a") for param in params[position + 1:required + 1]]
        kind = TYPE_NAMES[type(WRONG[expected])]
        text = (f'Wrong type passed:\n{{\n    "Position {position + 1} ({params[position]["name"]})": '
                f'"JSON value of type {kind} is not of expected type {expected}"\n}}')
        self.counts["type errors"] += 1
        self.expect_error(method, sent, -3, text)

    def expect_help(self, method, params):
        _, error = self.call(method, params)
        if not error or error[0] not in (-1, -32601) or not error[1].startswith(method):
            self.fault(method, f"{len(params)} parameters: {str(error)[:100]}, expected its help")

    def expect_error(self, method, params, code, message):
        _, error = self.call(method, params)
        if error != (code, message):
            self.fault(method, f"{params}: {str(error)[:200]}, expected {message!r}")

    # Replies.

    def check_shape(self, method, reply, what):
        spec = self.reference.methods[method]["result"]
        self.counts["replies"] += 1
        self.answered.add(method)
        for text in ShapeCheck(self.orders[method]).faults(reply, spec):
            self.fault(method, f"{what}: {text}")

    def check_replies(self):
        self.step("replies of calls with what is there")
        tip = self.rpc.getbestblockhash()
        coinbase = self.rpc.getblock(tip)["tx"][0]
        proof = self.rpc.gettxoutproof([coinbase])
        spending = self.rpc.createrawtransaction([{"txid": coinbase, "vout": 0}], {"data": "00"})
        calls = [
            ("getblock", [tip, 0]), ("getblock", [tip, 1]), ("getblock", [tip, 2]), ("getblock", [tip, 3]),
            ("getblock", [self.rpc.getblockhash(0), 3]), ("getblockheader", [tip]), ("getblockheader", [tip, False]),
            ("getblockheader", [self.rpc.getblockhash(5)]), ("getblockchaininfo", []), ("getblockcount", []),
            ("getbestblockhash", []), ("getblockhash", [1]), ("getchaintips", []), ("gettxout", [coinbase, 0]),
            ("gettxout", [coinbase, 7]), ("gettxoutsetinfo", []), ("gettxoutsetinfo", ["muhash"]),
            ("gettxoutsetinfo", ["none"]), ("verifychain", [3, 5]), ("getblockstats", [tip]),
            ("getblockstats", [0, ["height"]]), ("getchaintxstats", []), ("getchaintxstats", [0]),
            ("getchainstates", []), ("getdeploymentinfo", []), ("getdeploymentinfo", [self.rpc.getblockhash(3)]),
            ("getdifficulty", []), ("scantxoutset", ["status"]), ("scantxoutset", ["abort"]),
            ("scantxoutset", ["start", [f"addr({NOBODY})"]]), ("waitfornewblock", [1]),
            ("waitforblock", [tip]), ("waitforblockheight", [5]), ("gettxoutproof", [[coinbase], tip]),
            ("getrawtransaction", [coinbase, 0, tip]), ("getrawtransaction", [coinbase, 2, tip]),
            ("verifytxoutproof", [proof]), ("preciousblock", [tip]), ("getmemoryinfo", []),
            ("getmemoryinfo", ["mallocinfo"]), ("getrpcinfo", []), ("logging", []), ("getopenrpcinfo", []),
            ("getopenrpcinfo", [True]), ("uptime", []), ("help", []), ("help", ["getblock"]), ("echo", ["a", 1]),
            ("echojson", [{"a": []}]), ("echoipc", ["a"]), ("validateaddress", [NOBODY]), ("validateaddress", ["x"]),
            ("submitblock", [self.rpc.getblock(tip, 0)]), ("generatetoaddress", [1, NOBODY]),
            ("generatetodescriptor", [1, "raw(51)"]), ("generateblock", ["raw(51)", []]),
            ("generateblock", ["raw(51)", [], False]), ("setmocktime", [0]), ("mockscheduler", [1]),
            ("submitheader", [self.rpc.getblockheader(tip, False)]), ("invalidateblock", [tip]),
            ("reconsiderblock", [tip]), ("combinerawtransaction", [[spending, spending]]),
            ("gettransaction", [self.rpc.listtransactions()[0]["txid"]]), ("unloadwallet", ["w"]), ("loadwallet", ["w"]),
        ] + self.psbt_calls({"txid": coinbase, "vout": 0})
        for method, params in calls:
            reply, error = self.call(method, params)
            if error:
                self.fault(method, f"{params}: {error}")
            else:
                self.check_shape(method, reply, str(params)[:80])

    def psbt_calls(self, spent):
        """Calls about PSBTs of both versions that spend output `spent`."""
        calls = []
        for version in (0, 2):
            create = [[spent], [{NOBODY: 1}], 0, True, 2, version]
            psbt = self.rpc.createpsbt(*create)
            raw = self.rpc.createrawtransaction([spent], [{NOBODY: 1}])
            calls += [("createpsbt", create), ("converttopsbt", [raw, False, False, version]), ("decodepsbt", [psbt]),
                      ("analyzepsbt", [psbt]), ("combinepsbt", [[psbt, psbt]]), ("finalizepsbt", [psbt]),
                      ("utxoupdatepsbt", [psbt, [f"addr({NOBODY})"]]),
                      ("descriptorprocesspsbt", [psbt, [f"addr({NOBODY})"]])]
        other = self.rpc.createpsbt([{**spent, "vout": 1}], [], 0, True, 2, 0)
        first = self.rpc.createpsbt([spent], [], 0, True, 2, 0)
        return calls + [("joinpsbts", [[first, other]])]

    # What deployed nodes were asked.

    def check_recorded_calls(self):
        self.step("recorded requests")
        for name in self.methods:
            for call in self.reference.calls.get(name, []):
                if name not in NOT_SENT and not self.waits_for_ever(name, call):
                    self.check_recorded(name, call)
        self.call("setmocktime", [0])

    @staticmethod
    def waits_for_ever(method, call):
        params = call["params"]
        if method not in WAITING:
            return False
        if isinstance(params, dict):
            return not params.get("timeout")
        place = 0 if method == "waitfornewblock" else 1
        return len(params) <= place or not params[place]

    def check_recorded(self, method, call):
        self.counts["recorded requests"] += 1
        of_wallet = self.reference.methods[method]["category"] == "wallet" and method not in WITHOUT_WALLET
        path = "/wallet/w" if of_wallet or "endpoint" in call and "createwallet" in self.declared else "/"
        reply, error = self.call(method, call["params"], path)
        if error is None:
            self.check_shape(method, reply, f"recorded {str(call['params'])[:60]}")
            return
        code, message = error
        unknown = code == -8 and message.startswith("Unknown named parameter")
        if (code == -32601 and method != "generate") or (unknown and "error" not in call):
            self.fault(method, f"does not understand {str(call['params'])[:100]}: {message}")
        if "error" in call:
            self.check_recorded_error(method, call, error)
        else:
            self.counts["recorded replies that need another state"] += 1

    def check_recorded_error(self, method, call, error):
        recorded = (call["error"]["code"], with_our_names(call["error"]["message"]))
        if error == recorded or (recorded[1] == HELP_TEXT and error[0] == recorded[0]):
            self.counts["recorded errors as they were"] += 1
        elif not recorded[1].startswith(OTHER_STATE.get(method, "\0")) and error not in self.reference.errors_of(method):
            self.fault(method, f"{str(call['params'])[:80]}: {error}, recorded {recorded}")

    # Errors of states.

    def check_errors(self):
        self.step("errors that need a state")
        self.states.make_all()
        reasons = {known: reason for reason, all_known in UNREACHABLE.items() for known in all_known}
        used = set()
        for name in self.methods:
            for code, message in self.reference.errors_of(name):
                self.counts["errors in the reference"] += 1
                met = (name, code, self.without_hashes(name, message)) in self.met
                known = next((one for one in reasons if one[0] == name and message.startswith(one[1])), None)
                used.add(known)
                self.counts["errors met"] += met
                self.counts["errors out of reach"] += not met and known is not None
                if met == (known is not None):
                    self.fault(name, f"{message[:100]}: {'is in reach' if met else 'was not met'}")
        for method, message in set(reasons) - used:
            self.fault(method, f"has no error {message!r}")


if __name__ == "__main__":
    main(ReferenceTest)
