/** `sfbdiag explain` and `sfbdiag rules`: what the report's words mean, offline. */
import { readFile } from 'node:fs/promises';
import { wrap } from './format/wrap.ts';
import { adviceOf } from './knowledge/diagnostic-advice.ts';
import { facilityOf, RESULT_CODES, resultCode } from './knowledge/hresults.ts';
import { decodeIceWarn2007, NORMAL_WITH_RELAY_2007, SAME_IN_LYNC } from './knowledge/icewarn-ocs2007.ts';
import { type BitRole, explainIceWarn, type IceOutcome } from './knowledge/icewarn-reading.ts';
import { debugKey, INTERFACE_BITS } from './knowledge/media-debug.ts';
import { componentOf, DIAGNOSTICS, NORMAL_CODES } from './knowledge/ms-diagnostics.ts';
import type { Rule } from './rule.ts';
import { clean } from './text.ts';
import { UsageError } from './usage-error.ts';
import { team } from './verdict.ts';

/** Columns. */
const WIDTH = 80;

const hex = (value: number): string => `0x${value.toString(16)}`;
/** `label  words`, wrapped under the words. */
const entry = (label: string, words: string): string[] => wrap(`${label.padEnd(9)}${words}`, WIDTH, '', ' '.repeat(9));
const page = (lines: readonly string[]): string => `${lines.join('\n')}\n`;

export function ruleTable(rules: readonly Rule[]): string {
  const wide = Math.max(...rules.map((r) => r.id.length));
  return rules
    .map(
      (r) =>
        `${r.id.padEnd(wide)}  ${r.severity.padEnd(7)}  ${r.owner.padEnd(9)}  ${r.title}; needs ${r.needs.join(', ')}\n`,
    )
    .join('');
}

/** An ms-diagnostics code: text, writer, cause, who fixes it and how, and how sure each of these is. */
export function codeText(code: number): string {
  const known = Object.hasOwn(DIAGNOSTICS, code) ? DIAGNOSTICS[code] : undefined;
  const component = componentOf(code);
  const advice = adviceOf(code);
  const lines = wrap(known ? `${code}: ${known.reason}` : `${code}: unknown code`, WIDTH, '', '  ');
  if (!known)
    lines.push(
      ...entry(
        '',
        `No public table has its text${component ? `; its range is that of: ${component}` : ', nor its range'}.`,
      ),
    );
  if (known?.also) lines.push(...entry('also', known.also));
  if (known)
    lines.push(
      ...entry(
        'written',
        `usually by the ${known.side}${component ? ` (${component})` : ''}; the name of the header tells`,
      ),
    );
  if (NORMAL_CODES.has(code)) lines.push(...entry('normal', 'not a fault by itself, and never reported as one'));
  if (advice) {
    lines.push(...entry('cause', advice.cause));
    if (advice.owner) lines.push(...entry('owner', team(advice.owner)));
    lines.push(...entry('fix', advice.fix));
  }
  if (known && known.mark !== 'confirmed')
    lines.push(...entry('mark', `${known.mark}. ${known.note ?? ''} The number alone proves nothing.`));
  return page(lines);
}

const ROLE: Readonly<Record<BitRole, string>> = {
  fault: 'FAULT',
  normal: 'normal',
  information: 'info',
  unconfirmed: 'unsure',
};

/** Which bits are normal and which are the cause, in reading order; without an outcome, for both. */
export function iceWarnText(value: number): string {
  if (value === 0) return 'ICEWarn 0x0: no failure, or ICE was not used\n';
  const reading = explainIceWarn(value, 'unknown');
  const lines = [`ICEWarn ${hex(value)}, numbering of Lync 2010 and later`, ''];
  const told: readonly (readonly [IceOutcome, string])[] = [
    ['failed', 'If the call failed to find a media path'],
    ['stood', 'If the call connected and was heard'],
  ];
  for (const [outcome, words] of told) {
    lines.push(`${words}:`);
    for (const step of explainIceWarn(value, outcome).steps) {
      lines.push(...wrap(`${step.title}: ${step.conclusion}`, WIDTH, '  ', '    '));
      for (const b of step.bits)
        lines.push(
          ...wrap(`${ROLE[b.role].padEnd(7)}${hex(b.bit).padEnd(11)}${b.meaning}`, WIDTH, '    ', ' '.repeat(22)),
        );
    }
    lines.push('');
  }
  lines.push('What to do, bit by bit:');
  for (const step of reading.steps)
    for (const b of step.bits) lines.push(...wrap(`${hex(b.bit).padEnd(11)}${b.action}`, WIDTH, '  ', ' '.repeat(13)));
  if (reading.unknown !== 0) lines.push(`  ${hex(reading.unknown).padEnd(11)}unknown: in no public table`);
  return page(lines);
}

