/**
 * Follows a log on servers, and says where what it has is no state that the
 * writers had.
 *
 * @module
 */
import { Kanta } from "@kanta/core";
import { TextLineStream } from "@std/streams";
import type { Numbers } from "./nats_writer.ts";

const [url = ""] = Deno.args;
const encoder = new TextEncoder();

function say(what: string): void {
  Deno.stdout.writeSync(encoder.encode(`${what}\n`));
}

const data: Numbers = { n: {} };
const db = await Kanta.follow(url, data);
let before: Record<string, number> = {};
let seen = 0;

/** Each commit raises one number by one, and the first record is the beginning. */
function look(what: string): void {
  const { data: { n }, rev } = db;
  const sum = Object.values(n).reduce((sum, one) => sum + one, 0);
  const back = Object.keys(before).filter((name) =>
    (n[name] ?? 0) < (before[name] ?? 0)
  );
  if (sum + 1 !== rev || back.length > 0) {
    say(`wrong ${what}: ${rev} records, ${JSON.stringify({ n, before })}`);
  }
  before = { ...n };
  seen++;
}

look("load");
db.addEventListener("change", () => look("change"));
db.addEventListener("reset", () => {
  look("reset");
  say("reset");
});
for (const event of ["away", "resumed"] as const) {
  db.addEventListener(event, () => say(event));
}
say(`follows ${db.rev}`);

const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
for await (const line of lines) {
  await db.waitFor(Number(line));
  say(`reached ${line} ${seen}`);
}
