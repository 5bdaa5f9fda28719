#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Who may connect and what for: -maxconnections and who gives way, -maxuploadtarget, permissions by name, bans."""

from framework import blocktools, p2p_messages as p2p
from framework.messages import hash_bytes
from framework.p2p import Peer, called_by
from framework.p2p_steps import LISTENING, NetworkTest
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

# Places that -maxconnections sets aside for connections we open: 8 full, 2 for blocks, 1 feeler.
OUTBOUND = 11
INBOUND = 30
WEEK = 7 * 86_400
SECONDS = 60
# All that a name grants, as getpeerinfo lists it.
GRANTS = {"bloomfilter": {"bloomfilter"}, "relay": {"relay"}, "forcerelay": {"forcerelay", "relay"},
          "noban": {"noban", "download"}, "mempool": {"mempool"}, "download": {"download"}, "addr": {"addr"},
          "all": {"bloomfilter", "noban", "forcerelay", "relay", "mempool", "download", "addr"}}


class SlotsTest(NetworkTest):
    """A node that is started with other options for each step."""

    def set_nodes(self):
        self.add_node(*LISTENING)

    def run(self):
        self.node.rpc.generatetoaddress(20, NOBODY)
        self.check_eviction()
        self.check_outbound_places()
        self.check_upload_target()
        self.check_permissions()
        self.check_minimum_work()
        self.check_bans()

    def check_eviction(self):
        self.step("when all places are taken somebody gives way: not who was of use")
        node = self.node
        node.restart(f"-maxconnections={OUTBOUND + INBOUND}", "-inboundrelaypercent=100")
        useful = []
        for _ in range(4):
            peer = Peer(node.port)
            tip = node.rpc.getblockheader(node.tip())
            block = blocktools.make_block(tip["hash"], tip["height"] + 1, tip["time"] + 1)
            peer.send("block", block.serialise())
            until(lambda hash_=block.hash_text(): node.tip() == hash_, SECONDS, "its block is taken")
            useful.append(peer)
        others = [Peer(node.port) for _ in range(INBOUND - len(useful))]
        self.equal(len(node.rpc.getpeerinfo()), INBOUND)
        late = []
        for _ in range(INBOUND):
            late.append(Peer(node.port, shake_hands=False))
            until(lambda: len(node.rpc.getpeerinfo()) <= INBOUND, SECONDS, "there are no more than may be")
        until(lambda: sum(peer.closed.is_set() for peer in others + late) >= INBOUND, SECONDS, "others gave way")
        self.true(not any(peer.closed.is_set() for peer in useful), "who gave us blocks had to go")
        for peer in useful + others + late:
            peer.close()

    def check_outbound_places(self):
        self.step("places for connections we open")
        node = self.node
        node.restart()
        for kind, count in (("outbound-full-relay", 8), ("block-relay-only", 2)):
            peers = [called_by(node, kind) for _ in range(count)]
            self.rpc_fails(-34, "Error: Already at capacity for specified connection type.", node.rpc.addconnection,
                           "127.0.0.1:1", kind, False)
            for peer in peers:
                peer.close()
            until(lambda: not node.rpc.getpeerinfo(), SECONDS, "all are gone")

    def check_upload_target(self):
        self.step("old blocks are not served when the upload target is nearly reached")
        node = self.node
        now = node.rpc.getblockheader(node.tip())["time"]
        old = hash_bytes(node.rpc.getblockhash(2))
        node.restart("-maxuploadtarget=1")
        node.rpc.setmocktime(now + 2 * WEEK)
        node.rpc.generatetoaddress(1, NOBODY)
        new = hash_bytes(node.tip())
        target = node.rpc.getnettotals()["uploadtarget"]
        self.equal((target["target"], target["serve_historical_blocks"]), (1 << 20, False))
        with Peer(node.port) as peer:
            peer.wait_next("block", lambda: peer.send("getdata", p2p.inv([(p2p.WITNESS_BLOCK, new)])))
            self.is_left(peer, peer.send, "getdata", p2p.inv([(p2p.WITNESS_BLOCK, old)]))
        node.restart("-maxuploadtarget=1", "-whitelist=download@127.0.0.1")
        with Peer(node.port) as peer:
            peer.wait_next("block", lambda: peer.send("getdata", p2p.inv([(p2p.WITNESS_BLOCK, old)])))
        node.restart("-maxuploadtarget=1G")
        with Peer(node.port) as peer:
            peer.wait_next("block", lambda: peer.send("getdata", p2p.inv([(p2p.WITNESS_BLOCK, old)])))

    def check_permissions(self):
        self.step("permissions by name")
        node = self.node
        for name, granted in GRANTS.items():
            node.restart(f"-whitelist={name}@127.0.0.1")
            with Peer(node.port) as peer:
                self.equal(set(self.info_of(node, peer)["permissions"]), granted)
                broken = p2p.addr([p2p.address("1.2.3.4")] * (p2p.MAX_ADDRESSES + 1))
                if "noban" in granted:
                    self.stays(peer, peer.send, "addr", broken)
                else:
                    self.is_left(peer, peer.send, "addr", broken)
            with Peer(node.port) as peer:
                if "mempool" in granted:
                    self.stays(peer, peer.send, "mempool")
                else:
                    self.is_left(peer, peer.send, "mempool")
            if "addr" in granted:
                with Peer(node.port) as peer:
                    self.stays(peer, peer.send, "addr", p2p.addr([p2p.address(f"9.8.{at}.1") for at in range(200)]))
                    self.equal(self.info_of(node, peer)["addr_rate_limited"], 0)
        self.step("without names, on a socket of its own, and only for whom they are meant")
        node.restart("-whitelist=127.0.0.1")
        with Peer(node.port) as peer:
            self.equal(self.info_of(node, peer)["permissions"], ["noban", "relay", "mempool", "download"])
        node.restart(f"-whitebind=mempool@127.0.0.2:{node.port}", "-whitelist=addr@127.0.0.3")
        for host, source, granted in (("127.0.0.1", None, []), ("127.0.0.2", None, ["mempool"]), ("127.0.0.1", "127.0.0.3", ["addr"])):
            with Peer(node.port, host=host, source=source) as peer:
                self.equal(self.info_of(node, peer)["permissions"], granted)
        node.stop()
        node.fails_to_start(["-whitelist=nosuch@127.0.0.1"], "Invalid P2P permission: 'nosuch'")
        node.start()

    def check_minimum_work(self):
        self.step("headers of a chain of too little work are not given, but to whom may download")
        node = self.node
        genesis = [hash_bytes(node.rpc.getblockhash(0))]
        for arguments, count in (((), 0), (("-whitelist=download@127.0.0.1",), node.height())):
            node.restart("-minimumchainwork=ffff", *arguments)
            with Peer(node.port) as peer:
                got = peer.wait_next("headers", lambda: peer.send("getheaders", p2p.locator(genesis)))
                self.equal(len(p2p.read_headers(got)), count)

    def check_bans(self):
        self.step("bans outlive a restart, end by time, and spare whom they may not touch")
        node = self.node
        node.restart()
        with Peer(node.port) as peer:
            node.rpc.setban("127.0.0.1", "add", 3600)
            peer.wait_for_end()
        node.restart()
        self.equal([ban["address"] for ban in node.rpc.listbanned()], ["127.0.0.1/32"])
        with Peer(node.port, shake_hands=False) as peer:
            peer.wait_for_end()
            self.equal(peer.messages, [])
        with Peer(node.port, source="127.0.0.5") as peer:
            self.stays(peer, peer.sync)
        node.rpc.setmocktime(node.rpc.listbanned()[0]["banned_until"] + 1)
        self.equal(node.rpc.listbanned(), [])
        with Peer(node.port) as peer:
            self.stays(peer, peer.sync)
        node.rpc.setmocktime(0)
        node.rpc.setban("127.0.0.0/24", "add")
        node.restart("-whitelist=noban@127.0.0.1")
        with Peer(node.port) as peer:
            self.stays(peer, peer.sync)
        node.rpc.clearbanned()


if __name__ == "__main__":
    main(SlotsTest)
