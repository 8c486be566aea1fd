/**
 * The folder of a new file, made where it is missing.
 *
 * @module
 */

/**
 * Makes the folder that a new file is to be in, and those above it.
 *
 * A comfort: without permission for the folder, making the file says what is
 * missing.
 */
export async function makeFolderOf(file: string): Promise<void> {
  const folder = file.replace(/[^/\\]*$/, "");
  if (folder === "" || !await mayMake(folder)) return;
  const { ensureDir } = await import("@std/fs"); // three commands alone need it
  await ensureDir(folder);
}

/** Whether the folder may be looked at and made without anybody being asked. */
async function mayMake(path: string): Promise<boolean> {
  for (const name of ["read", "write"] as const) {
    const { state } = await Deno.permissions.query({ name, path });
    if (state !== "granted") return false;
  }
  return true;
}
