import { assert, assertEquals, assertThrows } from "@std/assert";
import { gzipSync } from "node:zlib";
import type { MemoryFileSystem } from "../../../../src/file/memory_file.ts";
import { RecordReader } from "../../../../src/history/reader/record_reader.ts";
import { LogChangedError } from "../../../../src/store/file/mirror/log_archives.ts";
import { MirrorKeeper } from "../../../../src/store/file/mirror/mirror_keeper.ts";
import { FORMATS } from "../../../maintenance/log_builder.ts";
import { Random } from "../../../support/random.ts";
import { forSeedsAsync } from "../../../support/seeds.ts";
import { AHEAD, isMirrored, mirrorAll, TODAY } from "./mirrored_disk.ts";
import { diskBeside, RotatedWorld } from "./rotated_world.ts";

const [LOG, MIRROR] = ["log.kantadb", "mirror.kantadb"];
const FORMAT = FORMATS[0]!;

/** The revisions that a log and its archives have, in the order of reading. */
async function revisions(
  disk: MemoryFileSystem,
  path: string,
): Promise<number[]> {
  using reader = await RecordReader.open(disk, path);
  return Array.from(reader.forward())
    .filter(({ kind }) => kind === "change").map(({ rev }) => rev);
}

function upTo(rev: number): number[] {
  return Array.from({ length: rev }, (_, i) => i + 1);
}

/** What keepers met: the log by its second name, and archives that went. */
const met = { second: 0, gone: 0, packed: 0 };

/** Rotates a log while its mirror is kept: it goes on before any of the keeper's calls. */
async function story(random: Random): Promise<void> {
  const format = random.pick(FORMATS);
  const world = new RotatedWorld(random, format, 8);
  const { disk } = world;
  const told: string[] = [];
  let begun = false;
  const chance = random.pick([0.01, 0.03, 0.1, 0.3]);
  const most = random.pick([1, 4, 12]);
  const beside = diskBeside(disk, (call, path) => {
    if (begun && random.chance(chance)) {
      for (let left = random.int(most); left >= 0 && world.step(); left--);
    }
    if (call !== "open" || !path.startsWith("log@")) return;
    const found = disk.identify(path);
    if (found === undefined) met.gone++;
    else if (found.ino === disk.identify(LOG)?.ino) met.second++;
    else if (path.endsWith(".gz")) met.packed++;
  });
  const keeper = new MirrorKeeper({
    order: { log: LOG, mirror: MIRROR, sync: true },
    end: world.end,
    serializer: format,
    disk: beside,
    clock: { now: () => 0, today: () => TODAY },
    tell: ({ error, aside }) => {
      if (error !== undefined) told.push(error.message);
      if (aside !== undefined) told.push(aside);
    },
  });
  keeper.step();
  begun = true;
  do keeper.step(); while (world.step());
  keeper.keep();
  assertEquals(await revisions(disk, LOG), upTo(world.rev));
  assert(isMirrored(disk));
  const names = disk.names().toSorted().join(" ");
  assertEquals(await revisions(disk, MIRROR), upTo(world.rev), names);
  // That the log is another one too often in a row is all that may be told.
  const often = /is another file by now$|was compressed or deleted$/;
  assertEquals(told.filter((message) => !often.test(message)), [], names);
}

Deno.test("mirror: whenever its log is rotated beside it, it keeps all of the history", async () => {
  await forSeedsAsync(40, story);
  if (Deno.env.has("KANTA_RUNS")) return;
  // The moments that are dangerous were met.
  assert(Math.min(...Object.values(met)) > 3, JSON.stringify(met));
});

/** A world that came to a place by its steps, and its mirror before that. */
function worldAt(steps: (world: RotatedWorld) => Iterable<void>): RotatedWorld {
  const world = new RotatedWorld(new Random(1), FORMAT, 0);
  mirrorAll(world.disk, FORMAT);
  for (const _ of steps(world));
  return world;
}

const SECOND = "20260610T0200";

