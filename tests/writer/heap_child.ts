/**
 * A program with little memory that orders a snapshot, and says what came of it.
 *
 * @module
 */
import { hireWorker } from "../../src/writer/hired_worker.ts";

const [path] = Deno.args;
const end = Deno.statSync(path).size;

const hand = hireWorker((answer) => {
  console.log(answer.kind === "failed" ? answer.error.message : answer.kind);
  hand.dismiss();
}, end);
hand.order({ kind: "start", path, format: "json", end });
