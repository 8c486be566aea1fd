import { assert, assertEquals, assertRejects } from "@std/assert";
import {
  CorruptionError,
  DataIntegrityError,
  DiskFullError,
  FileLockError,
} from "../../../src/errors.ts";
import type { OpenMode } from "../../../src/file/log_file.ts";
import { MemoryFileSystem } from "../../../src/file/memory_file.ts";
import { LogReader } from "../../../src/history/reader/log_reader.ts";
import { redactionsOf } from "../../../src/log/redaction.ts";
import type { Serializer } from "../../../src/log/serializer.ts";
import { redactLog } from "../../../src/maintenance/redact/redact.ts";
import type { RedactRequest } from "../../../src/maintenance/redact/report.ts";
import { verifyLog } from "../../../src/maintenance/verify.ts";
import type { ChangeRecord, Snapshot } from "../../../src/record.ts";
import { Replayer } from "../../../src/replay/replayer.ts";
import { deepEqual } from "../../../src/values/equal.ts";
import { Tagged } from "../../../src/values/kinds.ts";
import type { Random } from "../../support/random.ts";
import { cloned } from "../../support/random_states.ts";
import { forSeedsAsync } from "../../support/seeds.ts";
import { SimulatedDisk } from "../../support/simulated_disk.ts";
import { FORMATS, LogBuilder } from "../log_builder.ts";
import { naivelyRedacted } from "./naive_redaction.ts";

const NOW = new Date("2026-12-01T00:20:00.000Z");
const MARK = { ts: "2026-12-01T00:20:00.000Z" };

function request(
  places: readonly string[],
  more: Partial<RedactRequest> = {},
): RedactRequest {
  return {
    places,
    into: "new",
    replace: false,
    dryRun: false,
    archives: true,
    ...more,
  };
}

/** A record of a log with the state after it. */
interface Step {
  readonly kind: "change" | "snapshot";
  readonly record: ChangeRecord | Snapshot;
  readonly rev: number;
  readonly state: unknown;
  /** Properties of the root that were deleted. */
  readonly gone: readonly string[];
}

/** All records of a log with the states that they lead to. */
async function stepsOf(disk: MemoryFileSystem, path: string): Promise<Step[]> {
  const scan = await LogReader.open(disk, path);
  const replayer = new Replayer();
  const steps: Step[] = [];
  for (const frame of scan.frames()) {
    if (frame.kind === "bad") throw new Error(frame.reason);
    const { kind, payload, offset, end, line } = frame;
    const decode = () =>
      kind === "change"
        ? scan.serializer.decodeChange(payload)
        : scan.serializer.decodeSnapshot(payload);
    const record = decode();
    if (kind === "change") {
      replayer.change({ record: record as ChangeRecord, offset, end, line });
    } else replayer.snapshot(record as Snapshot);
    const { rev, state, gone } = replayer.result;
    const names = [...gone === true ? [] : gone ?? []];
    steps.push({
      ...{ kind, record: decode(), rev },
      ...{ state: cloned(state), gone: names },
    });
  }
  scan.close();
  return steps;
}

/** What a record says beside its content, and where its file puts it. */
function headOf({ record }: Step): object {
  const { state: _s, diff: _d, d: _w, c: _c, x: _x, g: _g, ...head }: Record<
    string,
    unknown
  > = { ...record };
  return head;
}

/** Whether a text stands anywhere in the bytes of a file. */
function holds(disk: MemoryFileSystem, path: string, text: string): boolean {
  const bytes = disk.readFile(path) ?? new Uint8Array();
  return new TextDecoder("latin1").decode(bytes).includes(text);
}

const EPOCH = new Date(0);

/** A random state whose every text and every odd key is another secret. */
class Secrets {
  readonly random: Random;
  readonly all: string[] = [];

  constructor(random: Random) {
    this.random = random;
  }

  text(): string {
    const text = `secret-${this.all.length}-${this.random.int(1e6)}-`;
    this.all.push(text);
    return text;
  }

  key(): string {
    return this.random.pick(["name", "email", "Token", "a", "b", "c"]);
  }

