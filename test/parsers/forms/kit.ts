/** What tests of text forms share. */
import machineText from '../../../parsers/machine-text.ts';
import type { Fact, HostAdapter } from '../../../src/facts.ts';
import { run } from '../run.ts';

/** A fact with the number of its line instead of its place. */
type Placed<F> = F extends unknown ? Omit<F, 'at'> & { readonly line: number } : never;
export type LineFact = Placed<Exclude<Fact, { kind: 'source.summary' }>>;

/** All facts of a text but the summary. */
export function read(text: string | Uint8Array): LineFact[] {
  return run(machineText, text).flatMap((fact) => {
    if (fact.kind === 'source.summary' || !('line' in fact.at)) return [];
    const { at, ...rest } = fact;
    return [{ line: at.line, ...rest } as LineFact];
  });
}

/** An adapter whose lists are empty where nothing is said. */
export const adapter = (
  line: number,
  form: string,
  said: Omit<Partial<HostAdapter>, 'at' | 'kind' | 'form'>,
): LineFact => ({
  line,
  kind: 'host.adapter',
  form,
  addresses: [],
  gateways: [],
  dnsServers: [],
  dnsSuffixes: [],
  ...said,
});

/** The same text as mails, editors and consoles leave it; every line keeps its number. */
export const pasted = (text: string): readonly (readonly [string, string])[] => {
  const each = (change: (line: string) => string): string =>
    text
      .split('\n')
      .map((line, n, all) => (n === all.length - 1 && line === '' ? '' : change(line)))
      .join('\n');
  return [
    ['quoted in a mail', each((line) => `> ${line}`.trimEnd())],
    ['quoted twice', each((line) => `>> ${line}`)],
    ['indented', each((line) => (line === '' ? '' : `    ${line}`))],
    ['blanks that do not break', text.replaceAll(' ', '\u00a0')],
    ['line ends of Windows', text.replaceAll('\n', '\r\n')],
    ['line ends doubled', text.replaceAll('\n', '\r\r\n')],
    ['line ends of old editors', text.replaceAll('\n', '\r')],
    ['padded by the console', each((line) => line.padEnd(120))],
    ['with a byte order mark', `\ufeff${text}`],
    ['coloured', each((line) => (line === '' ? '' : `\u001b[32m${line}\u001b[0m`))],
  ];
};
