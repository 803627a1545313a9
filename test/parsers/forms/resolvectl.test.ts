import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `Global
         Protocols: -LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
  resolv.conf mode: stub
Current DNS Server: 198.51.100.53
       DNS Servers: 198.51.100.53
Fallback DNS Servers: 203.0.113.53

Link 2 (eth0)
    Current Scopes: DNS
         Protocols: +DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
Current DNS Server: 192.168.1.1
       DNS Servers: 192.168.1.1 fe80::1%2
        DNS Domain: home.example.net

Link 5 (tun0)
    Current Scopes: DNS
         Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported
Current DNS Server: 10.10.0.20
       DNS Servers: 10.10.0.20#dns.contoso.com 10.10.1.20:53
        DNS Domain: contoso.com ~fabrikam.com

Link 6 (docker0)
    Current Scopes: none
         Protocols: -DefaultRoute +LLMNR -mDNS -DNSOverTLS DNSSEC=no/unsupported`;

const EXPECTED_1 = [
  { kind: 'host.resolver', at: at(1), form: 'resolvectl', domains: [], servers: ['198.51.100.53'] },
  {
    kind: 'host.resolver',
    at: at(8),
    form: 'resolvectl',
    domains: ['home.example.net'],
    servers: ['192.168.1.1', 'fe80::1'],
    interfaceName: 'eth0',
    ifIndex: 2,
  },
  {
    kind: 'host.resolver',
    at: at(15),
    form: 'resolvectl',
    domains: ['contoso.com', 'fabrikam.com'],
    servers: ['10.10.0.20', '10.10.1.20'],
    interfaceName: 'tun0',
    ifIndex: 5,
    supplemental: true,
  },
];

test('resolvectl status: a link that is no default is asked for its domains only', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `Global
          DNSSEC NTA: 10.in-addr.arpa
                      16.172.in-addr.arpa
                      corp

Link 3 (tun0)
      Current Scopes: DNS
DefaultRoute setting: yes
       LLMNR setting: yes
MulticastDNS setting: no
  DNSOverTLS setting: no
      DNSSEC setting: no
    DNSSEC supported: no
         DNS Servers: 10.10.0.20
                      10.10.1.20
          DNS Domain: ~.
                      contoso.com

Link 2 (eth0)
      Current Scopes: DNS
         DNS Servers: 192.168.1.1
          DNS Domain: ~contoso.com`;

const EXPECTED_2 = [
  {
    kind: 'host.resolver',
    at: at(6),
    form: 'resolvectl',
    domains: [],
    servers: ['10.10.0.20', '10.10.1.20'],
    interfaceName: 'tun0',
    ifIndex: 3,
  },
  {
    kind: 'host.resolver',
    at: at(19),
    form: 'resolvectl',
    domains: ['contoso.com'],
    servers: ['192.168.1.1'],
    interfaceName: 'eth0',
    ifIndex: 2,
    supplemental: true,
  },
];

test('systemd-resolve --status: values one below the other', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

test('a link with servers but neither domains nor default route is asked for nothing', () => {
  expect(facts(TEXT_1.replace('        DNS Domain: contoso.com ~fabrikam.com\n', ''))).toEqual(EXPECTED_1.slice(0, 2));
});

test('a bad server is damage, the others stay', () => {
  const text = TEXT_1.replace('10.10.1.20:53', '10.10.1:53');
  expect(damage(text)).toEqual([[at(18 + 1), 'resolvectl: DNS server could not be read']]);
  expect(good(text)).toEqual([...EXPECTED_1.slice(0, 2), { ...EXPECTED_1[2], servers: ['10.10.0.20'] }]);
});

lawsOf('resolvectl 1', TEXT_1);
