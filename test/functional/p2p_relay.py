#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What goes from peer to peer: new blocks by headers, inv and in compact form, before they are validated where that is
allowed; addresses, told and asked for; what each kind of connection takes part in; blocks asked for by hand."""

from framework import blocktools, p2p_messages as p2p, script
from framework.messages import Output, hash_bytes, hash_text
from framework.p2p import MODERN, Peer, called_by, v2_peer, version_payload
from framework.p2p_chain import Chain, ChainPeer
from framework.p2p_steps import LISTENING, NetworkTest
from framework.rpc import RpcError
from framework.test_case import main
from framework.wait import until
from framework.wallet_test import NOBODY

BLOCKS = 120
COINS = 12
# Blocks that pruned nodes keep; blocks of which four fill a file with -fastprune.
KEPT = 288
FAT, FAT_BYTES = 20, 15_000
ANYONE = "raw(51)"
SECONDS = 60
# By then every peer has been told of addresses that wait: 30 seconds on average.
BATCH = 600
ANSWER_PERCENT = 23
OURS = "11.22.33.44"


class RelayTest(NetworkTest):
    """One node among peers in Python."""

    def set_nodes(self):
        self.add_node(*LISTENING, f"-externalip={OURS}")
        self.add_node(*LISTENING, "-blocksonly")
        self.add_node(*LISTENING, "-prune=1", "-fastprune")

    def run(self):
        blocks = self.node.rpc.generatetodescriptor(BLOCKS, ANYONE)
        self.coins = [p2p.read_block(bytes.fromhex(self.node.rpc.getblock(one, 0))).transactions[0] for one in blocks[:COINS]]
        self.check_announcements()
        self.check_compact_taken()
        self.check_forwarding()
        self.check_questions()
        self.check_address_answers()
        self.check_addresses_passed_on()
        self.check_own_address()
        self.check_kinds()
        self.check_block_by_hand()
        self.check_transactions()

    # Blocks.

    def check_announcements(self):
        self.step("new blocks: by inv, by headers, in compact form")
        node = self.node
        with Peer(node.port) as plain, Peer(node.port) as headers, Peer(node.port) as compact:
            headers.send("sendheaders")
            compact.send("sendcmpct", p2p.sendcmpct(1))
            for peer in (plain, headers, compact):
                peer.wait_for("sendheaders")
                peer.send("getheaders", p2p.locator([hash_bytes(node.tip())]))
                peer.sync()
                peer.wait_for("headers")
            counts = {peer: peer.counts["headers"] for peer in (plain, headers, compact)}
            (block,) = node.rpc.generatetoaddress(1, NOBODY)
            self.equal(p2p.read_inv(plain.wait_for("inv")), [(p2p.BLOCK, hash_bytes(block))])
            told = p2p.read_headers(headers.wait_for("headers", counts[headers] + 1))
            self.equal([one.hash() for one in told], [hash_bytes(block)])
            short = p2p.read_cmpctblock(compact.wait_for("cmpctblock"))
            self.equal((short.header.hash(), list(short.prefilled)), (hash_bytes(block), [0]))
            self.true(self.info_of(node, compact)["bip152_hb_from"])
            self.equal((headers.counts["inv"], compact.counts["inv"], plain.counts["headers"]), (0, 0, counts[plain]))
            self.step("a reorganisation: all of the other chain")
            count = headers.counts["headers"]
            fork = [one.hash() for one in self.reorganise(node, 3)]
            until(lambda: self.headers_told(headers)[-len(fork):] == fork, SECONDS, "its headers are told")
            headers.sync()
            self.equal((headers.counts["headers"], headers.counts["inv"]), (count + 1, 0))

    def check_compact_taken(self):
        self.step("compact blocks from peers: whole at once, in two steps, and what fits no block")
        node = self.node
        with Peer(node.port) as peer:
            peer.send("sendcmpct", p2p.sendcmpct(0))
            first = self.next_block(node)
            peer.send("cmpctblock", p2p.cmpctblock(first))
            until(lambda: node.tip() == first.hash_text(), SECONDS, "it has been put together")
            block, spends = self.block_with_spends(node, 4)
            peer.send("cmpctblock", p2p.cmpctblock(block, prefilled=(0, 2)))
            digest, places = p2p.read_getblocktxn(peer.wait_for("getblocktxn"))
            self.equal((digest, places), (block.hash(), [1, 3, 4]))
            peer.send("blocktxn", p2p.blocktxn(digest, [block.transactions[place] for place in places]))
            until(lambda: node.tip() == block.hash_text(), SECONDS, "it has been completed")
        for wrong in ("fewer", "others"):
            block, spends = self.block_with_spends(node, 3)
            with Peer(node.port) as peer:
                peer.send("sendcmpct", p2p.sendcmpct(0))
                peer.send("cmpctblock", p2p.cmpctblock(block))
                peer.wait_for("getblocktxn")
                if wrong == "fewer":
                    self.is_left(peer, peer.send, "blocktxn", p2p.blocktxn(block.hash(), spends[:1]))
                    continue
                peer.send("blocktxn", p2p.blocktxn(block.hash(), [spends[0]] * 3))
                asked = p2p.read_inv(peer.wait_for("getdata"))
                self.equal([digest for _, digest in asked], [block.hash()])
                peer.send("block", block.serialise())
                until(lambda: node.tip() == block.hash_text(), SECONDS, "the whole block was taken")
        block = self.next_block(node)
        block.header.nonce += 1
        while block.header.has_work():
            block.header.nonce += 1
        with Peer(node.port) as peer:
            self.is_left(peer, peer.send, "cmpctblock", p2p.cmpctblock(block))
        with Peer(node.port) as peer:
            peer.wait_for("getheaders")
            peer.send("headers", p2p.many([]))
            far = blocktools.make_chain(node.tip(), node.height(), self.tip_time(node), 3, extra=b"far")
            peer.wait_next("getheaders", lambda: peer.send("cmpctblock", p2p.cmpctblock(far[1])))
            self.stays(peer, peer.sync)

    def check_forwarding(self):
        self.step("a compact block goes on before it is validated: also one that turns out to be invalid")
        node = self.node
        with Peer(node.port) as giver, Peer(node.port) as taker:
            taker.send("sendcmpct", p2p.sendcmpct(1))
            for peer in (giver, taker):
                peer.send("headers", p2p.headers([p2p.Header.parse(node.rpc.getblockheader(node.tip(), False))]))
                peer.sync()
            tip = node.tip()
            bad = self.next_block(node)
            bad.transactions[0].outputs[0].value += 1
            blocktools.solve(bad)
            giver.send("cmpctblock", p2p.cmpctblock(bad))
            short = p2p.read_cmpctblock(taker.wait_for("cmpctblock"))
            self.equal(short.header.hash(), bad.hash())
            until(lambda: any(one["status"] == "invalid" for one in node.rpc.getchaintips()), SECONDS, "it was found out")
            self.equal(node.tip(), tip)
            # BIP152: whoever passes on before validating is not to blame.
            self.stays(giver, giver.sync)
            self.true(not taker.closed.is_set())

    def check_questions(self):
        self.step("headers and blocks are given to those who ask")
        node = self.node
        genesis = hash_bytes(node.rpc.getblockhash(0))
        with Peer(node.port) as peer:
            got = p2p.read_headers(peer.wait_next("headers", lambda: peer.send("getheaders", p2p.locator([genesis]))))
            self.equal([hash_text(one.hash()) for one in got], [node.rpc.getblockhash(at + 1) for at in range(node.height())])
            stop = hash_bytes(node.rpc.getblockhash(3))
            got = p2p.read_headers(peer.wait_next("headers", lambda: peer.send("getheaders", p2p.locator([genesis], stop))))
            self.equal(len(got), 3)
            got = p2p.read_inv(peer.wait_next("inv", lambda: peer.send("getblocks", p2p.locator([genesis]))))
            self.equal([digest for _, digest in got], [hash_bytes(node.rpc.getblockhash(at + 1)) for at in range(len(got))])
            for kind, witness in ((p2p.BLOCK, False), (p2p.WITNESS_BLOCK, True)):
                raw = peer.wait_next("block", lambda asked=kind: peer.send("getdata", p2p.inv([(asked, hash_bytes(node.tip()))])))
                whole = p2p.read_block(bytes.fromhex(node.rpc.getblock(node.tip(), 0)))
                self.equal(raw, whole.serialise(witness=witness))

    # Addresses.

    def check_addresses_passed_on(self):
        self.step("fresh addresses are passed on to two peers, in the form each understands")
        node = self.node
        with Peer(node.port, choices=MODERN) as source:
            peers = [Peer(node.port, choices=MODERN if number % 2 else ()) for number in range(6)]
            for peer in (*peers, source):
                self.ask_again(peer, node)
            fresh = [p2p.address("7.7.7.7"), p2p.address("2a00:1::5")]
            source.send("addrv2", p2p.addrv2(fresh[:1]))
            source.sync()
            node.rpc.mockscheduler(BATCH)
            source.send("addrv2", p2p.addrv2(fresh[1:]))
            source.sync()
            node.rpc.mockscheduler(BATCH)
            for entry in fresh:
                until(lambda host=entry.host: self.told(peers, host) == 2, SECONDS, f"two are told of {entry.host}")
            stale = p2p.address("7.7.7.8", age=3600)
            source.send("addrv2", p2p.addrv2([stale]))
            source.sync()
            node.rpc.mockscheduler(BATCH)
            for peer in peers:
                peer.sync()
                peer.close()
            self.equal(self.told(peers, stale.host), 0)

    def check_address_answers(self):
        self.step("getaddr: a part of the book, once, the same for a day")
        node = self.node
        for number in range(200):
            node.rpc.addpeeraddress(f"{number + 20}.{number + 1}.1.1", 8333)
        known = len(node.rpc.getnodeaddresses(0))
        answers = []
        for _ in range(2):
            with Peer(node.port, choices=MODERN) as peer:
                answers.append(self.ask_addresses(peer, node))
                self.ask_again(peer, node)
                self.equal(len(self.answers(peer)), 1)
        self.equal(answers[0], answers[1])
        self.true(0 < len(answers[0]) <= known * ANSWER_PERCENT // 100 + 1, (len(answers[0]), known))
        with called_by(node, "outbound-full-relay", choices=MODERN) as peer:
            peer.wait_for("getaddr")
            self.ask_again(peer, node)
            self.equal(self.answers(peer), [])
        with Peer(node.port) as old:
            self.true(self.ask_addresses(old, node))
            self.equal(old.counts["addrv2"], 0)

    def check_own_address(self):
        self.step("our own address is told")
        node = self.node
        until(lambda: [one["address"] for one in node.rpc.getnetworkinfo()["localaddresses"]] == [OURS], SECONDS)
        with called_by(node, "outbound-full-relay", choices=MODERN) as peer:
            node.rpc.mockscheduler(BATCH)
            until(lambda: self.told([peer], OURS), SECONDS, "it is told")
            (told,) = {(one.host, one.port) for payload in peer.of_kind("addrv2") for one in p2p.read_addrv2(payload)
                       if one.host == OURS}
            self.equal(told, (OURS, node.port))

    # Kinds of connections.

    def check_kinds(self):
        self.step("what each kind of connection takes part in")
        node = self.node
        with called_by(node, "block-relay-only", choices=MODERN) as peer:
            info = self.info_of(node, peer)
            self.equal((info["connection_type"], info["relaytxes"], info["addr_relay_enabled"]), ("block-relay-only", False, False))
            self.equal((peer.counts["getaddr"], peer.counts["feefilter"]), (0, 0))
            self.stays(peer, peer.send, "addrv2", p2p.addrv2([p2p.address("7.9.9.9")]))
            self.equal(self.info_of(node, peer)["addr_processed"], 0)
            self.is_left(peer, peer.send, "inv", p2p.inv([(p2p.WTX, bytes(32))]))
        with called_by(node, "block-relay-only") as peer:
            self.is_left(peer, peer.send, "tx", blocktools.coinbase(1).serialise())
        with called_by(node, "outbound-full-relay", make=v2_peer, v2=True, choices=MODERN) as peer:
            info = self.info_of(node, peer)
            self.equal((info["connection_type"], info["relaytxes"], info["addr_relay_enabled"], info["inbound"]),
                       ("outbound-full-relay", True, True, False))
            peer.wait_for("getaddr")
        with called_by(node, "addr-fetch") as peer:
            peer.wait_for("getaddr")
            self.stays(peer, peer.send, "addr", p2p.addr([p2p.address(OURS)]))
            node.rpc.mockscheduler(301)
            peer.wait_for_end()
        with called_by(node, "feeler", shake_hands=False) as peer:
            peer.wait_for("version")
            peer.send("version", version_payload())
            peer.wait_for_end()
            self.equal(peer.counts["getaddr"], 0)

    def check_block_by_hand(self):
        self.step("getblockfrompeer: a block of another chain, and on a pruned node one that is gone")
        node, pruned = self.node, self.nodes[2]
        chain = Chain.of_node(node)
        fork = blocktools.make_chain(chain.hashes[-4], chain.height - 3, chain.header(chain.height).time, 2, extra=b"hand")
        with ChainPeer(node.port, chain=Chain(chain.raw[:-3] + [one.serialise() for one in fork])) as peer:
            for one in fork:
                node.rpc.submitheader(one.header.serialise().hex())
            peer_id = self.info_of(node, peer)["id"]
            self.equal(node.rpc.getblockfrompeer(fork[0].hash_text(), peer_id), {})
            until(lambda: self.has_block(node, fork[0].hash_text()), SECONDS, "it has come")
            self.rpc_fails(-1, "Block already downloaded", node.rpc.getblockfrompeer, fork[0].hash_text(), peer_id)
        long = self.fat_chain(FAT, pruned)
        with ChainPeer(pruned.port, chain=long) as peer:
            until(lambda: pruned.height() == long.height, SECONDS, "it has the chain")
            self.true(pruned.rpc.pruneblockchain(FAT) > 0, "nothing was pruned")
            gone = pruned.rpc.getblockhash(1)
            self.true(not self.has_block(pruned, gone), "the block is still there")
            pruned.rpc.getblockfrompeer(gone, self.info_of(pruned, peer)["id"])
            until(lambda: self.has_block(pruned, gone), SECONDS, "it has come again")
        with Peer(pruned.port) as peer:
            self.step("a pruned node does not give blocks that it does not promise")
            deep = [(p2p.WITNESS_BLOCK, long.hashes[long.height - 291])]
            near = [(p2p.WITNESS_BLOCK, long.hashes[long.height - 288])]
            peer.wait_next("block", lambda: peer.send("getdata", p2p.inv(near)))
            self.is_left(peer, peer.send, "getdata", p2p.inv(deep))

    def check_transactions(self):
        self.step("-blocksonly: peers are told, and whoever sends transactions all the same is left")
        node = self.nodes[1]
        with Peer(node.port) as peer:
            self.equal(p2p.read_version(peer.of_kind("version")[0]).relay, False)
            self.equal(peer.counts["feefilter"], 0)
            self.is_left(peer, peer.send, "inv", p2p.inv([(p2p.WTX, bytes(32))]))
        with Peer(node.port) as peer:
            self.is_left(peer, peer.send, "tx", blocktools.coinbase(1).serialise())
        with Peer(node.port) as peer:
            self.stays(peer, peer.send, "inv", p2p.inv([(p2p.BLOCK, bytes(32))]))

    # What steps are made of.

    @staticmethod
    def fat_chain(count, node):
        """A chain from the first block on of `count` blocks that fill files, and as many small ones as are kept."""
        blocks, previous = [], node.rpc.getblockhash(0)
        for height in range(1, count + KEPT + 1):
            first = blocktools.coinbase(height)
            if height <= count:
                first.outputs.append(Output(0, script.script(script.OP_RETURN, bytes(FAT_BYTES))))
            blocks.append(blocktools.make_block(previous, height, blocktools.REGTEST_GENESIS_TIME + height, first=first))
            previous = blocks[-1].hash()
        return Chain(block.serialise() for block in blocks)

    @staticmethod
    def headers_told(peer):
        return [one.hash() for payload in peer.of_kind("headers") for one in p2p.read_headers(payload)]

    @staticmethod
    def tip_time(node):
        return node.rpc.getblockheader(node.tip())["time"]

    def next_block(self, node, transactions=()):
        return blocktools.make_block(node.tip(), node.height() + 1, self.tip_time(node) + 1, transactions)

    def reorganise(self, node, depth):
        """Gives `node` a chain that is better by a block, from `depth` blocks below the tip on."""
        height = node.height() - depth
        parent = node.rpc.getblockhash(height)
        fork = blocktools.make_chain(parent, height, self.tip_time(node), depth + 1, extra=b"fork")
        for one in fork:
            node.rpc.submitblock(one.hex())
        self.equal(node.tip(), fork[-1].hash_text())
        return fork

    def block_with_spends(self, node, count):
        """A block on the tip that spends coins anyone may, and its transactions but the first."""
        spends = [blocktools.spend(self.coins.pop()) for _ in range(count)]
        return self.next_block(node, spends), spends

    def ask_addresses(self, peer, node):
        """The answer to getaddr: the one message of many addresses."""
        self.ask_again(peer, node)
        return until(lambda: self.answers(peer), SECONDS, "an answer to getaddr")[0]

    @staticmethod
    def answers(peer):
        found = [p2p.read_addrv2(payload) for payload in peer.of_kind("addrv2")]
        return [one for one in found + [p2p.read_addr(payload) for payload in peer.of_kind("addr")] if len(one) > 1]

    @staticmethod
    def ask_again(peer, node):
        peer.send("getaddr")
        peer.sync()
        node.rpc.mockscheduler(BATCH)
        peer.sync()

    @staticmethod
    def told(peers, host):
        """How many of `peers` have been told of `host`."""
        def hosts(peer):
            found = [one for payload in peer.of_kind("addrv2") for one in p2p.read_addrv2(payload)]
            found += [one for payload in peer.of_kind("addr") for one in p2p.read_addr(payload)]
            return {one.host for one in found}
        return sum(host in hosts(peer) for peer in peers)

    @staticmethod
    def has_block(node, text):
        try:
            node.rpc.getblock(text, 0)
            return True
        except RpcError:
            return False


if __name__ == "__main__":
    main(RelayTest)
