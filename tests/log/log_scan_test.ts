import { assert, assertEquals, assertThrows } from "@std/assert";
import { CorruptionError, EditedError, ReplayError } from "../../src/errors.ts";
import { scanLog, type ScannedLog } from "../../src/log/log_scan.ts";
import { forSeeds } from "../support/seeds.ts";
import { ByteSource, concat } from "./byte_source.ts";
import {
  changed,
  damaged,
  logOf,
  serializer,
  snapped,
  unsealed,
} from "../format/json/json_log.ts";

const encode = (text: string) => new TextEncoder().encode(text);

function layout(bytes: Uint8Array | string): ScannedLog {
  const source = new ByteSource(
    typeof bytes === "string" ? encode(bytes) : bytes,
  );
  return scanLog(source, serializer, serializer.createFramer());
}

/** What a layout replays to: the snapshot's number, then those of the changes. */
function replayed(bytes: Uint8Array, found: ScannedLog): number[] {
  const numbers: number[] = [];
  if (found.snapshot !== undefined) {
    const { state } = serializer.decodeSnapshot(found.snapshot.payload);
    numbers.push((state as { n?: number } | null)?.n ?? NaN);
  }
  for (const { from, to, line } of found.runs) {
    const run = { offset: from, line };
    for (
      const { record } of serializer.decodeChanges(
        bytes.subarray(from, to),
        run,
      )
    ) {
      numbers.push((record.diff as { n: number } | undefined)?.n ?? NaN);
    }
  }
  return numbers;
}

/** One byte of a log: so far from the beginning of which record; and what it becomes. */
type Place = readonly [record: number, byte: number, now?: string | number[]];

/** What no person writes, and a crash may leave. */
const NO_TEXT = "\x01";

/** A log with some of its bytes changed; `scan()` opens it. */
function damagedLog(
  records: readonly ReturnType<typeof changed>[],
  ...places: readonly Place[]
): {
  bytes: Uint8Array;
  offsets: readonly number[];
  scan: () => ScannedLog;
} {
  const { bytes: sound, offsets } = logOf(...records);
  let bytes: Uint8Array = sound;
  for (const [record, byte, now = "#"] of places) {
    bytes = damaged(bytes, offsets[record]! + byte, now);
  }
  return { bytes, offsets, scan: () => layout(bytes) };
}

Deno.test("A sound log: the last snapshot and what follows it", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(1),
    changed(2),
    snapped(2),
    changed(3),
    changed(4),
  );
  const found = layout(bytes);
  assertEquals(found.snapshot?.offset, offsets[3]);
  assertEquals(found.runs, [{ from: offsets[4]!, to: bytes.length, line: 0 }]);
  assertEquals([found.revision, found.changes, found.line], [2, 2, 0]);
  assertEquals([found.end, found.unended], [bytes.length, false]);
  assertEquals(found.last?.offset, offsets[5]);
  assertEquals([found.torn, found.rebuilt], [undefined, []]);
  assertEquals(replayed(bytes, found), [2, 3, 4]);
});

Deno.test("A log without a snapshot is read from its first line", () => {
  const { bytes } = logOf(changed(1), changed(2));
  const found = layout(bytes);
  assertEquals([found.snapshot, found.revision, found.changes, found.line], [
    undefined,
    0,
    2,
    1,
  ]);
  assertEquals(found.runs, [{ from: 0, to: bytes.length, line: 1 }]);
});

Deno.test("A log that ends in a snapshot has no runs", () => {
  const { bytes } = logOf(changed(1), snapped(1));
  const found = layout(bytes);
  assertEquals([found.runs, found.last, found.end], [
    [],
    undefined,
    bytes.length,
  ]);
});

Deno.test("An empty log is sound", () => {
  const found = layout("");
  assertEquals([found.end, found.unended, found.changes, found.runs], [
    0,
    false,
    0,
    [],
  ]);
});

Deno.test("A snapshot whose revision can't be trusted: changes and lines are counted", () => {
  const snapshot =
    'SNAPSHOT {"ts":"2026-06-10T02:55:04Z","state":{"n":9},"r":77}\n';
  const { bytes } = logOf(
    changed(1),
    "\n// comment\n",
    changed(2),
    snapshot,
    changed(3),
  );
  const found = layout(bytes);
  assertEquals([found.revision, found.changes, found.line], [2, 1, 6]);
  assertEquals(found.runs[0]!.line, 6);
});