  value(depth: number): unknown {
    const { random } = this;
    const items = <T>(make: () => T) =>
      Array.from({ length: random.int(4) }, make);
    switch (depth === 0 ? random.int(2) : random.int(9)) {
      case 0:
      case 1:
        return this.text();
      case 2:
        return random.int(3);
      case 3:
        return items(() => this.value(depth - 1));
      case 4:
        return new Map(items(() => [
          random.pick<unknown>([this.key(), random.int(3), EPOCH]),
          this.value(depth - 1),
        ]));
      case 5:
        return new Set(items(() => this.text()));
      default:
        return Object.fromEntries(items(() => [
          random.chance(0.1) ? this.text() : this.key(),
          this.value(depth - 1),
        ]));
    }
  }

  /** Changes a state here or there: sets, deletes, renames, moves, inserts. */
  edit(state: unknown): void {
    const { random } = this;
    let at = state;
    for (let depth = random.int(4); depth > 0; depth--) {
      const inner = at instanceof Map
        ? [...at.values()]
        : at instanceof Set
        ? []
        : Object.values(Object(at));
      const deeper = inner.filter((item) =>
        typeof item === "object" && item !== null && !(item instanceof Date)
      );
      if (deeper.length === 0) break;
      at = random.pick(deeper);
    }
    if (Array.isArray(at)) {
      const where = random.int(at.length + 1);
      const gone = random.chance(0.5) ? 1 : 0;
      at.splice(where, gone, ...(random.chance(0.7) ? [this.value(2)] : []));
    } else if (at instanceof Set) {
      if (random.chance(0.5)) at.delete([...at][0]);
      at.add(this.text());
    } else if (at instanceof Map) {
      const [key = this.key()] = at.keys();
      if (random.chance(0.4)) at.delete(key);
      else at.set(random.chance(0.5) ? key : this.key(), this.value(2));
    } else this.#object(at as Record<string, unknown>);
  }

  #object(at: Record<string, unknown>): void {
    const { random } = this;
    const keys = Object.keys(at);
    const key = keys.length > 0 ? random.pick(keys) : this.key();
    const value = at[key];
    switch (random.int(5)) {
      case 0:
        delete at[key];
        break;
      case 1: // renamed, or moved to the end
        delete at[key];
        if (value !== undefined) {
          at[random.chance(0.3) ? key : this.key()] = value;
        }
        break;
      default:
        at[random.chance(0.5) ? key : this.key()] = this.value(2);
    }
  }
}

const PATTERNS = [
  "a",
  "*.email",
  "**.token",
  "a.*",
  "b[*]",
  "**[0]",
  "*.b.**.name",
  "c[1].a",
  "**.secret-*",
  "b$",
  "a.b",
  "**.1",
  '["c"]',
];

/** A history that ends without what the patterns mean, and the secrets in it. */
function randomHistory(
  random: Random,
  serializer: Serializer,
  places: readonly string[],
) {
  const secrets = new Secrets(random);
  const log = new LogBuilder(serializer);
  let state = Object.fromEntries(
    Array.from({ length: 4 }, () => [secrets.key(), secrets.value(3)]),
  );
  if (random.chance(0.3)) log.rev = 7; // what came before was rotated away
  if (log.rev > 0) {
    log.state = cloned(state);
    log.snapshot();
  } else log.change(state);
  const past = [cloned(state)];
  for (let i = random.int(10); i > 0; i--) {
    if (random.chance(0.2)) {
      state = cloned(random.pick(past)) as typeof state; // a revert
    } else for (let n = 1 + random.int(3); n > 0; n--) secrets.edit(state);
    log.change(cloned(state) as object, {
      a: random.pick(["edit", "import"]),
      v: 1,
      ...(random.chance(0.5) && { u: random.pick(["eve", "bob"]) }),
      ...(random.chance(0.3) && { m: "2026-06-10T02:00:00Z", n: "why" }),
    });
    past.push(cloned(state));
    if (random.chance(0.3)) log.snapshot({ v: 1, k: 1 });
  }
  log.change(naivelyRedacted(state, places) as object, { a: "clean", v: 1 });
  return { log, secrets: secrets.all };
}

