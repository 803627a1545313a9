/** Redacted copies of command outputs hold no name of the original, and still say the same. */
import { describe, expect, test } from 'vitest';
import machineText from '../../parsers/machine-text.ts';
import type { Fact } from '../../src/facts.ts';
import * as firewall from '../parsers/forms/firewall-texts.ts';
import * as network from '../parsers/forms/network-texts.ts';
import { encode, run } from '../parsers/run.ts';
import { redacted } from './kit.ts';

const NAMED = /contoso|anna|home\.example|10\.20\.30\.|10\.10\.0\.31|172\.27\.3\.18|10\.60\.4\.21/i;

/** Without what pseudonyms stand for. */
const shapeOf = (fact: Fact): unknown =>
  JSON.parse(
    JSON.stringify(fact, (key, value: unknown) => {
      if (key === 'at' || key === 'bytes') return undefined;
      if (typeof value !== 'string' || key === 'form' || key === 'target' || key === 'table') return value;
      return /[\d:]\.|\.\d|:|\.\w/.test(value) ? value.replace(/[\w.:-]+/g, 'x') : value;
    }),
  );

describe.each(Object.entries({ ...firewall, ...network }))('%s', (_, text) => {
  const [copy] = redacted([{ name: 'text.txt', bytes: encode(text) }]);
  test('no name is left', () => {
    expect(new TextDecoder().decode(copy!.bytes)).not.toMatch(NAMED);
  });
  test('it says the same', () => {
    expect(run(machineText, copy!.bytes).map(shapeOf)).toEqual(run(machineText, text).map(shapeOf));
  });
});