Deno.test("What a person wrote at the end has no line end: it is said", () => {
  const log = unsealed(changed(1)) + unsealed(changed(2)).trimEnd();
  const found = layout(log);
  assertEquals([found.changes, found.unended, found.torn], [
    2,
    true,
    undefined,
  ]);
  assertEquals(found.end, encode(log).length);
  assertEquals(layout(`${unsealed(changed(1))}// done`).unended, true);
});

Deno.test("The durable part is what the watermarks say, up to their own record", () => {
  const { bytes, offsets } = logOf(
    changed(1, 0),
    changed(2, "synced"),
    changed(3),
  );
  assertEquals(layout(bytes).durable, offsets[1]);
  // Lines were taken out by hand: the mark points beyond its record.
  assertEquals(
    layout(logOf(changed(1), changed(2, 9999)).bytes).durable,
    logOf(changed(1)).bytes.length,
  );
});

// Torn tails

Deno.test("A record cut short at the end is a torn tail", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    snapped(1),
    changed(2, "synced"),
    changed(3),
  );
  const cut = bytes.subarray(0, bytes.length - 10);
  const found = layout(cut);
  assertEquals(found.end, offsets[3]);
  assertEquals(found.torn?.from, offsets[3]);
  assertEquals(found.torn?.bytes, cut.length - offsets[3]!);
  assertEquals(found.torn?.line, 4);
  assertEquals(found.last?.offset, offsets[2]);
  assertEquals(replayed(cut, found), [1, 2]);
});

Deno.test("A tail of zeros is a torn tail", () => {
  const { bytes } = logOf(changed(1), changed(2, "synced"));
  for (const zeros of [1, 511, 4096, 8192]) {
    const found = layout(concat(bytes, new Uint8Array(zeros)));
    assertEquals(found.torn, {
      from: bytes.length,
      bytes: zeros,
      line: 3,
      reason: "it holds zero bytes",
    });
    assertEquals(found.changes, 2);
  }
});

Deno.test("Good records behind damage that was never synced go with it", () => {
  // Power loss wrote the third record and not the second.
  const { bytes, offsets, scan } = damagedLog(
    [changed(1), changed(2), changed(3), changed(4)],
    [1, 20, new Array(10).fill(0)],
  );
  const found = scan();
  assertEquals([found.end, found.changes], [offsets[1], 1]);
  assertEquals(found.torn?.bytes, bytes.length - offsets[1]!);
});

Deno.test("A watermark at the damage itself does not reach beyond it", () => {
  const { offsets } = logOf(changed(1), changed(2), changed(3));
  const { scan } = damagedLog(
    [changed(1), changed(2), changed(3, offsets[1])],
    [1, 20, NO_TEXT],
  );
  assertEquals(scan().torn?.from, offsets[1]);
});

Deno.test("A torn tail may claim to be a snapshot", () => {
  const { bytes, offsets } = logOf(changed(1, 0), changed(2), snapped(300));
  for (const length of [3, 9, 30, 200]) {
    const found = layout(bytes.subarray(0, offsets[2]! + length));
    assertEquals([found.end, found.torn?.bytes], [offsets[2], length]);
    assertEquals(found.rebuilt, []);
  }
});

Deno.test("A torn first record leaves nothing", () => {
  const found = layout(logOf(changed(1)).bytes.subarray(0, 30));
  assertEquals([found.end, found.changes, found.torn?.from], [0, 0, 0]);
});

// Edits

/** A log of three changes that was never synced, and one line of it otherwise. */
function edited(line: number, edit: (text: string) => string): Uint8Array {
  const { bytes } = logOf(changed(1), changed(2), changed(3));
  const lines = new TextDecoder().decode(bytes).split("\n");
  lines[line - 1] = edit(lines[line - 1]!);
  return encode(lines.join("\n"));
}

const EDITS: Record<string, (text: string) => string> = {
  "a value": (text) => text.replace(/"n":\d/, '"n":7'),
  "a name": (text) => text.replace('"n"', '"number"'),
  "spaces": (text) => text.replaceAll(":", ": ").replaceAll(",", ", "),
  "a field of another type": (text) =>
    text.replace('"diff"', '"u":5,"diff"').replace(/,"c":"\w+"/, ""),
  "nesting too deep": (text) =>
    text.replace(/"n":\d/, `"n":${"[".repeat(2000)}${"]".repeat(2000)}`)
      .replace(/,"c":"\w+"/, ""),
  "a syntax error": (text) => text.replace('"diff":', '"diff" '),
  "another word": (text) => `note: ${text}`,
  "git's marker": () => "<<<<<<< HEAD",
  "letters from everywhere": (text) => text.replace(/"n":\d/, '"ñ":"日本 😀"'),
  "a replacement character": (text) => text.replace(/"n":\d/, '"n":"\ufffd"'),
  "a tab, and a line end of Windows": (text) =>
    `\t${text.replace(/"n":\d/, '"n":7')}\r`,
};

