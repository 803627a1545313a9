/** `sfbdiag explain` and `sfbdiag rules`: what the report's words mean, offline. */
import { readFile } from 'node:fs/promises';
import { decodeIceWarn } from './knowledge/icewarn.ts';
import { componentOf, DIAGNOSTICS, NORMAL_CODES } from './knowledge/ms-diagnostics.ts';
import type { Rule } from './rule.ts';
import { UsageError } from './usage-error.ts';

export function ruleTable(rules: readonly Rule[]): string {
  const wide = Math.max(...rules.map((r) => r.id.length));
  return rules
    .map(
      (r) =>
        `${r.id.padEnd(wide)}  ${r.severity.padEnd(7)}  ${r.owner.padEnd(9)}  ${r.title}; needs ${r.needs.join(', ')}\n`,
    )
    .join('');
}

export function explainCode(code: number): string | undefined {
  const known = DIAGNOSTICS[code];
  const component = componentOf(code);
  if (!known) return component ? `${code}: unknown code of ${component}.\n` : undefined;
  const lines = [
    `${code}: ${known.reason}`,
    `Usually written by the ${known.side}${component ? ` (${component})` : ''}; the name of its header tells who wrote it.`,
  ];
  if (NORMAL_CODES.has(code)) lines.push('Normal: not a fault by itself.');
  if (!known.confirmed) lines.push('Number or text are not confirmed by a public source.');
  return `${lines.join('\n')}\n`;
}

export function explainIceWarn(value: number): string {
  const { bits, unknown } = decodeIceWarn(value);
  const weight = {
    normal: 'normal on good calls',
    side: 'a fault only with others, or in a failed call',
    info: 'information',
    never: 'never normal',
  };
  const lines = bits.map(
    (b) =>
      `  0x${b.bit.toString(16).padEnd(9)}${b.meaning} [${weight[b.weight]}${b.confirmed ? '' : '; position not confirmed'}]\n             ${b.action}`,
  );
  if (unknown !== 0) lines.push(`  0x${unknown.toString(16)}: unknown`);
  return `ICEWarn 0x${value.toString(16)}${lines.length === 0 ? ': no failure, or ICE was not used' : ''}\n${lines.map((l) => `${l}\n`).join('')}`;
}

/** @throws UsageError for anything that is none of the three. */
export async function explain(what: string, rules: readonly Rule[]): Promise<string> {
  if (rules.some((r) => r.id === what)) return readFile(new URL(`../../rules/${what}.md`, import.meta.url), 'utf8');
  if (/^0x[0-9a-f]{1,8}$/i.test(what)) return explainIceWarn(Number(what));
  const code = /^\d{1,6}$/.test(what) ? explainCode(Number(what)) : undefined;
  if (code === undefined)
    throw new UsageError(
      `nothing known of "${what}": give a rule (see "sfbdiag rules"), a code such as 24, or ICEWarn such as 0x40003a0`,
    );
  return code;
}
