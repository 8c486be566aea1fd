/**
 * How many bytes on disk does a commit take, beside its own JSON?
 *
 * @module
 */
import { Kanta } from "@kanta/core";
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
import { atMost, formatNumber } from "./harness/verdict.ts";

/** What a commit does, by the names of the table. */
const COMMITS: Readonly<
  Record<string, (data: Data, id: string, index: number) => void>
> = {
  "one field": ({ users }, id, index) => {
    users[id].visits = index + 1;
  },
  "three fields": ({ users }, id, index) => {
    users[id].visits = index + 1;
    users[id].name = `Name ${index}`;
    users[id].email = `name${index}@example.com`;
  },
  "a new object": ({ users }, _id, index) => {
    users[`new${index}`] = makeUser(index);
  },
};

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
    const figures: Record<string, Measured> = {};
    for (const name of Object.keys(COMMITS)) {
      figures[name] = await measure(name, terms.pick(50_000, 1_000));
    }
    const each = (bytes: number, { records }: Measured) =>
      formatNumber(bytes / records);
    return {
      tables: [{
        title: "Bytes of a commit: the line in the file, and the JSON of the " +
          "record without checksum and watermark",
        head: ["a commit changes", "on disk", "its JSON", "ratio"],
        rows: Object.entries(figures).map(([name, found]) => [
          name,
          each(found.bytes, found),
          each(found.json, found),
          formatRatio(found.bytes, found.json),
        ]),
      }],
      verdicts: Object.entries(figures).map(([name, { bytes, json }]) =>
        atMost(
          `bytes on disk over the record's JSON, ${name}`,
          1.1,
          bytes / json,
        )
      ),
      figures,
    };
  },
};

async function measure(name: string, records: number): Promise<Measured> {
  using folder = new Folder();
  const path = folder.file("bytes.kantadb");
  const db = await Kanta.open<Data>(path, makeData(1000), { snapshot: false });
  await db.flush();
  const before = Deno.statSync(path).size;
  const scatter = new Scatter(1000);
  await inTurns(records, (index) => {
    const id = userId(scatter.next());
    db.transaction("visit", { user: "admin" }, (data) => {
      COMMITS[name](data, id, index);
    });
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
