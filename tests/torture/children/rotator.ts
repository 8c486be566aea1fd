/**
 * Commits and rotates, and says what it tries and what it was promised, until it is
 * killed or done.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Random } from "../../support/random.ts";
import { beginning, step } from "../story.ts";

/** What it is told. */
export interface RotatorOptions {
  readonly path: string;
  /** Of the story. */
  readonly story: number;
  /** Of this run. */
  readonly seed: number;
  readonly format: "json" | "msgpack";
  readonly sync: "always" | "never" | number;
  readonly minBytes: number;
  /** Ask for durability, not for the write alone. */
  readonly durable: boolean;
  /** So many commits come before the first rotation. */
  readonly commits: number;
  /** So many rotations, with commits beside each; 0: for ever. */
  readonly rotations: number;
}

const options: RotatorOptions = JSON.parse(Deno.args[0]!);
const random = new Random(options.seed);
const encoder = new TextEncoder();

/** Said before anything else happens: a pipe keeps it when we die. */
function say(what: string): void {
  Deno.stdout.writeSync(encoder.encode(`${what}\n`));
}

const { path, format, sync, minBytes, durable, story } = options;
let ticks = 0;
say("start");
const db = await Kanta.open(path, beginning(), {
  serializer: format,
  sync,
  snapshot: { minBytes },
  // The names of archives are to be the same in each run.
  clock: () => new Date(Date.UTC(2026, 5, 10) + 1000 * ticks++),
});
let { n } = db.data;
say(`open ${n}`);

async function commit(count: number): Promise<void> {
  say(`try ${n + count}`);
  for (let i = 0; i < count; i++) {
    db.transaction("step", (data) => step(data, n + 1, story));
    n++;
  }
  await db.flush({ durable });
  say(`ack ${n}`);
}

for (let left = options.commits; left > 0; left -= 10) {
  await commit(Math.min(10, left));
}
for (let i = 0; i < options.rotations || options.rotations === 0; i++) {
  let over = false;
  const rotation = db.rotate({ records: random.int(20) })
    .finally(() => over = true);
  do await commit(1 + random.int(3)); while (!over);
  await rotation;
  say(`rotated ${i}`);
  await commit(5);
}
await db.close();
say("end");
