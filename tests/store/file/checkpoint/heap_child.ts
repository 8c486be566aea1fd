/**
 * A program with little memory that orders a snapshot, and says what came of it.
 *
 * @module
 */
import { startMakerWorker } from "../../../../src/store/file/checkpoint/maker.ts";

const [path] = Deno.args;
const end = Deno.statSync(path!).size;

const hand = startMakerWorker((answer) => {
  console.log(answer.kind === "failed" ? answer.error.message : answer.kind);
  hand.dismiss();
}, end);
hand.order({ kind: "start", path: path!, format: "json", end });
