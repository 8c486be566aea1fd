import { assert, assertEquals } from "@std/assert";
import type { SnapshotInfo } from "../../../../src/store/store.ts";
import type {
  SnapshotAnswer,
  SnapshotOrder,
} from "../../../../src/store/file/checkpoint/protocol.ts";
import { SnapshotJob } from "../../../../src/store/file/checkpoint/job.ts";
import { TurnedClock } from "../../../support/turned_clock.ts";

/** A work of which the log and the hand only note what is done with them. */
function makeWork(
  faults: { sync?: string; addPiece?: string; dropRecord?: string } = {},
) {
  const log: string[] = [];
  const orders: SnapshotOrder[] = [];
  const ends: (SnapshotInfo | string)[] = [];
  const clock = new TurnedClock();
  const identity = { dev: 0, ino: 0 };
  let answer: (answer: SnapshotAnswer) => void = () => {};
  const note = (what: "addPiece" | "dropRecord" | string) => () => {
    log.push(what);
    const fault = Reflect.get(faults, what);
    if (fault !== undefined) throw new Error(fault);
  };
  const file = {
    path: "log",
    format: "json",
    identity,
    end: 1_000_000,
    empty: false,
    waiting: false,
    awaited: false,
    sync: note("sync"),
    hold: note("hold"),
    release: note("release"),
    beginRecord: () => ({ offset: file.end, watermark: 5 }),
    addPiece: note("addPiece"),
    endRecord: note("endRecord"),
    dropRecord: note("dropRecord"),
    fail: note("fail"),
  };
  const work = new SnapshotJob(
    {
      log: file,
      clock,
      startMaker: (to, bytes) => {
        assertEquals(bytes, 600_000); // since the last one
        answer = to;
        return {
          order: (order) => orders.push(order),
          dismiss: note("dismiss"),
        };
      },
    },
    { v: 3 },
    {
      awaited: () => file.awaited,
      made: (info) => ends.push(info),
      failed: (cause) => ends.push(String(cause)),
    },
    () => 400_000,
  );
  work.start();
  const at = (position: number, prepared = true) =>
    answer({ kind: "at", position, identity, prepared });
  const give = (given: SnapshotAnswer) => answer(given);
  return { work, log, orders, ends, clock, file, at, give };
}

const PIECE: SnapshotAnswer = { kind: "piece", bytes: new Uint8Array(7) };

Deno.test("rounds go on while they gain, then the writer is held back for the last", () => {
  const { work, log, orders, ends, clock, file, at, give } = makeWork();
  assertEquals(orders[0], {
    kind: "start",
    path: "log",
    format: "json",
    end: 1_000_000,
  });
  file.end += 900_000;
  at(1_000_000);
  clock.turn(1000);
  file.end += 300_000;
  at(1_900_000);
  clock.turn(1000);
  assertEquals(orders.slice(1), [
    { kind: "follow", end: 1_900_000 },
    { kind: "follow", end: 2_200_000 },
  ]);
  assert(!work.settled);
  file.end += 100;
  at(2_200_000);
  assert(work.settled);
  assertEquals(orders[3], {
    kind: "finish",
    end: 2_200_100,
    head: { ts: "2026-06-10T02:55:02.000Z", v: 3 },
    watermark: 5,
  });
  assertEquals(log, ["sync", "hold"]);
  give(PIECE);
  give(PIECE);
  give({ kind: "done", revision: 42 });
  assertEquals(log.slice(2), [
    "addPiece",
    "addPiece",
    "endRecord",
    "dismiss",
    "release",
  ]);
  assertEquals(ends, [{ r: 42, offset: 2_200_100, bytes: 14 }]);
  give(PIECE);
  work.abort("late");
  assertEquals(ends.length, 1);
});

Deno.test("where what is before it can't be synced there is no snapshot", () => {
  const { log, ends, at } = makeWork({ sync: "it is broken" });
  at(1_000_000);
  at(1_000_000);
  assertEquals(log, ["sync", "dismiss"]);
  assertEquals(ends, ["Error: it is broken"]);
});

Deno.test("what is followed in a moment is little, however many bytes it has", () => {
  const { orders, file, clock, at } = makeWork();
  file.end += 10_000_000;
  at(1_000_000);
  clock.turn(400);
  file.end += 3_000_000;
  at(11_000_000); // 10 MB in 400 ms: 3 MB would take 120
  assertEquals(orders.at(-1)?.kind, "follow");
  clock.turn(120);
  file.end += 300_000;
  at(14_000_000); // 12 ms
  assertEquals(orders.at(-1)?.kind, "finish");
});

