/**
 * All suites, in the order of the table.
 *
 * @module
 */
import { beside } from "./beside.ts";
import { copies } from "./copies.ts";
import { crashes } from "./crashes.ts";
import { cuts } from "./cuts.ts";
import { endings } from "./endings.ts";
import { everyCut } from "./every_cut.ts";
import { failingCalls } from "./failing_calls.ts";
import { failingDevice } from "./failing_device.ts";
import { followed } from "./followed.ts";
import { flips } from "./flips.ts";
import { fullDisk } from "./full_disk.ts";
import { hostile } from "./hostile.ts";
import { kills } from "./kills.ts";
import { nats } from "./nats.ts";
import { powerCuts } from "./power_cuts.ts";
import { races } from "./races.ts";
import type { Suite } from "./suite.ts";
import { rotations } from "./rotations.ts";
import { rotationKills } from "./rotation_kills.ts";
import { streams } from "./streams.ts";
import { systemCalls } from "./system_calls.ts";
import { tails } from "./tails.ts";
import { tornWrites } from "./torn_writes.ts";

/** All suites. */
export const suites: readonly Suite[] = [
  cuts,
  flips,
  tails,
  crashes,
  failingCalls,
  rotations,
  everyCut,
  kills,
  systemCalls,
  rotationKills,
  tornWrites,
  fullDisk,
  failingDevice,
  powerCuts,
  nats,
  endings,
  races,
  beside,
  copies,
  followed,
  hostile,
  streams,
];

/** The suite of a name. */
export function suiteOf(name: string): Suite {
  const found = suites.find((suite) => suite.name === name);
  if (found !== undefined) return found;
  const names = suites.map((suite) => suite.name).join(", ");
  throw new Error(`There is no suite ${name}; there are ${names}`);
}
