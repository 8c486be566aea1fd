/**
 * Commits, and ends at once in one of the ways a program can end.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { beginning, step } from "../story.ts";

/** What it is told. */
export interface EnderOptions {
  readonly path: string;
  readonly story: number;
  readonly format: "json" | "msgpack";
  readonly commits: number;
  /** How it ends; a signal it sends itself, unless it is to come from outside. */
  readonly ending: "exit" | "throw" | "reject" | "close" | Deno.Signal;
  readonly outside: boolean;
}

const { path, story, format, commits, ending, outside }: EnderOptions = JSON
  .parse(Deno.args[0]!);

const db = await Kanta.open(path, beginning(), {
  serializer: format,
  handleSignals: true,
});

function end(): void {
  for (let n = 1; n <= commits; n++) {
    db.transaction("step", (data) => step(data, n, story));
  }
  Deno.stdout.writeSync(new TextEncoder().encode(`ack ${commits}\n`));
  switch (ending) {
    case "exit":
      return Deno.exit(7);
    case "throw":
      throw new Error("The end");
    case "reject":
      return void Promise.reject(new Error("The end"));
    case "close":
      return void db.close(); // and nobody waits for it
    default:
      if (!outside) Deno.kill(Deno.pid, ending);
  }
}

setTimeout(end, 0);
