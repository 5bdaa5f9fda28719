#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The /metrics page: off unless asked for, strict in its format, true to what the node does, hard to abuse."""

import socket
import time

from framework import blocktools, programs
from framework.metrics import CONTENT_TYPE, Metrics
from framework.messages import block_record
from framework.ports import free_port
from framework.rpc import Http, RpcError
from framework.test_case import TestCase, main
from framework.wait import until

BLOCKS = 1500
IDLE_CLIENTS = 100
MAIN_PORT = 9332


class MetricsTest(TestCase):
    """Scrapes before, during and after an import, and what hostile clients try."""

    def set_nodes(self):
        self.add_node(start=False)
        self.port = free_port()
        self.bind = f"-metricsbind=127.0.0.1:{self.port}"

    def run(self):
        self.check_off_by_default()
        self.check_refusals_at_the_start()
        self.check_import()
        self.check_calls()
        self.check_requests()
        self.check_hostile_clients()
        self.check_wallets()
        self.check_stop()

    def page(self, port=None, method="GET", path="/metrics", **fields):
        return Http(port or self.port, None).request(None, path, method, **fields)

    def scrape(self):
        reply = self.page()
        self.equal((reply.status, reply.headers["content-type"]), (200, CONTENT_TYPE))
        return Metrics(reply.body.decode())

    def try_scrape(self):
        """As scrape(), nothing while nobody listens yet."""
        try:
            return self.scrape()
        except ConnectionError:
            return None

    def check_off_by_default(self):
        self.step("nothing listens unless asked for")
        self.node.start()
        self.equal(self.node.http.request(None, "/metrics", "GET").status, 404)
        for port in (self.port, MAIN_PORT):
            try:
                self.page(port)
            except ConnectionError:
                continue
            # Some other program's.
            self.true(port == MAIN_PORT, "something listens at a free port")
        self.true("metrics at" not in self.node.log(), "the log tells of no metrics")
        self.node.stop()

    def check_refusals_at_the_start(self):
        self.step("addresses that other machines reach need leave")
        for address in ("0.0.0.0", f"[::]:{self.port}", "192.0.2.1"):
            self.node.fails_to_start([f"-metricsbind={address}"], "-metricsallowip has to say to which")
        self.node.fails_to_start(["-metricsbind"], "-metricsbind")
        self.node.fails_to_start(["-metricsbind=127.0.0.1:99999"], "Invalid -metricsbind address")
        self.node.fails_to_start([self.bind, "-metricsallowip=x"], "Invalid -metricsallowip subnet")
        with socket.create_server(("127.0.0.1", self.port)):
            self.node.fails_to_start([self.bind], "Unable to bind any endpoint for metrics server")
        self.step("with leave")
        self.node.start(f"-metricsbind=0.0.0.0:{self.port}", "-metricsallowip=192.0.2.0/24")
        self.equal(self.scrape()["quanta_height"], 0)
        self.node.stop()
        self.step("two addresses; and -nometricsbind takes all back")
        other = free_port()
        self.node.start(self.bind, f"-metricsbind=localhost:{other}")
        self.equal([self.page(port).status for port in (self.port, other)], [200, 200])
        self.node.stop()
        self.node.start(self.bind, "-nometricsbind")
        self.equal(self.try_scrape(), None)
        self.node.stop()

    def check_import(self):
        self.step(f"scrapes while {BLOCKS} blocks are imported")
        blocks = blocktools.make_chain(blocktools.REGTEST_GENESIS, 0, blocktools.REGTEST_GENESIS_TIME, BLOCKS)
        path = self.folder / "blocks.dat"
        path.write_bytes(b"".join(block_record(block.serialise()) for block in blocks))
        self.node.launch(self.bind, f"-loadblock={path}", "-dbcache=4", "-prune=1")
        scrapes = []

        def imported():
            found = self.try_scrape()
            scrapes.extend([found] if found else [])
            return found and found.get("quanta_height") == BLOCKS

        until(imported, what="all blocks are imported")
        self.node.wait_for_rpc()
        heights = [found.get("quanta_height", default=0) for found in scrapes]
        self.equal(heights, sorted(heights))
        for earlier, later in zip(scrapes, scrapes[1:]):
            self.equal(later.fallen_since(earlier), [])
        print(f"        {len(scrapes)} scrapes, {len(set(heights))} heights")
        last = self.scrape()
        self.equal(last["quanta_headers"], BLOCKS)
        self.equal(last["quanta_block_connect_seconds_count"], BLOCKS)
        self.equal(last["quanta_transactions_connected_total"], BLOCKS)
        self.equal(last["quanta_chain_info", {"chain": "regtest"}], 1)
        self.equal(last["quanta_phase", {"phase": "running"}], 1)
        self.equal(last["quanta_tip_time_seconds"], blocks[-1].header.time)
        self.true(abs(last["quanta_tip_age_seconds"] - (time.time() - blocks[-1].header.time)) < 60, "the age of the tip")
        self.true(0 < last["quanta_coin_cache_bytes"], "a cache")
        self.true(last["quanta_block_files_bytes"] >= path.stat().st_size, "the size of block files")
        self.true(last["quanta_process_resident_memory_bytes"] > 1e6, "memory")
        self.true(last["quanta_process_threads"] > 5, "threads")
        self.true(last["quanta_process_cpu_seconds_total"] > 0, "CPU time")
        self.check_against_rpc(last)

    def check_against_rpc(self, metrics):
        info = self.node.rpc.getblockchaininfo()
        self.equal(metrics["quanta_height"], info["blocks"])
        self.equal(metrics["quanta_initial_block_download"], int(info["initialblockdownload"]))
        self.equal(metrics["quanta_block_files_bytes"], info["size_on_disk"])
        self.true(abs(metrics["quanta_verification_progress_ratio"] - float(info["verificationprogress"])) < 0.01)
        self.true(abs(metrics["quanta_uptime_seconds"] - self.node.rpc.uptime()) <= 60, "the time it runs")

    def check_calls(self):
        self.step("calls of RPC, by method and outcome")
        before = self.scrape()
        for _ in range(7):
            self.node.rpc.getblockhash(0)
        self.rpc_fails(-8, None, self.node.rpc.getblockhash, 10**6)
        for name in ("nosuch", "nor this", 'quote"'):
            self.rpc_fails(-32601, None, getattr(self.node.rpc, name))
        self.equal(Http(self.node.rpc_port, "a:b").request("{}").status, 401)
        self.equal(self.node.http.request("{").status, 500)
        found = self.scrape()

        def grown(name, **labels):
            return found[name, labels] - before.get(name, labels, 0)

        self.equal(grown("quanta_rpc_calls_total", method="getblockhash", outcome="ok"), 7)
        self.equal(grown("quanta_rpc_calls_total", method="getblockhash", outcome="error"), 1)
        self.equal(grown("quanta_rpc_calls_total", method="unknown", outcome="error"), 3)
        self.equal(grown("quanta_rpc_call_seconds_count", method="getblockhash"), 8)
        self.true(0 < grown("quanta_rpc_call_seconds_sum", method="getblockhash") < 8, "calls take time")
        self.equal(grown("quanta_rpc_wrong_passwords_total"), 1)
        self.equal(grown("quanta_rpc_malformed_total"), 1)
        self.equal(grown("quanta_rpc_replies_total", status="401"), 1)
        self.true(grown("quanta_rpc_connections_accepted_total") >= 13, "connections")
        self.true(grown("quanta_rpc_received_bytes_total") > 0 < grown("quanta_rpc_sent_bytes_total"), "bytes")
        self.equal(found["quanta_rpc_queue_limit_requests"], 64)
        self.equal(found["quanta_rpc_calls_running"], 0)
        self.step("a flush and blocks taken off")
        self.node.rpc.gettxoutsetinfo()
        self.node.rpc.invalidateblock(self.node.rpc.getblockhash(BLOCKS - 2))
        later = self.scrape()
        self.true(later["quanta_flush_seconds_count"] > 0, "coins were written")
        self.true(abs(later["quanta_last_flush_time_seconds"] - time.time()) < 60, "when they were written")
        self.equal(later["quanta_height"], BLOCKS - 3)
        self.equal(later["quanta_blocks_disconnected_total"], 3)
        self.equal(later.fallen_since(found), [])

    def check_requests(self):
        self.step("GET and HEAD of one path")
        reply = self.page(method="HEAD")
        self.equal((reply.status, reply.body), (200, b""))
        self.true(int(reply.headers["content-length"]) > 1000, "the size of the page")
        self.equal(self.page(path="/metrics?name=x").status, 200)
        for path in ("/", "/metrics/", "/wallet/x", "/Metrics"):
            self.equal(self.page(path=path).status, 404, path)
        for method in ("POST", "PUT", "DELETE", "OPTIONS"):
            reply = self.page(method=method)
            self.equal((reply.status, reply.headers["allow"]), (405, "GET, HEAD"), method)
        self.equal(Http(self.port, None).request(b"x" * 1000, "/metrics", "GET").status, 413)
        # The password of RPC has no business here and does no harm.
        self.equal(self.page(headers={"Authorization": "Basic x"}).status, 200)
        self.step("several on one connection")
        connection = Http(self.port, None).connect()
        self.equal([self.page(connection=connection).status for _ in range(5)], [200] * 5)
        connection.close()

    def check_hostile_clients(self):
        self.step("idle clients, halves of heads, floods, heads without end")
        before = self.scrape()
        idle = [socket.create_connection(("127.0.0.1", self.port)) for _ in range(IDLE_CLIENTS)]
        for client in idle[::2]:
            try:
                client.send(b"GET /metr")
            except ConnectionError:
                pass
        until(lambda: self.try_scrape(), what="others are answered")
        flood = socket.create_connection(("127.0.0.1", self.port))
        try:
            for _ in range(200):
                flood.sendall(b"GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n" * 50)
                flood.settimeout(0.2)
        except OSError:
            pass
        endless = socket.create_connection(("127.0.0.1", self.port))
        try:
            endless.sendall(b"GET /metrics HTTP/1.1\r\nX: " + b"x" * 100_000)
            self.true(endless.recv(100).startswith(b"HTTP/1.1 400"), "a head without end is refused")
        except ConnectionError:
            pass
        until(lambda: self.try_scrape(), what="others are answered")
        self.equal(self.node.rpc.getblockcount(), BLOCKS - 3)
        for client in idle + [flood, endless]:
            client.close()
        until(lambda: self.scrape()["quanta_process_open_fds"] < before["quanta_process_open_fds"] + 10,
              what="their descriptors are closed")
        after = self.scrape()
        self.equal(after.fallen_since(before), [])
        self.true(after["quanta_process_resident_memory_bytes"] <
                  before["quanta_process_resident_memory_bytes"] + 64e6, "memory is bounded")

    def check_wallets(self):
        self.step("wallets")
        found = self.scrape()
        self.equal((found["quanta_wallet_process_up"], found["quanta_wallets_loaded"]), (0, 0))
        try:
            self.node.rpc.createwallet("w")
        except RpcError as error:
            self.equal(error.code, -32601)
            return
        until(lambda: self.scrape()["quanta_wallets_loaded"] == 1, what="the wallet is counted")
        found = self.scrape()
        self.equal((found["quanta_wallet_process_up"], found["quanta_wallet_process_starts_total"]), (1, 1))
        connections = found.get("quanta_ipc_connections")
        self.equal(connections is not None, programs.is_multiprocess())
        if connections is not None:
            self.true(connections >= 1, "the wallet's connection")

    def check_stop(self):
        self.step("it ends with the node")
        self.node.stop()
        self.equal(self.try_scrape(), None)


if __name__ == "__main__":
    main(MetricsTest)
