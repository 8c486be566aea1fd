/**
 * The knowledge of an application about its data: types, formatters, masks,
 * migrations, its schema. A module that `-k` names exports it.
 *
 * @module
 */
import type { Formatter } from "../changelog/formatter.ts";
import type { Serializer } from "../log/serializer.ts";
import type { NatsOptions } from "../keep/nats_options.ts";
import type { TypeCodec } from "../values/kinds.ts";
import type { Arguments } from "./arguments.ts";
import { CommandError, EXIT, UsageError } from "./failure.ts";
import { natsOptions } from "./settings/servers.ts";

/** The object that a module may export as `kanta`, or as its default. */
export interface Application {
  /** Classes of its own that are stored. */
  readonly types: readonly TypeCodec[];
  /** The formatters that say how values, keys and users are shown. */
  readonly formatters: readonly Formatter[];
  /** Places that are secret, beside those that always are. */
  readonly mask: readonly string[];
  /** The format, if it is of its own. */
  readonly serializer?: Serializer | URL | "json" | "msgpack" | undefined;
  /** Steps that bring old data up to date. */
  readonly migrations?: object | undefined;
  /** How servers are reached, where the log is on some; asked for where it is. */
  readonly nats: () => NatsOptions;
  /** All that it exports, for what opens a database. */
  readonly options: Readonly<Record<string, unknown>>;
}

const NONE: Omit<Application, "nats"> = {
  types: [],
  formatters: [],
  mask: [],
  options: {},
};

/**
 * Loads the module that `-k` names; what is empty where there is none.
 *
 * @throws {CommandError} When it can't be loaded, or exports nothing of use.
 */
export async function loadApplication(args: Arguments): Promise<Application> {
  return { ...await loadKanta(args), nats: () => natsOptions(args) };
}

async function loadKanta(args: Arguments): Promise<Omit<Application, "nats">> {
  const name = args.text("kanta");
  if (name === undefined) return NONE;
  if (args.has("migrations")) {
    throw new UsageError("-k and -m exclude each other", [
      "-k brings the migrations of the application along",
    ]);
  }
  const module = await loadModule(name);
  const found = module["kanta"] ?? module["default"];
  if (Array.isArray(found)) return { ...NONE, formatters: found };
  if (typeof found !== "object" || found === null) {
    throw new CommandError(
      `The module ${name} exports no object named kanta, and none as its default`,
      EXIT.failed,
      ["export const kanta = { types, formatters, mask, migrations, schema };"],
    );
  }
  return applicationIn(found);
}

function applicationIn(found: object): Omit<Application, "nats"> {
  const options: Record<string, unknown> = { ...found };
  const log = options["log"];
  const nested = typeof log === "object" && log !== null && "formatters" in log
    ? log.formatters
    : undefined;
  const { serializer, migrations } = options;
  return {
    types: listOf<TypeCodec>(options["types"]),
    formatters: listOf<Formatter>(options["formatters"] ?? nested),
    mask: listOf<string>(options["mask"]),
    // What a serializer is, loading the format finds out.
    ...(serializer !== undefined && { serializer: serializer as Serializer }),
    ...(typeof migrations === "object" && migrations !== null &&
      { migrations }),
    options,
  };
}

/** The migrations that `-m` or `-k` bring; undefined where there are none. */
export async function loadMigrations(
  args: Arguments,
  application: Application,
): Promise<object | undefined> {
  const name = args.text("migrations");
  if (name === undefined) return application.migrations;
  let module: Record<string, unknown>;
  try {
    module = await loadModule(name);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(reason, EXIT.migration, [], { cause });
  }
  const { migrations } = module;
  return typeof migrations === "object" && migrations !== null
    ? migrations
    : module;
}

/**
 * Loads a module of the caller's: a path, or an address such as `jsr:` or
 * `https:`.
 *
 * @throws {CommandError} When it can't be loaded.
 */
export async function loadModule(
  name: string,
): Promise<Record<string, unknown>> {
  const address = /^[a-z][a-z+.-]+:/i.test(name) ? name : addressOf(name);
  try {
    return await import(address);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandError(
      `Cannot load the module ${name}: ${reason}`,
      EXIT.failed,
      [],
      { cause },
    );
  }
}

function addressOf(path: string): string {
  const folder = `file://${encodeURI(Deno.cwd().replaceAll("\\", "/"))}/`;
  return new URL(path.replaceAll("\\", "/").replaceAll("#", "%23"), folder)
    .href;
}

/** A list that a module exports; who wrote it says what is in it. */
function listOf<T>(value: unknown): readonly T[] {
  return Array.isArray(value) ? value : [];
}
