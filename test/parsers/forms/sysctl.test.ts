import { expect, test } from 'vitest';
import { at, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `net.ipv4.ip_forward = 1
net.ipv4.tcp_congestion_control = cubic
net.ipv4.tcp_rmem = 4096	131072	6291456
net.ipv4.conf.all.send_redirects = 1
net.ipv4.conf.eth0/100.proxy_arp = 0
net.ipv4.ip_no_pmtu_disc=0
net.ipv6.conf.all.forwarding = 1
net.inet.ip.forwarding: 0
/proc/sys/net/ipv4/conf/eth0.100/send_redirects:1`;

const EXPECTED_1 = [
  { kind: 'host.setting', at: at(1), form: 'sysctl', name: 'net.ipv4.ip_forward', value: '1' },
  { kind: 'host.setting', at: at(4), form: 'sysctl', name: 'net.ipv4.conf.all.send_redirects', value: '1' },
  { kind: 'host.setting', at: at(5), form: 'sysctl', name: 'net.ipv4.conf.eth0/100.proxy_arp', value: '0' },
  { kind: 'host.setting', at: at(6), form: 'sysctl', name: 'net.ipv4.ip_no_pmtu_disc', value: '0' },
  { kind: 'host.setting', at: at(7), form: 'sysctl', name: 'net.ipv6.conf.all.forwarding', value: '1' },
  { kind: 'host.setting', at: at(8), form: 'sysctl', name: 'net.inet.ip.forwarding', value: '0' },
  { kind: 'host.setting', at: at(9), form: 'sysctl', name: 'net.ipv4.conf.eth0/100.send_redirects', value: '1' },
];

test('sysctl of Linux and macOS, sysctl.conf, /proc/sys; only what this is about', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

test('a remark is no setting', () => {
  expect(facts('#net.ipv4.ip_forward=1\nnet.ipv4.ip_forward is 1')).toEqual([]);
});

lawsOf('sysctl 1', TEXT_1);
