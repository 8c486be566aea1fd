/**
 * All questions, in the order of the report.
 *
 * @module
 */
import { backup } from "./backup.ts";
import { browser } from "./browser.ts";
import { command } from "./command.ts";
import { commits } from "./commits.ts";
import { diskBytes } from "./disk_bytes.ts";
import { durable } from "./durable.ts";
import { emptyOpen } from "./empty_open.ts";
import type { Question } from "./harness/question.ts";
import { follow } from "./follow.ts";
import { history } from "./history.ts";
import { largeTransaction } from "./large_transaction.ts";
import { listRuns } from "./list_runs.ts";
import { lists } from "./lists.ts";
import { manyDatabases } from "./many_databases.ts";
import { memory } from "./memory.ts";
import { nats } from "./nats.ts";
import { open } from "./open.ts";
import { past } from "./past.ts";
import { read } from "./read.ts";
import { rollback } from "./rollback.ts";
import { rotation } from "./rotation.ts";
import { scaling } from "./scaling.ts";
import { schemas } from "./schemas.ts";
import { severalObjects } from "./several_objects.ts";
import { shortProgram } from "./short_program.ts";
import { snapshotStall } from "./snapshot_stall.ts";
import { viewer } from "./viewer.ts";
import { watch } from "./watch.ts";
import { workerRate } from "./worker_rate.ts";

/** Every question of the bench. */
export const QUESTIONS: readonly Question[] = [
  commits,
  scaling,
  workerRate,
  lists,
  listRuns,
  rollback,
  severalObjects,
  schemas,
  watch,
  largeTransaction,
  durable,
  read,
  open,
  history,
  past,
  command,
  follow,
  nats,
  browser,
  viewer,
  backup,
  rotation,
  snapshotStall,
  manyDatabases,
  memory,
  emptyOpen,
  shortProgram,
  diskBytes,
];
