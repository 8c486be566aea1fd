/**
 * Makes one backup after the other beside a writer, until it is killed.
 *
 * @module
 */
import { backup } from "@kanta/core/maintenance";

const [path = "", into = ""] = Deno.args;
const encoder = new TextEncoder();

for (let i = 0;; i++) {
  Deno.stdout.writeSync(encoder.encode(`try ${i}\n`));
  const { rev } = await backup(path, `${into}.${i}`);
  Deno.stdout.writeSync(encoder.encode(`made ${rev}\n`));
}
