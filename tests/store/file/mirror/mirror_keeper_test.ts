import { assert, assertEquals } from "@std/assert";
import { SharedEnd } from "../../../../src/store/file/protocol/shared_end.ts";
import { MirrorKeeper } from "../../../../src/store/file/mirror/mirror_keeper.ts";
import type { MirrorNews } from "../../../../src/store/file/mirror/mirror_protocol.ts";
import {
  JSON_LINES,
  LogBuilder,
  timeOf,
} from "../../../maintenance/log_builder.ts";
import { ENOSPC, SimulatedDisk } from "../../../support/simulated_disk.ts";
import { AHEAD, isMirrored, TODAY } from "./mirrored_disk.ts";

const [LOG, MIRROR] = ["log.kantadb", "mirror.kantadb"];

/** A log that grows, and the keeper of its mirror, at a time of the test's own. */
class Kept {
  readonly disk = new SimulatedDisk({ seed: 1 });
  readonly log = new LogBuilder();
  readonly end = new SharedEnd();
  readonly news: MirrorNews[] = [];
  now = 0;
  readonly keeper: MirrorKeeper;

  constructor(sync = true) {
    this.disk.writeNew(LOG, []);
    this.keeper = new MirrorKeeper({
      order: { log: LOG, mirror: MIRROR, sync },
      end: this.end,
      serializer: JSON_LINES,
      disk: this.disk,
      clock: { now: () => this.now, today: () => TODAY },
      tell: (news) => this.news.push(news),
    });
  }

  /** The log grows by a change; the end of it is told. */
  change(): this {
    const before = this.log.end;
    this.log.change({ n: this.log.rev, text: "x".repeat(50) });
    const { file } = this.disk.open(LOG, { create: false, readonly: false });
    file.append(this.log.bytes.subarray(before));
    file.close();
    this.end.note(this.log.end);
    return this;
  }

  /** What was told since the last time, errors by their messages. */
  told(): unknown[] {
    return this.news.splice(0).map(({ kind, behind, error, aside }) => [
      kind,
      behind,
      ...(error ? [error.message] : []),
      ...(aside ? [aside] : []),
    ]);
  }
}

Deno.test("keeper: nothing is made before there is a record, and once told all goes on in silence", () => {
  const kept = new Kept();
  assertEquals(kept.keeper.step(), 1000);
  assertEquals(kept.disk.names(), [LOG]);
  kept.change();
  assertEquals(kept.keeper.step(), 1000);
  assertEquals(kept.told(), [["told", 0]]);
  for (let i = 0; i < 5; i++) {
    kept.now += 700;
    kept.change().keeper.step();
    assert(isMirrored(kept.disk));
  }
  assertEquals(kept.told(), []);
});

Deno.test("keeper: it is synced once a second, and at the end; or never", () => {
  const syncs = ({ disk }: Kept) =>
    disk.trace.filter((call) => call === "sync").length;
  for (const sync of [true, false]) {
    const kept = new Kept(sync);
    kept.change().keeper.step();
    const first = syncs(kept); // of a new file, whatever is asked for
    for (let i = 0; i < 10; i++) {
      kept.now += 250;
      kept.change().keeper.step();
    }
    assertEquals(syncs(kept) - first, sync ? 2 : 0);
    kept.change();
    kept.end.finish();
    kept.keeper.keep();
    assertEquals(syncs(kept) - first, sync ? 3 : 0);
    assertEquals(kept.told(), [["told", 0], ["over", 0]]);
    assert(isMirrored(kept.disk));
  }
});

