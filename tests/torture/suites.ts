/**
 * All suites, in the order of the table.
 *
 * @module
 */
import { beside } from "./beside.ts";
import { crashes } from "./crashes.ts";
import { cuts } from "./cuts.ts";
import { endings } from "./endings.ts";
import { failingCalls } from "./failing_calls.ts";
import { flips } from "./flips.ts";
import { kills } from "./kills.ts";
import { races } from "./races.ts";
import type { Suite } from "./suite.ts";
import { tails } from "./tails.ts";

/** All suites. */
export const suites: readonly Suite[] = [
  cuts,
  flips,
  tails,
  crashes,
  failingCalls,
  kills,
  endings,
  races,
  beside,
];