for (const [what, edit] of Object.entries(EDITS)) {
  Deno.test(`A line that was edited is named, not cut off: ${what}`, () => {
    for (const line of [1, 2, 3]) {
      const error = assertThrows(
        () => layout(edited(line, edit)),
        EditedError,
        "reseal(path)",
      );
      const { offsets } = logOf(changed(1), changed(2), changed(3));
      assertEquals([error.line, error.offset], [line, offsets[line - 1]]);
      assert(error.message.includes(`line ${line}`), error.message);
    }
  });
}

Deno.test("Of several lines that were edited the first is named", () => {
  const { bytes } = logOf(changed(1), snapped(1), changed(2), changed(3));
  const text = new TextDecoder().decode(bytes).replaceAll('"n"', '"m"');
  const error = assertThrows(() => layout(text), EditedError);
  assertEquals([error.line, error.offset], [1, 0]);
});

Deno.test("A conflict is told by its marker", () => {
  for (
    const marker of ["<<<<<<< HEAD", "||||||| 1a2b", "=======", ">>>>>>> x"]
  ) {
    const error = assertThrows(
      () => layout(edited(2, (text) => `${marker}\n${text}`)),
      EditedError,
      `git's conflict marker "${marker.slice(0, 7)}"`,
    );
    assertEquals(error.line, 2);
  }
  assertThrows(
    () => layout(edited(2, () => "======")),
    EditedError,
    "begins as",
  );
});

Deno.test("An edited line that a later record vouches for is corruption, and may be an edit", () => {
  const { bytes, offsets } = logOf(
    changed(1),
    changed(2),
    changed(3, "synced"),
  );
  const error = assertThrows(
    () => layout(damaged(bytes, offsets[1]! + 20, "#")),
    CorruptionError,
    "if the line was edited, reseal(path) accepts it",
  );
  assertEquals(error.name, "CorruptionError");
  // What no person writes is no edit.
  const flipped = assertThrows(
    () => layout(damaged(bytes, offsets[1]! + 20, "\x01")),
    CorruptionError,
  );
  assert(!flipped.message.includes("reseal"), flipped.message);
});

Deno.test("A snapshot that was edited at the end is named; before others it is rebuilt", () => {
  const { bytes, offsets } = logOf(changed(1), snapped(40), changed(2));
  const bad = damaged(bytes, offsets[1]! + 60, "#");
  assertEquals(layout(bad).rebuilt.length, 1);
  const error = assertThrows(
    () => layout(bad.subarray(0, offsets[2])),
    EditedError,
  );
  assertEquals([error.line, error.record], [2, "snapshot"]);
});

Deno.test("What no text has, or has no line end, is a torn tail as ever", () => {
  const torn: ((line: Uint8Array) => Uint8Array)[] = [
    (line) => line.subarray(0, -2),
    (line) => line.with(30, 0),
    (line) => line.with(30, 7),
    (line) => line.with(30, 0xff),
    (line) => line.with(30, 0x80),
    (line) => line.fill(0, 10, 50),
  ];
  for (const damage of torn) {
    const { bytes, offsets } = logOf(changed(1), changed(2));
    const line = damage(bytes.slice(offsets[1]));
    const found = layout(concat(bytes.subarray(0, offsets[1]), line));
    assertEquals([found.end, found.torn?.bytes], [offsets[1], line.length]);
  }
});

// Corruption

Deno.test("Damage to what was synced is corruption, told with its place and what to do", () => {
  const { offsets, scan } = damagedLog(
    [changed(1), snapped(1), changed(2), changed(3, "synced")],
    [2, 20],
  );
  const error = assertThrows(scan, CorruptionError);
  assertEquals([error.line, error.offset, error.record], [
    3,
    offsets[2],
    "change",
  ]);
  for (
    const said of [
      "line 3",
      `byte ${offsets[2]}`,
      "checksum",
      "Kanta.salvage(path, into)",
    ]
  ) {
    assert(error.message.includes(said), error.message);
  }
});

