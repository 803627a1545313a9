import { expect, it } from 'vitest';
import { Conversation } from '../../../parsers/capture/conversation.ts';
import { Flow } from '../../../parsers/capture/flow.ts';
import { Half } from '../../../parsers/capture/half.ts';
import { Packet } from '../../../parsers/decode/packet.ts';

/** What its end writes whole. */
const WRITTEN = new Set(['up', 'down']);

/** Every field with a value that it never has. */
function spoil<T extends object>(object: T): T {
  for (const name of Object.keys(object)) if (!WRITTEN.has(name)) Object.assign(object, { [name]: NaN });
  return object;
}

it('a conversation that is used again remembers nothing of the one before', () => {
  const used = spoil(new Conversation());
  const p = new Packet();
  used.open(p, new Flow(), true, [spoil(new Half()), spoil(new Half())]);
  const fresh = new Conversation();
  fresh.open(p, new Flow(), true, []);
  expect(used).toEqual(fresh);
  expect(used.client).toEqual(new Half());
  expect(Object.keys(used)).toEqual(Object.keys(fresh));
});
