# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What tests of the network have in common: nodes that listen, joining and parting, waiting for tips."""

from .test_case import TestCase
from .wait import until

SECONDS = 60
LISTENING = ("-listen=1", "-bind=127.0.0.1")
# Tips of recorded chains are years old: nodes are to know that they have arrived.
ANY_AGE = "-maxtipage=4000000000"


class NetworkTest(TestCase):
    """A test of nodes and peers in Python."""

    def join(self, node, to, host="127.0.0.1"):
        """`node` opens a connection to `to`. Returns when both have shaken hands."""
        before = self.ready_peers(node)
        node.rpc.addnode(f"{host}:{to.port}", "onetry")
        until(lambda: self.ready_peers(node) > before, SECONDS, "a connection")

    @staticmethod
    def ready_peers(node):
        return sum(bool(peer["version"]) for peer in node.rpc.getpeerinfo())

    def leave(self, node):
        """Ends all connections of `node`."""
        for peer in node.rpc.getpeerinfo():
            node.rpc.disconnectnode("", peer["id"])
        until(lambda: not node.rpc.getpeerinfo(), SECONDS, "no connection is left")

    def same_tip(self, *nodes, seconds=SECONDS):
        until(lambda: len({node.tip() for node in nodes}) == 1, seconds, "the tips are the same")

    def info_of(self, node, peer):
        """What getpeerinfo of `node` says of a peer in Python; None when the connection is gone."""
        own = peer.socket.getsockname()
        host = f"[{own[0]}]" if ":" in own[0] else own[0]
        ends = ("addrbind",) if peer.came_to_us else ("addr",)
        if peer.came_to_us:
            remote = peer.socket.getpeername()
            host, own = (f"[{remote[0]}]" if ":" in remote[0] else remote[0]), remote
        name = f"{host}:{own[1]}"
        return next((one for one in node.rpc.getpeerinfo() if any(one.get(end) == name for end in ends)), None)

    def is_left(self, peer, act, *arguments, seconds=SECONDS):
        """`act` makes the node close the connection."""
        act(*arguments)
        peer.wait_for_end(seconds)

    def stays(self, peer, act, *arguments):
        """`act` does not make the node close the connection: it still answers."""
        act(*arguments)
        peer.sync()
        self.true(not peer.closed.is_set(), "the node has closed the connection")
