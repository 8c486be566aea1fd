/**
 * The files of the page, as the build made them.
 *
 * @module
 */
import { DatabaseError } from "../../errors.ts";
import {
  builtText,
  IN_SOURCE,
} from "../../store/file/protocol/module_worker.ts";
import { headersOf } from "./policy.ts";

/** The files of the page. */
export interface PageFiles {
  /** The program. */
  readonly script: string;
  /** The look. */
  readonly style: string;
}

/** The page itself: all of it is made by the program. */
const DOCUMENT = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kanta</title>
<link rel="stylesheet" href="page.css">
<script type="module" src="page.js"></script>
</head>
<body><div id="root"></div><noscript>The viewer needs JavaScript.</noscript></body>
</html>
`;

/** Whether a checkout makes the files itself, by its tools. */
export const MADE_HERE: boolean = IN_SOURCE;

/** The page that asks a server, and the one that has its data with it. */
export type PageKind = "served" | "exported";

const SCRIPTS: Readonly<Record<PageKind, () => Promise<unknown>>> = {
  served: () => import("../../../deno-task-build/viewer.js"),
  exported: () => import("../../../deno-task-build/viewer_export.js"),
};

const loaded = new Map<PageKind, Promise<PageFiles>>();

/**
 * The files of a page.
 *
 * @throws {DatabaseError} When a checkout has not made them yet.
 */
export function pageFiles(kind: PageKind = "served"): Promise<PageFiles> {
  const known = loaded.get(kind) ?? load(kind);
  loaded.set(kind, known);
  return known;
}

async function load(kind: PageKind): Promise<PageFiles> {
  try {
    const [script, style] = await Promise.all([
      builtText(SCRIPTS[kind]),
      builtText(() => import("../../../deno-task-build/viewer_style.js")),
    ]);
    return { script, style };
  } catch (cause) {
    loaded.delete(kind); // they may be made meanwhile
    throw new DatabaseError(
      "Cannot show the viewer: this checkout of Kanta has no page yet; run " +
        "`deno task build` in it",
      { cause },
    );
  }
}

/** The file of the page at a name; undefined where there is none. */
export async function fileOf(
  name: string,
  files: () => Promise<PageFiles>,
): Promise<Response | undefined> {
  switch (name) {
    case "":
      return answer(DOCUMENT, "text/html; charset=utf-8");
    case "page.js":
      return answer((await files()).script, "text/javascript; charset=utf-8");
    case "page.css":
      return answer((await files()).style, "text/css; charset=utf-8");
    default:
      return undefined;
  }
}

function answer(text: string, type: string): Response {
  return new Response(text, { headers: headersOf(type) });
}
