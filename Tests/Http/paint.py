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

import figures

address, limit = sys.argv[1], float(sys.argv[2])
page = urllib.request.urlopen(f"http://{address}/")
html, policy = page.read(), page.headers["Content-Security-Policy"]


body = figures.grown(address)


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
