import { expect, test } from 'vitest';
import { at, damage, facts, good, lawsOf } from './unix-run.ts';

const TEXT_1 = `; <<>> DiG 9.18.49-1~deb12u3-Debian <<>> sip.contoso.com
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 30411
;; flags: qr rd ra; QUERY: 1, ANSWER: 3, AUTHORITY: 0, ADDITIONAL: 1

;; OPT PSEUDOSECTION:
; EDNS: version: 0, flags:; udp: 1232
;; QUESTION SECTION:
;sip.contoso.com.		IN	A

;; ANSWER SECTION:
sip.contoso.com.	300	IN	CNAME	edge.contoso.com.
edge.contoso.com.	60	IN	A	203.0.113.32
edge.contoso.com.	60	IN	A	203.0.113.33

;; Query time: 3 msec
;; SERVER: 10.10.0.20#53(10.10.0.20) (UDP)
;; WHEN: Sun Nov 22 05:27:44 UTC 2026
;; MSG SIZE  rcvd: 60`;

const EXPECTED_1 = [
  {
    kind: 'host.name',
    at: at(1),
    form: 'dig',
    by: 'asked',
    resolver: '10.10.0.20',
    name: 'sip.contoso.com',
    type: 'CNAME',
    values: ['edge.contoso.com'],
    ttl: 300,
  },
  {
    kind: 'host.name',
    at: at(1),
    form: 'dig',
    by: 'asked',
    resolver: '10.10.0.20',
    name: 'sip.contoso.com',
    type: 'A',
    values: ['203.0.113.32', '203.0.113.33'],
    ttl: 60,
  },
];

test('an answer by way of another name', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `; <<>> DiG 9.10.6 <<>> @10.10.0.20 SRV _sipinternaltls._tcp.contoso.com
; (1 server found)
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 1
;; flags: qr aa rd ra; QUERY: 1, ANSWER: 1, AUTHORITY: 0, ADDITIONAL: 2

;; QUESTION SECTION:
;_sipinternaltls._tcp.contoso.com. IN	SRV

;; ANSWER SECTION:
_sipinternaltls._tcp.contoso.com. 3600 IN SRV 0 0 5061 Pool01.contoso.com.

;; ADDITIONAL SECTION:
pool01.contoso.com.	3600	IN	A	10.10.0.31

;; Query time: 1 msec
;; SERVER: 10.10.0.20#53(10.10.0.20)

; <<>> DiG 9.10.6 <<>> lyncdiscoverinternal.contoso.com
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NXDOMAIN, id: 2
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 0

;; QUESTION SECTION:
;lyncdiscoverinternal.contoso.com. IN	A

;; AUTHORITY SECTION:
contoso.com.	900	IN	SOA	ns.contoso.com. admin.contoso.com. 1 900 600 86400 3600

;; SERVER: 192.168.1.1#53(192.168.1.1)

; <<>> DiG 9.10.6 <<>> sip.contoso.com AAAA
;; global options: +cmd
;; Got answer:
;; ->>HEADER<<- opcode: QUERY, status: NOERROR, id: 3
;; flags: qr rd ra; QUERY: 1, ANSWER: 0, AUTHORITY: 1, ADDITIONAL: 0

;; QUESTION SECTION:
;sip.contoso.com.	IN	AAAA

;; SERVER: 192.168.1.1#53(192.168.1.1)

; <<>> DiG 9.10.6 <<>> meet.contoso.com
;; global options: +cmd
;; connection timed out; no servers could be reached`;

const EXPECTED_2 = [
  {
    kind: 'host.name',
    at: at(1),
    form: 'dig',
    by: 'asked',
    resolver: '10.10.0.20',
    name: '_sipinternaltls._tcp.contoso.com',
    type: 'SRV',
    values: ['0 0 5061 pool01.contoso.com'],
    ttl: 3600,
  },
  {
    kind: 'host.name',
    at: at(20),
    form: 'dig',
    by: 'asked',
    resolver: '192.168.1.1',
    name: 'lyncdiscoverinternal.contoso.com',
    type: 'A',
    values: [],
    failure: 'NXDOMAIN',
  },
  {
    kind: 'host.name',
    at: at(34),
    form: 'dig',
    by: 'asked',
    resolver: '192.168.1.1',
    name: 'sip.contoso.com',
    type: 'AAAA',
    values: [],
    failure: 'no-records',
  },
  {
    kind: 'host.name',
    at: at(45),
    form: 'dig',
    by: 'asked',
    name: 'meet.contoso.com',
    type: 'A',
    values: [],
    failure: 'timeout',
  },
];

test('SRV of a given server, no such name, no records, no answer', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

const TEXT_3 = `anna@pc:~$ dig +short sip.contoso.com
edge.contoso.com.
203.0.113.32
anna@pc:~$ dig +short @10.10.0.20 -t srv _sip._tls.contoso.com
0 0 443 sip.contoso.com.
anna@pc:~$ dig +short nothing.contoso.com
anna@pc:~$ dig @10.10.9.9 meet.contoso.com +short
;; connection timed out; no servers could be reached`;

const EXPECTED_3 = [
  {
    kind: 'host.name',
    at: at(1),
    form: 'dig',
    by: 'asked',
    name: 'sip.contoso.com',
    type: 'A',
    values: ['203.0.113.32'],
  },
  {
    kind: 'host.name',
    at: at(4),
    form: 'dig',
    by: 'asked',
    name: '_sip._tls.contoso.com',
    type: 'SRV',
    values: ['0 0 443 sip.contoso.com'],
    resolver: '10.10.0.20',
  },
  {
    kind: 'host.name',
    at: at(7),
    form: 'dig',
    by: 'asked',
    name: 'meet.contoso.com',
    type: 'A',
    values: [],
    resolver: '10.10.9.9',
    failure: 'timeout',
  },
];

test('+short, by the line that asked; an empty answer says nothing', () => {
  expect(facts(TEXT_3)).toEqual(EXPECTED_3);
});

test('an answer broken off is damage; what was read stays, and nothing is called empty', () => {
  const one = TEXT_1.split('\n').slice(0, 14).join('\n');
  expect(damage(one)).toEqual([[at(14), 'dig: answer broken off']]);
  expect(good(one)).toEqual([
    {
      kind: 'host.name',
      at: at(1),
      form: 'dig',
      by: 'asked',
      name: 'sip.contoso.com',
      type: 'CNAME',
      values: ['edge.contoso.com'],
      ttl: 300,
    },
    {
      kind: 'host.name',
      at: at(1),
      form: 'dig',
      by: 'asked',
      name: 'sip.contoso.com',
      type: 'A',
      values: ['203.0.113.32'],
      ttl: 60,
    },
  ]);
  expect(good(TEXT_1.split('\n').slice(0, 11).join('\n'))).toEqual([]);
  expect(good(TEXT_1.split('\n').slice(0, 3).join('\n'))).toEqual([]);
});

test('records whose values are not kept do not make an answer empty', () => {
  const text = TEXT_1.replaceAll(/\tA(?=\n|\t)/g, '\tTXT').replace(
    'sip.contoso.com.\t300\tIN\tCNAME\tedge.contoso.com.',
    'sip.contoso.com.\t300\tIN\tTXT\t"key"',
  );
  expect(facts(text)).toEqual([]);
});

lawsOf('dig 2', TEXT_2);
