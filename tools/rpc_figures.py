#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Figures of the RPC server: python3 tools/rpc_figures.py <build> <chain folder> [<chain to import>]

Starts a quantad of its own that holds the chain (a folder of regtest block files), puts load on it with quanta-bench
and prints calls a second and latencies; then the same small calls while it imports the second chain.
"""

import base64
import glob
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time

PORT = 19443
RUN_MS = 2000
HEX_100_KB = 100_000


class Daemon:
    def __init__(self, build, chain, extra=()):
        self.build = build
        self.folder = tempfile.mkdtemp(prefix="rpc_figures_")
        files = [f"-loadblock={path}" for path in sorted(glob.glob(f"{chain}/blk*.dat"))]
        command = [f"{build}/bin/quantad", "-regtest", f"-datadir={self.folder}", f"-rpcport={PORT}", "-dbcache=450",
                   "-printtoconsole=0", *extra, *files]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        self.cookie = f"{self.folder}/regtest/.cookie"
        while True:
            try:
                if self.call("getblockcount") is not None:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.02)

    def call(self, method, *params):
        connection = http.client.HTTPConnection("127.0.0.1", PORT, timeout=120)
        with open(self.cookie, "rb") as cookie:
            key = base64.b64encode(cookie.read()).decode()
        connection.request("POST", "/", json.dumps({"method": method, "params": params}),
                           {"Authorization": "Basic " + key})
        return json.loads(connection.getresponse().read())["result"]

    def wait_for_height(self, height):
        while self.call("getblockcount") < height:
            time.sleep(0.2)

    def load(self, name, calls, benchmark="rpc_load", milliseconds=RUN_MS):
        """Puts `calls`, JSON bodies, on the server; returns the rows of 1 and 16 clients."""
        path = f"{self.folder}/calls"
        with open(path, "w", encoding="ascii") as file:
            file.write("".join(body + "\n" for body in calls))
        environment = dict(os.environ, QUANTA_BENCH_RPC=str(PORT), QUANTA_BENCH_RPC_COOKIE=self.cookie,
                           QUANTA_BENCH_RPC_CALLS=path, QUANTA_BENCH_RPC_MS=str(milliseconds))
        out = subprocess.run([f"{self.build}/libexec/quanta-bench", f"--benchmark_filter=^{benchmark}/",
                              "--benchmark_format=json"], env=environment, check=True, capture_output=True).stdout
        for run in json.loads(out)["benchmarks"]:
            if "calls_per_s" not in run:
                print(f"{name:44} failed: {run.get('error_message')}", flush=True)
                continue
            clients = run["name"].split("/")[1]
            print(f"{name:44} {clients:>2} clients {run['calls_per_s']:9.0f}/s {run['reply_bytes']:11.0f} B  "
                  f"p50 {run['p50_us']:8.0f}  p99 {run['p99_us']:8.0f}  max {run['max_us']:8.0f} us", flush=True)

    def memory_kb(self, field):
        with open(f"/proc/{self.process.pid}/status", encoding="ascii") as status:
            return next(int(line.split()[1]) for line in status if line.startswith(field + ":"))

    def stop(self):
        self.process.terminate()
        self.process.wait()
        subprocess.run(["rm", "-r", self.folder], check=True)


def body(method, *params):
    return json.dumps({"id": 1, "method": method, "params": params})


def small_calls(hashes, coin):
    return {
        "getblockheader": [body("getblockheader", block) for block in hashes],
        "getblockchaininfo": [body("getblockchaininfo")],
        "gettxout": [body("gettxout", coin[0], coin[1])],
    }


def transaction_of(size):
    """A transaction of one input and one output whose script has `size` bytes."""
    script = (b"\x51" * size).hex()
    length = "fe" + size.to_bytes(4, "little").hex() if size >= 0xfd else f"{size:02x}"
    return ("02000000" "01" + "11" * 32 + "00000000" "00" "ffffffff" "01" "0100000000000000" + length + script
            + "00000000")


def idle_figures(daemon):
    tip = daemon.call("getblockcount")
    hashes = [daemon.call("getblockhash", height) for height in range(tip + 1)]
    sizes = {block: daemon.call("getblock", block, 1)["size"] for block in hashes}
    largest = max(sizes, key=sizes.get)
    newest = daemon.call("getblock", hashes[-1], 1)
    print(f"largest block: {sizes[largest]} bytes, {daemon.call('getblock', largest, 1)['nTx']} transactions")
    for verbosity in range(4):
        before = daemon.memory_kb("VmRSS")
        with open("/proc/%d/clear_refs" % daemon.process.pid, "w", encoding="ascii") as refs:
            refs.write("5")
        daemon.call("getblock", largest, verbosity)
        print(f"getblock {verbosity}: memory grew by {daemon.memory_kb('VmHWM') - before} kB at most")
        daemon.load(f"getblock {verbosity}", [body("getblock", largest, verbosity)])
    for name, calls in small_calls(hashes, (newest["tx"][0], 0)).items():
        daemon.load(name, calls)
    daemon.load("gettxoutproof, found by a coin", [body("gettxoutproof", [newest["tx"][-1]])])
    daemon.load("gettxoutproof, of nothing", [body("gettxoutproof", ["11" * 32])])
    batch = [{"id": i, "method": "getblockhash", "params": [i % (tip + 1)]} for i in range(1000)]
    daemon.load("batch of 1,000 getblockhash", [json.dumps(batch)])
    daemon.load("decoderawtransaction, small", [body("decoderawtransaction", transaction_of(25))])
    daemon.load("decoderawtransaction, 100 kB", [body("decoderawtransaction", transaction_of(HEX_100_KB))])
    daemon.load("getblockcount, one connection per call", [body("getblockcount")], "rpc_connect")
    return hashes


def figures_during_import(build, chain):
    daemon = Daemon(build, chain)
    try:
        daemon.wait_for_height(5)
        hashes = [daemon.call("getblockhash", height) for height in range(6)]
        calls = small_calls(hashes, (daemon.call("getblock", hashes[5], 1)["tx"][0], 0))
        for name, bodies in calls.items():
            daemon.load(name + ", importing", bodies)
        print("height reached:", daemon.call("getblockcount"))
    finally:
        daemon.stop()


def main():
    build, chain = sys.argv[1:3]
    daemon = Daemon(build, chain)
    try:
        with open(f"{chain}/manifest.json", encoding="ascii") as manifest:
            daemon.wait_for_height(json.load(manifest)["height"])
        idle_figures(daemon)
    finally:
        daemon.stop()
    if len(sys.argv) > 3:
        figures_during_import(build, sys.argv[3])


if __name__ == "__main__":
    main()
