import {
  assertEquals,
  assertRejects,
  assertStrictEquals,
  assertThrows,
} from "@std/assert";
import { ReplayError } from "../../src/errors.ts";
import { JsonSerializer } from "../../src/format/json/serializer.ts";
import type { Survey } from "../../src/log/serializer.ts";
import { MsgPackSerializer } from "../../src/format/binary/serializer.ts";
import {
  decodeAhead,
  replayCounted,
  replayLayout,
} from "../../src/replay/recovery.ts";
import { NO_TYPES } from "../../src/values/kinds.ts";

type Any = Record<string, unknown>;

const PATH = "x.kantadb";
const bytes = (text: string) => new TextEncoder().encode(text);
const line = (fields: Any) =>
  JSON.stringify({ ts: "2026-06-10T02:55:00Z", ...fields }) + "\n";
const section = (text: string, offset: number, number: number) => ({
  offset,
  line: number,
  bytes: bytes(text),
});

function replayed(tail: string[], snapshot?: string) {
  return replayLayout(
    {
      revision: 40,
      snapshot: snapshot === undefined ? undefined : section(snapshot, 0, 1),
      tail: tail.map((text, i) => section(text, 1000 * i, 100 * i + 1)),
    },
    new JsonSerializer(),
    NO_TYPES,
    PATH,
  );
}

Deno.test("a layout is replayed from its snapshot, section by section", () => {
  const snapshot = line({ v: 2, state: { n: 1 }, r: 40, k: 1 });
  const tail = [
    line({ v: 2, diff: { n: 2 } }) + line({ v: 2, diff: { a: 1 } }),
    line({ v: 3, m: "2026-06-10T02:55:01Z", diff: { n: 3 } }),
  ];
  assertEquals(replayed(tail, snapshot), {
    state: { n: 3, a: 1 },
    version: 3,
    rev: 43,
    mtime: "2026-06-10T02:55:01Z",
    ts: "2026-06-10T02:55:00Z",
  });
  assertEquals(replayed(tail).rev, 43);
});

Deno.test("the last record's time is told, be it a change's or the snapshot's", () => {
  const at = (second: number) => `2026-06-10T02:55:0${second}Z`;
  const times = (tail: number[][], snapshot?: number) =>
    replayed(
      tail.map((run) =>
        run.map((second) => line({ ts: at(second), diff: { n: second } })).join(
          "",
        )
      ),
      snapshot === undefined
        ? undefined
        : line({ ts: at(snapshot), v: 0, state: {}, r: 1, k: 1 }),
    ).ts;
  assertEquals(times([[1, 2], [3, 5, 4]]), at(4));
  assertEquals(times([[7]], 6), at(7));
  assertEquals(times([], 6), at(6));
  assertEquals(times([]), undefined);
});

Deno.test("what can't be replayed names the file, line and byte", () => {
  const error = assertThrows(
    () =>
      replayed([line({ diff: { n: [] } }), line({ diff: { n: { 9: 1 } } })]),
    ReplayError,
    `Cannot replay ${PATH}`,
  ) as ReplayError;
  assertEquals(
    [error.path, error.line, error.offset, error.record],
    [PATH, 101, 1000, "change"],
  );
  assertThrows(() => replayed([], "{"), ReplayError, PATH);
});

Deno.test("lines that were not counted are, when a record does not fit", async () => {
  const changes = line({ diff: { a: [1] } }) + line({ diff: { a: { 7: 1 } } });
  const layout = {
    revision: 3,
    snapshot: section(line({ state: {} }), 0, 0),
    tail: [section(changes, 500, 0)],
  };
  const replay = (count: (offset: number) => Promise<number>) =>
    replayCounted(layout, new JsonSerializer(), NO_TYPES, PATH, count);
  const counted = await assertRejects(
    () => replay((offset) => Promise.resolve(offset + 41)),
    ReplayError,
  );
  assertEquals(counted.line, 542);
  const uncounted = await assertRejects(
    () => replay(() => Promise.reject(new Error("EIO"))),
    ReplayError,
  );
  assertEquals(uncounted.offset, counted.offset);
});

Deno.test("a snapshot decoded ahead is the state, unless it is needed twice", async () => {
  const serializer = new JsonSerializer();
  const snapshot = section(line({ state: { a: [1] } }), 0, 0);
  const replay = (tail: string) => {
    const ahead = serializer.decodeSnapshot(snapshot.bytes);
    const decoded = { offset: snapshot.offset, decode: () => ahead };
    const layout = { revision: 0, snapshot, tail: [section(tail, 500, 0)] };
    const count = (offset: number) => Promise.resolve(offset + 41);
    return {
      ahead,
      replayed: replayCounted(
        layout,
        serializer,
        NO_TYPES,
        PATH,
        count,
        decoded,
      ),
    };
  };
  const insert = line({ diff: { a: { $insert: [[1, 2]] } } });
  const { ahead, replayed } = replay(insert);
  assertStrictEquals((await replayed).state, ahead.state);
  assertEquals(ahead.state, { a: [1, 2] });
  // The lines are counted for it, and the state is half changed by then.
  const error = await assertRejects(
    () => replay(insert + line({ diff: { a: { 2: 1 } } })).replayed,
    ReplayError,
    "a list of 2",
  );
  assertEquals(error.line, 542);
});

Deno.test("what was decoded ahead of another snapshot is not taken", () => {
  const serializer = new JsonSerializer();
  const snapshot = section(line({ state: { a: 1 } }), 100, 0);
  const decode = (): never => {
    throw new Error("it does not hold");
  };
  const { state } = replayLayout(
    { revision: 0, snapshot, tail: [] },
    serializer,
    NO_TYPES,
    PATH,
    { offset: 900, decode },
  );
  assertEquals(state, { a: 1 });
});

Deno.test("what was seen of a snapshot ends its decoding", () => {
  const serializer = new JsonSerializer();
  const survey = { depth: 3, longInteger: false };
  const { bytes } = section(line({ state: { a: [1] } }), 0, 0);
  const snapshot = { offset: 0, line: 0, bytes, survey };
  let seen: Survey | undefined;
  const { decode } = decodeAhead(serializer, snapshot);
  const { state } = replayLayout(
    { revision: 0, snapshot, tail: [] },
    serializer,
    NO_TYPES,
    PATH,
    { offset: 0, decode: (survey) => decode(seen = survey) },
  );
  assertEquals([state, seen], [{ a: [1] }, survey]);
});

Deno.test("a format that decodes nothing ahead decodes all of it", () => {
  const serializer = new MsgPackSerializer();
  const wanted = { ts: "2026-06-10T02:55:00Z", v: 1, state: { a: [1] } };
  const bytes = serializer.encodeSnapshot(wanted).slice();
  assertEquals(decodeAhead(serializer, { offset: 0, bytes }).decode(), wanted);
});
