# Copyright (c) 2026 The Quanta developers. MIT licence.
"""Calls to a node over its sockets, made by quanta-ipc-client, and the base class of the tests that make them.

QUANTA_IPC_CLIENT  the client program, unless it is that of the build
"""

import contextlib
import itertools
import json
import os
import subprocess
import threading
import time
from pathlib import Path

from . import programs
from .test_case import TestCase
from .wait import TIME_FACTOR, until

CALL_SECONDS = 60
NODE_SOCKET = "node.sock"
# Type ids, as deployed clients have them.
INIT_ID, MINING_ID, TEMPLATE_ID, ECHO_ID, RPC_ID = (
    "8838c700ba5cba65", "f9c68436df3af39e", "f9671ad841b2f622", "d36b89640dc94399", "acb1d37f0a713129")
THREAD_MAP_ID, THREAD_ID = "ee5e37179ad9dc9d", "81c1e2600d0b56c5"
# Methods whose first parameter is no context.
PLAIN_METHODS = {"construct", "makeMiningOld2", "interrupt", "interruptWait", "makeThread", "makePool", "getName"}
UNSET = object()


class IpcError(Exception):
    """How a call failed: Cap'n Proto's type of exception, and its text."""

    def __init__(self, kind, text):
        super().__init__(f"{text} ({kind})")
        self.kind = kind
        self.text = text


def client_command():
    """The command line of the client program."""
    return [os.environ.get("QUANTA_IPC_CLIENT", str(programs.BUILD / "libexec" / "quanta-ipc-client"))]


def missing_topology():
    """Why this run cannot have calls between processes; None when it can."""
    command = programs.node_command()
    if Path(command[0]).name != "quanta-node" and not {"-m", "--multiprocess"} & set(command):
        return 'the node under test has no sockets (QUANTA_CMD="quanta -m" has)'
    for program in (programs.BUILD / "libexec" / "quanta-node", Path(client_command()[0])):
        if not program.exists():
            return f"{program.name} is not built"
    return None


class Call:
    """A call that was made and may not be answered yet."""

    def __init__(self, client, number, what):
        self.client = client
        self.number = number
        self.what = what
        self.answer = None
        self.answered_at = None
        self.m_answered = threading.Event()

    def set(self, answer):
        self.answered_at = time.monotonic()
        self.answer = answer
        self.m_answered.set()

    def done(self):
        return self.m_answered.is_set()

    def wait(self, seconds=CALL_SECONDS):
        """The results as a dictionary; raises IpcError when it failed."""
        if not self.m_answered.wait(seconds * TIME_FACTOR):
            raise AssertionError(f"{self.what} is not answered after {seconds:g} s")
        error = self.answer.get("error")
        if error is not None:
            raise IpcError(error["type"], error["text"])
        return self.answer["results"]

    def cancel(self):
        """Gives the call up."""
        self.client.order("cancel", call=self.number).wait()


class Remote:
    """An object of the node's (or of the client's, to pretend with)."""

    def __init__(self, connection, name):
        self.connection = connection
        self.name = name

    def start(self, method, *, names=None, interface=None, thread=UNSET, **params):
        """Makes a call and returns it. `thread` is the connection's unless given; None gives a context without
        one. `names` are those for objects among the results."""
        if method not in PLAIN_METHODS:
            thread = self.connection.thread if thread is UNSET else thread
            params.setdefault("context", {} if thread is None else {"thread": thread})
        elif thread is not UNSET:
            raise AssertionError(f"{method} takes no thread")
        extra = {"as": names} if names else {}
        if interface:
            extra["interface"] = interface
        return self.connection.client.order("call", object=self.name, method=method, params=plain(params), **extra)

    def call(self, method, *, seconds=CALL_SECONDS, **given):
        """Makes a call and returns its results, one alone as such."""
        results = self.start(method, **given).wait(seconds)
        return results["result"] if set(results) == {"result"} else results

    def object(self, method, *, result="result", **given):
        """The object that `method` gives, at once: it may not exist yet, or never."""
        made = self.connection.remote()
        made.made_by = self.start(method, names={result: made.name}, **given)
        return made

    def drop(self):
        """Lets go of the object, as clients do that call no destroy."""
        self.connection.client.order("drop", object=self.name).wait()

    def call_number(self, interface, method):
        """A call by ids alone; the number of words in its answer."""
        return self.connection.client.order("call number", object=self.name, interface=interface,
                                            method=method).wait()["words"]


class Connection(Remote):
    """A connection and the node's first object. `thread` is where its calls run."""

    def __init__(self, client, name):
        super().__init__(self, name)
        self.client = client
        self.thread = None
        self.ended = threading.Event()

    def remote(self):
        return Remote(self, self.client.new_name())

    def thread_map(self, **given):
        return self.object("construct", result="threadMap", **given)

    def with_thread(self, name="test"):
        """Constructs, and makes the thread for the calls. Returns the connection."""
        self.thread = self.thread_map().object("makeThread", name=name)
        return self

    def imitate(self, interface):
        """An object of the client's own."""
        made = self.remote()
        self.client.order("imitate", interface=interface, **{"as": made.name}).wait()
        return made

    def send(self, text):
        """Sends what is no message."""
        self.client.order("send", connection=self.name, text=text).wait()

    def disconnect(self):
        self.client.order("disconnect", connection=self.name).wait()


