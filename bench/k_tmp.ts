import { Kanta } from "@kanta/core";
import { inTurns } from "./harness/turn.ts";
import { makeData, Scatter, userId } from "./harness/users.ts";
const N = Number(Deno.args[0]);
const snap = Deno.args[1] === "no" ? false : undefined;
const d = await Deno.makeTempDir();
const db = await Kanta.open<any>(d + "/x.kantadb", makeData(N), {
  snapshot: snap as any,
});
let snaps = 0;
db.addEventListener("snapshot", () => snaps++);
await db.flush();
if (N > 1e5) await db.snapshot();
const s = new Scatter(N);
let v = 0;
const cpu = () =>
  Number(Deno.readTextFileSync("/proc/self/schedstat").split(" ")[0]) / 1e6;
const M = Number(Deno.args[2] ?? 100000);
const line = [];
for (let r = 0; r < 8; r++) {
  const t = performance.now(), c = cpu();
  await inTurns(M, () => {
    const id = userId(s.next());
    db.transaction("visit", ({ users }) => {
      users[id].visits = ++v;
    });
  });
  const m = performance.now() - t;
  await db.flush();
  const e = performance.now() - t;
  line.push(
    `${Math.round(M / e * 1000)}/s main ${(m / M * 1000).toFixed(2)}µs cpu ${
      ((cpu() - c) / M * 1000).toFixed(2)
    }`,
  );
}
console.log(line.join("\n"));
console.log(
  "snapshots",
  snaps,
  "size",
  Deno.statSync(d + "/x.kantadb").size / 1e6,
);
await db.close();
Deno.removeSync(d, { recursive: true });
