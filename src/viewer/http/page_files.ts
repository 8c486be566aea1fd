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

let loaded: Promise<PageFiles> | undefined;

/**
 * The files of the page.
 *
 * @throws {DatabaseError} When a checkout has not made them yet.
 */
export function pageFiles(): Promise<PageFiles> {
  return loaded ??= load();
}

async function load(): Promise<PageFiles> {
  try {
    const [script, style] = await Promise.all([
      builtText(() => import("../../../deno-task-build/viewer.js")),
      builtText(() => import("../../../deno-task-build/viewer_style.js")),
    ]);
    return { script, style };
  } catch (cause) {
    loaded = undefined; // they may be made meanwhile
    throw new DatabaseError(
      "Cannot serve the viewer: this checkout of Kanta has no page yet; run " +
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
