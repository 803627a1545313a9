/** Session descriptions of real shape with invented addresses, keys and ports. Lines as on the wire, blanks at their
 *  ends included. */

/** Windows Live Messenger 2009, both dialects. */
export const MESSENGER_19: readonly string[] = [
  'a=candidate:1 1 UDP 2013266431 192.168.1.34 54763 typ host',
  'a=candidate:3 1 UDP 1677721855 198.51.100.23 54763 typ srflx raddr 192.168.1.34 rport 54763',
  'a=candidate:4 1 UDP 1006633215 203.0.113.48 30809 typ relay raddr 192.168.1.34 rport 54763',
  'a=candidate:1 2 UDP 2013266430 192.168.1.34 49271 typ host',
  'a=candidate:3 2 UDP 1677721854 198.51.100.23 49271 typ srflx raddr 192.168.1.34 rport 49271',
  'a=candidate:4 2 UDP 1006633214 203.0.113.48 45706 typ relay raddr 192.168.1.34 rport 49271',
];

/** Windows Live Messenger 2009, both dialects. */
export const MESSENGER_6: readonly string[] = [
  'a=candidate:TPjt4SNebg8w0cQsSwkoYu4rQIOuoXUyQwfDvW7wZmY= 1 hu/2QXyEJ5tphbvqiONbV9== UDP 0.830 192.168.1.34 54195',
  'a=candidate:gAuvSl/7ZK4UKwHcTUyEshh5ibKvkhvCUgzsof7US60= 1 /u9Ekq/1i2pmyZ/y+N0zH1== UDP 0.550 198.51.100.23 54195',
  'a=candidate:SUwAIuArf/gPQp3bkRXUmZRlsSmFbiDvegLrMp3qSJE= 1 SJYbGFKMOKHp4L/sdcbqSe== UDP 0.450 203.0.113.204 32606',
  'a=candidate:TPjt4SNebg8w0cQsSwkoYu4rQIOuoXUyQwfDvW7wZmY= 2 hu/2QXyEJ5tphbvqiONbV9== UDP 0.830 192.168.1.34 43713',
  'a=candidate:gAuvSl/7ZK4UKwHcTUyEshh5ibKvkhvCUgzsof7US60= 2 /u9Ekq/1i2pmyZ/y+N0zH1== UDP 0.550 198.51.100.23 43713',
];

/** pidgin-sipe, applicationsharing over TCP only. */
export const SIPE_SHARING: readonly string[] = [
  'v=0',
  'o=- 0 0 IN IP4 192.168.1.34',
  's=session',
  'c=IN IP4 192.168.1.34',
  'b=CT:99980',
  't=0 0',
  'm=applicationsharing 50021 TCP/RTP/AVP 127',
  'a=candidate:1 1 TCP-ACT 2020212991 192.168.1.34 50021 typ host ',
  'a=candidate:1 2 TCP-ACT 2020212991 192.168.1.34 50021 typ host ',
  'a=candidate:2 1 TCP-PASS 2019819775 192.168.1.34 50021 typ host ',
  'a=candidate:2 2 TCP-PASS 2019819775 192.168.1.34 50021 typ host ',
  'a=candidate:3 1 TCP-ACT 1684668671 198.51.100.129 50021 typ srflx raddr 192.168.1.34 rport 50021',
  'a=candidate:3 2 TCP-ACT 1684668671 198.51.100.129 50021 typ srflx raddr 192.168.1.34 rport 50021',
  'a=candidate:4 1 TCP-PASS 1684275455 198.51.100.129 50021 typ srflx raddr 192.168.1.34 rport 50021',
  'a=candidate:4 2 TCP-PASS 1684275455 198.51.100.129 50021 typ srflx raddr 192.168.1.34 rport 50021',
  'a=candidate:5 1 TCP-ACT 174719231 203.0.113.148 63233 typ relay raddr 192.168.1.34 rport 50021',
  'a=candidate:5 2 TCP-ACT 174719231 203.0.113.148 63233 typ relay raddr 192.168.1.34 rport 50021',
  'a=candidate:6 1 TCP-PASS 174326015 203.0.113.148 63233 typ relay raddr 192.168.1.34 rport 50021',
  'a=candidate:6 2 TCP-PASS 174326015 203.0.113.148 63233 typ relay raddr 192.168.1.34 rport 50021',
  'a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:rjTfxLEzWcosIKcdlAn2tc/4A5j3x3C/XKEuauMI|2^31',
  'a=rtpmap:127 X-DATA/90000',
  'a=rtcp:50021',
  'a=connection:new',
  'a=setup:active',
  'a=x-applicationsharing-session-id:1',
  'a=x-applicationsharing-role:viewer',
];

/** pidgin-sipe, body that was refused: empty line, lines twice, port 0. */
export const SIPE_REJECTED: readonly string[] = [
  'v=0',
  'o=- 0 0 IN IP4 192.168.1.34',
  's=session',
  'c=IN IP4 192.168.1.34',
  'b=CT:99980',
  't=0 0',
  '',
  'm=applicationsharing 50012 TCP/RTP/AVP 127',
  'a=candidate:1 1 TCP-ACT 2020212991 192.168.1.34 50012 typ host ',
  'a=candidate:1 2 TCP-ACT 2020212991 192.168.1.34 50012 typ host ',
  'a=candidate:2 1 TCP-PASS 2019819775 192.168.1.34 50012 typ host ',
  'a=candidate:2 2 TCP-PASS 2019819775 192.168.1.34 50012 typ host ',
  'a=candidate:3 1 TCP-PASS 1768161535 198.51.100.4 50012 typ srflx raddr 192.168.1.34 rport 50012',
  'a=candidate:3 1 TCP-PASS 1768161535 198.51.100.4 50012 typ srflx raddr 192.168.1.34 rport 50012',
  'a=candidate:3 2 TCP-PASS 1768161535 198.51.100.4 50012 typ srflx raddr 192.168.1.34 rport 50012',
  'a=candidate:3 2 TCP-PASS 1768161535 198.51.100.4 50012 typ srflx raddr 192.168.1.34 rport 50012',
  'a=candidate:4 1 TCP-ACT 1684668671 198.51.100.129 0 typ srflx raddr 192.168.1.34 rport 0',
  'a=candidate:4 2 TCP-ACT 1684668671 198.51.100.129 0 typ srflx raddr 192.168.1.34 rport 0',
  'a=candidate:5 1 TCP-ACT 174719231 203.0.113.148 57733 typ relay raddr 192.168.1.34 rport 50012',
  'a=candidate:5 2 TCP-ACT 174719231 203.0.113.148 57733 typ relay raddr 192.168.1.34 rport 50012',
  'a=candidate:6 1 TCP-PASS 174326015 203.0.113.148 57733 typ relay raddr 192.168.1.34 rport 50012',
];

/** Cisco B2BUA answering Lync. */
export const B2BUA: readonly string[] = [
  'a=candidate:1 1 UDP 2136431 198.51.100.125 56070 typ host',
  'a=candidate:1 2 UDP 2136430 198.51.100.125 56071 typ host',
  'a=candidate:4 1 UDP 1677215 203.0.113.5 60014 typ relay raddr 198.51.100.125 rport 56070',
  'a=candidate:4 2 UDP 1677214 203.0.113.5 60015 typ relay raddr 198.51.100.125 rport 56071',
];
