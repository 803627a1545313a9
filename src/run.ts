/** One run: opens each input, finds its parser, feeds the analysis. */
import { dirname } from 'node:path';
import type { Analysis } from './analyze.ts';
import type { Fact } from './facts.ts';
import { type Input, type OpenInput, Unreadable } from './open.ts';
import type { Emit, Parser } from './parser.ts';
import { inTurn, relay, type Turn } from './rotation.ts';
import { isTar } from './tar.ts';
import { isZip } from './zip.ts';

/** Below this no parser takes an input for its own. */
const SURE_ENOUGH = 0.3;

export interface Skipped {
  readonly name: string;
  readonly reason: string;
}

const startsWith = (head: Uint8Array, ...bytes: number[]): boolean => bytes.every((b, i) => head[i] === b);

const EMPTY = 'is empty';
const NOT_OURS =
  'is no capture, client or server log, SIP text, candidate list, command output or VPN log that is read';

/** Why nothing reads it, with a hint for what help desks send by mistake. */
function unrecognised(head: Uint8Array, name: string): string {
  if (head.length === 0) return EMPTY;
  if (isZip(head)) return 'is a zip archive: give it as a file of its own';
  if (isTar(head)) return 'is a tar archive: give it as a file of its own';
  if (startsWith(head, 0x28, 0xb5, 0x2f, 0xfd)) return 'is zstd-compressed: unpack it first';
  if (startsWith(head, 0xfd, 0x37, 0x7a, 0x58, 0x5a, 0)) return 'is xz-compressed: unpack it first';
  if (startsWith(head, 0x42, 0x5a, 0x68) && startsWith(head.subarray(4), 0x31, 0x41, 0x59, 0x26))
    return 'is bzip2-compressed: unpack it first';
  if (/\.etl$/i.test(name))
    return 'is a binary ETL trace: convert a network trace with etl2pcapng; media traces cannot be read';
  return NOT_OURS;
}

/** The parser that takes an input for its own. */
export function parserFor(parsers: readonly Parser[], input: OpenInput, name: string): Parser | undefined {
  let best: Parser | undefined;
  let score = SURE_ENOUGH;
  const dear = (p: Parser): number => (p.surest === undefined ? 0 : 1);
  for (const parser of parsers.toSorted((a, b) => dear(a) - dear(b))) {
    if (parser.surest !== undefined && parser.surest <= score) continue;
    const sure = parser.sniff(input.head, name);
    if (sure > score) {
      best = parser;
      score = sure;
    }
  }
  return best;
}

export interface Fed {
  /** The inputs that could not be used, each with its reason; what is of no interest in a bundle in one. */
  readonly skipped: readonly Skipped[];
  /** Inputs that were read. */
  readonly read: number;
  /** How far it came, when it was stopped. */
  readonly partial?: string;
}

/** Who looks on while inputs are read. */
export interface Watch {
  /** Set once no more is to be read. */
  readonly stopped: boolean;
  begin(input: Input): void;
  /** A chunk was read, bytes. Waits where other work has to run. */
  chunk(length: number): Promise<void> | undefined;
}

const UNWATCHED: Watch = { stopped: false, begin: () => undefined, chunk: () => undefined };

