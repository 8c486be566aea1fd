/**
 * The formats by name: which serializer goes with which log.
 *
 * @module
 */
import { DatabaseError } from "../errors.ts";
import {
  joinTypes,
  NO_TYPES,
  type TypeCodec,
  TypeRegistry,
} from "../values/kinds.ts";
import { JsonSerializer } from "./json/serializer.ts";
import { LateMsgPackSerializer } from "./late_msgpack.ts";
import type { Serializer as FastSerializer } from "../log/serializer.ts";
import type { Serializer } from "../log/log_format.ts";

/** A format by its name, by a serializer, or by the module of one. */
export type Format = string | URL | Serializer;

/**
 * Gets the serializer of a format, ready for use in this isolate, for these types
 * beside those that it was made for.
 *
 * A name is `json` or `msgpack`; anything else is the address of a module whose
 * default export is a serializer or a class of one.
 */
export async function loadSerializer(
  format: Format,
  codecs: readonly TypeCodec[] = [],
): Promise<FastSerializer> {
  const serializer = typeof format === "object" && !(format instanceof URL)
    ? forTypes(format, new TypeRegistry(codecs))
    : await byName(String(format), codecs);
  await serializer.prepare?.();
  return serializer instanceof LateMsgPackSerializer
    ? serializer.fast
    : serializer;
}

/** The types of a database: those of its option, and those of its serializer. */
export function typesOf(
  codecs: readonly TypeCodec[] | undefined,
  format: Format | undefined,
): TypeRegistry {
  const types = new TypeRegistry(codecs);
  return typeof format === "object" && "types" in format
    ? joinTypes(types, format.types ?? NO_TYPES)
    : types;
}

function forTypes(serializer: Serializer, types: TypeRegistry): FastSerializer {
  const own = serializer.types ?? NO_TYPES;
  const all = joinTypes(own, types);
  return all === own ? serializer : serializer.withTypes?.(all) ?? serializer;
}

/** The address of a format for the writer's isolate, so that it loads the same. */
export function serializerAddress(
  format: Format | undefined,
): string | undefined {
  if (format === undefined || typeof format === "string") return format;
  return format instanceof URL ? format.href : format.name;
}

async function byName(
  name: string,
  codecs: readonly TypeCodec[],
): Promise<FastSerializer> {
  if (name === "json") return new JsonSerializer({ types: codecs });
  if (name === "msgpack") {
    // Loaded for binary logs only: it brings a codec and a hash with it.
    const { MsgPackSerializer } = await import("./binary/serializer.ts");
    return new MsgPackSerializer({ types: codecs });
  }
  return await fromModule(name);
}

async function fromModule(address: string): Promise<FastSerializer> {
  let found: unknown;
  try {
    found = (await import(address)).default;
  } catch (cause) {
    throw new DatabaseError(
      `Cannot load the serializer ${address}; "json", "msgpack" or the URL of ` +
        `a module is wanted`,
      { cause },
    );
  }
  const made = typeof found === "function"
    ? Reflect.construct(found, [])
    : found;
  if (isSerializer(made)) return made;
  throw new DatabaseError(
    `Cannot use the module ${address}: its default export is no serializer`,
  );
}

function isSerializer(value: unknown): value is FastSerializer {
  return typeof value === "object" && value !== null &&
    "encodeChange" in value && "createFramer" in value;
}
