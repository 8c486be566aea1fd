/**
 * Characters of JSON text and of lines by their numbers, which are the same in a
 * string and in UTF-8; and what makes UTF-8 of a text.
 *
 * @module
 */

/** The end of a line. */
export const NEWLINE = 10;
/** The character before a line feed where another system wrote the line. */
export const RETURN = 13;
/** The first character that a string may hold as it is: those before are controls. */
export const SPACE = 32;
/** `"` */
export const QUOTE = 34;
/** `$` */
export const DOLLAR = 36;
/** `*` */
export const STAR = 42;
/** `,` */
export const COMMA = 44;
/** `/` */
export const SLASH = 47;
/** `0` */
export const ZERO = 48;
/** `9` */
export const NINE = 57;
/** `:` */
export const COLON = 58;
/** `\` */
export const BACKSLASH = 92;
/** `{` */
export const OPEN = 123;
/** `}` */
export const CLOSE = 125;

/** Makes UTF-8 of a text. */
export const ENCODER: TextEncoder = new TextEncoder();
