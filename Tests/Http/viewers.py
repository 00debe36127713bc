"""Viewers of a run's page, each of whom asks for its figures every two seconds, as the page does.

Prints one line of JSON: the part of a core that the server took, the answers, and the longest wait in seconds.
Usage: viewers.py ADDRESS:PORT PID VIEWERS SECONDS
"""

import http.client
import json
import os
import sys
import threading
import time

address, server, viewers, seconds = sys.argv[1], *map(int, sys.argv[2:])
lock, waits = threading.Lock(), []


def cpu():
    fields = open(f"/proc/{server}/stat").read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def view(number):
    time.sleep(2 * number / viewers)
    while time.monotonic() < end:
        asked = time.monotonic()
        connection = http.client.HTTPConnection(address, timeout=20)
        connection.request("GET", "/status.json")
        answer = connection.getresponse()
        assert answer.status == 200, answer.status
        answer.read()
        connection.close()
        with lock:
            waits.append(time.monotonic() - asked)
        time.sleep(2)


began, before = time.monotonic(), cpu()
end = began + seconds
threads = [threading.Thread(target=view, args=(number,)) for number in range(viewers)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
share = (cpu() - before) / (time.monotonic() - began)
print(json.dumps({
    "viewers": viewers, "core": round(share, 4), "answers": len(waits), "longest wait": round(max(waits, default=0), 3)}))
