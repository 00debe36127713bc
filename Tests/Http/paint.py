"""The first paint of a run's page with the figures of 10,000 workers and 1,000,000 shards, in a headless Chromium.

Takes the page of the run at ADDRESS:PORT and serves it, with its own policy and figures that are made here.
Usage: paint.py ADDRESS:PORT MILLISECONDS
"""

import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import urllib.request

address, limit = sys.argv[1], float(sys.argv[2])
WORKERS, SHARDS, TOLD = 10_000, 1_000_000, 2000
page = urllib.request.urlopen(f"http://{address}/")
html, policy = page.read(), page.headers["Content-Security-Policy"]
figures = json.load(urllib.request.urlopen(f"http://{address}/status.json"))


def grown(status):
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


body = grown(figures)


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        is_page = self.path == "/"
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8" if is_page else "application/json")
        self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(html if is_page else body)

    def log_message(self, *_):
        pass


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
threading.Thread(target=server.serve_forever, daemon=True).start()


class Browser:
    """A Chromium that is spoken to through its debugging pipe."""

    def __init__(self, folder):
        out_read, self.out = os.pipe()
        self.into, in_write = os.pipe()
        os.dup2(out_read, 103), os.dup2(in_write, 104)
        words = "exec 3<&103 4>&104; exec chromium --headless=new --no-sandbox --disable-gpu --no-first-run" \
            f" --disable-dev-shm-usage --window-size=1400,1000 --remote-debugging-pipe --user-data-dir={folder}"
        self.process = subprocess.Popen(
            ["bash", "-c", words], pass_fds=(103, 104), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.number, self.rest, self.session = 0, b"", None
        target = self.send("Target.createTarget", url="about:blank")["targetId"]
        self.session = self.send("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

    def send(self, method, **parameters):
        self.number += 1
        message = {"id": self.number, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.out, json.dumps(message).encode() + b"\0")
        while True:
            while b"\0" not in self.rest:
                piece = os.read(self.into, 1 << 16)
                assert piece, "the browser has ended"
                self.rest += piece
            text, self.rest = self.rest.split(b"\0", 1)
            answer = json.loads(text)
            if answer.get("id") == self.number:
                assert "error" not in answer, answer
                return answer["result"]


SCRIPT = """new Promise(done => {
  const look = () => {
    const paint = performance.getEntriesByName('first-contentful-paint')[0];
    const rows = document.querySelectorAll('#workers tbody tr').length;
    if (!paint || rows === 0) return requestAnimationFrame(look);
    requestAnimationFrame(() => done({paint: paint.startTime, full: performance.now(), rows,
      more: document.getElementById('workers-more').textContent}));
  };
  look();
})"""

with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
    browser = Browser(folder)
    browser.send("Page.enable")
    browser.send("Page.navigate", url=f"http://127.0.0.1:{server.server_port}/")
    found = browser.send("Runtime.evaluate", expression=SCRIPT, awaitPromise=True, returnByValue=True)["result"]["value"]
    browser.process.kill()
    browser.process.wait()
print(f"first paint after {found['paint']:.0f} ms, all figures of {len(body):,} bytes after {found['full']:.0f} ms:"
      f" {found['rows']} rows of workers. {found['more']}")
assert (found["rows"], found["more"]) == (100, "And 9,900 workers more."), found
if found["paint"] > limit:
    sys.exit(f"the first paint came after {found['paint']:.0f} ms, and {limit:.0f} are allowed")
