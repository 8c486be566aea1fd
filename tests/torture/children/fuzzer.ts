/**
 * Reads hostile logs, so many of them from a seed on; says what it counted.
 *
 * @module
 */
import { loadSerializer } from "../../../src/log/formats.ts";
import { Random } from "../../support/random.ts";
import { hostileLogs } from "../corpus.ts";
import { Endurance } from "../endurance.ts";
import { mutant, specimens } from "../mutants.ts";
import { Tally } from "../tally.ts";

const [size, seed] = Deno.args.map(Number);
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

let done = 0;
for (const log of hostileLogs(serializers.msgpack.createFramer())) {
  if (done >= size) break;
  await endurance.endure(log, `corpus, ${log.name}`);
  done++;
}
tally.count("of the corpus", done);
const from = specimens(serializers);
for (let i = 0; done < size; i++, done++) {
  const log = mutant(new Random(seed + i), from, framers);
  await endurance.endure(log, `seed ${seed + i}, ${log.name}`);
  tally.count("mutants");
  if (i % 100 === 0) {
    tally.most("MB at most", Math.round(Deno.memoryUsage().rss / 1e6));
  }
}
tally.most("MB at most", Math.round(Deno.memoryUsage().rss / 1e6));
console.log(JSON.stringify(tally));