Deno.test("A watermark counts wherever it stands behind the damage", () => {
  const { offsets } = logOf(changed(1), changed(2), changed(3), changed(4));
  const records = [
    changed(1),
    changed(2),
    changed(3),
    changed(4, offsets[1]! + 1),
  ];
  assertThrows(damagedLog(records, [1, 20]).scan, CorruptionError);
  const lineEnd = damagedLog(records, [2, -1]);
  assertThrows(lineEnd.scan, CorruptionError);
});

Deno.test("A watermark behind a lost line end counts", () => {
  for (const now of ["#", [0]]) {
    const { scan } = damagedLog(
      [changed(1), changed(2), changed(3, "synced")],
      [2, -1, now],
    );
    assertThrows(scan, CorruptionError);
  }
});

Deno.test("Damage to a file without watermarks is not cut off if records follow", () => {
  const log = [1, 2, 3].map((n) => unsealed(changed(n)));
  const bytes = encode(log.join(""));
  const at = encode(log[0]!).length;
  const error = assertThrows(
    () => layout(damaged(bytes, at + 5, "#")),
    CorruptionError,
  );
  assertEquals([error.line, error.offset], [2, at]);
  // The last record is the tail, in such a file too.
  const torn = layout(bytes.subarray(0, -20));
  assertEquals([torn.changes, torn.torn?.from], [
    2,
    at + encode(log[1]!).length,
  ]);
});

Deno.test("Damage before the last snapshot does not keep a log from opening", () => {
  const found = damagedLog(
    [changed(1), changed(2), snapped(2), changed(3, "synced")],
    [1, 20],
  ).scan();
  assertEquals([found.torn, found.rebuilt, found.changes], [undefined, [], 1]);
});

// Bad snapshots

Deno.test("A bad snapshot is rebuilt from the one before it and the changes since", () => {
  for (const at of [0, 8, 50, 250]) {
    const { bytes: bad, offsets, scan } = damagedLog(
      [
        changed(1),
        snapped(1),
        changed(2),
        snapped(200),
        changed(3, "synced"),
        changed(4),
      ],
      [3, at],
    );
    const found = scan();
    assertEquals(replayed(bad, found), [1, 2, 3, 4]);
    assertEquals([found.revision, found.changes, found.torn], [
      1,
      3,
      undefined,
    ]);
    assertEquals(found.rebuilt.map(({ offset, line }) => [offset, line]), [[
      offsets[3],
      4,
    ]]);
    assertEquals(found.runs.map(({ from, to }) => [from, to]), [
      [offsets[2], offsets[3]],
      [offsets[4], bad.length],
    ]);
  }
});

Deno.test("A bad snapshot is rebuilt from the beginning of the log", () => {
  const { bytes, scan } = damagedLog(
    [changed(1), snapped(1), changed(2)],
    [1, 30],
  );
  assertEquals(replayed(bytes, scan()), [1, 2]);
});

Deno.test("A bad snapshot at the end is a torn tail, and nothing is lost", () => {
  const { bytes, offsets, scan } = damagedLog(
    [changed(1), changed(2), snapped(2)],
    [2, 30, NO_TEXT],
  );
  const found = scan();
  assertEquals([found.end, found.rebuilt], [offsets[2], []]);
  assertEquals(replayed(bytes, found), [1, 2]);
});

Deno.test("A bad snapshot that may hide a change is not rebuilt", () => {
  const records = [changed(1), snapped(100), changed(2), changed(3)];
  const places: Place[] = [[2, -1], [2, 30, NO_TEXT]];
  const { bytes, offsets, scan } = damagedLog(records, ...places);
  const found = scan();
  // Nothing says that it was synced: cut off, with what follows.
  assertEquals([found.end, replayed(bytes, found)], [offsets[1], [1]]);
  const synced = damagedLog([...records, changed(4, "synced")], ...places);
  assertThrows(synced.scan, CorruptionError);
});

Deno.test("A bad snapshot that the log begins with can't be rebuilt", () => {
  const records = [snapped(100), changed(101), changed(102, "synced")];
  const { scan } = damagedLog(records, [0, 40]);
  assertThrows(scan, CorruptionError, "begins with");
  const cut = logOf(...records).bytes.subarray(0, 60);
  assertThrows(() => layout(cut), CorruptionError, "begins with");
});

