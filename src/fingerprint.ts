/** FNV-1a, 64 bits, as 16 hex digits: stable across runs and machines; no secret depends on it. */
export function fingerprint(text: string): string {
  let hash = 0xcbf29ce484222325n;
  for (const c of text) hash = BigInt.asUintN(64, (hash ^ BigInt(c.codePointAt(0)!)) * 0x100000001b3n);
  return hash.toString(16).padStart(16, '0');
}
