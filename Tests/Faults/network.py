"""The network rows of the fault matrix: a run on three hosts, disturbed, gives the undisturbed bundle."""

import json
import os
import subprocess
import time

from hosts import Hosts

LEASE_SECONDS = 30
REASSIGNED_WITHIN = 5
PATIENCE = 600
PORT = 5555


class Failure(Exception):
    """What did not hold."""


def require(holds, words):
    if not holds:
        raise Failure(words)


class Run:
    """A coordinator on h1 and a worker on each host, over TCP with keys."""

    def __init__(self, hosts, program, corpus, folder):
        self.hosts = hosts
        self.program = program
        self.corpus = corpus
        self.folder = folder
        self.bundle = f"{folder}/bundle"
        self.keys = f"{folder}/keys"
        names = [word for number in range(1, hosts.count + 1) for word in ("--worker", f"h{number}")]
        subprocess.run([program, "keygen", self.keys, *names, "--reader", "me"], check=True,
                       capture_output=True)
        self.coordinator = hosts.start(1, [
            program, "coordinator", corpus, self.bundle, "--bind",
            f"tcp://{hosts.address(1)}:{PORT}", "--key", f"{self.keys}/coordinator.key",
            "--allow-list", f"{self.keys}/allow-list", "--max-skip-rate", "1", "--shard-events",
            "100", "--progress", "plain"], f"{folder}/coordinator.log")
        self.workers = {
            number: self.start_worker(number) for number in range(1, hosts.count + 1)}

    def start_worker(self, number):
        return self.hosts.start(number, [
            self.program, "worker", "--bundle", self.bundle, "--slots", "1", "--key",
            f"{self.keys}/worker-h{number}.key", "--server-key", f"{self.keys}/coordinator.pub"],
            f"{self.folder}/worker-{number}.log")

    def status(self):
        text = self.hosts.run(1, [
            self.program, "status", self.bundle, "--json", "--key", f"{self.keys}/reader-me.key",
            "--server-key", f"{self.keys}/coordinator.pub"])
        return json.loads(text) if text else None

    def wait_for(self, what, condition, limit=PATIENCE):
        """Asks for the status until it is so; returns that status."""
        deadline = time.monotonic() + limit
        while time.monotonic() < deadline:
            require(self.coordinator.poll() is None, f"the run ended before {what}")
            status = self.status()
            if status and status["source"] == "live" and condition(status):
                return status
            time.sleep(0.25)
        raise Failure(f"{what} did not happen within {limit} s")

    def finish(self, expected, leaving):
        """The run ends well, with this digest; the workers of these hosts leave with 0."""
        code = self.coordinator.wait(PATIENCE)
        require(code == 0, f"the coordinator ended with {code}")
        for number in leaving:
            code = self.workers[number].wait(60)
            require(code == 0, f"the worker on h{number} ended with {code}")
        digest = digest_of(self.bundle)
        require(digest == expected, f"digest {digest}, undisturbed {expected}")
        left = self.hosts.left_running()
        require(not left, f"still running: {left}")


def digest_of(bundle):
    with open(f"{bundle}/metadata.json", encoding="utf-8") as file:
        return json.load(file)["bundle_digest"]


def has_leases(status, host):
    return any(worker["host"] == host and worker["leases"] for worker in status["workers"])


def is_working(status, hosts):
    return status["shards"]["done"] >= 3 and all(has_leases(status, host) for host in hosts)


def lost_hosts(program, corpus, folder, expected):
    """One host is cut off for 20 s in mid-run, another is killed for good."""
    with Hosts(3) as hosts:
        run = Run(hosts, program, corpus, folder)
        run.wait_for("all hosts at work", lambda status: is_working(status, ["h1", "h2", "h3"]))
        hosts.cut(2)
        hosts.kill(run.workers[3])
        killed = time.monotonic()
        time.sleep(20)  # The fault itself: how long the cable is out.
        hosts.heal(2)
        run.wait_for("the shards of h3 given to others",
                     lambda status: not has_leases(status, "h3"),
                     limit=LEASE_SECONDS + REASSIGNED_WITHIN - (time.monotonic() - killed))
        reassigned = time.monotonic() - killed
        run.wait_for("h2 back at work", lambda status: has_leases(status, "h2"), limit=60)
        run.finish(expected, leaving=[1, 2])
        return f"shards of the killed host given to others after {reassigned:.1f} s"


def returned_host(program, corpus, folder, expected):
    """A host is cut off until its leases are gone, comes back, and is told that they are."""
    with Hosts(2) as hosts:
        run = Run(hosts, program, corpus, folder)
        run.wait_for("all hosts at work", lambda status: is_working(status, ["h1", "h2"]))
        hosts.cut(2)
        run.wait_for("the leases of h2 run out", lambda status: not has_leases(status, "h2"))
        hosts.heal(2)
        run.wait_for("h2 back at work", lambda status: has_leases(status, "h2"), limit=60)
        status = run.status()
        run.finish(expected, leaving=[1, 2])
        return f"{status['retries']['expirations']} leases ran out"


ROWS = {"19 partition, 11 host lost": lost_hosts, "7 partition past the lease": returned_host}


def main_rows(program, corpus, folder, expected):
    """Runs every row; whether all held."""
    held = True
    for name, row in ROWS.items():
        place = f"{folder}/{name.split()[0]}"
        os.makedirs(place)
        began = time.monotonic()
        try:
            words, result = row(program, corpus, place, expected), "holds"
        except (Failure, subprocess.SubprocessError) as failure:
            words, result, held = str(failure), "FAILS", False
        print(f"{result}  {name}: {words} ({time.monotonic() - began:.0f} s)", flush=True)
    return held
