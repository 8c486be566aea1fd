/**
 * The shape of a log's stream: as it is made, and what of it must hold.
 *
 * @module
 */
import type { StreamConfig } from "./api.ts";
import { KINDS, type StreamNames } from "./stream_names.ts";

/** The version of the layout of a stream. */
const LAYOUT = "1";
/** The format of the log in it. */
const FORMAT = "json";

/** The configuration of a stream that is made; `id` tells its log from any other. */
export function shapeOf(
  names: StreamNames,
  id: string,
  replicas: number,
): StreamConfig {
  return {
    name: names.stream,
    subjects: KINDS.map((kind) => names.subject(kind)),
    storage: "file",
    retention: "limits",
    discard: "new",
    max_age: 0,
    max_msgs: -1,
    max_msgs_per_subject: -1,
    max_msg_size: -1,
    max_bytes: -1,
    num_replicas: replicas,
    duplicate_window: 100_000_000, // nanoseconds; no message has an id
    deny_delete: true,
    allow_direct: true,
    republish: { src: names.subject("log"), dest: names.live },
    metadata: { kanta: LAYOUT, log: id, format: FORMAT },
  };
}

/** What must hold of a stream: the setting, whether it does, and what is wanted. */
function demands(
  config: StreamConfig,
  names: StreamNames,
): [string, boolean, string][] {
  const wanted = shapeOf(names, "", 1);
  const { subjects = [], metadata = {}, republish } = config;
  const none = (value: number | undefined) => (value ?? 0) <= 0;
  const same = [...subjects].sort().join() ===
    [...wanted.subjects ?? []].sort().join();
  return [
    ["metadata kanta", metadata["kanta"] === LAYOUT, LAYOUT],
    ["metadata log", (metadata["log"] ?? "") !== "", "a name of its own"],
    ["metadata format", metadata["format"] === FORMAT, FORMAT],
    ["subjects", same, (wanted.subjects ?? []).join(", ")],
    ["storage", config.storage === "file", "file"],
    ["retention", config.retention === "limits", "limits"],
    ["discard", config.discard === "new", "new"],
    ["max_age", none(config.max_age), "none"],
    ["max_msgs", none(config.max_msgs), "none"],
    ["max_msgs_per_subject", none(config.max_msgs_per_subject), "none"],
    ["deny_delete", config.deny_delete === true, "true"],
    ["allow_direct", config.allow_direct === true, "true"],
    ["allow_rollup_hdrs", config.allow_rollup_hdrs !== true, "false"],
    ["allow_msg_ttl", config.allow_msg_ttl !== true, "false"],
    ["sealed", config.sealed !== true, "false"],
    ["no_ack", config.no_ack !== true, "false"],
    ["persist_mode", config.persist_mode !== "async", "default"],
    ["mirror", config.mirror === undefined, "none"],
    ["sources", config.sources === undefined, "none"],
    ["subject_transform", config.subject_transform === undefined, "none"],
    [
      "republish",
      republish?.src === wanted.republish?.src &&
      republish?.dest === wanted.republish?.dest,
      `${wanted.republish?.src} to ${wanted.republish?.dest}`,
    ],
  ];
}

/** What is wrong with the shape of a stream, a line each. */
export function faultsOf(config: StreamConfig, names: StreamNames): string[] {
  return demands(config, names)
    .filter(([, holds]) => !holds)
    .map(([setting, , wanted]) => `${setting} must be ${wanted}`);
}

/** What tells the log in a stream from another one that had its name. */
export function idOf(config: StreamConfig): string {
  return config.metadata?.["log"] ?? "";
}
