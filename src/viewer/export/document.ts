/**
 * The document of an exported file: program, look and data in one, under a policy
 * that lets nothing else run and nothing be fetched.
 *
 * @module
 */
import { ENCODER } from "../../values/characters.ts";
import type { PageFiles } from "../http/page_files.ts";
import { EMBEDDED_ID } from "../wire/embedded.ts";

/** What would end a script or a style before its end, or begin a comment in it. */
const ENDS = /<\/(?:script|style)|<!--/i;

/**
 * The document. Base64 has no character that means anything to HTML, so the data
 * is text whatever is in it.
 */
export async function documentOf(
  { script, style }: PageFiles,
  data: Uint8Array<ArrayBuffer>,
): Promise<string> {
  if (ENDS.test(script) || ENDS.test(style)) {
    throw new TypeError("the program of the page can't stand in a document");
  }
  const policy = [
    "default-src 'none'",
    `script-src '${await hashOf(script)}'`,
    `style-src '${await hashOf(style)}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join("; ");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="content-security-policy" content="${policy}">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Kanta</title>
<style>${style}</style>
</head>
<body><div id="root"></div><noscript>This page needs JavaScript.</noscript>
<script type="application/octet-stream" id="${EMBEDDED_ID}">${data.toBase64()}</script>
<script type="module">${script}</script>
</body>
</html>
`;
}

async function hashOf(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", ENCODER.encode(text));
  return `sha256-${new Uint8Array(digest).toBase64()}`;
}
