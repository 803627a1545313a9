/** Bytes of a Windows console: its OEM code page is another than the ANSI one that decodeText falls back to. Which of
 *  them wrote a text is told by the letters that the bytes would be. */
import { decodeText } from './text.ts';

/** Code page 850, western Europe (the Unicode Consortium's CP850.TXT). That of the United States, 437, has the same small
 *  letters in the same places, and frames where this one has further capitals. */
const CP850 =
  'ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒáíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐└┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u00ad±‗¾¶§÷¸°¨·¹³²■\u00a0';

/** UTF-16 codes of the 256 bytes. */
type Page = Uint16Array;
const OEM: Page = Uint16Array.from({ length: 256 }, (_, byte) => (byte < 0x80 ? byte : CP850.charCodeAt(byte - 0x80)));
/** A single byte above ASCII is never UTF-8. */
const ANSI: Page = Uint16Array.from({ length: 256 }, (_, byte) => decodeText(Uint8Array.of(byte), 0, 1).charCodeAt(0));
const PIECE = 8192;

const table =
  (page: Page) =>
  (bytes: Uint8Array): string => {
    const codes = Uint16Array.from(bytes, (byte) => page[byte]!);
    let text = '';
    for (let at = 0; at < codes.length; at += PIECE) text += String.fromCharCode(...codes.subarray(at, at + PIECE));
    return text;
  };
const oem = table(OEM);
const ansi = table(ANSI);

/** Letters of western European languages, small ones and capitals. */
const SMALL = new Set('àáâãäåæçèéêëìíîïñòóôõöøœßùúûüýÿ');
const CAPITAL = new Set('ÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝ');
const ASCII_LETTER = /[A-Za-z]/;

/** How well a decoding reads: accented letters beside letters, quotation marks at the ends of words. */
function readability(text: string): number {
  let score = 0;
  for (let at = 0; at < text.length; at++) {
    const c = text[at]!;
    if (c.charCodeAt(0) < 0x80) continue;
    const before = ASCII_LETTER.test(text[at - 1] ?? '');
    const after = ASCII_LETTER.test(text[at + 1] ?? '');
    if (SMALL.has(c)) score += before || after ? 3 : 1;
    else if (CAPITAL.has(c)) score += before ? -1 : after ? 2 : 0;
    else if ('“„‘«¿¡'.includes(c)) score += after && !before ? 3 : -1;
    else if ('”…»'.includes(c)) score += after ? -1 : before ? 3 : 1;
    else if (c === '\u00a0') score += before && after ? -2 : 1;
    else if ('’–—®°ºª'.includes(c)) score += 1;
    else score -= 3;
  }
  return score;
}

/** Bytes that decide; more of the same text say the same. */
const SAMPLE = 256 << 10;

/**
 * @param samples lines that are not UTF-8
 * @returns what decodes bytes of this text: OEM where that reads better than windows-1252. Never fails.
 */
export function legacyDecoder(samples: readonly Uint8Array[]): (bytes: Uint8Array) => string {
  let better = 0;
  let seen = 0;
  for (const line of samples) {
    if (seen > SAMPLE) break;
    seen += line.length;
    better += readability(oem(line)) - readability(ansi(line));
  }
  return better > 0 ? oem : ansi;
}
