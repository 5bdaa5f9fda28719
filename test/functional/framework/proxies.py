# Copyright (c) 2026 The Quanta developers. MIT licence.
"""What a node may have between it and its peers: a SOCKS5 proxy (RFC 1928, RFC 1929) and Tor's control port."""

import hashlib
import hmac
import os
import socket
import threading

from .p2p import Listener
from .p2p_messages import onion

SOCKS_VERSION, NO_METHOD, BY_PASSWORD = 5, 0, 2
CONNECT, NAME = 1, 3


class Socks5Proxy:
    """Takes connections of a node, notes what they ask for, and hands them over as connections to there."""

    def __init__(self):
        self.listener = Listener()
        self.name = self.listener.name
        self.requests = []

    def take(self, reply=0):
        """The next connection: its socket, which leads to the peer now. A `reply` other than 0 refuses."""
        taken = self.listener.take()
        file = taken.makefile("rb", buffering=0)

        def read(count):
            data = b""
            while len(data) < count:
                data += file.read(count - len(data))
            return data

        version, count = read(2)
        methods = read(count)
        by_password = BY_PASSWORD in methods
        taken.sendall(bytes([SOCKS_VERSION, BY_PASSWORD if by_password else NO_METHOD]))
        user = password = None
        if by_password:
            read(1)
            user = read(read(1)[0])
            password = read(read(1)[0])
            taken.sendall(b"\x01\x00")
        command = read(4)
        host = read(read(1)[0]).decode()
        port = int.from_bytes(read(2), "big")
        assert version == SOCKS_VERSION and command == bytes([SOCKS_VERSION, CONNECT, 0, NAME])
        self.requests.append((host, port, user, password))
        taken.sendall(bytes([SOCKS_VERSION, reply, 0, 1]) + bytes(6))
        if reply:
            taken.close()
            return None
        return taken

    def accept(self, make, **options):
        return make(taken=self.take(), **options)

    def close(self):
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


class TorControl:
    """Answers a controller: authenticates it by cookie or by password and gives it an onion service."""

    def __init__(self, folder, password=None):
        self.listener = Listener()
        self.name = self.listener.name
        self.password = password
        self.cookie = folder / "cookie"
        self.cookie.write_bytes(os.urandom(32))
        self.service = onion(77)
        self.key = "ED25519-V3:" + "A" * 86 + "=="
        self.commands = []
        self.nonces = None
        self.sessions = 0
        self.refused = False
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        try:
            while True:
                taken, _ = self.listener.socket.accept()
                self.sessions += 1
                with taken, taken.makefile("r", newline="\r\n") as lines:
                    for line in lines:
                        self.commands.append(line.strip())
                        taken.sendall(self.answer(*line.strip().partition(" ")[::2]).encode())
        except OSError:
            return

    def answer(self, command, rest):
        answers = {"PROTOCOLINFO": self.protocol_info, "AUTHCHALLENGE": self.challenge, "AUTHENTICATE": self.authenticate,
                   "GETINFO": lambda _: "250-net/listeners/socks=\"127.0.0.1:9\"\r\n250 OK\r\n", "ADD_ONION": self.add_onion}
        return answers.get(command, lambda _: "510 Unrecognized command\r\n")(rest)

    def protocol_info(self, _):
        methods = "HASHEDPASSWORD" if self.password else f"SAFECOOKIE COOKIEFILE=\"{self.cookie}\""
        return f"250-PROTOCOLINFO 1\r\n250-AUTH METHODS={methods}\r\n250-VERSION Tor=\"0.4.8.0\"\r\n250 OK\r\n"

    def proof(self, who):
        key = f"Tor safe cookie authentication {who} hash".encode()
        return hmac.new(key, self.cookie.read_bytes() + b"".join(self.nonces), hashlib.sha256).hexdigest()

    def challenge(self, rest):
        self.nonces = (bytes.fromhex(rest.split()[1]), os.urandom(32))
        return (f"250 AUTHCHALLENGE SERVERHASH={self.proof('server-to-controller')}"
                f" SERVERNONCE={self.nonces[1].hex()}\r\n")

    def authenticate(self, rest):
        wanted = f'"{self.password}"' if self.password else self.proof("controller-to-server")
        self.refused = rest.lower() != wanted.lower()
        return "515 Authentication failed\r\n" if self.refused else "250 OK\r\n"

    def add_onion(self, rest):
        made = f"250-PrivateKey={self.key}\r\n" if rest.startswith("NEW:") else ""
        return f"250-ServiceID={self.service[:-6]}\r\n{made}250 OK\r\n"

    def close(self):
        try:
            self.listener.socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.listener.close()

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()
