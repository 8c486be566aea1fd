/**
 * What a log on servers has of each writer, held against what they were promised.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { openStream } from "../../../src/store/nats/open_stream.ts";
import { Unsure } from "../../../src/store/stream/port/port.ts";
import { readStreamAddress } from "../../../src/store/stream/port/stream_address.ts";
import type { Numbers } from "../children/nats_writer.ts";
import type { Tally } from "../tally.ts";
import type { WriterProcess } from "./writer_process.ts";

/** What a log holds. */
export interface Held {
  /** The last number of each writer. */
  readonly n: Readonly<Record<string, number>>;
  /** The revision. */
  readonly rev: number;
}

/** What a log holds, by the database: it takes the writer's place, and leaves it. */
export async function heldBy(url: string): Promise<Held> {
  const data: Numbers = { n: {} };
  await using db = await Kanta.open(url, data, {
    lockTimeout: 30_000,
    nats: { takeOverAfter: 200 },
  });
  return { n: { ...db.data.n }, rev: db.rev };
}

/** The numbers of each writer as they stand in the stream, in order, and all their revisions. */
export async function storedIn(url: string): Promise<Map<string, number[]>> {
  const address = readStreamAddress(url);
  const stream = await openStream(address, { create: false, writes: true });
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  try {
    let last = 0;
    // Any server may answer, and not know the end yet; the leader may be a new one.
    for (;;) {
      try {
        const end = await stream.lastOf("log");
        await stream.read("log", last + 1, ({ seq, bytes }) => {
          last = seq;
          pieces.push(bytes);
        });
        if (last >= (end?.seq ?? 0)) break;
      } catch (error) {
        if (!(error instanceof Unsure)) throw error;
      }
    }
  } finally {
    await stream.close();
  }
  return numbersIn(await new Blob(pieces).text());
}

/** The numbers of each writer in the text of a log, in order. */
export function numbersIn(text: string): Map<string, number[]> {
  const found = new Map<string, number[]>();
  for (const [, name = "", n] of text.matchAll(/"n":\{"(\w+)":(\d+)\}/g)) {
    const list = found.get(name) ?? [];
    list.push(Number(n));
    found.set(name, list);
  }
  return found;
}

/** What a writer said. */
export type Said = Pick<WriterProcess, "name" | "acked" | "tried">;

/** So many commits a writer may have made before it said that it tried. */
const UNSAID = 1000;

/** Holds what a log holds against what its writers said. */
export function judgeHeld(
  { n: found, rev }: Held,
  writers: readonly Said[],
  tally: Tally,
  where: string,
): void {
  let sum = 0;
  for (const { name, acked, tried } of writers) {
    const n = found[name] ?? 0;
    sum += n;
    const what =
      `${where}: ${name} has ${n}, was promised ${acked}, tried ${tried}`;
    if (n < acked) tally.fault("acknowledged lost", what);
    if (n > tried + UNSAID) tally.fault("made up", what);
    tally.count("commits", n);
  }
  // The first record is the beginning, and each commit is one.
  if (rev !== sum + 1) {
    const what = `${where}: ${rev} records of ${sum} commits`;
    tally.fault("doubled or missing", what);
  }
}

/** Holds each record that is stored against the one before it of its writer. */
export async function judgeRecords(
  url: string,
  tally: Tally,
  where: string,
): Promise<void> {
  for (const [name, list] of await storedIn(url)) {
    const wrong = list.findIndex((n, i) => i > 0 && n !== list[i - 1]! + 1);
    if (wrong > 0) {
      const around = list.slice(Math.max(0, wrong - 2), wrong + 2).join(" ");
      tally.fault("out of order", `${where}: ${name}: ${around}`);
    }
    tally.count("records looked at", list.length);
  }
}
