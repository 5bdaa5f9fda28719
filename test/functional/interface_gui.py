#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The window, its node and its wallets as processes: who starts whom, and what is left when one of them goes."""

import os
import shutil
import signal
import subprocess

from framework import processes, programs
from framework.rpc import RpcError
from framework.test_case import main
from framework.wait import TIME_FACTOR, until
from framework.wallet_test import WalletTest

SCREEN = "1024x768x24"
START_SECONDS = 30
# A window that ends must have ended its node by then, too.
END_SECONDS = 10
# No peers, unless a test asks for them.
ALONE = ("-listen=0", "-connect=0", "-discover=0", "-listenonion=0", "-natpmp=0")
# A window that shows the peers asks for them every second, one that does not every ten.
ASKED_WHILE_SEEN = 5
SEEN_SECONDS = 25


class Window:
    """A window under test, on the data directory of a node object that is used for its calls."""

    def __init__(self, test, *arguments, display=None):
        self.node = test.node
        command = programs.window_command() + [f"-datadir={self.node.datadir}", "-regtest", "-keypool=5", "-debug=ipc",
                                               f"-rpcport={self.node.rpc_port}", *ALONE, *arguments]
        environment = dict(os.environ, DISPLAY=display or test.display, HOME=str(test.folder))
        with open(test.folder / "window.txt", "ab") as out:
            self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=out, env=environment)
        test.windows.append(self)

    def wait_for_rpc(self):
        """Waits until a node answers at the window's data directory."""
        def answers():
            if self.process.poll() is not None:
                raise AssertionError(f"the window ended with {self.process.returncode}")
            try:
                self.node.rpc.getblockcount()
            except (OSError, ValueError, RpcError):
                return False
            return True
        until(answers, START_SECONDS, "the node of the window answers")
        return self

    def nodes(self):
        """The node processes that the window has started."""
        return processes.children(self.process.pid, "quanta-node")

    def close(self, sign=signal.SIGTERM, code=0):
        """Closes it as the system does, and waits for its end."""
        self.process.send_signal(sign)
        found = self.process.wait(END_SECONDS * TIME_FACTOR)
        if found != code:
            raise AssertionError(f"the window ended with {found}, expected {code}")