Deno.test("mirror: the log by its second name, which still grows, is no archive", async () => {
  const world = worldAt(function* (world) {
    world.change();
    yield* world.rotate(2);
    world.change();
  });
  const { disk } = world;
  const rotation = world.rotate(3);
  rotation.next(); // the log has two names
  mirrorAll(disk, FORMAT);
  assertEquals(
    disk.names().filter((name) => name.startsWith("mirror")),
    [`mirror@${SECOND}02Z.kantadb`, MIRROR],
  );
  world.change();
  for (const _ of rotation);
  mirrorAll(disk, FORMAT);
  assertEquals(
    disk.names().filter((name) => name.startsWith("mirror")),
    ["02", "03"].map((s) => `mirror@${SECOND}${s}Z.kantadb`).concat(MIRROR),
  );
  assertEquals(await revisions(disk, MIRROR), upTo(4));
});

Deno.test("mirror: an archive does not hide another one that is compressed", async () => {
  // Of one second: a mirror that is two rotations behind has copied the log by
  // its second name, and a packed one after it.
  const world = new RotatedWorld(new Random(1), FORMAT, 0, 10);
  const { disk } = world;
  mirrorAll(disk, FORMAT);
  for (let rev = 2; rev < 10; rev++) world.change();
  for (const _ of world.rotate(9));
  world.change();
  const rotation = world.rotate(10);
  rotation.next();
  mirrorAll(disk, FORMAT);
  for (const _ of rotation);
  world.change();
  for (const _ of world.rotate(11, true));
  world.change();
  mirrorAll(disk, FORMAT);
  world.change();
  for (const _ of world.rotate(13, true));
  mirrorAll(disk, FORMAT);
  const names = disk.names().join(" ");
  assertEquals(await revisions(disk, MIRROR), upTo(13), names);
  assertEquals(await revisions(disk, LOG), upTo(13), names);
});

Deno.test("mirror: one that was stopped when it began anew gets the archives that it missed", async () => {
  for (const left of ["", "SNAP", "\0\0\0"]) {
    const world = worldAt(function* (world) {
      world.change();
      yield* world.rotate(2);
    });
    const { disk } = world;
    mirrorAll(disk, FORMAT);
    disk.remove(MIRROR);
    disk.writeNew(MIRROR, [new TextEncoder().encode(left)]);
    for (let rev = 3; rev < 6; rev++) {
      world.change();
      for (const _ of world.rotate(rev, rev === 4));
    }
    world.change();
    mirrorAll(disk, FORMAT);
    assert(isMirrored(disk));
    assertEquals(await revisions(disk, MIRROR), upTo(6), JSON.stringify(left));
    // A mirror that never was there has what the log has.
    for (const name of disk.names()) {
      if (name.startsWith("mirror")) disk.remove(name);
    }
    mirrorAll(disk, FORMAT);
    assertEquals(await revisions(disk, MIRROR), [6]);
  }
});

Deno.test("mirror: an archive that is compressed while it is looked for is looked for again", () => {
  const world = worldAt(function* (world) {
    world.change();
    yield* world.rotate(2);
    world.change();
    yield* world.rotate(3);
  });
  const { disk } = world;
  const archive = `log@${SECOND}02Z.kantadb`;
  const names = disk.names();
  disk.writeNew(`${archive}.gz`, [gzipSync(disk.readFile(archive)!)]);
  disk.remove(archive);
  const listed = disk.namesBeside.bind(disk);
  disk.namesBeside = () => names;
  assertThrows(() => mirrorAll(disk, FORMAT), LogChangedError, archive);
  disk.namesBeside = listed;
  mirrorAll(disk, FORMAT);
  assert(isMirrored(disk));
});

Deno.test("mirror: one whose archive is there already is moved aside, and counts for none", async () => {
  for (const packed of [true, false]) {
    const world = worldAt(function* (world) {
      world.change();
      yield* world.rotate(2);
      world.change();
      yield* world.rotate(3);
      world.change();
    });
    const { disk } = world;
    const old = disk.readFile(`log@${SECOND}02Z.kantadb`)!;
    const name = `mirror@${SECOND}02Z.kantadb${packed ? ".gz" : ""}`;
    disk.writeNew(name, [packed ? gzipSync(old) : old]);
    const moved: string[] = [];
    mirrorAll(disk, FORMAT, moved);
    assertEquals(moved, [AHEAD]);
    assertEquals(disk.readFile(AHEAD), old);
    assertEquals(await revisions(disk, MIRROR), upTo(4));
  }
});
