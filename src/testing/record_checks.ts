/**
 * Checks of single records: what is encoded reads back as what it was.
 *
 * @module
 */
import type { Payload, Serializer } from "../log/serializer.ts";
import type { ChangeRecord, Snapshot } from "../record.ts";
import type { Checks } from "./check.ts";
import { demand, demandRefused, demandSameRecord } from "./demand.ts";
import {
  changeOf,
  LOOKALIKES,
  numbered,
  PLAIN_VALUES,
  RICH_VALUES,
  snapshotOf,
  TIME,
} from "./examples.ts";
import { ENCODER } from "../values/characters.ts";

/** A payload as it comes from a file. */
function stored(payload: Payload): Uint8Array {
  return typeof payload === "string"
    ? ENCODER.encode(payload)
    : payload.slice();
}

function change(
  serializer: Serializer,
  record: ChangeRecord,
  plain?: boolean,
): ChangeRecord {
  return serializer.decodeChange(
    stored(serializer.encodeChange(record, plain)),
  );
}

function snapshot(serializer: Serializer, record: Snapshot): Snapshot {
  return serializer.decodeSnapshot(stored(serializer.encodeSnapshot(record)));
}

/** The checks, by what holds. */
export const RECORD_CHECKS: Checks = {
  "it has a name"(serializer) {
    demand(serializer.name !== "", "The name is empty");
  },

  async "it can be prepared twice"(serializer) {
    await serializer.prepare?.();
    change(serializer, numbered(1));
  },

  "a change reads back field by field"(serializer) {
    for (
      const record of [
        numbered(7),
        { ts: TIME },
        { ts: TIME, m: "2026-06-10T02:55:00Z", diff: null },
        { ts: "2026-06-10T02:55:00.123456789Z", diff: 5 },
        { ts: TIME, a: 'a "b"\n', u: "", diff: {} },
      ]
    ) demandSameRecord(change(serializer, record), record, "The change");
  },

  "an empty action and version 0 are left out"(serializer) {
    const found = change(serializer, { ts: TIME, a: "", v: 0, diff: 1 });
    demandSameRecord(found, { ts: TIME, diff: 1 }, "The change");
  },

  "times keep all of their digits"(serializer) {
    for (const fraction of ["", ".1", ".100000", ".000001", ".123456789"]) {
      const ts = `2026-06-10T02:55:00${fraction}Z`;
      const record = { ts, m: ts, diff: 1 };
      demandSameRecord(change(serializer, record), record, "The change");
      const other = { ts, m: ts, v: 0, r: 1, k: 1, state: {} };
      const { v: _v, ...found } = snapshot(serializer, other);
      const { v: _w, ...wanted } = other;
      demandSameRecord(found, wanted, "The snapshot");
    }
  },

  "a plain change is written alike, promised or not"(serializer) {
    for (const value of PLAIN_VALUES) {
      const record = changeOf(value);
      for (const plain of [true, false]) {
        demandSameRecord(
          change(serializer, record, plain),
          record,
          `The change, plain ${plain}`,
        );
      }
    }
  },

  "a change whose diff is text is written as any other"(serializer) {
    if (serializer.encodeText === undefined) return;
    for (const value of PLAIN_VALUES) {
      const record = changeOf(value);
      const { diff, ...head } = record;
      const text = serializer.encodeText(head, JSON.stringify(diff));
      demandSameRecord(
        serializer.decodeChange(stored(text)),
        record,
        "The change",
      );
    }
  },

  "a value of every kind in a change reads back as what it was"(serializer) {
    for (const value of RICH_VALUES) {
      const record = changeOf(value);
      demandSameRecord(change(serializer, record), record, "The change");
      const bare = { ts: TIME, diff: value };
      demandSameRecord(change(serializer, bare), bare, "The change");
    }
  },

  "a value of every kind in a snapshot reads back as what it was"(serializer) {
    for (const value of [...PLAIN_VALUES, ...RICH_VALUES]) {
      const record = snapshotOf(value);
      demandSameRecord(snapshot(serializer, record), record, "The snapshot");
    }
  },

  "a snapshot decoded ahead is the same, surveyed or not"(serializer) {
    if (serializer.decodeAhead === undefined) return;
    // A serializer that looks at the beginning first does not meet this integer.
    const far = ["x".repeat(1 << 20), 2n ** 60n];
    for (const value of [...PLAIN_VALUES, ...RICH_VALUES, ...LOOKALIKES, far]) {
      const record = snapshotOf({ value });
      const payload = stored(serializer.encodeSnapshot(record));
      const survey = structuredClone(serializer.surveySnapshot?.(payload));
      for (const known of [survey, undefined]) {
        const found = serializer.decodeAhead(payload)(known);
        demandSameRecord(found, record, "The snapshot decoded ahead");
      }
    }
  },

  "in a snapshot a user's own object is never taken for another value"(
    serializer,
  ) {
    for (const value of LOOKALIKES) {
      const record = snapshotOf([value, { value }]);
      demandSameRecord(snapshot(serializer, record), record, "The snapshot");
    }
  },

  "fields of other names are kept, those of the framer are not"(serializer) {
    const own = { x: [1, new Date(5)], other: { y: 2n } };
    const record = { ...numbered(1), ...own };
    const framed = { ...record, d: 77, c: "00000000" };
    demandSameRecord(change(serializer, framed), record, "The change");
    const state = { ...snapshotOf(1), ...own };
    demandSameRecord(
      snapshot(serializer, { ...state, d: 77 }),
      state,
      "The snapshot",
    );
  },

  "the revision of a snapshot is told if it can be trusted"(serializer) {
    const revision = (record: Snapshot) =>
      serializer.revisionOf(stored(serializer.encodeSnapshot(record)));
    const state = { r: 9, k: 1 };
    demand(
      revision({ ts: TIME, v: 1, r: 5, k: 1, state }) === 5,
      "The revision of a snapshot with r and k is not told",
    );
    for (const record of [{ r: 5 }, { k: 1 }, {}]) {
      demand(
        revision({ ts: TIME, v: 1, ...record, state }) === undefined,
        "A revision is told although it can't be trusted",
      );
    }
  },

  "what is cut short is refused"(serializer) {
    const whole = stored(serializer.encodeChange(numbered(1)));
    const state = stored(serializer.encodeSnapshot(snapshotOf({ a: [1] })));
    for (const part of [0, 1, 0.5]) {
      const cut = (bytes: Uint8Array) =>
        bytes.subarray(0, part < 1 ? bytes.length * part : bytes.length - 1);
      demandRefused(
        () => serializer.decodeChange(cut(whole)),
        `A change of which ${part || "nothing"} is there`,
      );
      demandRefused(
        () => serializer.decodeSnapshot(cut(state)),
        `A snapshot of which ${part || "nothing"} is there`,
      );
    }
  },
};
