/** Records and failures of name lookups, gathered into facts: one for each name and type. */
import type { HostName } from '../../src/facts.ts';
import type { FormOutput } from './form.ts';

export interface NameRecord {
  /** Index of its line. */
  readonly line: number;
  readonly name: string;
  readonly type: string;
  readonly value?: string | undefined;
  readonly ttl?: number | undefined;
  readonly failure?: HostName['failure'];
}

/** Emits what was read, in the order in which it came. */
export function emitNames(
  records: readonly NameRecord[],
  more: Pick<HostName, 'form' | 'by' | 'resolver'>,
  out: FormOutput,
): void {
  const groups = new Map<string, { readonly first: NameRecord; readonly values: string[] }>();
  for (const record of records) {
    const key = `${record.type} ${record.failure ?? ''} ${record.name}`;
    const group = groups.get(key) ?? { first: record, values: [] };
    if (record.value !== undefined && !group.values.includes(record.value)) group.values.push(record.value);
    groups.set(key, group);
  }
  for (const { first, values } of groups.values()) {
    out.emit({
      kind: 'host.name',
      at: { source: out.source, line: first.line + 1 },
      form: more.form,
      by: more.by,
      name: first.name,
      type: first.type,
      values,
      ...(more.resolver === undefined ? {} : { resolver: more.resolver }),
      ...(first.failure === undefined ? {} : { failure: first.failure }),
      ...(first.ttl === undefined ? {} : { ttl: first.ttl }),
    });
  }
}