/** The same in the numbering of OCS 2007 and 2007 R2, which only quality reports of these versions use. */
export function iceWarn2007Text(value: number): string {
  if (value === 0) return 'IceWarningFlags 0x0 (OCS 2007): no failure, or ICE was not used\n';
  const { bits, unknown } = decodeIceWarn2007(value);
  const lines = [`IceWarningFlags ${hex(value)}, numbering of OCS 2007 and 2007 R2 (quality reports only)`];
  for (const b of bits) {
    const same = SAME_IN_LYNC[b.bit];
    const more = same
      ? ` (a fault; ${hex(same)} in later versions)`
      : (b.bit & NORMAL_WITH_RELAY_2007) !== 0
        ? ' (normal for a remote user whose media was relayed)'
        : '';
    lines.push(...wrap(`${hex(b.bit).padEnd(11)}${b.meaning}${more}`, WIDTH, '  ', ' '.repeat(13)));
  }
  if (unknown !== 0) lines.push(`  ${hex(unknown).padEnd(11)}unknown: in no public table`);
  return page(lines);
}

/** A key of a diagnostics header, with its value if given. */
function keyText(what: string): string | undefined {
  const [name = '', value] = what.split(/=(.*)/s).map((part) => part.trim().replace(/^"|"$/g, ''));
  const known = debugKey(name);
  if (!known) return undefined;
  const number = value !== undefined && /^(?:0x[0-9a-f]{1,8}|\d{1,9})$/i.test(value) ? Number(value) : undefined;
  if (known.key === 'ICEWarn' && number !== undefined) return iceWarnText(number);
  const lines = wrap(`${known.key}: ${known.meaning}`, WIDTH, '', '  ');
  if (known.interfaces) {
    const bits = INTERFACE_BITS.filter((b) => number === undefined || (number & b.bit) !== 0);
    for (const b of bits) lines.push(...wrap(`${hex(b.bit).padEnd(6)}${b.meaning}`, WIDTH, '  ', ' '.repeat(8)));
    const rest = number === undefined ? 0 : (number & ~INTERFACE_BITS.reduce((all, b) => all | b.bit, 0)) >>> 0;
    if (rest !== 0) lines.push(`  ${hex(rest).padEnd(6)}unknown: in no public table`);
    lines.push(...entry('mark', 'The bits are inferred from published headers; their order is documented.'));
  } else if (known.values) {
    for (const [v, meaning] of Object.entries(known.values))
      if (value === undefined || value === v) lines.push(`  ${v.padEnd(6)}${meaning}`);
    if (value !== undefined && !Object.hasOwn(known.values, value)) lines.push(`  ${clean(value, 40)}: unknown value`);
  }
  if (known.seen === 'unconfirmed') lines.push(...entry('mark', 'No published header holds this key.'));
  if (known.known !== 'confirmed') lines.push(...entry('mark', `The meaning is ${known.known}.`));
  return page(lines);
}

/** A result code of a trace line. */
function resultText(result: string): string {
  const known = Object.hasOwn(RESULT_CODES, result) ? RESULT_CODES[result] : undefined;
  const lines = wrap(`${result}: ${known?.meaning ?? `unknown code, ${facilityOf(result)}`}`, WIDTH, '', '  ');
  if (known) lines.push(...entry('look at', known.look));
  if (known?.mark === 'general')
    lines.push(...entry('mark', 'A general Windows code: no published client log holds it.'));
  return page(lines);
}

/** @throws UsageError for anything that is none of these. */
export async function explain(what: string, rules: readonly Rule[], ocs2007 = false): Promise<string> {
  if (rules.some((r) => r.id === what)) return readFile(new URL(`../../rules/${what}.md`, import.meta.url), 'utf8');
  const result = resultCode(what);
  if (result !== undefined) return resultText(result);
  if (/^0x[0-9a-f]{1,8}$/i.test(what)) return ocs2007 ? iceWarn2007Text(Number(what)) : iceWarnText(Number(what));
  if (/^\d{1,6}$/.test(what)) return codeText(Number(what));
  const key = keyText(what);
  if (key === undefined)
    throw new UsageError(
      `nothing known of "${what}": give a rule (see "sfbdiag rules"), a code such as 24, ICEWarn such as 0x40003a0, or a key of a diagnostics header such as LocalMR or Interfaces=0x12`,
    );
  return key;
}
