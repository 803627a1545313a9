/** A run over several inputs: the first reading learns who and what is named, the second one replaces it. */
import { pcapKind } from '../../parsers/decode/pcap.ts';
import { isPcapng } from '../../parsers/decode/pcapng.ts';
import { AddressMap } from './address-map.ts';
import { captureRewriter } from './capture-file.ts';
import { fileNames } from './file-names.ts';
import { type FileStyle, fileStyle, learningStyle } from './file-style.ts';
import { Pseudonyms } from './pseudonyms.ts';
import { type Rewriter, textRewriter } from './text-file.ts';

export interface Redaction {
  /** First reading, each input in the order of the second. @param head its first bytes */
  learn(head: Uint8Array): Rewriter;
  /** The first reading is over. */
  ready(): void;
  /** Second reading. */
  rewrite(head: Uint8Array, write: (bytes: Uint8Array) => void): Rewriter;
  /** A path as it may be told. */
  path(name: string): string;
  /** Pseudonym and original, for who may know. */
  mapping(): readonly (readonly [pseudonym: string, original: string])[];
  notes(): readonly string[];
}

const isCapture = (head: Uint8Array): boolean => pcapKind(head) !== undefined || isPcapng(head);

export function redaction(): Redaction {
  const names = new Pseudonyms();
  const addresses = new AddressMap();
  const first = learningStyle(names, addresses);
  const second = fileStyle(names, addresses);
  const open = (style: FileStyle, head: Uint8Array, write: (bytes: Uint8Array) => void): Rewriter =>
    isCapture(head) ? captureRewriter(style, write) : textRewriter(style, write);
  return {
    learn: (head) => open(first, head, () => undefined),
    ready() {
      names.restart();
      addresses.restart();
    },
    rewrite: (head, write) => open(second, head, write),
    path: fileNames(),
    mapping: () => [...names.originals(), ...addresses.originals()],
    notes: () =>
      names.lost === 0
        ? []
        : [`more than the limit of identifiers: ${names.lost} were replaced without being told apart`],
  };
}
