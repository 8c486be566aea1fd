/**
 * Commits for ever and says what it tries and what it was promised, until it is
 * killed.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { Random } from "../../support/random.ts";
import type { Sabotage } from "../sabotage.ts";
import { beginning, step } from "../story.ts";

/** What it is told. */
export interface CommitterOptions {
  readonly path: string;
  /** A second file that follows. */
  readonly mirror?: string | undefined;
  /** Of the story. */
  readonly story: number;
  /** Of this run. */
  readonly seed: number;
  readonly format: "json" | "msgpack";
  readonly sync: "always" | "never" | number;
  readonly minBytes: number;
  /** Ask for durability, not for the write alone. */
  readonly durable: boolean;
  /** Wait for so many milliseconds now and then; 0: hardly ever. */
  readonly pause: number;
  /** End after so many commits; 0: never. */
  readonly commits: number;
  readonly sabotage?: Sabotage | undefined;
}

const options: CommitterOptions = JSON.parse(Deno.args[0]!);
const random = new Random(options.seed);
const encoder = new TextEncoder();

/** Said before anything else happens: a pipe keeps it when we die. */
function say(what: string): void {
  Deno.stdout.writeSync(encoder.encode(`${what}\n`));
}

const { path, mirror, format, sync, minBytes, sabotage, durable } = options;
say("start");
const db = await Kanta.open(path, beginning(), {
  serializer: format,
  mirror,
  sync,
  snapshot: { minBytes },
  // Loaded for a net that is cut alone: most committers begin sooner without.
  ...(sabotage && {
    writer: (await import("../sabotaged_writer.ts")).sabotagedWriter(sabotage),
  }),
});
let { n } = db.data;
say(`open ${n}`);
const end = options.commits > 0 ? n + options.commits : Infinity;
db.addEventListener("full", () => say(`full ${n}`));

async function round(): Promise<void> {
  const burst = 1 + random.int(10);
  say(`try ${n + burst}`);
  for (let i = 0; i < burst; i++) {
    db.transaction("step", (data) => step(data, n + 1, options.story));
    n++;
  }
  if (random.chance(0.6)) {
    await db.flush({ durable });
    say(`ack ${n}`);
  } else if (random.chance(0.5)) {
    await new Promise((go) => setTimeout(go, random.int(3)));
  }
  if (options.pause > 0) {
    await new Promise((go) => setTimeout(go, options.pause));
  }
}

/** After a failure nothing is taken any more, and closing ends all the same. */
async function fail(error: unknown): Promise<never> {
  say(`failed ${error instanceof Error ? error.name : error}`);
  try {
    db.transaction("late", (data) => step(data, n + 1, options.story));
    say("late accepted");
  } catch {
    say("late refused");
  }
  await db.close().catch(() => {});
  say("closed");
  Deno.exit(3);
}

try {
  while (n < end) await round();
  await db.close();
} catch (error) {
  await fail(error);
}
say(`ack ${n}`);
say("end");
