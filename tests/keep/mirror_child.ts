/**
 * A program that commits into a mirrored database as fast as it can, until it is
 * killed: tells each revision that is written.
 *
 * @module
 */
import { Kanta } from "@kanta/core";

const [path = "", mirror = ""] = Deno.args;
const db = await Kanta.open(
  path,
  { n: 0, texts: {} as Record<string, string> },
  {
    mirror,
    snapshot: { minBytes: 1 << 13 },
  },
);
const out = new TextEncoder();
for (;;) {
  for (let i = 0; i < 7; i++) {
    db.transaction("add", (data) => {
      data.n++;
      data.texts[data.n % 20] = "x".repeat(data.n % 97);
    });
  }
  await db.flush();
  Deno.stdout.writeSync(out.encode(`${db.rev}\n`));
}
