"""The Python package `kanta` as a child of the bench (see harness/child.ts).
Started with a file and a size; one line of JSON in, one out."""

import asyncio
import json
import sys
import time

import msgspec
from kanta import Kanta


class User(msgspec.Struct):
    name: str
    email: str
    visits: int
    active: bool
    joined: str


class Data(msgspec.Struct):
    users: dict[str, User]


def make_data(size):
    return Data(
        users={
            f"u{n:07}": User(f"User {n}", f"user{n}@example.com", 0, n % 3 != 0, "2026-01-31")
            for n in range(size)
        }
    )


def say(answer):
    print("bench: " + json.dumps(answer), flush=True)


async def commits(path, size):
    """Changes one field a transaction, until written. Its background flush is
    put off: one that runs beside an explicit flush() fails on an empty queue."""
    db = Kanta(path, make_data(size), flush_interval=3600)
    await db.open(log=False)
    await db.flush()
    at = visits = 0
    say({})
    for line in sys.stdin:
        count = json.loads(line)["count"]
        start = time.perf_counter()
        for _ in range(count):
            at = (at + 617) % size
            visits += 1
            with db.transaction("visit", log=False) as data:
                data.users[f"u{at:07}"].visits = visits
        await db.flush()
        say({"ms": (time.perf_counter() - start) * 1000})
    await db.close()


asyncio.run(commits(sys.argv[1], int(sys.argv[2])))
