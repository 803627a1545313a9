import { expect, it } from 'vitest';
import { Conversation } from '../../../parsers/capture/conversation.ts';
import { Flow } from '../../../parsers/capture/flow.ts';
import { Half } from '../../../parsers/capture/half.ts';
import { Packet } from '../../../parsers/decode/packet.ts';

/** Every field with a value that it never has. */
function spoil(object: object): void {
  for (const name of Object.keys(object))
    if (name !== 'client' && name !== 'server') Object.assign(object, { [name]: NaN });
}

it('a conversation that is used again remembers nothing of the one before', () => {
  const used = new Conversation();
  for (const part of [used, used.client, used.server]) spoil(part);
  const p = new Packet();
  used.open(p, new Flow(), true);
  const fresh = new Conversation();
  fresh.open(p, new Flow(), true);
  expect(used).toEqual(fresh);
  expect(used.client).toEqual(new Half());
  expect(Object.keys(used)).toEqual(Object.keys(fresh));
});
