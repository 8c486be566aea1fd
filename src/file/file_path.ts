/**
 * The path of a file that a program names by a path or by a URL.
 *
 * @module
 */

/** The path of a file; throws a `TypeError` for any other URL. */
export function pathOf(path: string | URL): string {
  if (typeof path === "string") return path;
  if (path.protocol !== "file:") {
    throw new TypeError(`Cannot open ${path.href}; a file: URL is wanted`);
  }
  return decodeURIComponent(path.pathname);
}
