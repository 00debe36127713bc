"""The figures of a run with 10,000 workers and 1,000,000 shards, made from those of a small one.

Usage: figures.py ADDRESS:PORT prints them as JSON; the small run's page is at the address.
"""

import json
import sys
import urllib.request

WORKERS, SHARDS, TOLD = 10_000, 1_000_000, 2000


def grown(address):
    status = json.load(urllib.request.urlopen(f"http://{address}/status.json"))

    def worker(number):
        lease = {"shard": number * 97 % SHARDS, "attempt": 1, "events": number % 1000, "events_total": 1000,
                 "age_seconds": number % 70 + 0.5, "speculative": False, "narrowed": False}
        return {"name": f"node{number:05}", "host": f"node{number:05}.example.org", "pid": 100 + number, "slots": 32,
                "state": "lost" if number < 20 else "active", "leases": [dict(lease, shard=lease["shard"] + each)
                                                                      for each in range(32)],
                "shards_done": 9, "events_done": 9000, "events_per_second": 321.5, "last_heard_seconds": 1.5,
                "log": f"/logs/node{number:05}.log"}

    status["state"] = "running"
    status["workers"] = [worker(number) for number in range(TOLD)]
    status["workers_omitted"] = WORKERS - TOLD
    status["shards"] = {"total": SHARDS, "done": 400_000, "leased": 320_000, "pending": 280_000, "provisional": 0,
                        "stuck": 0}
    status["shard_map"] = {"part_shards": 2500, "done": [2500] * 150 + [1000] * 25 + [0] * 225}
    status["events"].update(total=SHARDS * 1000, done=400_000_000, running=9_000_000, left=591_000_000,
                            per_second=3_215_000.0, eta_seconds=184)
    status["sources"] = [dict(status["sources"][0], name=f"source set {number}") for number in range(2000)]
    return json.dumps(status).encode()


if __name__ == "__main__":
    sys.stdout.buffer.write(grown(sys.argv[1]))