Deno.test("a redacted log is what it would be had the values never been there", async () => {
  await forSeedsAsync(150, async (random) => {
    const places = Array.from(
      { length: 1 + random.int(2) },
      () => random.pick(PATTERNS),
    );
    const serializer = random.pick(FORMATS);
    const { log, secrets } = randomHistory(random, serializer, places);
    const disk = new MemoryFileSystem();
    disk.writeNew("log", [log.bytes]);
    const before = disk.readFile("log");
    const report = await redactLog(
      disk,
      "log",
      request(places),
      undefined,
      NOW,
    );
    assertEquals(disk.readFile("log"), before);
    assertEquals(disk.names(), ["log", "new"]);

    const [old, made] = [
      await stepsOf(disk, "log"),
      await stepsOf(disk, "new"),
    ];
    assertEquals(made.length, old.length);
    const wanted = old.map(({ state }) => naivelyRedacted(state, places));
    for (const [i, step] of made.entries()) {
      const was = old[i]!;
      assert(deepEqual(step.state, wanted[i]), `the state of record ${i}`);
      assertEquals([step.kind, step.rev], [was.kind, was.rev]);
      assertEquals(headOf(step), headOf(was));
      // What was deleted stays so, and is named where the mark names it, too.
      const left = was.gone.filter((name) =>
        !Object.hasOwn(Object(was.state), name) && (places.includes(name) ||
          naivelyRedacted({ [name]: 1 }, places)[name] === 1)
      );
      assertEquals(left.filter((name) => !step.gone.includes(name)), []);
      const named = new Set([
        ...[...was.gone, ...places],
        ...Object.keys(Object(step.state)), // some may stand there again
      ]);
      assertEquals(step.gone.filter((name) => !named.has(name)), []);
      const marks = redactionsOf(step.record);
      if (marks.length > 0) assertEquals(marks, [{ ...MARK, places }]);
      assert(i > 0 || marks.length === 1);
    }
    const { problems, rev } = await verifyLog(disk, "new");
    assertEquals([problems, rev], [[], old.at(-1)?.rev]);
    assertEquals(
      report.files[0]?.changes,
      made.filter(({ kind }) => kind === "change").length,
    );

    const text = Deno.inspect(wanted, {
      depth: 100,
      iterableLimit: Infinity,
      strAbbreviateSize: Infinity,
    });
    for (const secret of secrets) {
      assertEquals(holds(disk, "new", secret), text.includes(secret), secret);
    }
  });
});

/** A log of users of whom none is left, and what is secret of them. */
function userLog(serializer: Serializer = FORMATS[0]!): LogBuilder {
  const bob = { name: "Bob", email: "bob@secret" };
  return new LogBuilder(serializer)
    .change({ users: {}, visits: 0 }, { a: "bootstrap" })
    .change({ users: { bob }, visits: 0 }, { a: "create", u: "admin" })
    .snapshot()
    .change({ users: { bob }, visits: 1 }, { u: "bob@secret.example" })
    .change({ users: {}, visits: 1 }, { a: "delete" });
}

const EMAIL = ["users.*.email"];

Deno.test("a dry run says what would be done, and writes nothing", async () => {
  for (const serializer of FORMATS) {
    const disk = new MemoryFileSystem();
    disk.writeNew("log", [userLog(serializer).bytes]);
    const plan = await redactLog(
      disk,
      "log",
      request(EMAIL, { into: undefined, dryRun: true }),
      undefined,
      NOW,
    );
    assertEquals(disk.names(), ["log"]);
    const done = await redactLog(disk, "log", request(EMAIL), undefined, NOW);
    const [file] = plan.files;
    const { elsewhere, ...planned } = plan;
    assertEquals(elsewhere, []);
    assertEquals(
      { ...planned, dryRun: false, files: [] },
      { ...done, files: [] },
    );
    assertEquals(done.files, [{
      ...file!,
      into: "new",
      bytes: disk.readFile("new")?.length,
    }]);
    assertEquals(
      [file?.changesTouched, file?.snapshotsTouched, plan.values],
      [2, 1, 1],
    );
    assertEquals(plan.taken, [
      { at: "users.bob.email", changes: 1, first: 2, last: 2 },
    ]);
    assertEquals(plan.patterns, [{ place: "users.*.email", values: 1 }]);
    assertEquals(plan.heads, [
      { field: "user", text: "bob@secret.example", changes: 1 },
    ]);
  }
});

