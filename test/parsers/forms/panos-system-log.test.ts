import { expect, test } from 'vitest';
import { panosSystemLog as form } from '../../../parsers/forms/panos-system-log.ts';
import type { Fact } from '../../../src/facts.ts';

const LINE =
  '1,2026/03/02 09:00:05,012345,SYSTEM,globalprotect,0,2026/03/02 09:00:05,,globalprotectgateway-switch-succ,GP-Gateway-N,0,0,general,informational,"GlobalProtect gateway client switch to SSL tunnel mode succeeded. User name: anna, Private IP: 172.27.3.18."';

function read(line: string): unknown[] {
  const facts: Fact[] = [];
  expect(form.begins([line], 0)).toBe(0.9);
  expect(form.read([line], 0, { source: 'fw.csv', emit: (f) => facts.push(f), damaged: () => undefined })).toBe(1);
  return JSON.parse(JSON.stringify(facts));
}

const EVENT = {
  kind: 'vpn.event',
  at: { source: 'fw.csv', line: 1 },
  form: 'panos-system-log',
  product: 'globalprotect',
  event: 'tls-used',
  excerpt: 'GlobalProtect gateway client switch to SSL tunnel mode succeeded',
};

test('a client that went on in TLS; its user is not kept', () => {
  expect(read(LINE)).toEqual([{ ...EVENT, time: Date.parse('2026-03-02T09:00:05Z'), address: '172.27.3.18' }]);
});

test('forwarded text without time and address', () => {
  expect(read('|Palo Alto Networks|PAN-OS|client switch to SSL tunnel mode succeeded|')).toEqual([EVENT]);
});

test('other lines', () => {
  expect(form.begins([LINE.replace('switch-succ', 'regist-succ').replace('switch to SSL', 'register')], 0)).toBe(0);
});
