/** How a pseudonym is written. */
import type { WordKind } from './pseudonyms.ts';

export interface Style {
  /** A dotted IPv4 address. @param length of the prefix that stands behind it. */
  v4(text: string, length?: number): string;
  v6(text: string): string;
  mac(text: string): string;
  guid(text: string): string;
  /** A DNS name, with at least one dot. */
  name(text: string): string;
  word(kind: WordKind, text: string): string;
  secret(text: string): string;
}