Deno.test("while the present state holds some of it nothing is written", async () => {
  const disk = new MemoryFileSystem();
  const log = userLog();
  log.change({ users: { eve: { email: "eve@secret" } }, visits: 1 });
  disk.writeNew("log", [log.bytes]);
  const plan = await redactLog(disk, "log", request(EMAIL, { dryRun: true }));
  assertEquals([plan.present, plan.presentCount], [["users.eve.email"], 1]);
  for (const replace of [false, true]) {
    const error = await assertRejects(
      () => redactLog(disk, "log", request(EMAIL, { replace })),
      DataIntegrityError,
      "first at users.eve.email (1 in all)",
    );
    assert(!error.message.includes("@"));
    assertEquals(disk.names(), ["log"]);
  }
  assertEquals(disk.readFile("log"), log.bytes);
});

Deno.test("the plan tells where else a text stands that is taken", async () => {
  const disk = new MemoryFileSystem();
  const bob = { email: "bob@secret" };
  const log = new LogBuilder()
    .change({ users: { bob }, owner: "bob@secret" })
    .change({ people: { bob }, users: {} })
    .change({ people: {}, users: { "bob@secret": {} } })
    .change({ people: {}, users: {} });
  disk.writeNew("log", [log.bytes]);
  const { elsewhere, taken } = await redactLog(
    disk,
    "log",
    request(EMAIL, { dryRun: true }),
  );
  assertEquals(taken.map(({ at }) => at), ["users.bob.email"]);
  assertEquals(elsewhere, [
    { at: "owner", changes: 1, first: 1, last: 1 },
    { at: "people.bob.email", changes: 1, first: 2, last: 2 },
    { at: 'users["bob@secret"]', changes: 1, first: 3, last: 3 },
  ]);
});

Deno.test("a value of an own type is taken whole, or is told", async () => {
  const card = new Tagged("card", { number: "4711-secret" });
  for (const serializer of FORMATS) {
    const disk = new MemoryFileSystem();
    const log = new LogBuilder(serializer)
      .change({ users: { bob: { card } } })
      .change({ users: {} });
    disk.writeNew("log", [log.bytes]);
    const part = await redactLog(disk, "log", request(["**.number"]));
    assertEquals(part.opaque, [
      { at: "users.bob.card", changes: 1, first: 1, last: 1 },
    ]);
    assert(holds(disk, "new", "4711-secret"));
    const whole = request(["users.*.card"], { into: "whole" });
    assertEquals((await redactLog(disk, "log", whole)).opaque, []);
    assert(!holds(disk, "whole", "4711-secret"));
  }
});

Deno.test("what a file begins with is told as what its changes set", async () => {
  const disk = new MemoryFileSystem();
  const log = new LogBuilder();
  log.rev = 7;
  log.state = { users: { bob: { email: "bob@secret" } } };
  log.snapshot().change({ users: {} }).snapshot();
  disk.writeNew("log", [log.bytes]);
  const { values, taken } = await redactLog(disk, "log", request(EMAIL));
  assertEquals([values, taken], [
    1,
    [{ at: "users.bob.email", changes: 1, first: 7, last: 7 }],
  ]);
  assert(!holds(disk, "new", "bob@secret"));
});

Deno.test("items that are null by now are no match", async () => {
  const disk = new MemoryFileSystem();
  const log = new LogBuilder()
    .change({ notes: ["one-secret", "two-secret"] })
    .change({ notes: [null, null] });
  disk.writeNew("log", [log.bytes]);
  await redactLog(disk, "log", request(["notes[*]"]));
  assert(!holds(disk, "new", "secret"));
  assertEquals((await stepsOf(disk, "new"))[0]?.state, { notes: [null, null] });
});

