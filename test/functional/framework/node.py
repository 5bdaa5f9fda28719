# Copyright (c) 2026 The Quanta developers. MIT licence.
"""One node under test, in a data directory of its own."""

import re
import resource
import signal
import subprocess
from pathlib import Path

from . import programs
from .ports import free_port
from .rpc import Http, Rpc, RpcError
from .wait import TIME_FACTOR, WaitTimeout, until

START_SECONDS = 60
STOP_SECONDS = 60
WARMING_UP = -28
CHAIN_FOLDERS = {"main": "", "test": "testnet3", "testnet4": "testnet4", "signet": "signet", "regtest": "regtest"}


class NodeFailed(AssertionError):
    """The node ended, or said something, that the test did not expect."""


class Node:
    """Starts, stops and kills a node, and talks to it.

    `folder` gets the data directory (`folder`/data) and what the node printed. `arguments` go into every
    start; those of start() come after them.
    """

    def __init__(self, folder, arguments=(), chain="regtest"):
        self.folder = Path(folder)
        self.datadir = self.folder / "data"
        self.datadir.mkdir(parents=True, exist_ok=True)
        self.chain = chain
        self.chain_folder = self.datadir / CHAIN_FOLDERS[chain]
        self.arguments = list(arguments)
        self.rpc_port = free_port()
        self.port = free_port()
        self.process = None
        self.max_file_bytes = None
        # Whether it connects to others by itself.
        self.finds_peers = False
        # Goes in front of the command line.
        self.prefix = []
        self.http = Http(self.rpc_port, self.cookie)
        self.rpc = Rpc(self.http)

    # Starting and ending.

    def command(self, arguments=()):
        """The whole command line of a start: without peers, unless a test asks for them."""
        fixed = [f"-datadir={self.datadir}", f"-rpcport={self.rpc_port}", "-printtoconsole=0"]
        fixed += [] if self.finds_peers else ["-connect=0"]
        fixed += [f"-port={self.port}", "-discover=0", "-listenonion=0", "-natpmp=0"]
        chain = [] if self.chain == "main" else [f"-chain={self.chain}"]
        return self.prefix + programs.node_command() + chain + fixed + self.arguments + list(arguments)

    def launch(self, *arguments):
        """Starts the process and returns at once."""
        if self.process is not None:
            raise NodeFailed("the node runs already")
        with open(self.folder / "stdout.txt", "wb") as out, open(self.folder / "stderr.txt", "wb") as err:
            self.process = subprocess.Popen(self.command(arguments), stdin=subprocess.DEVNULL, stdout=out,
                                            stderr=err, cwd=self.folder,
                                            preexec_fn=self.limit_files if self.max_file_bytes else None)

    def limit_files(self):
        """In the new process: writing a file beyond max_file_bytes fails, as on a full disk."""
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.max_file_bytes, self.max_file_bytes))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)

    def start(self, *arguments, seconds=START_SECONDS):
        """Starts the process and waits until it answers RPC calls. Returns the node."""
        self.launch(*arguments)
        self.wait_for_rpc(seconds)
        return self

    def wait_for_rpc(self, seconds=START_SECONDS):
        """Waits until the node has left its warm-up."""
        until(self.answers, seconds, "node answers RPC calls")

    def answers(self):
        if self.process is not None and self.process.poll() is not None:
            raise NodeFailed(f"the node ended with {self.process.poll()} while starting: {self.stderr()}")
        try:
            self.rpc.getblockcount()
        except (OSError, ValueError):
            return False
        except RpcError as error:
            if error.code == WARMING_UP or error.status in (401, 503):
                return False
            raise
        return True

    def stop(self, expected_stderr="", seconds=STOP_SECONDS):
        """Asks the node to stop and waits for its end, which must be clean."""
        self.rpc.stop()
        self.wait_for_exit(0, seconds)
        if self.stderr() != expected_stderr:
            raise NodeFailed(f"unexpected words on stderr: {self.stderr()}")

    def wait_for_exit(self, code=0, seconds=STOP_SECONDS):
        """Waits for the end of the process, which must give `code`."""
        try:
            found = self.process.wait(seconds * TIME_FACTOR)
        except subprocess.TimeoutExpired:
            raise WaitTimeout(f"the node did not end within {seconds:g} s") from None
        self.process = None
        if found != code:
            raise NodeFailed(f"the node ended with {found}, expected {code}: {self.stderr()}")

    def kill(self):
        """Ends the process as a power cut would, without a chance to clean up."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None

    def restart(self, *arguments):
        """A clean stop and a start."""
        self.stop()
        return self.start(*arguments)

    def fails_to_start(self, arguments, stderr, code=1, seconds=START_SECONDS):
        """Starts the node expecting it to end with `code` and with stderr that `stderr`, a regular
        expression, is found in. Returns stderr."""
        self.launch(*arguments)
        self.wait_for_exit(code, seconds)
        if not re.search(stderr, self.stderr()):
            raise NodeFailed(f"stderr is {self.stderr()!r}, expected {stderr!r}")
        return self.stderr()

    # What the node leaves behind.

    def cookie(self):
        """The present `user:password`, or nothing when there is none."""
        try:
            return (self.chain_folder / ".cookie").read_text().strip()
        except FileNotFoundError:
            return ""

    def stdout(self):
        return (self.folder / "stdout.txt").read_text(errors="replace")

    def stderr(self):
        return (self.folder / "stderr.txt").read_text(errors="replace")

    def log(self):
        """The debug log so far."""
        try:
            return (self.chain_folder / "debug.log").read_text(errors="replace")
        except FileNotFoundError:
            return ""

    def wait_for_log(self, text, after=0, seconds=START_SECONDS):
        """Waits until `text` stands in the log behind its character `after`."""
        until(lambda: text in self.log()[after:], seconds, f"log says {text!r}")

    def write_conf(self, text, name="quanta.conf"):
        """Writes a configuration file into the data directory."""
        (self.datadir / name).write_text(text)

    # Short hands for questions the tests ask often.

    def cli(self, *arguments, stdin=None):
        """Runs the command line client against this node. Returns the finished process, text captured."""
        chain = [] if self.chain == "main" else [f"-chain={self.chain}"]
        command = programs.cli_command() + chain + [f"-datadir={self.datadir}", f"-rpcport={self.rpc_port}"]
        return subprocess.run(command + list(arguments), input=stdin, text=True, capture_output=True,
                              timeout=START_SECONDS * TIME_FACTOR, check=False)

    def tip(self):
        return self.rpc.getbestblockhash()

    def height(self):
        return self.rpc.getblockcount()

    def utxo_hash(self):
        return self.rpc.gettxoutsetinfo("hash_serialized_3")["hash_serialized_3"]

    def wait_for_height(self, height, seconds=120):
        until(lambda: self.height() == height, seconds, f"height {height}")
