/**
 * Checks of damage: it is seen, and what is whole is found all the same.
 *
 * @module
 */
import { joined } from "../log/joined.ts";
import type { BadFrame, Frame, Serializer } from "../log/serializer.ts";
import { deepEqual } from "../values/equal.ts";
import { type Checks, decoded, readAll, smallLog } from "./check.ts";
import { demand, itemAt } from "./demand.ts";
import { RECORDS } from "./examples.ts";

/** A record with its fields in an order that does not depend on the format. */
function sorted(record: object): object {
  return Object.fromEntries(Object.entries(record).sort());
}

const SORTED = RECORDS.map(({ record }) => sorted(record));

/** The record of the small log that a frame is, by its place and content. */
function originOf(
  serializer: Serializer,
  frame: Frame | BadFrame,
  places: readonly number[],
): number {
  if (frame.kind === "bad") return -1;
  const at = places.indexOf(frame.offset);
  const written = RECORDS[at];
  if (written?.kind !== frame.kind) return -1;
  try {
    const same = deepEqual(sorted(decoded(serializer, frame)), SORTED[at]);
    return same ? at : -1;
  } catch {
    return -1;
  }
}

/** The checks, by what holds. */
export const DAMAGE_CHECKS: Checks = {
  "wherever a log is cut, what was whole is found, and then nothing"(
    serializer,
  ) {
    const { bytes, places } = smallLog(serializer);
    for (let size = itemAt(places, 0); size < bytes.length; size++) {
      const frames = readAll(serializer, bytes.slice(0, size));
      const whole = places.filter((place) => place <= size).length - 1;
      const found = frames.map((frame) => originOf(serializer, frame, places));
      const good = found.filter((origin) => origin >= 0);
      // A record may be whole without its last byte, such as a line end.
      const enough = good.length === whole || good.length === whole + 1;
      demand(
        enough && good.every((origin, i) => origin === i),
        `Cut at byte ${size}: records ${good.map((n) => n + 1)} are found`,
      );
      const rest = frames[good.length];
      const nothingLeft = size === places[good.length] ||
        good.length > whole;
      demand(
        nothingLeft
          ? rest === undefined
          : rest?.kind === "bad" && rest.offset === places[good.length],
        `Cut at byte ${size}: what is left of a record is not told`,
      );
    }
  },

  "no flipped bit goes unseen where there is a checksum"(serializer) {
    const { bytes, places } = smallLog(serializer, 1);
    const checked = readAll(serializer, bytes)
      .every((frame) => frame.kind !== "bad" && frame.checked);
    for (let at = itemAt(places, 0); at < bytes.length; at++) {
      for (const bit of [1, 4, 32, 128]) {
        const copy = bytes.slice();
        copy[at] = (bytes[at] ?? 0) ^ bit;
        demandSeen(serializer, copy, places, at, checked);
      }
    }
  },

  "zeros behind the last record are no record"(serializer) {
    const { bytes, places } = smallLog(serializer);
    for (const length of [1, 7, 64, 5000]) {
      const frames = readAll(
        serializer,
        joined([bytes, new Uint8Array(length)]),
      );
      const [more, ...others] = frames.slice(RECORDS.length);
      demand(
        frames.length > RECORDS.length && others.length === 0 &&
          more?.kind === "bad" && more.offset === places.at(-1),
        `${length} zeros are not told as one bad record`,
      );
    }
  },

  "behind damage reading goes on with the next whole record"(serializer) {
    const { bytes, places } = smallLog(serializer);
    for (let n = 0; n < RECORDS.length - 1; n++) {
      const copy = bytes.slice();
      // The middle of the record: neither head nor end is left to go by.
      copy.fill(0, itemAt(places, n) + 1, itemAt(places, n + 1) - 1);
      const found = readAll(serializer, copy)
        .map((frame) => originOf(serializer, frame, places))
        .filter((origin) => origin >= 0);
      const others = RECORDS.map((_, i) => i).filter((i) => i !== n);
      demand(
        deepEqual(found, others),
        `With record ${n + 1} damaged, ${found.map((i) => i + 1)} are found`,
      );
    }
  },
};

/** One bit is flipped: its record is not found, all others are. */
function demandSeen(
  serializer: Serializer,
  bytes: Uint8Array,
  places: readonly number[],
  at: number,
  checked: boolean,
): void {
  const frames = readAll(serializer, bytes);
  const damaged = places.findLastIndex((place) => place <= at);
  const found = frames.map((frame) => originOf(serializer, frame, places));
  const foreign = frames.some((frame, i) =>
    frame.kind !== "bad" && itemAt(found, i) < 0
  );
  demand(
    !(foreign && checked),
    `Byte ${at} is damaged, and a record is found that nobody wrote`,
  );
  RECORDS.forEach((_, i) => {
    demand(
      i === damaged || found.includes(i),
      `Byte ${at} of record ${damaged + 1} is damaged, and record ${
        i + 1
      } is not found`,
    );
  });
}
