/**
 * The program of a child process: opens one stage and does what it is asked,
 * line by line. Started by child.ts only.
 *
 * @module
 */
import { ANSWER, type OpenStage } from "./child.ts";
import { TextLineStream } from "@std/streams";

const [module, name, options] = Deno.args;

function say(answer: unknown): void {
  Deno.stdout.writeSync(
    new TextEncoder().encode(ANSWER + JSON.stringify(answer) + "\n"),
  );
}

async function main(): Promise<void> {
  const room: Record<string, OpenStage<unknown>> = await import(module!);
  const stage = await room[name!]!(JSON.parse(options!));
  say({});
  const lines = Deno.stdin.readable.pipeThrough(new TextDecoderStream())
    .pipeThrough(new TextLineStream());
  for await (const line of lines) {
    const { count, work }: { count: number; work: string } = JSON.parse(line);
    say(await stage.run(count, work));
  }
  await stage.close?.();
}

try {
  await main();
} catch (error) {
  const known = error instanceof Error ? error : new Error(String(error));
  say({ error: known.message, stack: known.stack ?? "" });
  Deno.exit(1);
}
// A peer's native threads must not keep the process.
Deno.exit(0);
