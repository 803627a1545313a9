/** Text of an input on its way into a report. All of it is hostile: a log can hold terminal escapes, bidirectional
 *  marks, line ends. */
import { EXCERPT } from './limits.ts';

/** C0, DEL, C1, line and paragraph separators, bidirectional controls, zero-width and other invisible format
 *  characters (tags and supplementary variation selectors among them), lone surrogates. */
const UNSAFE =
  /[\u0000-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\udb40[\udc00-\udfff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** Printable ASCII needs no more than a look, and nearly all text is that. */
function isPlain(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const c = text.charCodeAt(at);
    if (c < 0x20 || c > 0x7e) return false;
  }
  return true;
}

/** Nothing that a terminal, browser or spreadsheet obeys; blanks stay as they are. */
export const inert = (text: string): string =>
  isPlain(text) ? text : text.replace(UNSAFE, (c) => (c === '\t' || c === '\n' || c === '\r' ? ' ' : '\ufffd'));

/** One line, nothing that a terminal, browser or spreadsheet obeys, at most `limit` characters. */
export function clean(text: string, limit: number = EXCERPT): string {
  const cut = text.length > limit * 4 ? text.slice(0, limit * 4) : text;
  const one = inert(cut).trim();
  if (one.length <= limit) return one;
  const end = /[\ud800-\udbff]/.test(one[limit - 2] ?? '') ? limit - 2 : limit - 1;
  return `${one.slice(0, end)}…`;
}

/** `1 call`, `2 calls`. */
export const count = (n: number, one: string, many: string = `${one}s`): string => `${n} ${n === 1 ? one : many}`;

/** `a`, `a and b`, `a, b and 3 more`. */
export function list(items: readonly string[], most = 3): string {
  const shown = items.length > most ? [...items.slice(0, most - 1), `${items.length - most + 1} more`] : items;
  return shown.length < 2 ? (shown[0] ?? '') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
