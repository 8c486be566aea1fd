/**
 * A log with something behind its end, as a power cut leaves it: zeros, garbage,
 * bytes of other logs or of its own past.
 *
 * @module
 */
import { EditedError } from "../../mod.ts";
import { Random } from "../support/random.ts";
import { isText } from "./flips.ts";
import { type FormatName, type History, makeHistory } from "./history.ts";
import { recover } from "./recovery.ts";
import type { Run, Suite } from "./suite.ts";
import { Tally } from "./tally.ts";

/** What stands behind the end, by its name. */
const TAILS = {
  zeros: (random: Random) => new Uint8Array(1 + random.int(8192)),
  garbage: (random: Random) => garbage(random, 1 + random.int(2000)),
  "zeros and garbage": (random: Random) =>
    join(new Uint8Array(1 + random.int(600)), garbage(random, 300)),
  "garbage with markers": (random: Random, { bytes }: History) =>
    join(
      garbage(random, random.int(50)),
      bytes.slice(0, 4),
      bytes.slice(0, 4).map((byte) => ~byte),
      garbage(random, random.int(300)),
    ),
  "own past": (random: Random, { bytes }: History) => piece(random, bytes),
  "another log": (random: Random, _log: History, { bytes }: History) =>
    piece(random, bytes),
  "half a record": (random: Random, { bytes, entries }: History) => {
    const { offset, end } = random.pick(entries);
    return bytes.slice(offset, offset + 1 + random.int(end - offset - 2));
  },
} as const satisfies Record<
  string,
  (random: Random, log: History, other: History) => Uint8Array
>;

function garbage(random: Random, length: number): Uint8Array<ArrayBuffer> {
  return new Uint8Array(length).map(() => random.int(256));
}

function join(...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  return new Uint8Array(parts.flatMap((part) => [...part]));
}

/** From the middle of a record on: whole lines would be records of this log. */
function piece(random: Random, bytes: Uint8Array): Uint8Array {
  for (;;) {
    const from = 1 + random.int(bytes.length - 2);
    if (bytes[from] === 123 || bytes[from - 1] === 10) continue;
    return bytes.slice(from, from + 1 + random.int(2000));
  }
}

async function check(
  history: History,
  kind: keyof typeof TAILS,
  tail: Uint8Array,
  tally: Tally,
  where: string,
): Promise<void> {
  const { format, story, entries } = history;
  const bytes = join(history.bytes, tail);
  const { refused, state, report } = await recover(bytes, format);
  const whole = JSON.stringify(state) === story.after(entries.at(-1)?.n ?? 0);
  const { offset = 0, bytes: cut = 0 } = report?.torn ?? {};
  // A whole line of text is somebody's: no crash leaves one.
  const first = tail.findIndex((byte) => byte !== 10);
  if (format === "json" && first >= 0 && isText(tail, first)) {
    if (refused instanceof EditedError) return tally.count("refused as text");
  }
  // A tail that begins as an empty line begins after it.
  if (
    whole && offset >= history.bytes.length && offset + cut === bytes.length
  ) {
    return tally.count("cut off");
  }
  // A line does not know which file it belongs to, nor its place there. Whole
  // lines of another log can claim that all before them was synced, or be taken
  // for records: docs/reliability.md says so.
  const alien = kind === "own past" || kind === "another log";
  if (format === "json" && alien) {
    const what = refused ? "refused" : "taken for lines of this log";
    return tally.count(what);
  }
  if (refused !== undefined) {
    tally.fault("refused", `${where}: ${refused.message}`);
  } else if (!whole) {
    tally.fault("wrong state", `${where}: ${JSON.stringify(state)}`);
  } else tally.fault("wrong report", `${where}: ${JSON.stringify(report)}`);
}

/** A new log now and then: what comes behind it matters more. */
const TAILS_EACH = 50;

/** Puts tails behind logs. */
export const tails: Suite = {
  name: "tails",
  title: "zeros, garbage, other logs behind the end",
  unit: "tails",
  small: 400,
  quick: 1000,
  long: 40_000,
  untraced: true,
  async run({ size, seed }: Run): Promise<Tally> {
    const tally = new Tally("wrong state", "refused", "wrong report");
    const kinds = Object.keys(TAILS) as (keyof typeof TAILS)[];
    for (let done = 0; done < size;) {
      const number = seed + done / TAILS_EACH;
      const random = new Random(number);
      const format: FormatName = random.chance(0.5) ? "json" : "msgpack";
      const make = (seed: number) =>
        makeHistory(new Random(seed), {
          format,
          commits: 5 + random.int(20),
          snapshots: random.chance(0.5),
        });
      const history = await make(number);
      const other = await make(number + 1_000_000);
      for (let i = 0; i < TAILS_EACH; i++, done++) {
        const kind = kinds[i % kinds.length];
        const tail = TAILS[kind!](random, history, other);
        const where = `seed ${number}, ${format}, tail ${i} (${kind})`;
        await check(history, kind!, tail, tally, where);
        tally.count("tails");
      }
    }
    return tally;
  },
};
