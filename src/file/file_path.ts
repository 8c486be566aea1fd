/**
 * The path of a file that a program names by a path or by a URL.
 *
 * @module
 */

/** The path of a file, as the system writes paths; throws a `TypeError` for any other URL. */
export function pathOf(
  path: string | URL,
  system: typeof Deno.build.os = Deno.build.os,
): string {
  if (typeof path === "string") return path;
  if (path.protocol !== "file:") {
    throw new TypeError(`Cannot open ${path.href}; a file: URL is wanted`);
  }
  const name = decodeURIComponent(path.pathname);
  if (system !== "windows") return name;
  // A drive is the first part of the URL's path; a server is its host.
  const start = path.host === "" ? "" : `//${path.host}`;
  return (start + name).replace(/^\/(?=[A-Za-z]:)/, "").replaceAll("/", "\\");
}
