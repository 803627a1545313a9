import { expect, test } from 'vitest';
import { decodeMras } from '../../../parsers/decode/mras.ts';

test('request', () => {
  expect(
    decodeMras(
      '<request requestID="101" xmlns="http://schemas.microsoft.com/2006/09/sip/mrasp"><credentialsRequest credentialsRequestID="101"><identity>sip:anna@contoso.com</identity><location>internet</location><duration>480</duration></credentialsRequest></request>',
    ),
  ).toEqual({ type: 'request', location: 'internet', relays: [] });
});

test('response: every relay, none of the credentials', () => {
  expect(
    decodeMras(
      `<?xml version="1.0"?>
<m:response requestID="101" reasonPhrase="OK" xmlns:m="http://schemas.microsoft.com/2006/09/sip/mrasp">
<credentials><username>VXNlcg==</username><password>UGFzcw==</password></credentials>
<m:mediaRelayList>
  <m:mediaRelay><m:location>internet</m:location><m:hostName> edge01.contoso.com </m:hostName><m:udpPort>3478</m:udpPort><m:tcpPort>443</m:tcpPort></m:mediaRelay>
  <mediaRelay><directIPAddress>203.0.113.67</directIPAddress><tcpPort>99999</tcpPort></mediaRelay>
  <mediaRelay><udpPort>1</udpPort></mediaRelay>
  <mediaRelay><hostName>edge02.contoso.com</hostName><udp`,
    ),
  ).toEqual({
    type: 'response',
    relays: [
      { host: 'edge01.contoso.com', location: 'internet', udpPort: 3478, tcpPort: 443 },
      { host: '203.0.113.67', tcpPort: 0 },
      { host: 'edge02.contoso.com' },
    ],
  });
});

test('refusal, other XML, relays past the limit', () => {
  expect(decodeMras('<response reasonPhrase="Forbidden"/>')).toEqual({ type: 'response', relays: [] });
  expect(decodeMras('<presence/>')).toBeUndefined();
  expect(decodeMras('')).toBeUndefined();
  const relay = '<mediaRelay><hostName>e</hostName></mediaRelay>';
  expect(decodeMras(`<response >${relay.repeat(80)}`)?.relays.length).toBe(64);
});