Deno.test("nobody waits for what is not prepared, unless rounds gain nothing", () => {
  const { orders, file, clock, at } = makeWork();
  file.end += 10_000_000;
  at(1_000_000);
  let left = 10_000_000;
  for (let round = 0; round < 3; round++) {
    clock.turn(40);
    left /= 4;
    const { end } = file;
    file.end += left;
    at(end, false); // it would take 10 ms
    assertEquals(orders.at(-1)?.kind, "follow");
  }
  clock.turn(100);
  file.end += left;
  at(file.end - left, true);
  assertEquals(orders.at(-1)?.kind, "follow"); // 100 ms
  clock.turn(10);
  file.end += left;
  at(file.end - left, false);
  assertEquals(orders.at(-1)?.kind, "follow");
  clock.turn(10);
  file.end += left;
  at(file.end - left, true);
  assertEquals(orders.at(-1)?.kind, "finish");
});

Deno.test("one round that gains nothing ends nothing", () => {
  const { orders, file, clock, at } = makeWork();
  for (const bytes of [2_000_000, 3_000_000, 3_000_000, 1_000_000, 3_000_000]) {
    const { end } = file;
    file.end += bytes;
    clock.turn(1000);
    at(end);
    assertEquals(orders.at(-1)?.kind, "follow");
  }
});

Deno.test("rounds that gain nothing end, however busy the log is", () => {
  const { orders, file, at } = makeWork();
  for (let round = 0; orders.at(-1)?.kind !== "finish"; round++) {
    assert(round < 20);
    const { end } = file;
    file.end += 500_000;
    at(end);
  }
});

Deno.test("a log that grows faster than it is followed gets no snapshot, and is not held back", () => {
  const { log, orders, ends, file, clock, at } = makeWork();
  for (let round = 0; ends.length === 0; round++) {
    assert(round < 20);
    const { end } = file;
    file.end += 50_000_000;
    clock.turn(3000);
    at(end);
  }
  assertEquals(ends, ["Error: commits come faster than it can follow them"]);
  assertEquals(log, ["dismiss"]);
  assert(orders.every(({ kind }) => kind !== "finish"));
});

Deno.test("who waits for a snapshot gets it once the log can be followed", () => {
  const { orders, ends, file, clock, at } = makeWork();
  file.awaited = true;
  for (let round = 0; round < 20; round++) {
    const { end } = file;
    file.end += 50_000_000;
    clock.turn(3000);
    at(end);
    assertEquals(orders.at(-1)?.kind, "follow");
  }
  at(file.end);
  assertEquals(orders.at(-1)?.kind, "finish");
  assertEquals(ends, []);
});

Deno.test("who does not answer while the writer waits is given up on", () => {
  const { log, ends, clock, at, give } = makeWork();
  at(1_000_000);
  clock.turn(29_000);
  give(PIECE);
  clock.turn(29_000);
  assertEquals(ends, []);
  clock.turn(1_000);
  assertEquals(ends, ["Error: no answer came for 30000 ms"]);
  assertEquals(log.slice(-3), ["dropRecord", "dismiss", "release"]);
  assertEquals(clock.timers, 0);
});

Deno.test("a full disk fails the snapshot, another write error the log", () => {
  const full = makeWork({ addPiece: "No space left on device (os error 28)" });
  full.at(1_000_000);
  full.give(PIECE);
  assert(!full.log.includes("fail") && full.log.includes("release"));
  const broken = makeWork({ addPiece: "Input/output error (os error 5)" });
  broken.at(1_000_000);
  broken.give(PIECE);
  assert(broken.log.includes("fail") && broken.log.includes("release"));
  const stuck = makeWork({ dropRecord: "Input/output error (os error 5)" });
  stuck.at(1_000_000);
  stuck.work.abort("why");
  assert(stuck.log.includes("fail") && stuck.log.includes("release"));
  assertEquals(stuck.ends, ["why"]);
});

Deno.test("an error that is answered, and answers out of turn, end it", () => {
  for (
    const wrong of [
      PIECE,
      { kind: "done", revision: 1 },
      { kind: "failed", error: { name: "Error", message: "EIO" } },
    ] as const
  ) {
    const { log, ends, give } = makeWork();
    give(wrong);
    assertEquals(ends.length, 1);
    assertEquals(log, ["dismiss"]);
  }
});

Deno.test("an empty log gets no snapshot for its first record", () => {
  const { file, at, ends } = makeWork();
  file.empty = true;
  at(1_000_000);
  assertEquals(ends, ["Error: there is no record in it yet"]);
});

Deno.test("while records wait for room there is no snapshot: it would say what they say", () => {
  const { file, at, ends } = makeWork();
  file.waiting = true;
  at(1_000_000);
  assertEquals(ends, ["Error: records wait for room on the disk"]);
});

Deno.test("a snapshot of another file of that name is not taken", () => {
  const { give, ends } = makeWork();
  const identity = { dev: 0, ino: 1 };
  give({ kind: "at", position: 1_000_000, identity, prepared: true });
  assertEquals(ends, ["Error: its path names another file"]);
});
