"""Hosts made of network namespaces: a bridge, a cable each, names and addresses of their own."""

import os
import signal
import subprocess

PREFIX = f"cm{os.getpid() % 10000}"
NETWORK = "10.78.0"


def ip(*words, check=True):
    return subprocess.run(["ip", *words], check=check, capture_output=True, text=True)


class Hosts:
    """`count` hosts h1, h2 ... that see each other and nothing else."""

    def __init__(self, count):
        self.count = count
        self.switch = f"{PREFIX}-sw"
        self.processes = []

    def __enter__(self):
        try:
            self._build()
        except BaseException:
            self._remove()
            raise
        return self

    def __exit__(self, *_):
        for process in self.processes:
            self.kill(process)
        self._remove()

    def _build(self):
        ip("netns", "add", self.switch)
        ip("-n", self.switch, "link", "add", "br0", "type", "bridge")
        ip("-n", self.switch, "link", "set", "br0", "up")
        for number in self._numbers():
            host = self._space(number)
            ip("netns", "add", host)
            ip("-n", host, "link", "add", "eth0", "type", "veth", "peer", "name", f"port{number}",
               "netns", self.switch)
            ip("-n", self.switch, "link", "set", f"port{number}", "master", "br0", "up")
            ip("-n", host, "addr", "add", f"{self.address(number)}/24", "dev", "eth0")
            ip("-n", host, "link", "set", "eth0", "up")
            ip("-n", host, "link", "set", "lo", "up")

    def _remove(self):
        for space in [*map(self._space, self._numbers()), self.switch]:
            ip("netns", "del", space, check=False)

    def _numbers(self):
        return range(1, self.count + 1)

    def _space(self, number):
        return f"{PREFIX}-h{number}"

    def address(self, number):
        return f"{NETWORK}.{number}"

    def cut(self, number):
        """Pulls the cable: nothing gets in or out, and nobody is told."""
        ip("-n", self.switch, "link", "set", f"port{number}", "down")

    def heal(self, number):
        ip("-n", self.switch, "link", "set", f"port{number}", "up")

    def start(self, number, words, log):
        """Starts a program on a host, leading a process group; its output goes to the file `log`."""
        with open(log, "wb") as output:
            process = subprocess.Popen(
                ["nsenter", f"--net=/run/netns/{self._space(number)}", "unshare", "--uts", "sh",
                 "-c", f'hostname h{number}; exec "$@"', "sh", *words],
                stdin=subprocess.DEVNULL, stdout=output, stderr=output, start_new_session=True)
        self.processes.append(process)
        return process

    def run(self, number, words):
        """Runs a program on a host to its end; its standard output."""
        return subprocess.run(
            ["nsenter", f"--net=/run/netns/{self._space(number)}", *words],
            capture_output=True, text=True, check=False).stdout

    def kill(self, process):
        """Ends a program and all it started, as a lost host would."""
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()

    def left_running(self):
        """Processes that are still on one of the hosts."""
        return [
            pid for number in self._numbers()
            for pid in ip("netns", "pids", self._space(number), check=False).stdout.split()
        ]
