/**
 * The options that every command has.
 *
 * @module
 */
import type { OptionSpec } from "../option_spec.ts";

/** In the order in which help shows them. */
export const COMMON_OPTIONS: readonly OptionSpec[] = [
  { name: "json", group: "All commands", text: "JSON lines (help json)" },
  {
    name: "quiet",
    short: "q",
    group: "All commands",
    text: "less: log shows headers alone",
  },
  {
    name: "utc",
    group: "All commands",
    text: "times in UTC; else in the local zone",
  },
  {
    name: "width",
    short: "w",
    value: "N",
    group: "All commands",
    text: "so many columns; else the terminal's, in a pipe all",
  },
  { name: "no-color", group: "All commands", text: "no colours" },
  { name: "no-pager", group: "All commands", text: "no pager" },
  {
    name: "progress",
    value: "10s",
    optional: true,
    group: "All commands",
    text: "lines that say how far it is",
  },
  { name: "unmask", group: "All commands", text: "show secrets" },
  {
    name: "config",
    value: "FILE",
    group: "All commands",
    text: "settings; else kanta.jsonc here or above",
    values: "file",
  },
  {
    name: "help",
    short: "h",
    group: "All commands",
    text: "help; --help is longer",
  },
  { name: "version", group: "All commands", text: "the version" },
];
