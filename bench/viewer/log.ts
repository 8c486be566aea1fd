/**
 * The log that the viewer is measured with: a state of some megabytes at its
 * beginning, an object of settings in it, and a million small changes.
 *
 * @module
 */
import { JsonSerializer } from "@kanta/core";
import { makeData, Scatter, userId } from "../harness/users.ts";

/** What the log should hold. */
export interface ViewedShape {
  /** How many users the state has. */
  readonly size: number;
  /** How many settings it has beside them. */
  readonly settings: number;
  /** How many changes come after it. */
  readonly changes: number;
  /** One change in so many is of the user that is searched. */
  readonly rare: number;
}

const NOTE =
  "The reader of this log sees why it was done, in some words, as here";
const AT_ONCE = 10_000;

/** Writes the log; returns its length in bytes. */
export function writeViewedLog(path: string, shape: ViewedShape): number {
  using file = Deno.openSync(path, { create: true, write: true });
  const serializer = new JsonSerializer();
  const framer = serializer.createFramer();
  const scatter = new Scatter(shape.size);
  const settings: Record<string, number> = {};
  for (let i = 0; i < shape.settings; i++) settings[`setting${i}`] = 0;
  let offset = 0;
  const append = (bytes: Uint8Array) => {
    for (let done = 0; done < bytes.length;) {
      done += file.writeSync(bytes.subarray(done));
    }
    offset += bytes.length;
  };
  const change = (rev: number) => {
    const visits = 1_000_000 + rev;
    const diff = rev % 10 === 0
      ? { settings: { [`setting${rev / 10 % shape.settings}`]: rev } }
      : { users: { [userId(scatter.next())]: { visits } } };
    return serializer.encodeChange({
      ts: stampOf(rev),
      a: rev % 10 === 0 ? "set" : "visit",
      u: rev % shape.rare === shape.rare / 2 ? "eve" : `user${rev % 50}`,
      n: NOTE,
      diff,
    });
  };
  append(framer.createHeader());
  const state = { ...makeData(shape.size), settings };
  const snapshot = serializer.encodeSnapshot({
    ts: stampOf(0),
    state,
    r: 0,
    k: 1,
  });
  append(framer.frame("snapshot", [snapshot], offset));
  for (let done = 0; done < shape.changes; done += AT_ONCE) {
    const count = Math.min(AT_ONCE, shape.changes - done);
    const payloads = Array.from(
      { length: count },
      (_, i) => change(done + i + 1),
    );
    append(framer.frame("change", payloads, offset));
  }
  return offset;
}

function stampOf(rev: number): string {
  return new Date(Date.UTC(2026, 0, 31) + rev * 1000).toISOString();
}
