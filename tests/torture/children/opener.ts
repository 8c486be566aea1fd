/**
 * Opens and closes a database when it is told to.
 *
 * @module
 */
import { FileLockError, Kanta } from "@kanta/core";
import { TextLineStream } from "@std/streams";
import { beginning } from "../story.ts";

function say(what: string): void {
  Deno.stdout.writeSync(new TextEncoder().encode(`${what}\n`));
}

let db: Kanta<ReturnType<typeof beginning>> | undefined;

async function open(round: string, path: string): Promise<void> {
  try {
    db = await Kanta.open(path, beginning());
    say(`${round} won`);
  } catch (error) {
    const kind = error instanceof FileLockError ? "lost" : `failed: ${error}`;
    say(`${round} ${kind}`);
  }
}

const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());
say("ready");
for await (const line of lines) {
  const [what, round, path] = line.split(" ");
  if (what === "open") await open(round!, path!);
  else if (what === "close") {
    await db?.close();
    db = undefined;
    say(`${round} closed`);
  } else break;
}
