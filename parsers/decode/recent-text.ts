// Texts read lately by their bytes: the checks of one call carry the same user names again and again.
const RECENT = 256;
const texts: string[] = new Array<string>(RECENT).fill('');

/** Text of the bytes [at, end), one character each; made once while it is in use. Meant for short ones. */
export function recentText(bytes: Uint8Array, at: number, end: number): string {
  const length = end - at;
  let hash = length;
  for (let n = at; n < end; n++) hash = (Math.imul(hash, 31) + bytes[n]!) | 0;
  const slot = (hash ^ (hash >>> 8) ^ (hash >>> 16)) & (RECENT - 1);
  const known = texts[slot]!;
  if (known.length === length) {
    let n = 0;
    while (n < length && known.charCodeAt(n) === bytes[at + n]) n++;
    if (n === length) return known;
  }
  const text = String.fromCharCode.apply(null, bytes.subarray(at, end) as unknown as number[]);
  texts[slot] = text;
  return text;
}