Deno.test("Bad snapshots one after the other are rebuilt or cut together", () => {
  const { bytes, offsets, scan } = damagedLog(
    [changed(1), snapped(50), snapped(51), changed(2)],
    [1, 30],
    [2, 30],
  );
  assertEquals(scan().rebuilt.length, 2);
  assertEquals(replayed(bytes, scan()), [1, 2]);
  const end = bytes.subarray(0, offsets[3]! + 20);
  assertThrows(() => layout(end), EditedError, "line 2");
  const torn = layout(damaged(end, offsets[1]! + 30, NO_TEXT));
  assertEquals([torn.end, torn.rebuilt], [offsets[1], []]);
});

// All of it

Deno.test("A read error is neither: it is passed on", () => {
  const { bytes } = logOf(changed(1), changed(2));
  const failing = {
    size: bytes.length,
    read(): Uint8Array {
      throw new Error("Input/output error (os error 5)");
    },
  };
  const open = () => scanLog(failing, serializer, serializer.createFramer());
  assertThrows(open, Error, "os error 5");
});

Deno.test("A byte order mark is refused, whatever follows", () => {
  assertThrows(
    () => layout(`\ufeff${unsealed(changed(1))}`),
    ReplayError,
    "byte order mark",
  );
});

Deno.test("A file that grows while it is read is read as it was", () => {
  const { bytes } = logOf(changed(1), changed(2), changed(3));
  let size = bytes.length - 10;
  const growing = {
    get size() {
      return size;
    },
    read(at: number, length: number) {
      const part = bytes.slice(at, Math.min(size, at + length));
      size = bytes.length;
      return part;
    },
  };
  const found = scanLog(growing, serializer, serializer.createFramer());
  assertEquals([found.changes, found.torn?.bytes], [
    2,
    bytes.length - 10 - found.end,
  ]);
});

Deno.test("Cut anywhere, a log opens to the records before the cut", () => {
  const { bytes, offsets } = logOf(
    changed(1, 0),
    changed(2, "synced"),
    snapped(2),
    changed(3, "synced"),
    changed(4),
    snapped(40, "synced"),
    changed(5),
  );
  // The numbers that stand in the log, and what each prefix replays to.
  const after = [[], [1], [1, 2], [2], [2, 3], [2, 3, 4], [40], [40, 5]];
  for (let cut = 0; cut <= bytes.length; cut++) {
    const part = bytes.subarray(0, cut);
    const whole = [...offsets.slice(1), bytes.length].filter((end) =>
      end - 1 <= cut
    ).length;
    const found = layout(part);
    assertEquals(replayed(part, found), after[whole], `cut at ${cut}`);
    assertEquals(
      found.end,
      Math.min(cut, offsets[whole] ?? cut),
      `cut at ${cut}`,
    );
    assertEquals(found.torn === undefined, found.end === cut);
  }
});

Deno.test("Flipped anywhere, a log opens to a prefix of itself or not at all", () => {
  const { bytes, offsets } = logOf(
    changed(1, 0),
    changed(2, "synced"),
    snapped(2),
    changed(3, "synced"),
    changed(4),
    snapped(40, "synced"),
    changed(5, "synced"),
    changed(6),
  );
  const outcomes = new Map<string, number>();
  for (let at = 0; at < bytes.length; at++) {
    for (const mask of [0x01, 0x04, 0x40, 0xff]) {
      const bad = damaged(bytes, at, [bytes[at]! ^ mask]);
      const outcome = outcomeOf(bad);
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
      const place = `byte ${at}, mask ${mask}`;
      if (at === offsets[5]! - 1) {
        // With the line end the snapshot is lost, and the change before it.
        assertEquals(outcome, "refused", place);
      } else if (at < offsets[5]!) {
        // Before the last snapshot nothing is looked at.
        assertEquals(outcome, "40 5 6", place);
      } else if (at < offsets[6]! - 1) {
        // That snapshot itself: the one before it and the changes since.
        assertEquals(outcome, "2 3 4 5 6", place);
      } else {
        assert(
          ["refused", "40 5", "40", "40 5 6"].includes(outcome),
          `${place}: ${outcome}`,
        );
      }
    }
  }
  // The last record was never synced; that before it was not known to be.
  assert(
    (outcomes.get("40 5") ?? 0) > 0 && (outcomes.get("2 3 4 5 6") ?? 0) > 0,
  );
});

