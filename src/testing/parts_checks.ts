/**
 * Checks of snapshots in parts: put together, they are the snapshot.
 *
 * @module
 */
import { joined } from "../log/joined.ts";
import type { Payload, Serializer, SnapshotParts } from "../log/serializer.ts";
import type { Snapshot } from "../record.ts";
import { type Checks, decoded, readAll, smallLog } from "./check.ts";
import { demand, demandSameRecord } from "./demand.ts";
import {
  LOOKALIKES,
  PLAIN_VALUES,
  RICH_VALUES,
  snapshotOf,
  TIME,
} from "./examples.ts";

/** The members of a container, or undefined if it is none. */
function membersOf(
  value: unknown,
): readonly (readonly [unknown, unknown])[] | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return value.map((item, i) => [i, item]);
  if (value instanceof Map) return [...value];
  if (value instanceof Set) return [...value].map((item) => [item, item]);
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype ? Object.entries(value) : undefined;
}

/** The pieces of a value, of which each container comes in parts. */
function piecesOf(parts: SnapshotParts, value: unknown): Payload[] {
  if (typeof value !== "object" || value === null) return [parts.value(value)];
  const members = membersOf(value);
  const container: object = value;
  if (members === undefined || !parts.canSplit(container, members.length)) {
    return [parts.value(value)];
  }
  const pieces = [parts.open(container, members.length)];
  members.forEach(([key, member], i) => {
    if (i > 0 && parts.separator !== undefined) pieces.push(parts.separator);
    const inner = membersOf(member);
    const splits = typeof member === "object" && member !== null &&
      inner !== undefined && !(container instanceof Set) &&
      parts.canSplit(member, inner.length);
    if (!splits) {
      pieces.push(parts.join(parts.members(container, [[key, member]])));
      return;
    }
    pieces.push(parts.key(container, key), ...piecesOf(parts, member));
    const end = parts.endMember(container);
    if (end !== undefined) pieces.push(end);
  });
  pieces.push(parts.close(container));
  return pieces;
}

/** Frames a snapshot from pieces at the end of a log, and reads it again. */
function demandWhole(
  serializer: Serializer,
  snapshot: Snapshot,
  pieces: readonly Payload[],
  watermark?: number,
): void {
  const { framer, bytes } = smallLog(serializer);
  const { state: _state, ...head } = snapshot;
  const parts = serializer.createParts();
  const framed = framer.frameSnapshot(
    [parts.head(head), ...pieces],
    bytes.length,
    watermark,
  );
  const record = [...framed].map((piece) => piece.slice());
  const frame = readAll(serializer, joined([bytes, ...record])).at(-1);
  demand(frame?.kind === "snapshot", "The snapshot in parts is not found");
  demand(frame.watermark === watermark, "Its watermark is not found");
  demandSameRecord(decoded(serializer, frame), snapshot, "The snapshot");
}

/** The checks, by what holds. */
export const PARTS_CHECKS: Checks = {
  "a snapshot of one piece is the snapshot"(serializer) {
    for (const value of [...PLAIN_VALUES, ...RICH_VALUES, ...LOOKALIKES]) {
      const snapshot = snapshotOf(value);
      const parts = serializer.createParts();
      demandWhole(serializer, snapshot, [parts.value(snapshot.state)]);
    }
  },

  "a snapshot in the smallest parts is the snapshot"(serializer) {
    for (const value of [...PLAIN_VALUES, ...RICH_VALUES, ...LOOKALIKES]) {
      const snapshot = snapshotOf({ value, values: [value, [value]] });
      const parts = serializer.createParts();
      const pieces = piecesOf(parts, snapshot.state);
      demandWhole(serializer, snapshot, pieces, 1);
    }
  },

  "members may come together or alone"(serializer) {
    const state = { a: 1, b: [2, 3], c: { d: 4 } };
    const parts = serializer.createParts();
    demand(parts.canSplit(state, 3), "An object can't come in parts");
    const entries = Object.entries(state);
    const members = parts.members(state, entries);
    demand(members.length === 3, "Members are not encoded one by one");
    const pieces = [
      parts.open(state, 3),
      parts.join(members.slice(0, 2)),
      ...(parts.separator === undefined ? [] : [parts.separator]),
      parts.join(members.slice(2)),
      parts.close(state),
    ];
    demandWhole(serializer, { ts: TIME, v: 1, r: 1, k: 1, state }, pieces, 9);
  },
};
