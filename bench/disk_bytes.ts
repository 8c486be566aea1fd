/**
 * How many bytes on disk does a commit take, beside its own JSON?
 *
 * @module
 */
import { Kanta, type TransactionOptions } from "@kanta/core";
import { Folder } from "./harness/folder.ts";
import type { Answer, Question, Terms } from "./harness/question.ts";
import { inTurns } from "./harness/turn.ts";
import { formatRatio } from "./harness/unit.ts";
import {
  type Data,
  makeData,
  makeUser,
  Scatter,
  userId,
} from "./harness/users.ts";
import { atMost, formatNumber, type Verdict } from "./harness/verdict.ts";

type Commit = (data: Data, id: string, index: number) => void;

/** What a commit does, by the names of the table. */
const COMMITS: Readonly<Record<string, Commit>> = {
  "one field": ({ users }, id, index) => {
    users[id]!.visits = index + 1;
  },
  "three fields": ({ users }, id, index) => {
    users[id]!.visits = index + 1;
    users[id]!.name = `Name ${index}`;
    users[id]!.email = `name${index}@example.com`;
  },
  "a new object": ({ users }, _id, index) => {
    users[`new${index}`] = makeUser(index);
  },
};

/** Who commits: the README's first program names its user, not every one does. */
const BY = [
  { name: "by a user", options: { user: "admin" } },
  { name: "by nobody named", options: {} },
];

interface Measured {
  readonly records: number;
  readonly bytes: number;
  readonly json: number;
}

/** The question. No rounds: bytes are the same each time. */
export const diskBytes: Question = {
  name: "disk_bytes",
  title: "Bytes on disk of a commit",
  async answer(terms: Terms): Promise<Answer> {
    terms.say("bytes on disk");
    const records = terms.pick(10_000, 1_000);
    const figures: Record<string, Measured> = {};
    const verdicts: Verdict[] = [];
    for (const by of BY) {
      for (const [name, commit] of Object.entries(COMMITS)) {
        const found = await measure(records, by.options, commit);
        figures[`${name}, ${by.name}`] = found;
        if (by.options.user === undefined) continue;
        verdicts.push(atMost(
          `bytes on disk over the record's JSON, ${name}`,
          1.1,
          found.bytes / found.json,
        ));
      }
    }
    const each = (bytes: number) => formatNumber(bytes / records);
    return {
      tables: [{
        title: "Bytes of a commit: the line in the file, and the JSON of the " +
          "record without checksum and watermark",
        head: ["a commit changes", "on disk", "its JSON", "ratio"],
        rows: Object.entries(figures).map(([name, { bytes, json }]) => [
          name,
          each(bytes),
          each(json),
          formatRatio(bytes, json),
        ]),
      }],
      verdicts,
      figures,
      notes: [
        'The action is "visit". The targets are for records that say who, as ' +
        'those of the README\'s first program do: its user is "admin", too.',
      ],
    };
  },
};

async function measure(
  records: number,
  options: TransactionOptions,
  commit: Commit,
): Promise<Measured> {
  using folder = new Folder();
  const path = folder.file("bytes.kantadb");
  const db = await Kanta.open<Data>(path, makeData(1000), { snapshot: false });
  await db.flush();
  const before = Deno.statSync(path).size;
  const scatter = new Scatter(1000);
  await inTurns(records, (index) => {
    const id = userId(scatter.next());
    db.transaction("visit", options, (data) => commit(data, id, index));
  });
  await db.close();
  const bytes = Deno.readFileSync(path).subarray(before);
  let json = 0;
  for (const line of new TextDecoder().decode(bytes).trimEnd().split("\n")) {
    const { c: _c, d: _d, ...record } = JSON.parse(line);
    json += new TextEncoder().encode(JSON.stringify(record)).length + 1;
  }
  return { records, bytes: bytes.length, json };
}