export async function feed(
  inputs: readonly Input[],
  parsers: readonly Parser[],
  analysis: Analysis,
  watch: Watch = UNWATCHED,
): Promise<Fed> {
  const skipped: Skipped[] = [];
  const bundles = new Map<string, Map<string, string[]>>();
  /** Of a bundle, files that are skipped for the same reason are told together. */
  const skip = (input: Input, reason: string): void => {
    if (input.bundle === undefined || input.bundle === input.name) {
      skipped.push({ name: input.name, reason });
      return;
    }
    const reasons = bundles.get(input.bundle) ?? new Map<string, string[]>();
    bundles.set(input.bundle, reasons);
    const key = reason === EMPTY ? NOT_OURS : reason;
    const names = reasons.get(key) ?? [];
    reasons.set(key, names);
    names.push(input.name.slice(input.bundle.length + 1));
  };
  const emit: Emit = Object.assign((fact: Fact) => analysis.add(fact), { wants: analysis.wants });
  let read = 0;
  const unsorted: (Turn & { readonly input: Input })[] = [];
  // One after the other: a bundle may have thousands.
  for (const input of inputs) {
    if (watch.stopped) break;
    unsorted.push(await turnOf(input, parsers, inputs.length > 1));
  }
  const turns = inTurn(unsorted);
  const rotation = relay();
  /** What was stopped in, with its bytes so far. */
  let cut: string | undefined;
  let begun = 0;
  for (const [place, turn] of turns.entries()) {
    const { input } = turn;
    if (watch.stopped) break;
    begun++;
    watch.begin(input);
    let opened: OpenInput;
    try {
      opened = await input.open();
    } catch (error) {
      skip(input, reasonOf(error));
      continue;
    }
    try {
      const parser = parserFor(parsers, opened, input.name);
      if (!parser) {
        if (watch.stopped) {
          begun--;
          break;
        }
        skip(input, opened.damage() ? `is damaged: ${opened.damage()}` : unrecognised(opened.head, input.name));
        continue;
      }
      const here = { ...turn, parser };
      const run = rotation.open(here, input.name, emit);
      let broken: string | undefined;
      let length = 0;
      try {
        for await (const chunk of opened.chunks()) {
          run.push(chunk);
          length += chunk.length;
          const wait = watch.chunk(chunk.length);
          if (wait) await wait;
          if (watch.stopped) break;
        }
      } catch (error) {
        // Not the system's word but ours: a fault of this program, not of the input.
        if ((error as { code?: string }).code === undefined) throw error;
        broken = reasonOf(error);
      }
      if (watch.stopped) {
        cut = `${input.name} was read up to byte ${length.toLocaleString('en-US')}`;
        broken = undefined;
      } else broken ??= opened.damage();
      rotation.close(run, here, broken || watch.stopped ? [] : turns.slice(place + 1));
      read++;
      if (broken) {
        const at = parser.id === 'capture' ? { source: input.name, frame: 0 } : { source: input.name, line: 1 };
        analysis.add({
          kind: 'input.malformed',
          at,
          reason: 'truncated',
          detail: `the file could not be read to its end (${broken})`,
        });
      }
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      skipped.push({
        name: input.name,
        reason: `was not read to its end: internal error (${words}), please report it`,
      });
    } finally {
      await opened.close();
    }
  }
  rotation.end();
  for (const [bundle, reasons] of bundles)
    for (const [reason, names] of reasons) skipped.push(together(bundle, reason, names));
  if (!watch.stopped) return { skipped, read };
  const unread = inputs.length - begun;
  const whole = [
    ...(cut === undefined ? [] : [cut]),
    ...(unread > 0 ? [`${unread === 1 ? '1 input was' : `${unread} inputs were`} not read`] : []),
  ].join(', ');
  return {
    skipped,
    read,
    partial: `The rest of the input: the run was interrupted${whole === '' ? '' : `; ${whole}`}.`,
  };
}

/** Names of a bundle's files that are told. */
const NAMES = 3;

function together(bundle: string, reason: string, names: readonly string[]): Skipped {
  const more = names.length - NAMES;
  const list = more > 0 ? [...names.slice(0, NAMES), `${more} more`] : [...names];
  const last = list.pop();
  const all = list.length > 0 ? `${list.join(', ')} and ${last}` : last;
  const many = `holds ${names.length === 1 ? 'a file that is' : `${names.length} files that are`} not read`;
  if (reason === NOT_OURS) return { name: bundle, reason: `${many}: ${all}` };
  return names.length === 1
    ? { name: `${bundle}/${names[0]}`, reason }
    : { name: bundle, reason: `${many}, as each ${reason}: ${all}` };
}

/** Where an input stands among the parts of a rotated log. A pipe can be read but once, and keeps its place. */
async function turnOf(
  input: Input,
  parsers: readonly Parser[],
  several: boolean,
): Promise<Turn & { readonly input: Input }> {
  const unknown = { input, parser: undefined, folder: dirname(input.path), begins: undefined };
  if (!several || input.halt) return unknown;
  try {
    const opened = await input.open();
    try {
      const parser = parserFor(parsers, opened, input.name);
      const log = parser?.log?.(input.name);
      const folder = log === undefined ? unknown.folder : `${unknown.folder}/${log}`;
      return { ...unknown, parser, folder, begins: parser?.begins?.(opened.head) };
    } finally {
      await opened.close();
    }
  } catch {
    // Its own turn will tell.
    return unknown;
  }
}

/** System error codes in words; never with the machine's path. */
function reasonOf(error: unknown): string {
  if (error instanceof Unreadable) return error.message;
  const code = (error as { code?: string }).code;
  if (code === 'EACCES' || code === 'EPERM') return 'may not be read (permission)';
  if (code === 'EISDIR') return 'is a folder';
  if (code === 'EBUSY') return 'is in use by another program';
  return `cannot be read (${code ?? (error instanceof Error ? error.message : String(error))})`;
}
