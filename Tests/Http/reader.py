"""A reader of a run's metrics who asks once a second, with a machine of its own as far as the others are concerned.

Prints one line of JSON at its end, which SIGTERM brings: answers, connections that were cut off before an answer, and
the longest time in seconds from a question to its answer. Usage: reader.py TOKEN-FILE ADDRESS:PORT
"""

import http.client
import json
import signal
import sys
import time

token, address = open(sys.argv[1]).read().strip(), sys.argv[2]
figures = {"answers": 0, "cut off": 0, "longest wait": 0.0}


def stop(*_):
    print(json.dumps(figures))
    sys.exit(0)


def answered():
    connection = http.client.HTTPConnection(address, timeout=20)
    try:
        connection.request("GET", "/metrics", headers={"Authorization": f"Bearer {token}"})
        answer = connection.getresponse()
        assert answer.status == 200, f"a reader was answered with {answer.status}"
        answer.read()
        return True
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


signal.signal(signal.SIGTERM, stop)
while True:
    asked = time.monotonic()
    while not answered():
        figures["cut off"] += 1
        time.sleep(0.05)
    figures["answers"] += 1
    figures["longest wait"] = max(figures["longest wait"], round(time.monotonic() - asked, 3))
    time.sleep(1)
