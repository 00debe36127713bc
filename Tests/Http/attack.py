"""Peers that mean harm to the page of a run, and one reader who must still be answered.

Prints one line of JSON at its end, which SIGTERM brings: requests by the status of their answers, and the reader's
longest wait in seconds. Usage: attack.py ADDRESS:PORT TOKEN SEED
"""

import asyncio
import collections
import json
import random
import signal
import sys
import time

host, port = sys.argv[1].rsplit(":", 1)
token, seed = sys.argv[2], int(sys.argv[3])
dice = random.Random(seed)
answers = collections.Counter()
waits = []


def malformed():
    """A request that must not be answered with 200, of a random kind."""
    fields = f"Host: {host}\r\nAuthorization: Bearer {token}\r\n"
    kinds = [
        dice.randbytes(dice.randrange(1, 400)) + b"\r\n\r\n",
        b"\r\n\r\n",
        b"GET /metrics HTTP/1.1\nHost: a\n\n\r\n\r\n",
        f"GET /status.json HTTP/1.1\r\n{fields}Host: b\r\n\r\n".encode(),
        f"POST / HTTP/1.1\r\n{fields}Content-Length: 5\r\n\r\nhello".encode(),
        f"GET / HTTP/1.1\r\n{fields}Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\n{fields}X: {'x' * 9000}".encode(),
        f"GET / HTTP/9.9\r\n{fields}\r\n".encode(),
        f"GET /{'../' * 20}etc/passwd HTTP/1.1\r\n{fields}\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token[:-1]}{dice.choice('!#')}\r\n\r\n".encode(),
        f"GET / HTTP/1.1\r\nHost: evil.example\r\nAuthorization: Bearer {token}\r\n\r\n".encode(),
    ]
    return dice.choice(kinds)


async def asked(request, limit=60):
    reader, writer = await asyncio.open_connection(host, port)
    try:
        writer.write(request)
        await writer.drain()
        return await asyncio.wait_for(reader.read(), limit)
    finally:
        writer.close()


async def forever(work, pause):
    while True:
        try:
            await work()
        except (OSError, asyncio.TimeoutError):
            answers["cut off"] += 1
        await asyncio.sleep(pause)


async def flood():
    answer = await asked(malformed())
    answers[answer[9:12].decode("latin-1") or "cut off"] += 1


async def half_open():
    reader, writer = await asyncio.open_connection(host, port)
    writer.write(b"GET / HTTP/1.1\r\nHost: localh")
    try:
        await reader.read()
    finally:
        writer.close()


async def slow():
    reader, writer = await asyncio.open_connection(host, port)
    began = time.monotonic()
    try:
        while not reader.at_eof():
            writer.write(b"X")
            await writer.drain()
            try:
                await asyncio.wait_for(reader.read(1), 0.3)
            except asyncio.TimeoutError:
                pass
            assert time.monotonic() - began < 30, "a slow client was never cut off"
    finally:
        writer.close()


async def deaf():
    _, writer = await asyncio.open_connection(host, port)
    writer.write(f"GET /status.json HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    await asyncio.sleep(20)
    writer.close()


async def reader():
    began = time.monotonic()
    answer = await asked(f"GET /metrics HTTP/1.1\r\nHost: {host}\r\nAuthorization: Bearer {token}\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 200 "), answer[:200]
    waits.append(time.monotonic() - began)


async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    work = [(flood, 0, 32), (half_open, 1, 1000), (slow, 1, 50), (deaf, 1, 50), (reader, 1, 1)]
    tasks = [asyncio.create_task(forever(each, pause)) for each, pause, count in work for _ in range(count)]
    ended = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([ended, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for each in done - {ended}:
        each.result()
    print(json.dumps({"answers": answers, "reads": len(waits), "longest wait": round(max(waits, default=0), 2)}))


asyncio.run(main())