Deno.test("Whatever is overwritten in a sealed log, it opens to a history without gaps or is refused", () => {
  const { bytes } = sealedLog();
  forSeeds(400, (random) => {
    const bad = bytes.slice();
    for (let edits = 1 + random.int(3); edits > 0; edits--) {
      const at = random.int(bad.length);
      const length = random.int(random.pick([2, 20, 300]));
      const zeros = random.chance(0.3);
      const part = Uint8Array.from(
        { length },
        () => zeros ? 0 : random.int(256),
      );
      bad.set(part.subarray(0, bad.length - at), at);
    }
    const outcome = outcomeOf(bad);
    if (outcome === "refused" || outcome === "") return;
    // From the beginning or from a snapshot on, without a gap.
    const whole = ["1 2 3 4 5 6", "2 3 4 5 6", "40 5 6"];
    assert(whole.some((all) => all.startsWith(outcome)), outcome);
  });
});

Deno.test("Whatever is cut out of a log or put into it, it opens or is refused", () => {
  const { bytes } = sealedLog();
  forSeeds(400, (random) => {
    let bad: Uint8Array = bytes;
    for (let edits = 1 + random.int(3); edits > 0; edits--) {
      const at = random.int(bad.length);
      const end = Math.min(
        bad.length,
        at + random.int(random.pick([2, 20, 300])),
      );
      const text = random.pick([
        "\n",
        "SNAPSHOT ",
        '{"ts":',
        "//",
        "}",
        '"',
        "",
      ]);
      const again = bad.subarray(end, end + random.int(200));
      const middle = random.chance(0.7) ? encode(text) : again;
      bad = concat(bad.subarray(0, at), middle, bad.subarray(end));
    }
    outcomeOf(bad);
  });
});

function sealedLog() {
  return logOf(
    changed(1, 0),
    changed(2, "synced"),
    snapped(2),
    changed(3),
    changed(4, "synced"),
    snapped(40, "synced"),
    changed(5),
    changed(6, "synced"),
  );
}

function outcomeOf(bytes: Uint8Array): string {
  try {
    return replayed(bytes, layout(bytes)).join(" ");
  } catch (error) {
    assert(error instanceof CorruptionError, String(error));
    return "refused";
  }
}

/** So large that it is handed over before it is verified. */
const LARGE = 1 << 20;

/** The offsets of the snapshots that are handed over, and what is found then. */
function handedOver(bytes: Uint8Array): { told: number[]; found: ScannedLog } {
  const told: number[] = [];
  const found = scanLog(
    new ByteSource(bytes),
    serializer,
    serializer.createFramer(),
    ({ offset, payload }) => {
      told.push(offset);
      // As a message does that takes it along.
      structuredClone(payload, { transfer: [payload.buffer as ArrayBuffer] });
    },
  );
  return { told, found };
}

Deno.test("A large snapshot is handed over as a copy before it is verified", () => {
  const { bytes, offsets } = logOf(changed(1), snapped(LARGE), changed(2));
  const { told, found } = handedOver(bytes);
  assertEquals(told, [offsets[1]]);
  assertEquals(found.snapshot?.offset, offsets[1]);
  assertEquals(replayed(bytes, found), [LARGE, 2]);
});

Deno.test("Where a large one does not hold, the one before it is handed over, too", () => {
  const { bytes, offsets } = logOf(
    snapped(LARGE),
    changed(LARGE + 1),
    snapped(LARGE + 1),
    changed(LARGE + 2),
    snapped(LARGE + 2),
    changed(LARGE + 3),
  );
  // One is tried early, however many there are.
  let flipped = bytes;
  for (const place of [2, 4]) {
    flipped = damaged(flipped, offsets[place]! + 500_000, "X");
  }
  const { told, found } = handedOver(flipped);
  assertEquals(told, [offsets[4], offsets[0]]);
  assertEquals(found.snapshot?.offset, 0);
  assertEquals(found.rebuilt.map(({ offset }) => offset), [
    offsets[2],
    offsets[4],
  ]);
});

Deno.test("A small snapshot is verified before it is handed over", () => {
  const { bytes, offsets } = logOf(
    snapped(1),
    changed(2),
    snapped(2),
    changed(3),
  );
  assertEquals(handedOver(bytes).told, [offsets[2]]);
  const flipped = damaged(bytes, offsets[3]! - 30, "X");
  assertEquals(handedOver(flipped).told, [0]);
});
