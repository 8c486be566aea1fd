/**
 * Reads the hostile logs of the corpus, all or a share of them, those that are full
 * of one thing at a part of their size, and so many mutants from a seed on; says
 * what it counted.
 *
 * @module
 */
import { loadSerializer } from "../../../src/format/load.ts";
import { Random } from "../../support/random.ts";
import { hostileLogs, shareOf } from "../corpus.ts";
import { Endurance } from "../endurance.ts";
import { mutant, specimens } from "../mutants.ts";
import { Tally } from "../tally.ts";

const [size, seed, bulk, shares, nth] = Deno.args.map(Number);
const serializers = {
  json: await loadSerializer("json"),
  msgpack: await loadSerializer("msgpack"),
};
const framers = {
  json: serializers.json.createFramer(),
  msgpack: serializers.msgpack.createFramer(),
};
const tally = new Tally("crash", "pollution", "control characters");
const endurance = new Endurance(tally, serializers);

const corpus = hostileLogs(framers.msgpack, bulk);
for (const log of shareOf(corpus, shares!, nth!)) {
  await endurance.endure(log, `corpus, ${log.name}`);
  tally.count("of the corpus");
}
const from = specimens(serializers);
for (let i = 0; i < size!; i++) {
  const log = mutant(new Random(seed! + i), from, framers);
  await endurance.endure(log, `seed ${seed! + i}, ${log.name}`);
  tally.count("mutants");
  if (i % 100 === 0) {
    tally.most("MB at most", Math.round(Deno.memoryUsage().rss / 1e6));
  }
}
tally.most("MB at most", Math.round(Deno.memoryUsage().rss / 1e6));
console.log(JSON.stringify(tally));
