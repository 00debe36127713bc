"""A thousand clients of a run's page that never end their request, slow ones, and deaf ones; they stay until SIGTERM.

Usage: attack.py TOKEN-FILE ADDRESS:PORT
"""

import asyncio
import os
import signal
import sys
import time

token = open(sys.argv[1]).read().strip()
host, port = sys.argv[2].rsplit(":", 1)


async def forever(work, pause):
    while True:
        try:
            await work()
        except OSError:
            pass
        await asyncio.sleep(pause)


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


async def main():
    stop = asyncio.Event()
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
    work = [(half_open, 4, 1000), (slow, 1, 50), (deaf, 1, 50)]
    tasks = [asyncio.create_task(forever(each, pause)) for each, pause, count in work for _ in range(count)]
    ended = asyncio.create_task(stop.wait())
    done, _ = await asyncio.wait([ended, *tasks], return_when=asyncio.FIRST_COMPLETED)
    for each in done - {ended}:
        each.result()
    # Clients in the middle of a wait may miss that they are cancelled.
    os._exit(0)


asyncio.run(main())
