/**
 * The path of a file that a program names by a path or by a URL, and the names
 * of files beside it.
 *
 * @module
 */
import { ENCODER } from "../values/characters.ts";

/** The beginning of what stands in place of a path where a log is kept in memory. */
export const MEMORY = "memory:";

const STREAM = /^(?:nats|tls):\/\//;

/** Whether what stands in place of a path is the address of a log on servers. */
export function isStreamPath(path: string): boolean {
  return STREAM.test(path);
}

/**
 * The path of a file, as the system writes paths, or what stands in its place;
 * throws a `TypeError` for any other URL.
 */
export function pathOf(
  path: string | URL,
  system: typeof Deno.build.os = Deno.build.os,
): string {
  if (typeof path === "string") return path;
  if (path.protocol === MEMORY || isStreamPath(path.href)) return path.href;
  if (path.protocol !== "file:") {
    throw new TypeError(`Cannot open ${path.href}; a file: URL is wanted`);
  }
  const name = decodeURIComponent(path.pathname);
  if (system !== "windows") return name;
  // A drive is the first part of the URL's path; a server is its host.
  const start = path.host === "" ? "" : `//${path.host}`;
  return (start + name).replace(/^\/(?=[A-Za-z]:)/, "").replaceAll("/", "\\");
}

/** The name of a file in its folder. */
export function nameOf(
  path: string,
  system: typeof Deno.build.os = Deno.build.os,
): string {
  const slash = path.lastIndexOf("/");
  const cut = system === "windows"
    ? Math.max(slash, path.lastIndexOf("\\"))
    : slash;
  return path.slice(cut + 1);
}

/** The ending that a rotation that was not finished leaves behind the name of the log. */
export const ROTATING = ".rotating";

/** A name has at most so many bytes, on the file systems that there are. */
const LONGEST_NAME = 255;

/**
 * The path of another file in the same folder, told by what it has behind the
 * name. A name that would get too long is cut, between two of its characters.
 */
export function nameBeside(
  path: string,
  suffix: string,
  system: typeof Deno.build.os = Deno.build.os,
): string {
  const name = nameOf(path, system);
  const room = LONGEST_NAME - suffix.length;
  const bytes = new Uint8Array(Math.max(room, 0));
  const { read } = ENCODER.encodeInto(name, bytes);
  return path.slice(0, path.length - name.length + read) + suffix;
}

/** A path that begins at the root of a system, or names another kind of store. */
const ABSOLUTE = /^(?:[\\/]|[a-z]:[\\/]|memory:|[a-z][a-z\d+.-]*:\/\/)/i;

/**
 * The path from the root of the system, so that it leads to the same file whatever
 * becomes of the working directory.
 */
export function absolutePath(path: string | URL): string {
  const name = pathOf(path);
  if (name === "" || ABSOLUTE.test(name)) return name;
  const folder = Deno.cwd();
  const separator = Deno.build.os === "windows" ? "\\" : "/";
  return folder.endsWith(separator) ? folder + name : folder + separator + name;
}
