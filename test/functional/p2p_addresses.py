#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Addresses and connections by RPC: the address book as it lies in its tables, what is given of it, connections for a purpose,
bare messages, and nodes that are asked for addresses and left again (-seednode)."""

import re

from framework import p2p_messages as p2p
from framework.p2p import Listener, called_by, v2_peer
from framework.p2p_steps import LISTENING, SECONDS, NetworkTest
from framework.test_case import main
from framework.wait import until

NETWORKS = ("ipv4", "ipv6", "onion", "i2p", "cjdns")
NEW_BUCKETS, TRIED_BUCKETS, BUCKET_SIZE = 1024, 256, 64
PLACE = re.compile(r"(\d+)/(\d+)")
SEED_NODE_SECONDS = 60
ENTRY = ["address", "port", "services", "time", "network", "source", "source_network"]
KNOWN = {"ipv4": [f"{number}.7.1.1" for number in range(20, 32)], "ipv6": ["2a01:4f8::7", "2600:1f18::9"],
         "onion": [p2p.onion(number) for number in range(3)], "i2p": ["a" * 51 + "q.b32.i2p"]}


class AddressesTest(NetworkTest):
    """A node whose address book is filled and looked at; nothing of it is connected to."""

    def set_nodes(self):
        self.add_node(*LISTENING, "-networkactive=0")

    def run(self):
        self.check_tables()
        self.check_given()
        self.node.rpc.setnetworkactive(True)
        self.check_purposes()
        self.check_bare_messages()
        self.check_seed_nodes()

    # Steps.

    def check_tables(self):
        self.step("the tables of the address book")
        node = self.node
        self.equal(node.rpc.getrawaddrman(), {"new": {}, "tried": {}})
        self.equal(node.rpc.getaddrmaninfo(), self.counts({}, {}))
        tried = {"ipv4": KNOWN["ipv4"][:2], "onion": KNOWN["onion"][:1]}
        for network, hosts in KNOWN.items():
            for host in hosts:
                self.equal(node.rpc.addpeeraddress(host, 8333, host in tried.get(network, ())), {"success": True}, host)
        self.equal(node.rpc.addpeeraddress(KNOWN["ipv4"][0], 8333, True), {"success": False, "error": "failed-adding-to-new"})
        self.equal(node.rpc.addpeeraddress("0.0.1.1", 8333), {"success": False, "error": "failed-adding-to-new"})
        self.rpc_fails(-30, "Invalid IP address", node.rpc.addpeeraddress, "x", 1)
        self.rpc_fails(-1, "JSON integer out of range", node.rpc.addpeeraddress, "1.2.3.4", 99999)
        tables = node.rpc.getrawaddrman()
        self.equal(list(tables), ["new", "tried"])
        found = {table: self.check_table(tables[table], buckets)
                 for table, buckets in (("new", NEW_BUCKETS), ("tried", TRIED_BUCKETS))}
        new = {network: [host for host in hosts if host not in tried.get(network, ())] for network, hosts in KNOWN.items()}
        self.equal(found["new"], {host for hosts in new.values() for host in hosts})
        self.equal(found["tried"], {host for hosts in tried.values() for host in hosts})
        self.equal(node.rpc.getaddrmaninfo(), self.counts(new, tried))

    def check_given(self):
        self.step("what is given of it: so many, of a network")
        give = self.node.rpc.getnodeaddresses
        everything = {host for hosts in KNOWN.values() for host in hosts}
        self.equal({one["address"] for one in give(0)}, everything)
        for entry in give(0):
            self.equal(list(entry), ["time", "services", "address", "port", "network"])
            self.equal((entry["services"], entry["port"]), (p2p.NETWORK | p2p.WITNESS, 8333))
        self.equal(len(give()), 1)
        self.equal(len(give(4)), 4)
        self.equal(len(give(len(everything) + 1)), len(everything))
        for network, hosts in KNOWN.items():
            self.equal({one["address"] for one in give(0, network)}, set(hosts))
            self.equal({one["network"] for one in give(0, network)}, {network})
            self.equal(len(give(1, network)), 1)
        self.rpc_fails(-8, "Address count out of range", give, -1)
        self.rpc_fails(-8, "Network not recognized: Foo", give, 1, "Foo")

    def check_purposes(self):
        self.step("connections for a purpose, over both transports")
        node = self.node
        for kind in ("outbound-full-relay", "block-relay-only", "addr-fetch", "feeler"):
            for v2 in (False, True):
                with Listener() as place:
                    self.equal(node.rpc.addconnection(place.name, kind, v2), {"address": place.name, "connection_type": kind})
                    with place.accept(*((v2_peer,) if v2 else ()), shake_hands=False) as peer:
                        version = p2p.read_version(peer.wait_for("version"))
                        info = self.info_of(node, peer)
                        self.equal((info["connection_type"], info["inbound"]), (kind, False))
                        self.equal(info["transport_protocol_type"], "v2" if v2 else "v1")
                        self.equal(version.relay, kind == "outbound-full-relay")
                until(lambda: not node.rpc.getpeerinfo(), SECONDS, "it is gone")
        for kind in ("bad", "inbound", "manual"):
            self.rpc_fails(-8, None, node.rpc.addconnection, "127.0.0.1:1", kind, False)

    def check_bare_messages(self):
        self.step("bare messages to a peer")
        node = self.node
        with called_by(node, "outbound-full-relay") as peer:
            number = self.info_of(node, peer)["id"]
            for kind, text in (("addr", ""), ("unheard-of12", "c3bba95b" * 500), ("ping", "FF" * 8)):
                got = peer.wait_next(kind, lambda: self.equal(node.rpc.sendmsgtopeer(number, kind, text), {}))
                self.equal(got.hex(), text.lower())
            self.rpc_fails(-8, "Error: msg_type too long, max length is 12", node.rpc.sendmsgtopeer, number, "a" * 13, "")
            self.rpc_fails(-8, "Error parsing input for msg", node.rpc.sendmsgtopeer, number, "addr", "f")
            self.rpc_fails(-1, "Error: Could not send message to peer", node.rpc.sendmsgtopeer, number + 99, "addr", "")
            self.stays(peer, peer.sync)

    def check_seed_nodes(self):
        self.step("nodes that are asked for addresses and left again (-seednode)")
        node = self.node
        node.stop()
        (node.chain_folder / "peers.dat").unlink()
        with Listener() as first, Listener() as second:
            # Onion services, so that whoever is told of them has no way to go there.
            node.finds_peers = True
            node.launch("-dnsseed=0", "-fixedseeds=0", "-v2transport=0", "-onion=127.0.0.1:1", "-networkactive=1",
                        *(f"-seednode={place.name}" for place in (first, second)))
            for number, place in enumerate((first, second)):
                told = [p2p.onion(10 * number + one) for one in range(9)]
                with place.accept(choices=("sendaddrv2",)) as peer:
                    node.wait_for_rpc()
                    self.equal(self.info_of(node, peer)["connection_type"], "addr-fetch")
                    peer.wait_for("getaddr")
                    peer.send("addrv2", p2p.addrv2([p2p.address(host) for host in told]))
                    peer.wait_for_end()
                known = {one["address"] for one in node.rpc.getnodeaddresses(0)}
                self.true(len(known & set(told)) > 5, f"of {told} only {known & set(told)} are known")
                node.rpc.mockscheduler(SEED_NODE_SECONDS)
            node.stop()

    # What steps are made of.

    def check_table(self, table, buckets):
        """The hosts of a table, each of which is in a place there is."""
        places = [tuple(map(int, PLACE.fullmatch(place).groups())) for place in table]
        self.true(all(bucket < buckets and position < BUCKET_SIZE for bucket, position in places), places)
        for entry in table.values():
            self.equal(list(entry), ENTRY)
            self.equal((entry["source"], entry["source_network"]), (entry["address"], entry["network"]))
            self.true(entry["address"] in KNOWN[entry["network"]], entry)
        return {entry["address"] for entry in table.values()}

    @staticmethod
    def counts(new, tried):
        """What getaddrmaninfo says when hosts lie in the tables so."""
        counts = {}
        for network in NETWORKS:
            sizes = len(new.get(network, ())), len(tried.get(network, ()))
            counts[network] = {"new": sizes[0], "tried": sizes[1], "total": sum(sizes)}
        counts["all_networks"] = {key: sum(one[key] for one in counts.values()) for key in ("new", "tried", "total")}
        return counts


if __name__ == "__main__":
    main(AddressesTest)
