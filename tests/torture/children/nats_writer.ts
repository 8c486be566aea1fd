/**
 * Commits to a log on servers, when it gets it, and says what it tried, what it
 * was promised, and what it was told.
 *
 * @module
 */
import {
  Kanta,
  type KantaOptions,
  type OpenOptions,
  TakenOverError,
} from "@kanta/core";
import { TextLineStream } from "@std/streams";

/** What it is told. */
export interface NatsWriterOptions {
  readonly url: string;
  /** Its own name in the data. */
  readonly name: string;
  /** How many commits it makes in one turn. */
  readonly perTurn: number;
  /** How long it waits after each turn, in milliseconds. */
  readonly pause: number;
  /** So many commits wait to be written at most: a log that was taken over saves them. */
  readonly ahead: number;
  /** Whether it follows first, and waits for the writer's place with its state at hand. */
  readonly standby?: boolean;
  /** How it opens. */
  readonly open: KantaOptions<Numbers> & OpenOptions;
}

/** How far each writer is. */
export interface Numbers {
  n: Record<string, number>;
}

const options: NatsWriterOptions = JSON.parse(Deno.args[0] ?? "");
const { name } = options;
const encoder = new TextEncoder();

/** Said before anything else happens: a pipe keeps it when we die. */
function say(what: string): void {
  Deno.stdout.writeSync(encoder.encode(`${what}\n`));
}

function sayError(what: string, error: unknown): void {
  const { name, message } = error instanceof Error
    ? error
    : new Error(`${error}`);
  say(`${what} ${name}: ${message}`);
}

say("start");
const data: Numbers = { n: {} };
let db: Kanta<Numbers>;
try {
  if (options.standby) {
    db = await Kanta.follow(options.url, data, options.open);
    say(`follows ${db.rev}`);
    await db.promote();
  } else db = await Kanta.open(options.url, data, options.open);
} catch (error) {
  sayError("refused", error);
  Deno.exit();
}
let n = db.data.n[name] ?? 0;
let acked = n;
let going = true;
say(`open ${db.rev}`);
for (const event of ["away", "full", "resumed"] as const) {
  db.addEventListener(event, () => say(event));
}
db.addEventListener("fatal", ({ error }) => {
  going = false;
  if (!(error instanceof TakenOverError)) return sayError("fatal", error);
  const { written, lost, by, saved, records } = error;
  say(`taken ${JSON.stringify({ n, written, lost, by, saved, records })}`);
});

const lines = Deno.stdin.readable
  .pipeThrough(new TextDecoderStream())
  .pipeThrough(new TextLineStream());

/** Does what it is told by lines. */
async function obey(): Promise<void> {
  for await (const line of lines) {
    if (line === "pause") going = false;
    if (line === "go" && !going) {
      going = true;
      void commit();
    }
    if (line === "flushSync") {
      try {
        db.flushSync();
        say(`flushed ${n}`);
      } catch (error) {
        sayError("unflushed", error);
      }
    }
    if (line === "rotate") {
      await db.rotate({ records: 0 }).then(
        () => say("rotated"),
        (error) => sayError("unrotated", error),
      );
    }
    if (line === "close") {
      going = false;
      await db.close().then(
        () => say("closed"),
        (e) => sayError("unclosed", e),
      );
      return;
    }
    if (line === "exit") Deno.exit();
  }
}

async function commit(): Promise<void> {
  while (going) {
    const most = Math.min(options.perTurn, acked + options.ahead - n);
    for (let i = 0; i < most && going; i++) {
      try {
        db.transaction("count", (data) => void (data.n[name] = n + 1));
        n++;
      } catch (error) {
        sayError("uncommitted", error);
        break;
      }
    }
    const tried = n;
    if (most > 0) {
      say(`try ${tried}`);
      db.flush().then(() => {
        acked = tried;
        say(`ack ${tried}`);
      }, () => {});
    }
    await new Promise((resolve) => setTimeout(resolve, options.pause));
  }
}

void commit();
await obey();
