/**
 * The policy that every answer of the viewer tells the browser: nothing of the data runs,
 * nothing is fetched from elsewhere, nothing is kept.
 *
 * @module
 */

/** The policy of the page: its own script and style, and nothing else. */
export const POLICY: string = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types 'none'",
].join("; ");

/** The headers of an answer of this type. */
export function headersOf(type: string): Record<string, string> {
  return {
    "content-type": type,
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "cross-origin-resource-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
  };
}

/** A failure as an answer. */
export function refusal(
  status: number,
  code: string,
  message: string,
  more: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ code, message }), {
    status,
    headers: { ...headersOf("application/json; charset=utf-8"), ...more },
  });
}