Deno.test("what is redacted twice says both, and the second time takes nothing", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [userLog().bytes]);
  await redactLog(disk, "log", request(EMAIL), undefined, NOW);
  const later = new Date("2026-12-02T00:00:00.000Z");
  const { values } = await redactLog(
    disk,
    "new",
    request(["**.name", ...EMAIL], { into: "newer" }),
    undefined,
    later,
  );
  assertEquals(values, 1);
  const [first, second] = await stepsOf(disk, "newer");
  const marks = [
    { ...MARK, places: EMAIL },
    { ts: later.toISOString(), places: ["**.name", ...EMAIL] },
  ];
  assertEquals(redactionsOf(first!.record), marks);
  assertEquals(redactionsOf(second!.record), marks);
});

Deno.test("archives are redacted along, each under its own name", async () => {
  const disk = new MemoryFileSystem();
  const archive = userLog();
  const rest = new LogBuilder();
  rest.state = cloned(archive.state);
  rest.rev = archive.rev;
  rest.snapshot().change({ users: {}, visits: 2 });
  disk.writeNew("/d/log.kantadb", [rest.bytes]);
  disk.writeNew("/d/log@20260610T020004Z.kantadb", [archive.bytes]);
  disk.writeNew("/d/log.kantadb.torn-20260610T020005Z", [archive.bytes]);
  disk.writeNew("/d/copy.kantadb", [archive.bytes]);
  disk.writeNew("/d/other.kantadb", [
    new LogBuilder().record({ ts: "2026-01-01T00:00:00Z", diff: { a: 1 } })
      .bytes,
  ]);
  disk.writeNew("/d/picture.png", [new Uint8Array(100).fill(7)]);
  const into = "/e/new.kantadb";
  const report = await redactLog(
    disk,
    "/d/log.kantadb",
    request(EMAIL, { into }),
  );
  assertEquals(report.files.map((file) => file.into), [
    "/e/new@20260610T020004Z.kantadb",
    into,
  ]);
  assertEquals(report.remaining, [
    { path: "/d/copy.kantadb", kind: "copy" },
    { path: "/d/log.kantadb.torn-20260610T020005Z", kind: "aside" },
  ]);
  for (const { into = "" } of report.files) {
    assert(!holds(disk, into, 'bob@secret"'), into);
    assertEquals((await verifyLog(disk, into)).problems, []);
  }
  const left = await redactLog(
    disk,
    "/d/log.kantadb",
    request(EMAIL, { into: "/e/alone.kantadb", archives: false }),
  );
  assertEquals(left.remaining.map(({ kind }) => kind), [
    "copy",
    "aside",
    "archive",
  ]);
});

Deno.test("a compressed archive is redacted, and compressed again", async () => {
  const gzip = async (bytes: Uint8Array) => {
    const packed = new Blob([bytes.slice()]).stream()
      .pipeThrough(new CompressionStream("gzip"));
    return new Uint8Array(await new Response(packed).arrayBuffer());
  };
  const gunzip = async (bytes: Uint8Array = new Uint8Array()) => {
    const plain = new Blob([bytes.slice()]).stream()
      .pipeThrough(new DecompressionStream("gzip"));
    return await new Response(plain).text();
  };
  const archive = userLog();
  const rest = new LogBuilder();
  rest.state = cloned(archive.state);
  rest.rev = archive.rev;
  rest.snapshot().change({ users: {}, visits: 2 });
  const packed = "log@20260610T020004Z.kantadb.gz";
  for (
    const more of [{ into: "new.kantadb" }, { into: undefined, replace: true }]
  ) {
    const disk = new MemoryFileSystem();
    disk.writeNew("log.kantadb", [rest.bytes]);
    disk.writeNew(packed, [await gzip(archive.bytes)]);
    const report = await redactLog(
      disk,
      "log.kantadb",
      request(EMAIL, more),
      undefined,
      NOW,
    );
    const [made] = report.files;
    const name = more.replace ? packed : packed.replace("log", "new");
    assertEquals(made?.into, name);
    const text = await gunzip(disk.readFile(name));
    assertEquals(text.match(/\n/g)?.length, 5);
    assert(!text.includes('"email"') && text.includes('"x":[['));
    const names = more.replace
      ? [packed, `${packed}.before-20261201T002000Z`, "log.kantadb"]
      : [packed, "log.kantadb", "new.kantadb", name];
    assertEquals(
      disk.names().filter((one) => !/^log\.kantadb\.before/.test(one)).sort(),
      names.sort(),
    );
  }
});

