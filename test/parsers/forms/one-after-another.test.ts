/** Outputs that stand one after the other without a prompt between give the same facts as each alone. */
import { expect, test } from 'vitest';
import { facts } from './unix-run.ts';

const OUTPUTS: readonly string[] = [
  `2: eth0: <BROADCAST,UP,LOWER_UP> mtu 1500 state UP
    link/ether 00:00:5e:00:53:11 brd ff:ff:ff:ff:ff:ff
    inet 192.168.1.34/24 scope global eth0`,
  'default via 192.168.1.1 dev eth0\n10.0.0.0/8 dev tun0 scope link',
  `Link 5 (tun0)
    Current Scopes: DNS
        DNS Servers: 10.10.0.20
         DNS Domain: ~contoso.com`,
  'search contoso.com\nnameserver 10.10.0.20',
  'net.ipv4.ip_forward = 1\nnet.ipv4.conf.all.send_redirects = 1',
  'XfrmInError \t0\nXfrmOutStateModeError \t345',
  `home: IKEv2, no reauthentication, rekeying every 14400s
  local:  %any
  remote: 203.0.113.1
  net: TUNNEL, rekeying every 3600s
    local:  dynamic
    remote: 0.0.0.0/0`,
  'lan/lan, PASS\n  local:  192.168.1.0/24\n  remote: 192.168.1.0/24',
  `home: #1, ESTABLISHED, IKEv2, 0123456789abcdef_i* fedcba9876543210_r
  local  'anna@contoso.com' @ 192.168.1.34[4500] [10.20.30.40]
  remote 'vpn.contoso.com' @ 203.0.113.1[4500]
  net: #1, reqid 1, INSTALLED, TUNNEL-in-UDP, ESP:AES_GCM_16-128
    in  c0ffee01,     84 bytes,     1 packets,     0s ago
    local  10.20.30.40/32
    remote 10.1.0.0/16`,
  `src 10.20.30.40/32 dst 10.1.0.0/16
\tdir out priority 371327 ptype main
\ttmpl src 192.168.1.34 dst 203.0.113.1
\t\tproto esp spi 0xc0ffee02 reqid 1 mode tunnel`,
  '*nat\n:POSTROUTING ACCEPT [0:0]\n-A POSTROUTING -s 10.20.30.0/24 -j MASQUERADE\nCOMMIT',
  `table ip nat {\n\tchain POSTROUTING {\n\t\ttype nat hook postrouting priority srcnat; policy accept;\n\t\tip saddr 10.20.30.0/24 masquerade\n\t}\n}`,
  `Chain POSTROUTING (policy ACCEPT)\ntarget     prot opt source               destination\nMASQUERADE  all  --  10.20.30.0/24        anywhere`,
  'GENERAL.DEVICE:     eth0\nGENERAL.MTU:        1500\nIP4.DNS[1]:         192.168.1.1',
  'PING sip.contoso.com (198.51.100.40) 56(84) bytes of data.\n64 bytes from 198.51.100.40: icmp_seq=1 ttl=52 time=20 ms',
  'charon {\n  load = aes unity\n  plugins {\n    include strongswan.d/charon/*.conf\n  }\n}',
  'conn rw\n  leftsubnet=10.0.0.0/8\n  rightsourceip=10.20.30.0/24\n  auto=add',
  'Shunted Connections:\n         lan:  192.168.1.0/24 === 192.168.1.0/24 PASS',
];

/** Facts with their lines moved, so that lists of different texts compare. */
const moved = (text: string, by: number): unknown[] =>
  facts(text).map((fact) => JSON.stringify(fact).replace(/"line":(\d+)/g, (_, n) => `"line":${Number(n) + by}`));

test('each two outputs', () => {
  for (const first of OUTPUTS)
    for (const second of OUTPUTS) {
      if (first === second) continue;
      const lines = first.split('\n').length + 1;
      expect(facts(`${first}\n\n${second}`).map((fact) => JSON.stringify(fact))).toEqual([
        ...moved(first, 0),
        ...moved(second, lines),
      ]);
    }
});
