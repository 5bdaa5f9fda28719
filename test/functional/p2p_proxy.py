#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Ways to peers and back: -proxy with other credentials for each connection, -onion, -onlynet, -connect, -addnode; an onion
service at Tor's control port, by cookie and by password; -asmap; peers.dat and anchors.dat over restarts."""

from framework import p2p_messages as p2p
from framework.messages import double_sha256
from framework.p2p import MODERN, Listener, Peer, v2_peer
from framework.p2p_steps import LISTENING, NetworkTest
from framework.proxies import Socks5Proxy, TorControl
from framework.test_case import main
from framework.wait import until

PORT = 18444
SECONDS = 60


class ProxyTest(NetworkTest):
    """A node that is started with other options for each step."""

    def set_nodes(self):
        self.add_node(start=False)

    def run(self):
        self.check_proxy()
        self.check_networks()
        self.check_connect()
        self.check_tor_control()
        self.check_files()
        self.check_asmap()

    def check_proxy(self):
        self.step("-proxy: names are its business, every connection has credentials of its own")
        node = self.node
        with Socks5Proxy() as proxy:
            node.start(f"-proxy={proxy.name}")
            wanted = ("15.61.23.23:1234", "[1233:3432:2434:2343:3234:2345:6546:4534]:5443", f"{p2p.onion(1)}:{PORT}",
                      "node.noumenon:8333")
            for name in wanted:
                node.rpc.addnode(name, "onetry", False)
                with proxy.accept(Peer, choices=MODERN):
                    (peer,) = node.rpc.getpeerinfo()
                    self.equal(peer["addr"], name)
                until(lambda: not node.rpc.getpeerinfo(), SECONDS, "it is gone")
            self.equal([f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for host, port, *_ in proxy.requests], list(wanted))
            self.equal(len({user for _, _, user, _ in proxy.requests}), len(wanted))
            self.true(all(user and user == password for *_, user, password in proxy.requests))
            for network in node.rpc.getnetworkinfo()["networks"]:
                expected = "" if network["name"] == "i2p" else proxy.name
                self.equal((network["proxy"], network["proxy_randomize_credentials"]), (expected, bool(expected)))
            self.step("with the second transport through it, and a proxy that refuses")
            node.rpc.addnode("15.61.23.23:1", "onetry", True)
            with proxy.accept(v2_peer):
                self.equal(node.rpc.getpeerinfo()[0]["transport_protocol_type"], "v2")
            node.rpc.addnode("15.61.23.24:1", "onetry", False)
            self.equal(proxy.take(reply=5), None)
            until(lambda: not node.rpc.getpeerinfo(), SECONDS, "no connection is left")
            node.restart(f"-proxy={proxy.name}", "-proxyrandomize=0")
            node.rpc.addnode("15.61.23.23:2", "onetry", False)
            with proxy.accept(Peer):
                self.equal(proxy.requests[-1], ("15.61.23.23", 2, None, None))
            node.stop()

    def check_networks(self):
        self.step("-onion and -onlynet")
        node = self.node
        with Socks5Proxy() as proxy, Socks5Proxy() as tor:
            node.start(f"-proxy={proxy.name}", f"-onion={tor.name}", "-onlynet=onion")
            networks = {one["name"]: (one["reachable"], one["limited"], one["proxy"]) for one in node.rpc.getnetworkinfo()["networks"]}
            self.equal(networks["onion"], (True, False, tor.name))
            self.equal(networks["ipv4"], (False, True, proxy.name))
            node.rpc.addnode(f"{p2p.onion(2)}:{PORT}", "onetry", False)
            with tor.accept(Peer):
                self.equal(node.rpc.getpeerinfo()[0]["network"], "onion")
            node.stop()

    def check_connect(self):
        self.step("-connect and -addnode")
        node = self.node
        with Listener() as place:
            node.launch("-noconnect", f"-connect={place.name}", "-v2transport=0")
            with place.accept() as peer:
                node.wait_for_rpc()
                self.equal(self.info_of(node, peer)["connection_type"], "manual")
            node.stop()
            node.launch(f"-addnode={place.name}", "-v2transport=0")
            with place.accept() as peer:
                node.wait_for_rpc()
                self.equal([one["connected"] for one in node.rpc.getaddednodeinfo(place.name)], [True])
            node.stop()

    def check_tor_control(self):
        self.step("an onion service by Tor's control port")
        node = self.node
        folder = self.folder / "tor"
        folder.mkdir()
        for password in (None, "se\"cret"):
            with TorControl(folder, password and password.replace('"', '\\"')) as tor:
                options = [f"-torpassword={password}"] if password else []
                node.start("-listen=1", f"-bind=127.0.0.1:{node.port}=onion", "-listenonion=1", f"-torcontrol={tor.name}", *options)
                until(lambda: node.rpc.getnetworkinfo()["localaddresses"], SECONDS, "the service is known")
                self.equal([one["address"] for one in node.rpc.getnetworkinfo()["localaddresses"]], [tor.service])
                self.true(not tor.refused, "the proof was wrong")
                made = next(command for command in tor.commands if command.startswith("ADD_ONION"))
                self.matches(made, rf" Port=\d+,127\.0\.0\.1:{node.port}")
                self.equal(made.split()[1], tor.key if password else "NEW:ED25519-V3")
                key = node.chain_folder / "onion_v3_private_key"
                self.equal((key.read_text(), key.stat().st_mode & 0o777), (tor.key, 0o600))
                with Peer(node.port):
                    self.equal(node.rpc.getpeerinfo()[0]["network"], "onion")
                node.stop()

    def check_files(self):
        self.step("addresses and anchors outlive a restart; anchors are connected to first")
        node = self.node
        node.start()
        for number in range(30):
            node.rpc.addpeeraddress(f"{number + 20}.1.1.1", 8333)
        known = {one["address"] for one in node.rpc.getnodeaddresses(0)}
        self.true(len(known) >= 25, len(known))
        with Listener() as place:
            with place.ask(node, "block-relay-only") as peer:
                self.equal(self.info_of(node, peer)["connection_type"], "block-relay-only")
                node.stop()
            anchors = node.chain_folder / "anchors.dat"
            data = anchors.read_bytes()
            self.equal(double_sha256(data[:-32]), data[-32:])
            self.true(place.port.to_bytes(2, "big") in data, "the peer is not among the anchors")
            node.start()
            self.true(not anchors.exists(), "anchors are used once")
            self.equal({one["address"] for one in node.rpc.getnodeaddresses(0)}, known)
            node.stop()
        damaged = bytearray((node.chain_folder / "peers.dat").read_bytes())
        damaged[50] ^= 1
        (node.chain_folder / "peers.dat").write_bytes(damaged)
        anchors.write_bytes(data[:-1])
        node.launch()
        node.wait_for_rpc()
        self.equal(node.rpc.getnodeaddresses(0), [])
        node.stop()

    def check_asmap(self):
        self.step("-asmap")
        node = self.node
        path = self.data("vectors", "asmap.raw")
        node.start(*LISTENING, f"-asmap={path}")
        with Peer(node.port) as peer:
            self.stays(peer, peer.sync)
            self.true("mapped_as" not in self.info_of(node, peer), "this machine belongs to no autonomous system")
        node.stop()
        node.fails_to_start([f"-asmap={self.folder}/missing"], "Could not find asmap file")
        bad = self.folder / "bad.map"
        bad.write_bytes(b"\xff" * 10)
        node.fails_to_start([f"-asmap={bad}"], "Could not parse asmap file")
        node.start()


if __name__ == "__main__":
    main(ProxyTest)
