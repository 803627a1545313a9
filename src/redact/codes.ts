/** Text as numbers: bytes of UTF-8, or units of UTF-16. Lines are looked through as numbers, and become strings only where
 *  there is something to be looked at. */

export type Codes = Uint8Array | Uint16Array;

/** What `\s` of a regular expression stands for (ECMA-262 22.2.2.9). */
const SPACES = [9, 10, 11, 12, 13, 0x20, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000, 0xfeff];

/** By code: whether `\s` matches. */
export const IS_SPACE: Uint8Array = new Uint8Array(0x10000).fill(1, 0x2000, 0x200b);
for (const code of SPACES) IS_SPACE[code] = 1;

/** Characters of the same number. */
export function textOf(codes: Codes, from: number, to: number): string {
  let text = '';
  for (let at = from; at < to; at += 8192) {
    // Spreading would go through the iterator of the array.
    text += String.fromCharCode.apply(null, codes.subarray(at, Math.min(to, at + 8192)) as unknown as number[]);
  }
  return text;
}

/** The other way round. */
export function putText(text: string, codes: Codes, at: number): void {
  for (let n = 0; n < text.length; n++) codes[at + n] = text.charCodeAt(n);
}

/** The same, in the place of as many characters, whatever the length of the text. */
export function putFitted(text: string, codes: Codes, from: number, to: number): void {
  putText(text.slice(0, to - from).padEnd(to - from, '0'), codes, from);
}
