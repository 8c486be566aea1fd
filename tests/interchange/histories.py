"""Random histories by the Python package, and what it reads in ours.

    histories.py write FOLDER json|msgpack FIRST COUNT
    histories.py read FOLDER

`read` prints a line of JSON for each log: what the package opens it to, the
state in the plain form of plain_form.ts, and what its own command says.
"""

import asyncio
import base64
import contextlib
import io
import json
import logging
import random
import struct
import sys
import types
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import msgspec
from kanta import Kanta
from kanta.__main__ import main as command
from kanta.serialization import JsonSerializer, MsgPackSerializer

logging.disable(logging.CRITICAL)
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


class Root(msgspec.Struct):
    d: dict[str, Any] = {}


def plain(value):
    """The plain form: a text for each value that both languages agree on."""
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return ["i", str(value)]
    if isinstance(value, float):
        bits = struct.pack(">d", value).hex()
        if value.is_integer() and abs(value) <= 2**53 and bits != "80" + "0" * 14:
            return ["i", str(int(value))]
        return ["f", bits]
    if isinstance(value, bytes):
        return ["b", base64.b64encode(value).decode()]
    if isinstance(value, datetime):
        return ["t", str((value - EPOCH) // timedelta(microseconds=1))]
    if isinstance(value, (list, tuple)):
        return ["l", *map(plain, value)]
    pairs = [[plain(key), plain(item)] for key, item in value.items()]
    pairs.sort(key=lambda pair: json.dumps(pair[0], ensure_ascii=True))
    return ["m", *pairs]


def report(name, kanta, **more):
    m = kanta.mtime
    line = {
        "name": name,
        "version": kanta.version,
        "revision": kanta.rev,
        "mtime": None if m is None else plain(m)[1],
        "state": plain(kanta.data.d),
        **more,
    }
    print(json.dumps(line), flush=True)


# What its own reader loses is left out: keys named like commands, texts and
# keys inside values that begin with $$, {} in place of what is no object, an
# object with integer keys in place of a list (docs/interchange.md).
KEYS = ["a", "b", "c", "name", "", "0", "7", "42", "$", "$x", "$date", "$map",
        "__proto__", "constructor", "toString", "\u00fcn\u00ef", "\U0001f600",
        "qu\"ote", "line\nbreak", "\u0001", "\ufeffmark", "long" * 20]
TEXTS = ["", "x", "$", "$x", "$delete", "text", "\u65e5\u672c", "\n\"\\",
         "\U0001f600", "\ufeff", "null", "2026-06-10T02:55:04Z", "y" * 300]
NUMBERS = [0, 1, -1, 127, 128, 255, 65536, 2**31, 2**32, 2**53, 2**53 + 1,
           -(2**53) - 1, 2**62 + 1, 2**63 - 1, 2**64 - 1, -(2**63), 0.1, 1.0,
           -0.0, 1e22, 1.5e300, 5e-324, 1234567.875]


def step(number):
    def migrate(state):
        state["d"][f"migrated{number}"] = number

    migrate.__name__ = f"migrate_v{number}"
    return migrate


def migrations(version):
    """A module of so many steps."""
    module = types.ModuleType("steps")
    for number in range(1, version + 1):
        setattr(module, f"migrate_v{number}", step(number))
    return module if version else None


class Author:
    """Writes one random history."""

    def __init__(self, seed, binary):
        self.random = random.Random(seed)
        self.binary = binary
        self.time = EPOCH + timedelta(days=20000, seconds=seed)

    def now(self):
        self.time += timedelta(seconds=1, microseconds=self.random.randrange(10**6))
        return self.time

    def scalar(self):
        pick = self.random.randrange(8 if self.binary else 6)
        if pick == 0:
            return self.random.choice([None, True, False])
        if pick in (1, 2):
            return self.random.choice(TEXTS)
        if pick == 3:
            return self.random.choice(NUMBERS)
        if pick in (4, 5):
            return self.random.randrange(1000)
        if pick == 6:
            return self.random.randbytes(self.random.randrange(5))
        return self.now()

    def key(self, number):
        return self.random.randrange(-5, 300) if number else self.random.choice(KEYS)

    def value(self, depth=3):
        pick = self.random.randrange(10) if depth else 9
        if pick < 3:
            number = self.binary and self.random.random() < 0.2
            # "k": neither empty nor with integer keys alone.
            made = {"k": self.scalar()}
            for _ in range(self.random.randrange(4)):
                made[self.key(number)] = self.value(depth - 1)
            return made
        if pick < 5:
            return [self.value(depth - 1) for _ in range(self.random.randrange(6))]
        return self.scalar()

    def nest(self):
        value = self.scalar()
        for _ in range(self.random.randrange(20, 100)):
            value = {"n": value} if self.random.random() < 0.5 else [value]
        return value

    def edit(self, at):
        while True:
            inner = list(at.values()) if isinstance(at, dict) else at
            inner = [item for item in inner if isinstance(item, (dict, list))]
            if not inner or self.random.random() < 0.4:
                break
            at = self.random.choice(inner)
        if isinstance(at, dict):
            self.edit_dict(at)
        else:
            self.edit_list(at)

    def edit_dict(self, at):
        pick = self.random.randrange(8)
        if pick < 2 and len(at) > 1:
            keys = [key for key in at if key != "k"]
            if keys:
                del at[self.random.choice(keys)]
        elif pick == 2:
            at["deep"] = self.nest()
        else:
            number = any(isinstance(key, int) for key in at)
            at[self.key(number and self.random.random() < 0.7)] = self.value()

    def edit_list(self, at):
        pick = self.random.randrange(6)
        if pick == 0 and at:
            at.pop(self.random.randrange(len(at)))
        elif pick == 1 and at:
            at[self.random.randrange(len(at))] = self.value()
        elif pick == 2:
            at.reverse()
        else:
            at.insert(self.random.randrange(len(at) + 1), self.value())

    def kanta(self, path, version, retention=None):
        kanta = Kanta(path, Root(), serializer=serializer(self.binary),
                      migrations=migrations(version), flush_interval=1000,
                      retention=retention)
        kanta.clock(self.now)
        return kanta

    async def session(self, kanta):
        await kanta.open(log=False)
        await asyncio.sleep(0)  # its background task has to have begun
        for _ in range(self.random.randrange(1, 12)):
            mtime = self.random.choice([True, True, False, self.now()])
            user = self.random.choice([None, "admin", "\u00fc"])
            try:
                with kanta.transaction("edit", user=user, mtime=mtime, log=False):
                    for _ in range(self.random.randrange(1, 4)):
                        self.edit(kanta.data.d)
                    if self.random.random() < 0.1:
                        raise KeyError
            except KeyError:
                pass
        if self.random.random() < 0.4:
            kanta.request_snapshot()
        await kanta.close()

    async def write(self, path):
        version = 0
        for _ in range(self.random.randrange(1, 5)):
            retention = None
            if self.random.random() < 0.2:
                self.time += timedelta(hours=1)
                retention = timedelta(minutes=self.random.choice([1, 60]))
            await self.session(self.kanta(path, version, retention))
            version += self.random.random() < 0.3


def serializer(binary):
    return MsgPackSerializer() if binary else JsonSerializer()


async def reopen(path, binary, **more):
    """Reports what the package opens the log to."""
    kanta = Kanta(path, Root(), serializer=serializer(binary))
    await kanta.open(create=False, readonly=True, log=False)
    report(path.name, kanta, **more)
    await kanta.close()


def write(folder, form, first, count):
    binary = form == "msgpack"
    for seed in range(int(first), int(first) + int(count)):
        path = Path(folder) / f"{seed}.kantadb"
        asyncio.run(Author(seed, binary).write(path))


def check(path, binary):
    """What the command says to the log: its exit code, and why."""
    said = io.StringIO()
    arguments = [str(path), "--quiet"]
    if binary:
        arguments += ["-k", f"{__file__}:BINARY"]
    with contextlib.redirect_stderr(said), contextlib.redirect_stdout(said):
        try:
            code = command(arguments)
        except SystemExit as exit:
            code = exit.code
    return code or 0, said.getvalue()[-300:]


def read(folder):
    for path in sorted(Path(folder).glob("*.kantadb")):
        binary = not path.read_bytes().startswith((b'{"ts"', b"SNAPSHOT {"))
        code, said = check(path, binary)
        try:
            asyncio.run(reopen(path, binary, code=code, said=said))
        except Exception as error:
            line = {"name": path.name, "error": repr(error), "code": code, "said": said}
            print(json.dumps(line), flush=True)


BINARY = Kanta("unused", Root(), serializer=MsgPackSerializer())

if __name__ == "__main__":
    {"write": write, "read": read}[sys.argv[1]](*sys.argv[2:])