class Client:
    """A client process with any number of connections."""

    def __init__(self, prefix=()):
        self.process = subprocess.Popen([*prefix, *client_command()], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        text=True, bufsize=1)
        self.calls = {}
        self.connections = {}
        self.m_numbers = itertools.count(1)
        self.m_lock = threading.Lock()
        self.m_together = None
        self.m_reader = threading.Thread(target=self.read, daemon=True)
        self.m_reader.start()

    def new_name(self):
        return f"o{next(self.m_numbers)}"

    def order(self, what, **with_what):
        """Has the client do something. Returns it as a Call."""
        call = Call(self, next(self.m_numbers), f"{what} {with_what.get('method', '')}".strip())
        with self.m_lock:
            self.calls[call.number] = call
            command = {"id": call.number, "do": what, **with_what}
            if self.m_together is None:
                self.process.stdin.write(json.dumps(command) + "\n")
            else:
                self.m_together.append(command)
        return call

    @contextlib.contextmanager
    def together(self):
        """What is started within leaves at once, before any of it is answered."""
        self.m_together = []
        yield
        commands, self.m_together = self.m_together, None
        self.process.stdin.write(json.dumps(commands) + "\n")

    def connect(self, path):
        """A connection to the socket at `path`; IpcError when there is none."""
        made = Connection(self, self.new_name())
        self.connections[made.name] = made
        self.order("connect", path=str(path), **{"as": made.name}).wait()
        return made

    def read(self):
        for line in self.process.stdout:
            if not line.endswith("\n"):
                # It died while it wrote.
                return
            answer = json.loads(line)
            if "ended" in answer:
                self.connections[answer["ended"]].ended.set()
                continue
            with self.m_lock:
                call = self.calls.pop(answer["id"])
            call.set(answer)

    def die(self):
        """Ends as a crash does."""
        self.process.kill()
        self.process.wait()

    def close(self):
        self.process.stdin.close()
        if self.process.wait(CALL_SECONDS * TIME_FACTOR) != 0:
            raise AssertionError(f"the client ended with {self.process.returncode}")
        self.m_reader.join()


def plain(value):
    """A parameter as JSON: bytes as hex, objects as their names."""
    if isinstance(value, (bytes, bytearray)):
        return value.hex()
    if isinstance(value, Remote):
        return value.name
    if isinstance(value, dict):
        return {name: plain(one) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(one) for one in value]
    return value


class IpcTest(TestCase):
    """The base of the tests that call a node over its sockets; skipped in a run without."""

    NODE_ARGUMENTS = ("-ipcbind=unix", "-debug=ipc")

    def set_nodes(self):
        missing = missing_topology()
        if missing:
            self.skip(missing)
        self.add_node(*self.NODE_ARGUMENTS)

    def execute(self):
        self.m_clients = []
        try:
            return super().execute()
        finally:
            for client in self.m_clients:
                client.die()

    def new_client(self, prefix=()):
        made = Client(prefix)
        self.m_clients.append(made)
        return made

    def socket(self, node=None):
        return (node or self.node).chain_folder / NODE_SOCKET

    def connect(self, path=None):
        """A connection of a new client, with a thread for its calls."""
        return self.new_client().connect(path or self.socket()).with_thread()

    def ipc_fails(self, text, call, *params, kind="FAILED", **named):
        """`call` must raise an IpcError of this kind (None: any) with this text, or with a text that a pattern is
        found in."""
        try:
            found = call(*params, **named)
        except IpcError as error:
            if isinstance(text, str):
                self.equal(error.text, text)
            else:
                self.matches(error.text, text)
            self.equal(error.kind, kind or error.kind)
            return
        raise AssertionError(f"the call gave {found!r} where an error was expected")

    def remote_fails(self, what, call, *params, **named):
        """As ipc_fails, for what an object of the node's throws."""
        self.ipc_fails(f"remote exception: std::exception: {what}", call, *params, **named)

    def connection_is_refused(self, reason, path):
        """Nobody answers at `path`, for `reason` of the system."""
        self.ipc_fails(f"std::exception: {path}: {reason}", self.new_client().connect, path)


class Footprint:
    """What a process holds: descriptors, threads, and memory in KiB."""

    def __init__(self, pid):
        self.descriptors = len(os.listdir(f"/proc/{pid}/fd"))
        self.threads = len(os.listdir(f"/proc/{pid}/task"))
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        self.memory_kib = next(int(line.split()[1]) for line in lines if line.startswith("VmRSS"))

    def __str__(self):
        return f"{self.descriptors} descriptors, {self.threads} threads, {self.memory_kib} KiB"

    @classmethod
    def wait_for(cls, pid, before, more_kib, seconds=5):
        """Waits until `pid` holds no more than `before`, and `more_kib` of memory. Returns what it holds."""
        def back():
            now = cls(pid)
            fits = (now.descriptors <= before.descriptors and now.threads <= before.threads
                    and now.memory_kib <= before.memory_kib + more_kib)
            return now if fits else None
        try:
            return until(back, seconds, "the node is back at its baseline")
        except AssertionError as error:
            raise AssertionError(f"{error}: {cls(pid)}, before: {before}") from None