Deno.test("what a killed redaction left is in nobody's way", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [userLog().bytes]);
  for (const name of [".redacted", ".redacted.unfinished", ".redacted.gz"]) {
    disk.writeNew(`log${name}`, [new Uint8Array([1])]);
  }
  const plan = await redactLog(disk, "log", request(EMAIL, { dryRun: true }));
  assertEquals(plan.remaining.map(({ kind }) => kind), [
    ...["aside", "aside", "aside"],
  ]);
  const replace = request(EMAIL, { into: undefined, replace: true });
  await redactLog(disk, "log", replace, undefined, NOW);
  assertEquals(disk.names(), ["log", "log.before-20261201T002000Z"]);
});

Deno.test("a rotation that was not finished keeps a log from being replaced", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [userLog().bytes]);
  disk.writeNew("log.rotating", []);
  const replace = request(EMAIL, { into: undefined, replace: true });
  await assertRejects(
    () => redactLog(disk, "log", replace),
    FileLockError,
    "open the database once",
  );
  assertEquals(disk.names(), ["log", "log.rotating"]);
});

Deno.test("the old file is replaced on request alone, and kept beside the new one", async () => {
  const disk = new MemoryFileSystem();
  const { bytes } = userLog();
  disk.writeNew("log", [bytes]);
  const replace = { into: undefined, replace: true };
  const { files: [file] } = await redactLog(
    disk,
    "log",
    request(EMAIL, replace),
    undefined,
    NOW,
  );
  const kept = "log.before-20261201T002000Z";
  assertEquals([file?.into, file?.kept], ["log", kept]);
  assertEquals(disk.readFile(kept), bytes);
  assert(!holds(disk, "log", 'bob@secret"'));
  assertEquals(disk.names().sort(), ["log", kept]);
});

Deno.test("a log that somebody has open is not replaced; who has it is told", async () => {
  const disk = new MemoryFileSystem();
  const { bytes } = userLog();
  disk.writeNew("log", [bytes]);
  const { file } = disk.open("log", { create: false, readonly: false });
  assert(file.tryLock());
  const replace = request(EMAIL, { into: undefined, replace: true });
  await assertRejects(
    () => redactLog(disk, "log", replace),
    FileLockError,
    `it is locked by this process (pid ${Deno.pid})`,
  );
  assertEquals(disk.names(), ["log"]);
  // Beside a writer a new file can be made all the same.
  await redactLog(disk, "log", request(EMAIL));
  file.close();
  await redactLog(disk, "log", replace);
});

Deno.test("whatever fails, the old log or the new one has the name, whole", async () => {
  const { bytes } = userLog();
  const replace = request(EMAIL, { into: undefined, replace: true });
  const outcomes = { old: 0, new: 0 };
  for (let call = 1;; call++) {
    const disk = new SimulatedDisk({ seed: call });
    disk.writeNew("log", [bytes]);
    disk.syncFolder("log");
    const before = disk.calls;
    disk.options.fault = { call: before + call, forever: call % 2 === 0 };
    await redactLog(disk, "log", replace, undefined, NOW).catch(() => {});
    const isOver = disk.calls < before + call;
    if (call % 2 === 1) {
      const names = disk.names().sort();
      const isOld = deepEqual(disk.readFile("log"), bytes);
      const kept = "log.before-20261201T002000Z";
      assertEquals(names, isOld ? ["log"] : ["log", kept], `call ${call}`);
    }
    for (const after of [disk.kill(), disk.crash()]) {
      const left = after.readFile("log");
      const text = new TextDecoder("latin1").decode(left);
      const isOld = text.includes('bob@secret"');
      if (isOld) assertEquals(left, bytes);
      else assertEquals(text.match(/\n/g)?.length, 5);
      outcomes[isOld ? "old" : "new"]++;
    }
    if (isOver) break;
  }
  assert(outcomes.old > 10 && outcomes.new > 2, Deno.inspect(outcomes));
});

