import { expect, test } from 'vitest';
import { sfbName, uriDomain } from '../../src/names.ts';

const KNOWN = new Set(['contoso.com']);
const NONE: ReadonlySet<string> = new Set();

test.each([
  ['lyncdiscoverinternal.contoso.com', { role: 'discovery-internal', domain: 'contoso.com' }],
  ['sipinternal.contoso.com', { role: 'discovery-internal', domain: 'contoso.com' }],
  ['_sipinternaltls._tcp.contoso.com', { role: 'discovery-internal', domain: 'contoso.com' }],
  ['_sipinternal._tcp.contoso.com', { role: 'discovery-internal', domain: 'contoso.com' }],
  ['lyncdiscover.contoso.com', { role: 'discovery', domain: 'contoso.com' }],
  ['_sip._tls.contoso.com', { role: 'registrar', domain: 'contoso.com' }],
  ['sipexternal.fabrikam.com', { role: 'registrar', domain: 'fabrikam.com' }],
  ['autodiscover.fabrikam.com', { role: 'exchange', domain: 'fabrikam.com' }],
  ['sip.contoso.com', { role: 'registrar', domain: 'contoso.com' }],
  ['av.contoso.com', { role: 'edge-media', domain: 'contoso.com' }],
  ['meet.contoso.com', { role: 'web', domain: 'contoso.com' }],
  ['mail.contoso.com', { role: 'exchange', domain: 'contoso.com' }],
  // Everybody has a mail, a meet, a sip: another domain's is not this site's.
  ['mail.fabrikam.com', undefined],
  ['sip.fabrikam.com', undefined],
  ['www.contoso.com', undefined],
  ['contoso.com', undefined],
  ['sip.com', undefined],
  ['lyncdiscover', undefined],
  ['', undefined],
  // Searched with the suffix that a home router gave out.
  ['lyncdiscoverinternal.contoso.com.home.example.net', undefined],
  ['_sipinternaltls._tcp.contoso.com.home.example.net', undefined],
  ['lyncdiscover.emea.contoso.com', { role: 'discovery', domain: 'emea.contoso.com' }],
  // Names of Object's own properties mean nothing.
  ['constructor.contoso.com', undefined],
  ['__proto__.contoso.com', undefined],
])('%s', (name, expected) => {
  expect(sfbName(name, KNOWN)).toEqual(expected);
});

test('without a known domain only sip. is taken at its word', () => {
  expect(sfbName('sip.contoso.com', NONE)).toEqual({ role: 'registrar', domain: 'contoso.com' });
  expect(sfbName('av.contoso.com', NONE)).toBeUndefined();
  expect(sfbName('mail.contoso.com', NONE)).toBeUndefined();
});

test.each([
  ['sip:anna@contoso.com', 'contoso.com'],
  ['SIPS:anna@Contoso.COM:5061;transport=tls', 'contoso.com'],
  ['sip:anna@contoso.com;gruu;opaque=user:epid:x', 'contoso.com'],
  ['sip:anna@10.0.0.1', undefined],
  ['sip:anna@localhost', undefined],
  ['tel:+15550100', undefined],
  ['contoso.com', undefined],
])('domain of %s is %s', (uri, expected) => {
  expect(uriDomain(uri)).toBe(expected);
});
