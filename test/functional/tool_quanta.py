#!/usr/bin/env python3
# Copyright (c) 2026 The Quanta developers. MIT licence.
"""The quanta command: help, which program it becomes, where it finds it, and that it is that program then."""

import os
import shutil
import signal
import subprocess
from pathlib import Path

from framework import programs
from framework.test_case import TestCase, main

# Commands with their programs in one process and in several, and what stands before the user's arguments.
COMMANDS = {
    "gui": ("quanta-qt", "quanta-gui", []),
    "node": ("quantad", "quanta-node", []),
    "rpc": ("quanta-cli", "quanta-cli", ["-named"]),
    "wallet": ("quanta-wallet", "quanta-wallet", []),
    "tx": ("quanta-tx", "quanta-tx", []),
    "util": ("quanta-util", "quanta-util", []),
    "bench": ("quanta-bench", "quanta-bench", []),
    "chainstate": ("quanta-chainstate", "quanta-chainstate", []),
    "test": ("test_quanta", "test_quanta", []),
    "test-gui": ("test_quanta-qt", "test_quanta-qt", []),
}
# Prints its own path and its arguments, each ended by a bar.
TELL = "#!/bin/sh\nprintf '%s|' \"$0\" \"$@\"\n"


def default_interrupt():
    """A shell cannot trap a signal that was ignored when it began, as in what runs in the background."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


class QuantaToolTest(TestCase):
    """Runs copies of the command among shell scripts that tell how they were called."""

    def set_nodes(self):
        pass

    def run(self):
        self.home = self.folder / "home"
        self.home.mkdir()
        self.prefix = self.folder / "prefix"
        self.quanta = self.prefix / "bin" / "quanta"
        self.quanta.parent.mkdir(parents=True)
        shutil.copy(programs.quanta_command()[0], self.quanta)
        for one, several, _ in COMMANDS.values():
            self.put_program("libexec", one)
            self.put_program("libexec", several)
        self.check_texts()
        self.check_refusals()
        self.check_commands()
        self.check_arguments()
        self.check_ipc_options()
        self.check_configuration()
        self.check_places()
        self.check_links()
        self.check_missing()
        self.check_process()
        self.check_real_programs()

    def put_program(self, folder, name, text=TELL):
        path = self.prefix / folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        path.chmod(0o755)
        return path

    def call(self, *arguments, program=None, path="/usr/bin:/bin", **more):
        return subprocess.run([str(program or self.quanta), *arguments], text=True, capture_output=True, timeout=60,
                              env={"HOME": str(self.home), "PATH": path}, cwd=self.folder, check=False, **more)

    def called(self, *arguments, **more):
        """The program that the command became and the arguments it got."""
        done = self.call(*arguments, **more)
        self.equal((done.returncode, done.stderr), (0, ""))
        words = done.stdout.split("|")[:-1]
        return words[0], words[1:]

    def program(self, *arguments):
        """The name of the program that the command became."""
        return Path(self.called(*arguments)[0]).name

    def fails(self, arguments, *texts, **more):
        done = self.call(*arguments, **more)
        self.equal((done.returncode, done.stdout), (1, ""))
        self.true(done.stderr.startswith("Error: "), done.stderr)
        for text in texts:
            self.contains(done.stderr, text)

    def check_texts(self):
        self.step("help and version")
        for word in ("-h", "--help"):
            done = self.call(word)
            self.equal((done.returncode, done.stderr), (0, ""))
            self.true(done.stdout.startswith(f"Usage: {self.quanta} [OPTIONS] COMMAND..."), done.stdout)
        usage = self.call("--help").stdout
        everything = self.call("help").stdout
        self.true(everything.startswith(usage), "help begins as --help")
        for command, (one, several, _) in COMMANDS.items():
            self.contains(everything, f"\n  {command} [ARGS]")
            self.contains(everything, one)
            self.contains(everything, several)
        nothing = self.call()
        self.equal((nothing.returncode, nothing.stdout, nothing.stderr), (1, usage, ""))
        for word in ("-v", "--version"):
            done = self.call(word)
            self.equal(done.returncode, 0)
            self.true(done.stdout.startswith("Quanta version v"), done.stdout)

    def check_refusals(self):
        self.step("words it does not know")
        self.fails(["nosuch"], "Unrecognized command: 'nosuch'", "--help")
        self.fails(["-m", ""], "Unrecognized command: ''")
        self.fails(["-nosuch", "node"], "Unknown option: -nosuch")
        self.fails(["-regtest"], "Unknown option: -regtest")

    def check_commands(self):
        self.step("the program of each command")
        for command, (one, several, before) in COMMANDS.items():
            for options, name in (([], one), (["-M"], one), (["--monolithic"], one), (["-m"], several),
                                  (["--multiprocess"], several), (["-m", "-M"], one), (["-M", "-m"], several)):
                self.equal(self.called(*options, command, "-regtest"),
                           (str(self.prefix / "libexec" / name), before + ["-regtest"]))

    def check_arguments(self):
        self.step("arguments as they are")
        for arguments in ([], [""], ["-m", "-M", "--help", "help"], ["a b", "'", '"', "$HOME", "*", "\n", "ü"]):
            self.equal(self.called("-M", "node", *arguments)[1], arguments)

    def check_ipc_options(self):
        self.step("options that take several processes")
        for option in ("-ipcbind=unix", "--ipcbind=unix:x", "-ipcbind", "-ipcallow=x=Echo", "-sandbox=off"):
            self.equal(self.program("node", "-regtest", option), "quanta-node")
            self.equal(self.program("gui", option, "-nosuchoption"), "quanta-gui")
            self.equal(self.program("-M", "node", option), "quantad")
        self.equal(self.program("gui", "-ipcconnect=unix"), "quanta-gui")
        for option in ("-noipcbind", "-ipcfd=3", "-ipcconnect=unix"):
            self.equal(self.program("node", option), "quantad")

    def check_configuration(self):
        self.step("the configuration file")
        data = self.home / ".quanta"
        data.mkdir()
        conf = data / "quanta.conf"
        conf.write_text("ipcbind=unix\n")
        self.equal(self.program("node"), "quanta-node")
        self.equal(self.program("gui"), "quanta-gui")
        self.equal(self.program("-M", "node"), "quantad")
        self.equal(self.program("node", "-noipcbind"), "quantad")
        self.equal(self.program("node", "-noconf"), "quantad")
        conf.write_text("[regtest]\nipcbind=unix\n")
        self.equal(self.program("node"), "quantad")
        self.equal(self.program("node", "-chain=regtest"), "quanta-node")
        conf.write_text("ipcconnect=unix\n")
        self.equal(self.program("node"), "quantad")
        self.equal(self.program("gui"), "quanta-gui")
        other = self.folder / "other"
        other.mkdir()
        conf.write_text(f"datadir={other}\nincludeconf=more.conf\n")
        (data / "more.conf").write_text("ipcbind=unix\n")
        (other / "more.conf").write_text("")
        self.equal(self.program("node"), "quanta-node")
        self.equal(self.program("node", f"-datadir={other}"), "quantad")
        (other / "quanta.conf").write_text("ipcbind=unix:x\n")
        self.equal(self.program("node", f"-datadir={other}"), "quanta-node")
        conf.write_text("no setting\n")
        self.equal(self.program("node"), "quantad")
        self.equal(sorted(path.name for path in data.iterdir()), ["more.conf", "quanta.conf"])
        shutil.rmtree(data)

    def check_places(self):
        self.step("../libexec, then beside the command, then PATH")
        third = self.put_program("elsewhere", "quanta-tx")
        path = f"/nonexistent:{third.parent}:/usr/bin:/bin"
        second = self.put_program("bin", "quanta-tx")
        first = self.prefix / "libexec" / "quanta-tx"
        self.equal(self.called("tx", path=path)[0], str(first))
        first.chmod(0o644)
        self.equal(self.called("tx", path=path)[0], str(second))
        first.unlink()
        first.mkdir()
        self.equal(self.called("tx", path=path)[0], str(second))
        second.unlink()
        self.equal(self.called("tx", path=path)[0], str(third))
        self.fails(["tx"], "quanta-tx is not installed")

    def check_links(self):
        self.step("links to the command, and the command in PATH")
        node = str(self.prefix / "libexec" / "quanta-node")
        links = self.folder / "links"
        links.mkdir()
        (links / "quanta").symlink_to(self.quanta)
        (links / "again").symlink_to("quanta")
        (self.folder / "folder").symlink_to(self.quanta.parent)
        for program in (links / "quanta", links / "again", self.folder / "folder" / "quanta", "links/quanta",
                        "prefix/bin/../bin/quanta"):
            self.equal(self.called("-m", "node", program=program)[0], node)
        # A shell looks it up as a user's does.
        for folder in (self.quanta.parent, links):
            done = self.call("-c", "quanta -m node", program="/bin/sh", path=f"{folder}:/usr/bin:/bin")
            self.equal((done.returncode, done.stdout), (0, node + "|"))

    def check_missing(self):
        self.step("a program that is missing or broken")
        bare = self.folder / "bare" / "bin" / "quanta"
        bare.parent.mkdir(parents=True)
        shutil.copy(self.quanta, bare)
        self.fails(["-m", "gui"], "quanta-gui is not installed", f"{bare.parent.parent}/libexec/quanta-gui\n",
                   f"{bare.parent}/quanta-gui\n", "/usr/bin/quanta-gui\n", program=bare)
        self.fails(["node"], "quantad is not installed", program=bare)
        without_ipc = "ENABLE_IPC:BOOL=OFF" in (programs.BUILD / "CMakeCache.txt").read_text()
        self.equal("ENABLE_IPC=OFF" in self.call("-m", "gui", program=bare).stderr, without_ipc)
        self.true("ENABLE_IPC" not in self.call("-M", "gui", program=bare).stderr)
        broken = bare.parent / "quantad"
        broken.write_text("#!/nonexistent/interpreter\n")
        broken.chmod(0o755)
        self.fails(["node"], f"Cannot run '{broken}': No such file or directory", program=bare)
        broken.write_bytes(b"\x7fELF no program")
        self.fails(["node"], f"Cannot run '{broken}': ", program=bare)

    def check_process(self):
        self.step("the program in place of the command: number, input, exit code, signals")
        self.put_program("libexec", "quantad", '#!/bin/sh\nread word\necho "$word $$"\nexit "$1"\n')
        for code in (0, 1, 42, 255):
            process = subprocess.Popen([str(self.quanta), "node", str(code)], stdin=subprocess.PIPE,
                                       stdout=subprocess.PIPE, text=True, env={"HOME": str(self.home)})
            self.equal(process.communicate("hello\n", timeout=60)[0], f"hello {process.pid}\n")
            self.equal(process.returncode, code)
        self.put_program("libexec", "quantad", "#!/bin/sh\nkill -KILL $$\n")
        self.equal(self.call("node").returncode, -signal.SIGKILL)
        self.put_program("libexec", "quantad",
                         "#!/bin/sh\ntrap 'exit 7' TERM\ntrap 'exit 8' INT\necho ready\nwhile :; do sleep 0.05; done\n")
        for number, code in ((signal.SIGTERM, 7), (signal.SIGINT, 8), (signal.SIGKILL, -signal.SIGKILL)):
            process = subprocess.Popen([str(self.quanta), "node"], stdout=subprocess.PIPE, text=True,
                                       env={"HOME": str(self.home), "PATH": os.defpath},
                                       preexec_fn=default_interrupt)
            self.equal(process.stdout.readline(), "ready\n")
            process.send_signal(number)
            self.equal(process.wait(60), code)

    def check_real_programs(self):
        self.step("the programs of the build")
        real = programs.quanta_command()[0]
        done = self.call("-M", "node", "-version", program=real)
        self.equal(done.returncode, 0)
        self.contains(done.stdout, "Quanta daemon version v")
        done = self.call("rpc", "-version", program=real)
        self.contains(done.stdout, "Quanta RPC client version v")
        for command, title in (("tx", "transaction tool"), ("util", "utility")):
            for topology in ("-M", "-m"):
                done = self.call(topology, command, "-version", program=real)
                self.equal(done.returncode, 0)
                self.contains(done.stdout, f"Quanta {title} version v")
        self.fails(["-M", "node", "-regtest", "-ipcbind=unix"], "-ipcbind", "quanta -m node", program=real)


if __name__ == "__main__":
    main(QuantaToolTest)
