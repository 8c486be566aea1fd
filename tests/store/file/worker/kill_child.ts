/**
 * A program that commits for ever and says what it was promised, until killed.
 *
 * @module
 */
import { openChannel } from "../../../support/local_writer.ts";

const [path, seed] = Deno.args;
const say = (line: string) =>
  Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));

const channel = await openChannel(path!, {
  sync: 5,
  snapshot: { minBytes: 20_000 },
});

// What is there already: the numbers go on from it.
let base = Number(seed);
if (!channel.created) {
  const { snapshot, tail } = channel.layout;
  const decode = (bytes: Uint8Array) => new TextDecoder().decode(bytes);
  if (snapshot !== undefined) {
    const text = decode(snapshot.bytes).replace("SNAPSHOT ", "");
    base = JSON.parse(text).state.n;
  }
  for (const { bytes } of tail) {
    for (const line of decode(bytes).split("\n")) {
      if (line.startsWith("{")) base = JSON.parse(line).diff.n;
    }
  }
}
say(`open ${base}`);

const text = "x".repeat(200);
for (let round = 0;; round++) {
  for (let i = 0; i < 1 + (round * 7919) % 200; i++) {
    const n = base + channel.posted + 1;
    channel.post(
      JSON.stringify({
        ts: "2026-06-10T02:55:00.000Z",
        diff: { n, [`k${n % 50}`]: text },
      }),
    );
  }
  const n = base + channel.posted;
  say(`attempted ${n}`);
  await channel.flush(round % 3 === 0);
  say(`promised ${n}`);
}