Deno.test("keeper: a failure is told with how far behind it is, tried again later and later, and its end is told", () => {
  const kept = new Kept();
  kept.change().keeper.step();
  kept.told();
  const size = kept.log.end;
  kept.change();
  kept.disk.options.capacity = kept.log.end + size;
  const waits = [1, 2, 3, 4, 5, 6, 7, 8].map(() => kept.keeper.step());
  assertEquals(waits, [
    -1000,
    -2000,
    -4000,
    -8000,
    -16_000,
    -32_000,
    -60_000,
    -60_000,
  ]);
  const told = kept.told();
  assertEquals(told.length, 8);
  assertEquals(told[0], ["told", kept.log.end - size, ENOSPC]);
  kept.disk.options.capacity = undefined;
  assertEquals(kept.keeper.step(), 1000);
  assertEquals(kept.told(), [["told", 0]]);
  assert(isMirrored(kept.disk));
  // The next failure begins with the first wait again.
  kept.disk.remove(MIRROR);
  kept.now += 1000;
  assertEquals(kept.change().keeper.step(), -1000);
  assertEquals(kept.told()[0], [
    "told",
    0,
    `Cannot mirror into "${MIRROR}": it was deleted`,
  ]);
  assertEquals(kept.keeper.step(), 1000);
  assert(isMirrored(kept.disk));
});

Deno.test("keeper: what is moved aside is told by its name", () => {
  const kept = new Kept();
  kept.change().change();
  const bytes = kept.log.bytes;
  const line = '{"ts":"2026-06-10T02:00:09Z","a":"theirs"}\n';
  kept.disk.writeNew(MIRROR, [bytes, new TextEncoder().encode(line)]);
  kept.keeper.step();
  assertEquals(kept.told(), [["told", bytes.length, AHEAD], ["told", 0]]);
});

Deno.test("keeper: a log that is over is followed to its end, whatever the mirror does", () => {
  for (const fails of [false, true]) {
    const kept = new Kept();
    kept.change().change().end.finish();
    if (fails) kept.disk.options.capacity = kept.log.end;
    kept.keeper.keep();
    const [first, last] = kept.told();
    assertEquals(last, ["over", fails ? kept.log.end : 0]);
    if (fails) assertEquals(first, ["told", kept.log.end, ENOSPC]);
    else assert(isMirrored(kept.disk));
  }
});

Deno.test("keeper: a log that is rotated and closed at once is mirrored to its end", () => {
  const kept = new Kept();
  kept.change().change().keeper.step();
  kept.told();
  const after = new LogBuilder().snapshot({ r: 2, state: {}, ts: timeOf(2) })
    .change({ n: 9 });
  kept.disk.remove(LOG);
  kept.disk.writeNew(LOG, [after.bytes]);
  kept.end.note(after.end);
  kept.end.finish();
  kept.keeper.keep();
  assertEquals(kept.told().at(-1), ["over", 0]);
  assert(isMirrored(kept.disk));
  const archive = "mirror@20260610T020002Z.kantadb";
  assertEquals(kept.disk.readFile(archive), kept.log.bytes);
});

Deno.test("keeper: a log that is another one each time is told, and does not keep it busy", () => {
  const kept = new Kept();
  kept.change().keeper.step();
  kept.told();
  const identify = kept.disk.identify.bind(kept.disk);
  let ino = 1000;
  kept.disk.identify = (path) => {
    const found = identify(path);
    return path === LOG && found ? { ...found, ino: ino++ } : found;
  };
  const waits = [1, 2, 3, 4, 5, 6].map(() => kept.keeper.step());
  assertEquals(waits, [0, 0, 0, 0, 0, -1000]);
  assertEquals(kept.told().length, 1);
});

Deno.test("keeper: long work is told once a second, and its end", () => {
  const kept = new Kept();
  for (let i = 0; i < 3; i++) {
    kept.log.change({ i, text: `${i}`.repeat(1 << 20) });
  }
  kept.disk.remove(LOG);
  kept.disk.writeNew(LOG, [kept.log.bytes]);
  kept.end.note(kept.log.end);
  const { call } = kept.disk;
  kept.disk.call = (name, detail) => {
    if (name === "append") kept.now += 600;
    call.call(kept.disk, name, detail);
  };
  kept.keeper.step();
  const told = kept.told().map((one) => (one as [string, number])[1]);
  assertEquals(told.length, 2, `${told}`); // after 1.2 s, and all of it
  assert(told[0]! > 0 && told[1] === 0, `${told}`);
});
