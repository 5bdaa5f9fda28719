# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Nodes in network namespaces of their own: each a machine with addresses of its own, behind one router."""

import contextlib
import ctypes
import ipaddress
import os
import subprocess

from .rpc import Http, Rpc

CLONE_NEWNET = 0x40000000


def ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True)


def may_make_namespaces():
    """Whether this process has the tool and the right."""
    name = f"quanta-{os.getpid()}-try"
    try:
        ip("netns", "add", name)
        ip("netns", "del", name)
    except (OSError, subprocess.CalledProcessError):
        return False
    return True


class HttpInside(Http):
    """Exchanges with an RPC port inside a namespace."""

    def __init__(self, http, name):
        super().__init__(http.port, http.credentials, http.host)
        self.name = name

    def connect(self, *arguments):
        made = super().connect(*arguments)
        with inside(self.name):
            made.connect()
        return made


class World:
    """A router in a namespace of its own, and a namespace for each node behind it. Removes all of it at the end."""

    def __init__(self):
        self.prefix = f"quanta-{os.getpid()}-"
        self.names = []
        self.links = {}

    def __enter__(self):
        try:
            self.router = self.add_namespace("router")
            for setting in ("net.ipv4.ip_forward=1", "net.ipv6.conf.all.forwarding=1"):
                ip("netns", "exec", self.router, "sysctl", "-w", setting)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        for name in reversed(self.names):
            subprocess.run(["ip", "netns", "del", name], check=False, capture_output=True)

    def add_namespace(self, what):
        name = self.prefix + what
        ip("netns", "add", name)
        self.names.append(name)
        ip("-n", name, "link", "set", "lo", "up")
        return name

    def put(self, node, addresses):
        """`node`, which does not run yet, gets a namespace with `addresses`."""
        number = len(self.names)
        name, port = self.add_namespace(str(number)), f"port{number}"
        ip("-n", name, "link", "add", "eth", "type", "veth", "peer", "name", port, "netns", self.router)
        for place, device, gateway in ((self.router, port, 1), (name, "eth", 2)):
            ip("-n", place, "addr", "add", f"169.254.{number}.{gateway}/30", "dev", device)
            ip("-n", place, "addr", "add", f"fe80::{gateway}/64", "dev", device, "nodad")
            ip("-n", place, "link", "set", device, "up")
        self.links[node] = []
        for address in addresses:
            six = ":" in address
            family, whole = ("-6", f"{address}/128") if six else ("-4", f"{address}/32")
            ip("-n", name, family, "addr", "add", whole, "dev", "eth", *(("nodad",) if six else ()))
            ip("-n", self.router, family, "route", "add", whole, "dev", port)
            self.links[node].append((family, whole, port))
            gateway = "fe80::1" if six else f"169.254.{number}.1"
            ip("-n", name, family, "route", "add", "default", "via", gateway, "dev", "eth", "src", address)
        node.namespace = name
        node.prefix = ["ip", "netns", "exec", name]
        node.http = HttpInside(node.http, name)
        node.rpc = Rpc(node.http)

    def cut(self, node):
        """What is sent to `node` is lost from now on."""
        for family, whole, _ in self.links[node]:
            ip("-n", self.router, family, "route", "replace", "blackhole", whole)

    def mend(self, node):
        for family, whole, port in self.links[node]:
            ip("-n", self.router, family, "route", "del", "blackhole", whole)
            ip("-n", self.router, family, "route", "replace", whole, "dev", port)

    @staticmethod
    def inside(node):
        """As inside(), of a node."""
        return inside(node.namespace)


@contextlib.contextmanager
def inside(name):
    """Sockets made by this thread meanwhile are of the namespace."""
    libc = ctypes.CDLL(None, use_errno=True)
    with open("/proc/thread-self/ns/net", "rb") as home, open(f"/run/netns/{name}", "rb") as there:
        if libc.setns(there.fileno(), CLONE_NEWNET):
            raise OSError(ctypes.get_errno(), "setns")
        try:
            yield
        finally:
            libc.setns(home.fileno(), CLONE_NEWNET)