class GuiTest(WalletTest):
    """Starts windows on a screen in memory."""

    def set_nodes(self):
        if not programs.window_built():
            self.skip("the build has no window")
        if not shutil.which("Xvfb"):
            self.skip("needs Xvfb")
        if not processes.Path("/proc/self/status").exists():
            self.skip("needs /proc of Linux")
        self.windows = []
        self.start_screen()
        # Its place and its calls are used; windows start what runs there.
        self.add_node(start=False)
        self.add_node("-listen=1", "-bind=127.0.0.1", start=False)

    def execute(self):
        try:
            return super().execute()
        finally:
            self.clean_up()

    def clean_up(self):
        for window in getattr(self, "windows", []):
            for node in window.nodes():
                processes.kill(node)
            window.process.kill()
            window.process.wait()
        for node in getattr(self, "orphans", []):
            if processes.alive(node):
                processes.kill(node)
        if hasattr(self, "screen"):
            self.screen.kill()
            self.screen.wait()

    def start_screen(self):
        reader, writer = os.pipe()
        self.screen = subprocess.Popen(["Xvfb", "-displayfd", str(writer), "-screen", "0", SCREEN], pass_fds=[writer],
                                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        os.close(writer)
        with os.fdopen(reader) as number:
            self.display = ":" + number.readline().strip()

    def run(self):
        self.orphans = []
        self.check_no_screen()
        if programs.is_multiprocess():
            self.check_processes()
            self.check_peers()
            self.check_early_close()
            self.check_killed_window()
            self.check_second_window()
            self.check_node_of_others()
            self.check_attach_only()
            self.check_killed_node()
        else:
            self.check_one_process()
            self.check_peers()
            self.check_killed_program()
            self.check_second_program()

    def nobody_answers(self):
        try:
            self.rpc.getblockcount()
        except (OSError, ValueError, RpcError):
            return True
        return False

    def calls_to_node(self, call="status"):
        """Calls of windows that the node of the test has answered so far; -debug=ipc is on."""
        return sum("IPC server send response" in line and f" Node.{call} " in line
                   for line in self.node.log().splitlines())

    def gui_log(self):
        path = self.node.chain_folder / "gui.log"
        return path.read_text(errors="replace") if path.exists() else ""

    def wait_for_words(self, words, behind):
        """Waits until the window has written `words` behind that character of its log."""
        until(lambda: words in self.gui_log()[behind:], START_SECONDS, f"the window's log says {words}")

    def check_no_screen(self):
        self.step("without a screen it ends, and starts nothing")
        window = Window(self, display=":9999")
        self.true(window.process.wait(START_SECONDS * TIME_FACTOR) != 0, "it has failed")
        self.true(self.nobody_answers(), "nobody answers")
        if programs.is_multiprocess():
            self.true(not (self.node.chain_folder / "blocks").exists(), "nothing was started")

    # Three processes.

    def check_processes(self):
        self.step("window, node, and wallet once one is wanted")
        window = Window(self).wait_for_rpc()
        self.equal(processes.program(window.process.pid), "quanta-gui")
        nodes = window.nodes()
        self.equal(len(nodes), 1)
        self.equal(processes.children(window.process.pid), nodes)
        self.equal(processes.children(nodes[0]), [])
        self.rpc.createwallet("w", load_on_startup=True)
        wallets = processes.children(nodes[0])
        self.equal([processes.program(pid) for pid in wallets], ["quanta-wallet"])
        self.rpc.generatetoaddress(1, self.rpc.getnewaddress())
        for name in ("debug.log", "wallet.log", "gui.log"):
            self.true((self.node.chain_folder / name).stat().st_size > 0, f"{name} is written")
        self.step("closing the window ends the node it started, in order")
        window.close()
        self.true(not any(processes.alive(pid) for pid in nodes + wallets), "all have gone")
        self.contains("\n".join(self.node.log().splitlines()[-5:]), "shutdown done")
        self.true(self.nobody_answers(), "nobody answers")

    def check_peers(self):
        self.step("a window that shows its node's peers")
        peer = self.nodes[1]
        peer.start()
        window = Window(self).wait_for_rpc()
        self.rpc.addnode(f"127.0.0.1:{peer.port}", "onetry")
        until(lambda: self.rpc.getconnectioncount() == 1, START_SECONDS, "the peer is connected")
        if self.press(window, "ctrl+4") and programs.is_multiprocess():
            behind = self.calls_to_node("network")
            until(lambda: self.calls_to_node("network") >= behind + ASKED_WHILE_SEEN, SEEN_SECONDS,
                  "it asks for all peers again and again")
        peer.stop()
        until(lambda: self.rpc.getconnectioncount() == 0, START_SECONDS, "the peer has gone")
        self.rpc.setnetworkactive(False)
        self.equal((window.process.poll(), self.rpc.getnetworkinfo()["networkactive"]), (None, False))
        window.close()

    def press(self, window, keys):
        """Presses keys in a window, once it is seen; False where that cannot be done."""
        if not shutil.which("xdotool"):
            return False
        environment = dict(os.environ, DISPLAY=self.display)
        find = ["xdotool", "search", "--sync", "--onlyvisible", "--pid", str(window.process.pid), "--name", "^Quanta"]
        found = subprocess.run(find, env=environment, capture_output=True, text=True, check=True,
                               timeout=START_SECONDS * TIME_FACTOR)
        wid = found.stdout.split()[0]
        subprocess.run(["xdotool", "windowfocus", "--sync", wid, "key", keys], env=environment, check=True,
                       timeout=START_SECONDS * TIME_FACTOR)
        return True

    def check_early_close(self):
        self.step("a window that is closed at once")
        for sign in (signal.SIGTERM, signal.SIGINT):
            window = Window(self)
            until(window.nodes, START_SECONDS, "it has started a node")
            started = window.nodes()
            window.close(sign)
            self.true(not processes.alive(started[0]), "its node has gone")

    def check_killed_window(self):
        self.step("a window that is killed leaves its node running")
        window = Window(self).wait_for_rpc()
        self.orphan = window.nodes()[0]
        self.orphans.append(self.orphan)
        height = self.rpc.getblockcount()
        window.close(signal.SIGKILL, -signal.SIGKILL)
        self.rpc.generatetoaddress(1, self.rpc.getnewaddress())
        self.equal(self.rpc.getblockcount(), height + 1)
        self.true(processes.alive(self.orphan), "the node runs")

    def check_second_window(self):
        self.step("other windows attach to the running node, and leave it running")
        windows = []
        for _ in range(2):
            behind = self.calls_to_node()
            windows.append(Window(self))
            until(lambda before=behind: self.calls_to_node() > before, START_SECONDS, "it asks the running node")
        self.equal([window.nodes() for window in windows], [[], []])
        for window in windows:
            window.close()
            self.true(processes.alive(self.orphan), "the node runs")
        self.equal(self.rpc.listwallets(), ["w"])

    def check_node_of_others(self):
        self.step("when somebody else's node goes, the window waits for it and starts none")
        behind = self.calls_to_node()
        window = Window(self)
        until(lambda: self.calls_to_node() > behind, START_SECONDS, "it asks the running node")
        self.rpc.stop()
        processes.wait_for_end(self.orphan, END_SECONDS)
        self.wait_for_words("looking for a node at", len(self.gui_log()))
        self.equal((window.process.poll(), window.nodes()), (None, []))
        for _ in range(2):
            self.node.start("-debug=ipc")
            behind = self.calls_to_node()
            until(lambda before=behind: self.calls_to_node() > before, START_SECONDS, "it has come back")
            self.equal(window.nodes(), [])
            self.node.stop()
        window.close()

    def check_attach_only(self):
        self.step("-ipcconnect without a node: it waits, and attaches")
        behind = len(self.gui_log())
        window = Window(self, "-ipcconnect")
        self.wait_for_words(f"looking for a node at {self.node.chain_folder}/node.sock", behind)
        self.equal((window.process.poll(), window.nodes()), (None, []))
        self.node.start("-debug=ipc")
        behind = self.calls_to_node()
        until(lambda: self.calls_to_node() > behind, START_SECONDS, "it asks the node")
        self.equal(window.nodes(), [])
        window.close()
        self.equal(self.rpc.getblockcount(), self.node.height())
        self.node.stop()

    def check_killed_node(self):
        self.step("a node of the window's that dies is started again")
        window = Window(self).wait_for_rpc()
        first = window.nodes()[0]
        processes.kill(first)
        until(lambda: window.nodes() not in ([], [first]), START_SECONDS, "another node")
        window.wait_for_rpc()
        self.step("and one that is stopped by others takes the window with it")
        second = window.nodes()[0]
        self.rpc.stop()
        self.equal(window.process.wait(END_SECONDS * TIME_FACTOR), 0)
        self.true(not processes.alive(second), "the node has gone")

    # One process.

    def check_one_process(self):
        self.step("node, wallets and window in one process")
        window = Window(self).wait_for_rpc()
        self.equal(processes.children(window.process.pid), [])
        self.rpc.createwallet("w", load_on_startup=True)
        self.rpc.generatetoaddress(3, self.rpc.getnewaddress())
        self.equal(self.balances(self.rpc), (0, 150 * 100_000_000))
        self.equal(processes.children(window.process.pid), [])
        window.close()
        self.contains("\n".join(self.node.log().splitlines()[-5:]), "shutdown done")
        self.true(self.nobody_answers(), "nobody answers")
        self.step("stop by RPC takes the window with it")
        window = Window(self).wait_for_rpc()
        self.equal(self.rpc.listwallets(), ["w"])
        self.equal(self.rpc.getblockcount(), 3)
        self.rpc.stop()
        self.equal(window.process.wait(END_SECONDS * TIME_FACTOR), 0)

    def check_killed_program(self):
        self.step("after a kill it starts again")
        window = Window(self).wait_for_rpc()
        window.close(signal.SIGKILL, -signal.SIGKILL)
        self.true(self.nobody_answers(), "nobody answers")
        window = Window(self).wait_for_rpc()
        self.equal(self.rpc.listwallets(), ["w"])
        window.close(signal.SIGINT)

    def check_second_program(self):
        self.step("a second one on the same data has no node, harms nothing, and may be ended")
        window = Window(self).wait_for_rpc()
        second = Window(self)
        until(lambda: processes.program(second.process.pid) == "quanta-qt" and self.screen_is_used_by(second),
              START_SECONDS, "it shows itself")
        self.equal(self.rpc.listwallets(), ["w"])

        def ended():
            if second.process.poll() is None:
                second.process.send_signal(signal.SIGTERM)
            return second.process.poll() is not None

        until(ended, END_SECONDS, "it has ended")
        self.true(second.process.returncode in (1, -signal.SIGTERM), f"it ended with {second.process.returncode}")
        self.equal(self.rpc.listwallets(), ["w"])
        window.close()

    def screen_is_used_by(self, window):
        """Whether the program has come as far as its connection to the screen."""
        return any(link.startswith("socket:") for link in processes.descriptors(window.process.pid))


if __name__ == "__main__":
    main(GuiTest)