Deno.test("a full disk leaves the old log alone, and no other file", async () => {
  const { bytes } = userLog();
  const disk = new SimulatedDisk({ seed: 1, capacity: bytes.length + 100 });
  disk.writeNew("log", [bytes]);
  for (const more of [{ into: "new" }, { into: undefined, replace: true }]) {
    await assertRejects(
      () => redactLog(disk, "log", request(EMAIL, more)),
      DiskFullError,
    );
    assertEquals(disk.names(), ["log"]);
    assertEquals(disk.readFile("log"), bytes);
  }
});

Deno.test("damage is refused", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("damaged", [userLog().damaged(1)]);
  disk.writeNew("misfit", [
    userLog().record({ diff: { users: { $delete: 7 } } }).bytes,
  ]);
  for (const name of ["damaged", "misfit"]) {
    await assertRejects(
      () => redactLog(disk, name, request(EMAIL)),
      CorruptionError,
      `Cannot redact "${name}": line `,
    );
  }
  assertEquals(disk.names(), ["damaged", "misfit"]);
});

Deno.test("a snapshot that says otherwise than the changes does so still, and is told", async () => {
  const disk = new MemoryFileSystem();
  const odd = userLog().snapshot({ state: { users: {}, visits: 7 } });
  disk.writeNew("log", [odd.bytes]);
  const { files: [file] } = await redactLog(disk, "log", request(EMAIL));
  assertEquals(file?.contradictions, 1);
  const problems = async (path: string) =>
    (await verifyLog(disk, path)).problems.map(({ reason }) => reason);
  assertEquals(await problems("new"), await problems("log"));
});

Deno.test("no place, or all of the state, is no redaction", async () => {
  const disk = new MemoryFileSystem();
  disk.writeNew("log", [userLog().bytes]);
  await assertRejects(
    () => redactLog(disk, "log", request([])),
    TypeError,
    "No place",
  );
  for (const place of ["**", "^", "$", "**$"]) {
    await assertRejects(
      () => redactLog(disk, "log", request([place])),
      TypeError,
      "the whole state",
    );
  }
});

/** A disk on which the new log, while it is verified, is another one. */
class SwappedDisk extends MemoryFileSystem {
  readonly #other: Uint8Array;

  constructor(other: Uint8Array) {
    super();
    this.#other = other;
  }

  override open(path: string, mode: OpenMode) {
    if (!path.endsWith(".unfinished") || !mode.readonly) {
      return super.open(path, mode);
    }
    if (this.isFree("other")) this.writeNew("other", [this.#other]);
    return super.open("other", mode);
  }
}

Deno.test("a new log that is not what it has to be gets no name", async () => {
  const name = "Bob";
  const clean = (visits: number) =>
    new LogBuilder()
      .change({ users: {}, visits: 0 })
      .change({ users: { bob: { name } }, visits: 0 })
      .snapshot()
      .change({ users: { bob: { name } }, visits: 1 })
      .change({ users: {}, visits });
  const contradicting = new LogBuilder()
    .change({ users: {}, visits: 0 })
    .change({ users: { bob: { name } }, visits: 0 })
    .snapshot({ state: { users: {}, visits: 5 } })
    .record({ diff: { visits: 1 } })
    .record({ diff: { visits: 1 } });
  const wrong: [LogBuilder, string][] = [
    [userLog(), "some of what is meant is still in it"],
    [clean(1).snapshot(), "it has not as many records"],
    [clean(2), "it leads to another state"],
    [contradicting, "a snapshot in it says otherwise"],
  ];
  for (const [other, reason] of wrong) {
    const disk = new SwappedDisk(other.bytes);
    disk.writeNew("log", [userLog().bytes]);
    await assertRejects(
      () => redactLog(disk, "log", request(EMAIL)),
      DataIntegrityError,
      reason,
    );
    assertEquals(disk.names(), ["log", "other"]);
  }
  const disk = new SwappedDisk(clean(1).bytes);
  disk.writeNew("log", [userLog().bytes]);
  await redactLog(disk, "log", request(EMAIL));
  assertEquals(disk.names(), ["log", "other", "new"]);
});
