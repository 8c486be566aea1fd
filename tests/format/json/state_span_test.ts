import { assertEquals } from "@std/assert";
import { JsonSerializer } from "../../../src/format/json/serializer.ts";
import {
  type SealedState,
  stateOfFirstChange,
  stateOfSnapshot,
} from "../../../src/format/json/state_span.ts";

const TS = "2026-06-10T02:55:00Z";
const json = new JsonSerializer();
const framer = json.createFramer();
const ENCODER = new TextEncoder();
const STATE = { a: 1, é: ["x", { $: 1 }], b: "}" };

function snapshotPayload(head: object, watermark?: number): Uint8Array {
  const snapshot = { ts: TS, r: 5, k: 1, state: STATE, ...head };
  const text = json.encodeSnapshot(snapshot);
  const line = framer.frame("snapshot", [text], 0, watermark);
  return line.subarray("SNAPSHOT ".length, -1);
}

function stateIn(
  bytes: Uint8Array,
  found: SealedState | undefined,
): unknown {
  if (found === undefined) return undefined;
  const { from, to, ...head } = found;
  const text = new TextDecoder().decode(bytes.subarray(from, to));
  return { ...head, state: JSON.parse(text) };
}

Deno.test("the state of a snapshot is found between its head and its seal", () => {
  for (const watermark of [undefined, 0, 123]) {
    const plain = snapshotPayload({}, watermark);
    assertEquals(stateIn(plain, stateOfSnapshot(plain)), {
      v: 0,
      state: STATE,
    });
    const full = snapshotPayload({ v: 3, m: TS }, watermark);
    assertEquals(stateIn(full, stateOfSnapshot(full)), {
      v: 3,
      m: TS,
      state: STATE,
    });
  }
});

Deno.test("the state is found behind any number of keys of transactions", () => {
  const entry = (key: string, rev: number) => [key, rev, TS];
  const named = ['","state":{', "é", "state", "{", "__proto__", "$set"];
  const lists = [
    named.map(entry),
    Array.from({ length: 5000 }, (_, i) => entry(`order-${i}`, i)),
  ];
  for (const o of lists) {
    for (const g of [undefined, ["b"]]) {
      const payload = snapshotPayload({ ...(g && { g }), o });
      assertEquals(stateIn(payload, stateOfSnapshot(payload)), {
        v: 0,
        ...(g && { g }),
        o,
        state: STATE,
      });
      assertEquals(json.revisionOf(payload), 5);
    }
  }
});

Deno.test("a field of that name that another program wrote is not looked into", () => {
  for (const o of [{ a: 1, state: { x: 1 } }, [{ a: 1, state: {} }], "x"]) {
    const payload = snapshotPayload({ o });
    assertEquals(stateOfSnapshot(payload), undefined);
  }
});

Deno.test("a snapshot of another form is not looked into", () => {
  const text = new TextDecoder().decode(snapshotPayload({}));
  const others = [
    text.replace('"k":1', '"k":0'),
    text.replace(',"k":1', ""),
    text.replace('"r":5', '"r": 5'),
    text.replace('"state":{', '"more":1,"state":{'),
    text.replace(/,"c":"[^"]*"/, ""),
    text.replace(/,"c":/, ',"x":1,"c":'),
    json.encodeSnapshot({ ts: TS, r: 5, k: 1, state: [1] }),
    "",
    "{}",
  ];
  for (const other of others) {
    assertEquals(stateOfSnapshot(ENCODER.encode(other)), undefined, other);
  }
});

function firstLine(diff: unknown, head: object = {}): Uint8Array {
  const text = json.encodeChange({ ts: TS, ...head, diff });
  return framer.frame("change", [text], 0).subarray(0, -1);
}

Deno.test("the first change of a log is its state, if nothing in it is escaped", () => {
  const head = { a: "bootstrap", v: 2, u: "me", m: TS };
  const diff = { a: { b: [1, "x $ y", "\n"] } };
  const line = firstLine(diff, head);
  assertEquals(stateIn(line, stateOfFirstChange(line)), {
    v: 2,
    m: TS,
    state: diff,
  });
  const others: unknown[] = [
    { $replace: { a: 1 } },
    { a: { $$b: 1 } },
    { a: "$$$b" },
    { a: new Date(0) },
    { a: 1, $delete: ["b"] },
    [1],
    1,
  ];
  for (const other of others) {
    assertEquals(stateOfFirstChange(firstLine(other)), undefined);
  }
  const hidden = `{"ts":"${TS}","diff":{"\\u0024replace":{}}}`;
  const sealed = framer.frame("change", [hidden], 0).subarray(0, -1);
  assertEquals(stateOfFirstChange(sealed), undefined);
  assertEquals(stateOfFirstChange(ENCODER.encode(hidden)), undefined);
});
