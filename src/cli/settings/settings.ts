/**
 * Settings of the command: `kanta.jsonc` in this folder or above, or the file
 * that `--config` names. They are data, never code.
 *
 * @module
 */
import { CommandError, EXIT } from "../failure.ts";
import { nearest } from "../nearest.ts";

/** The settings that a file may have. */
export interface Settings {
  /** More places that are masked. */
  readonly mask?: readonly string[] | undefined;
  /** Whether times are in UTC. */
  readonly utc?: boolean | undefined;
  /** The pager's command line; empty for none. */
  readonly pager?: string | undefined;
  /** Columns of a line. */
  readonly width?: number | undefined;
}

/** The name of the file. */
const NAME = "kanta.jsonc";

const WANTED: Readonly<Record<keyof Settings, string>> = {
  mask: "a list of patterns",
  utc: "true or false",
  pager: "a text",
  width: "a number",
};

/** Settings, and what is to be told about reading them. */
export interface FoundSettings {
  /** The settings. */
  readonly settings: Settings;
  /** The fault of what could not be read, in a line. */
  readonly note?: string | undefined;
}

/**
 * Reads the settings.
 *
 * @throws {CommandError} When the file that was named can't be read, or holds
 * what is no setting.
 */
export async function readSettings(
  path: string | undefined,
): Promise<FoundSettings> {
  if (path !== undefined) {
    let text: string;
    try {
      text = Deno.readTextFileSync(path);
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CommandError(
        `Cannot read the settings ${path}: ${reason}`,
        EXIT.failed,
        [],
        { cause },
      );
    }
    return { settings: await settingsIn(text, path) };
  }
  return await nearestSettings();
}

/** The settings in this folder or above, as far as looking is permitted. */
async function nearestSettings(): Promise<FoundSettings> {
  // Without a prompt, and where one file alone may be read: not at all.
  const { state, partial } = Deno.permissions.querySync({ name: "read" });
  if (state !== "granted" || partial) return { settings: {} };
  let folder: string;
  try {
    folder = Deno.cwd();
  } catch { // it was deleted
    return { settings: {} };
  }
  for (;;) {
    const path = `${folder.replace(/[/\\]$/, "")}/${NAME}`;
    const text = textOf(path);
    if (text instanceof Error) {
      return {
        settings: {},
        note: `The settings ${path} may not be read: they do not count`,
      };
    }
    if (text !== undefined) return { settings: await settingsIn(text, path) };
    const parent = folder.replace(/[/\\][^/\\]*$/, "");
    if (parent === folder || folder === "") return { settings: {} };
    folder = parent;
  }
}

function textOf(path: string): string | Error | undefined {
  try {
    return Deno.readTextFileSync(path);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return undefined;
    return error instanceof Error ? error : new Error(String(error));
  }
}

async function settingsIn(text: string, path: string): Promise<Settings> {
  // Loaded by its address, where there are settings: the command starts faster.
  const address = new URL("./settings_text.ts", import.meta.url).href;
  const { parseSettings }: typeof import("./settings_text.ts") = await import(
    address
  );
  let found: unknown;
  try {
    found = parseSettings(text);
  } catch (cause) {
    throw new CommandError(
      `Cannot read the settings ${path}: ${
        cause instanceof Error ? cause.message : String(cause)
      }`,
      EXIT.failed,
      [],
      { cause },
    );
  }
  if (typeof found !== "object" || found === null || Array.isArray(found)) {
    throw new CommandError(`The settings ${path} are no object`);
  }
  for (const [key, value] of Object.entries(found)) {
    demandSetting(path, key, value);
  }
  return found;
}

function demandSetting(path: string, key: string, value: unknown): void {
  if (!isSetting(key)) {
    const near = nearest(key, Object.keys(WANTED));
    throw new CommandError(
      `The settings ${path} have ${JSON.stringify(key)}, which is none; ` +
        (key === "unmask"
          ? "--unmask is an option alone"
          : `wanted: ${near ?? Object.keys(WANTED).join(", ")}`),
    );
  }
  const fits = {
    mask: Array.isArray(value) &&
      value.every((pattern) => typeof pattern === "string"),
    utc: typeof value === "boolean",
    pager: typeof value === "string",
    width: Number.isInteger(value),
  }[key];
  if (fits) return;
  throw new CommandError(
    `The settings ${path} have ${JSON.stringify(value)} for ${key}; ` +
      `${WANTED[key]} is wanted`,
  );
}

function isSetting(key: string): key is keyof Settings {
  return Object.hasOwn(WANTED, key);
}
