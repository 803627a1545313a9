import * as multipart from './sdp-multipart.ts';
import * as offers from './sdp-offers.ts';
import * as others from './sdp-others.ts';

export interface Expected {
  readonly body: readonly string[];
  readonly line: number;
  readonly connection: string | undefined;
  readonly fallbackMedia: number;
  readonly media: readonly {
    /** Line, media, protocol. */
    readonly head: readonly [number, string, string];
    readonly label: string | undefined;
    readonly default: string | undefined;
    readonly iceUfrag: string | undefined;
    /** `line foundation/component transport priority address:port type < related`. */
    readonly candidates: readonly string[];
  }[];
}

/** What each body says, by its lines. */
export const EXPECTED: Readonly<Record<string, Expected>> = {
  INTRANET_RELAY: {
    body: offers.INTRANET_RELAY,
    line: 1,
    connection: '10.50.1.20',
    fallbackMedia: 0,
    media: [
      {
        head: [8, 'audio', 'RTP/AVP'],
        label: 'main-audio',
        default: '10.50.1.20:50046',
        iceUfrag: 'E/uu',
        candidates: [
          '16 1/1 UDP 2130706431 10.50.1.20:50046 host',
          '17 1/2 UDP 2130705918 10.50.1.20:50047 host',
          '18 2/1 TCP-PASS 174456319 203.0.113.67:56142 relay < 10.50.1.20:50018',
          '19 2/2 TCP-PASS 174455806 203.0.113.67:56142 relay < 10.50.1.20:50018',
          '20 3/1 UDP 184548351 203.0.113.67:42031 relay < 10.50.1.20:50042',
          '21 3/2 UDP 184547838 203.0.113.67:49454 relay < 10.50.1.20:50043',
          '22 4/1 TCP-ACT 174848511 203.0.113.67:56142 relay < 10.50.1.20:50018',
          '23 4/2 TCP-ACT 174847998 203.0.113.67:56142 relay < 10.50.1.20:50018',
          '24 5/1 TCP-ACT 1684797439 10.50.1.20:50018 srflx < 10.50.1.20:50018',
          '25 5/2 TCP-ACT 1684796926 10.50.1.20:50018 srflx < 10.50.1.20:50018',
        ],
      },
    ],
  },
  FIVE_ADAPTERS: {
    body: offers.FIVE_ADAPTERS,
    line: 1,
    connection: '192.168.56.1',
    fallbackMedia: 0,
    media: [
      {
        head: [9, 'audio', 'RTP/SAVP'],
        label: 'main-audio',
        default: '192.168.56.1:27116',
        iceUfrag: '4Yei',
        candidates: [
          '17 1/1 UDP 2130706431 192.168.56.1:27116 host',
          '18 1/2 UDP 2130705918 192.168.56.1:27117 host',
          '19 2/1 UDP 2130705919 192.168.77.1:21090 host',
          '20 2/2 UDP 2130705406 192.168.77.1:21091 host',
          '21 3/1 UDP 2130705407 10.20.30.40:2120 host',
          '22 3/2 UDP 2130704894 10.20.30.40:2121 host',
          '23 4/1 UDP 2130704895 172.20.16.1:2362 host',
          '24 4/2 UDP 2130704382 172.20.16.1:2363 host',
          '25 5/1 UDP 2130704383 192.168.1.34:24018 host',
          '26 5/2 UDP 2130703870 192.168.1.34:24019 host',
          '27 6/1 UDP 2130703871 fd00:1234:5678:1::4c:14546 host',
          '28 6/2 UDP 2130703358 fd00:1234:5678:1::4c:14547 host',
          '29 7/1 TCP-ACT 1684796415 192.168.56.1:27116 srflx < 192.168.56.1:27116',
          '30 7/2 TCP-ACT 1684795902 192.168.56.1:27116 srflx < 192.168.56.1:27116',
        ],
      },
      {
        head: [62, 'video', 'RTP/SAVP'],
        label: 'main-video',
        default: '192.168.56.1:16328',
        iceUfrag: 'WfHx',
        candidates: [
          '71 1/1 UDP 2130706431 192.168.56.1:16328 host',
          '72 1/2 UDP 2130705918 192.168.56.1:16329 host',
          '73 2/1 UDP 2130705919 192.168.77.1:23648 host',
          '74 2/2 UDP 2130705406 192.168.77.1:23649 host',
          '75 3/1 UDP 2130705407 10.20.30.40:4716 host',
          '76 3/2 UDP 2130704894 10.20.30.40:4717 host',
          '77 4/1 UDP 2130704895 172.20.16.1:4604 host',
          '78 4/2 UDP 2130704382 172.20.16.1:4605 host',
          '79 5/1 UDP 2130704383 192.168.1.34:21350 host',
          '80 5/2 UDP 2130703870 192.168.1.34:21351 host',
          '81 6/1 UDP 2130703871 fd00:1234:5678:1::4c:10818 host',
          '82 6/2 UDP 2130703358 fd00:1234:5678:1::4c:10819 host',
          '83 7/1 TCP-ACT 1684796415 192.168.56.1:16328 srflx < 192.168.56.1:16328',
          '84 7/2 TCP-ACT 1684795902 192.168.56.1:16328 srflx < 192.168.56.1:16328',
        ],
      },
    ],
  },
  WRAPPED_BYPASS: {
    body: offers.WRAPPED_BYPASS,
    line: 1,
    connection: '192.168.1.34',
    fallbackMedia: 0,
    media: [
      {
        head: [8, 'audio', 'RTP/AVP'],
        label: 'main-audio',
        default: '192.168.1.34:10428',
        iceUfrag: 'h/+b',
        candidates: [
          '17 1/1 UDP 2130706431 192.168.1.34:10428 host',
          '18 1/2 UDP 2130705918 192.168.1.34:10429 host',
          '19 2/1 UDP 2130705919 2001:db8:12:106:a1b2:c3d4:e5f6:1234:26942 host',
          '20 2/2 UDP 2130705406 2001:db8:12:106:a1b2:c3d4:e5f6:1234:26943 host',
          '21 3/1 TCP-ACT 1684798463 192.168.1.34:10428 srflx < 192.168.1.34:10428',
          '22 3/2 TCP-ACT 1684797950 192.168.1.34:10428 srflx < 192.168.1.34:10428',
        ],
      },
    ],
  },
  HOME_USER_MULTIPART: {
    body: multipart.HOME_USER_MULTIPART,
    line: 53,
    connection: '203.0.113.158',
    fallbackMedia: 1,
    media: [
      {
        head: [60, 'audio', 'RTP/AVP'],
        label: 'main-audio',
        default: '203.0.113.158:59228',
        iceUfrag: 'Ftd1',
        candidates: [
          '68 1/1 UDP 2130706431 192.168.1.34:50020 host',
          '69 1/2 UDP 2130705918 192.168.1.34:50021 host',
          '70 2/1 TCP-PASS 174456319 203.0.113.198:54371 relay < 198.51.100.254:50023',
          '71 2/2 TCP-PASS 174455806 203.0.113.198:54371 relay < 198.51.100.254:50023',
          '72 3/1 UDP 184548351 203.0.113.158:59228 relay < 198.51.100.23:50006',
          '73 3/2 UDP 184547838 203.0.113.158:53992 relay < 198.51.100.23:50007',
          '74 4/1 UDP 184547839 2001:db8:202b:a::24:52284 relay < 198.51.100.23:50006',
          '75 4/2 UDP 184547326 2001:db8:202b:a::24:57154 relay < 198.51.100.23:50007',
          '76 5/1 UDP 1694234623 198.51.100.23:50006 srflx < 192.168.1.34:50006',
          '77 5/2 UDP 1694234110 198.51.100.23:50007 srflx < 192.168.1.34:50007',
          '78 6/1 TCP-ACT 174847487 203.0.113.198:54371 relay < 198.51.100.254:50023',
          '79 6/2 TCP-ACT 174846974 203.0.113.198:54371 relay < 198.51.100.254:50023',
          '80 7/1 TCP-PASS 174453759 2001:db8:202b:a::4c:59748 relay < 198.51.100.254:50023',
          '81 7/2 TCP-PASS 174453246 2001:db8:202b:a::4c:59748 relay < 198.51.100.254:50023',
          '82 8/1 TCP-ACT 174846463 2001:db8:202b:a::4c:59748 relay < 198.51.100.254:50023',
          '83 8/2 TCP-ACT 174845950 2001:db8:202b:a::4c:59748 relay < 198.51.100.254:50023',
          '84 9/1 TCP-ACT 1684795391 198.51.100.254:50023 srflx < 192.168.1.34:50023',
          '85 9/2 TCP-ACT 1684794878 198.51.100.254:50023 srflx < 192.168.1.34:50023',
        ],
      },
    ],
  },
  LYNC_MULTIPART: {
    body: multipart.LYNC_MULTIPART,
    line: 65,
    connection: '192.168.56.1',
    fallbackMedia: 2,
    media: [
      {
        head: [73, 'audio', 'RTP/SAVP'],
        label: 'main-audio',
        default: '192.168.56.1:15700',
        iceUfrag: 'KeMR',
        candidates: [
          '81 1/1 UDP 2130706431 192.168.56.1:15700 host',
          '82 1/2 UDP 2130705918 192.168.56.1:15701 host',
          '83 2/1 UDP 2130705919 192.168.1.34:7562 host',
          '84 2/2 UDP 2130705406 192.168.1.34:7563 host',
          '85 3/1 UDP 33553407 2001:0:c000:201:2c3d:36ab:39cc:9be8:2960 host',
          '86 3/2 UDP 33552894 2001:0:c000:201:2c3d:36ab:39cc:9be8:2961 host',
          '87 4/1 TCP-ACT 1684797951 192.168.56.1:15700 srflx < 192.168.56.1:15700',
          '88 4/2 TCP-ACT 1684797438 192.168.56.1:15700 srflx < 192.168.56.1:15700',
        ],
      },
      {
        head: [116, 'video', 'RTP/SAVP'],
        label: 'main-video',
        default: '192.168.56.1:12876',
        iceUfrag: '2Aml',
        candidates: [
          '125 1/1 UDP 2130706431 192.168.56.1:12876 host',
          '126 1/2 UDP 2130705918 192.168.56.1:12877 host',
          '127 2/1 UDP 2130705919 192.168.1.34:19422 host',
          '128 2/2 UDP 2130705406 192.168.1.34:19423 host',
          '129 3/1 UDP 33553407 2001:0:c000:201:2c3d:36ab:39cc:9be8:25708 host',
          '130 3/2 UDP 33552894 2001:0:c000:201:2c3d:36ab:39cc:9be8:25709 host',
          '131 4/1 TCP-ACT 1684797951 192.168.56.1:12876 srflx < 192.168.56.1:12876',
          '132 4/2 TCP-ACT 1684797438 192.168.56.1:12876 srflx < 192.168.56.1:12876',
        ],
      },
    ],
  },
  MESSAGE_ONLY: {
    body: offers.MESSAGE_ONLY,
    line: 1,
    connection: '10.50.1.56',
    fallbackMedia: 0,
    media: [
      {
        head: [6, 'message', 'sip'],
        label: undefined,
        default: '10.50.1.56:5060',
        iceUfrag: undefined,
        candidates: [],
      },
    ],
  },
  MESSENGER_19: {
    body: others.MESSENGER_19,
    line: 1,
    connection: undefined,
    fallbackMedia: 0,
    media: [
      {
        head: [1, 'unknown', ''],
        label: undefined,
        default: undefined,
        iceUfrag: undefined,
        candidates: [
          '1 1/1 UDP 2013266431 192.168.1.34:54763 host',
          '2 3/1 UDP 1677721855 198.51.100.23:54763 srflx < 192.168.1.34:54763',
          '3 4/1 UDP 1006633215 203.0.113.48:30809 relay < 192.168.1.34:54763',
          '4 1/2 UDP 2013266430 192.168.1.34:49271 host',
          '5 3/2 UDP 1677721854 198.51.100.23:49271 srflx < 192.168.1.34:49271',
          '6 4/2 UDP 1006633214 203.0.113.48:45706 relay < 192.168.1.34:49271',
        ],
      },
    ],
  },
  MESSENGER_6: {
    body: others.MESSENGER_6,
    line: 1,
    connection: undefined,
    fallbackMedia: 0,
    media: [
      {
        head: [1, 'unknown', ''],
        label: undefined,
        default: undefined,
        iceUfrag: undefined,
        candidates: [
          '1 TPjt4SNebg8w0cQsSwkoYu4rQIOuoXUyQwfDvW7wZmY=/1 UDP 830 192.168.1.34:54195 host draft-6',
          '2 gAuvSl/7ZK4UKwHcTUyEshh5ibKvkhvCUgzsof7US60=/1 UDP 550 198.51.100.23:54195 srflx draft-6',
          '3 SUwAIuArf/gPQp3bkRXUmZRlsSmFbiDvegLrMp3qSJE=/1 UDP 450 203.0.113.204:32606 relay draft-6',
          '4 TPjt4SNebg8w0cQsSwkoYu4rQIOuoXUyQwfDvW7wZmY=/2 UDP 830 192.168.1.34:43713 host draft-6',
          '5 gAuvSl/7ZK4UKwHcTUyEshh5ibKvkhvCUgzsof7US60=/2 UDP 550 198.51.100.23:43713 srflx draft-6',
        ],
      },
    ],
  },
  SIPE_SHARING: {
    body: others.SIPE_SHARING,
    line: 1,
    connection: '192.168.1.34',
    fallbackMedia: 0,
    media: [
      {
        head: [7, 'applicationsharing', 'TCP/RTP/AVP'],
        label: undefined,
        default: '192.168.1.34:50021',
        iceUfrag: undefined,
        candidates: [
          '8 1/1 TCP-ACT 2020212991 192.168.1.34:50021 host',
          '9 1/2 TCP-ACT 2020212991 192.168.1.34:50021 host',
          '10 2/1 TCP-PASS 2019819775 192.168.1.34:50021 host',
          '11 2/2 TCP-PASS 2019819775 192.168.1.34:50021 host',
          '12 3/1 TCP-ACT 1684668671 198.51.100.129:50021 srflx < 192.168.1.34:50021',
          '13 3/2 TCP-ACT 1684668671 198.51.100.129:50021 srflx < 192.168.1.34:50021',
          '14 4/1 TCP-PASS 1684275455 198.51.100.129:50021 srflx < 192.168.1.34:50021',
          '15 4/2 TCP-PASS 1684275455 198.51.100.129:50021 srflx < 192.168.1.34:50021',
          '16 5/1 TCP-ACT 174719231 203.0.113.148:63233 relay < 192.168.1.34:50021',
          '17 5/2 TCP-ACT 174719231 203.0.113.148:63233 relay < 192.168.1.34:50021',
          '18 6/1 TCP-PASS 174326015 203.0.113.148:63233 relay < 192.168.1.34:50021',
          '19 6/2 TCP-PASS 174326015 203.0.113.148:63233 relay < 192.168.1.34:50021',
        ],
      },
    ],
  },
  SIPE_REJECTED: {
    body: others.SIPE_REJECTED,
    line: 1,
    connection: '192.168.1.34',
    fallbackMedia: 0,
    media: [
      {
        head: [8, 'applicationsharing', 'TCP/RTP/AVP'],
        label: undefined,
        default: '192.168.1.34:50012',
        iceUfrag: undefined,
        candidates: [
          '9 1/1 TCP-ACT 2020212991 192.168.1.34:50012 host',
          '10 1/2 TCP-ACT 2020212991 192.168.1.34:50012 host',
          '11 2/1 TCP-PASS 2019819775 192.168.1.34:50012 host',
          '12 2/2 TCP-PASS 2019819775 192.168.1.34:50012 host',
          '13 3/1 TCP-PASS 1768161535 198.51.100.4:50012 srflx < 192.168.1.34:50012',
          '14 3/1 TCP-PASS 1768161535 198.51.100.4:50012 srflx < 192.168.1.34:50012',
          '15 3/2 TCP-PASS 1768161535 198.51.100.4:50012 srflx < 192.168.1.34:50012',
          '16 3/2 TCP-PASS 1768161535 198.51.100.4:50012 srflx < 192.168.1.34:50012',
          '17 4/1 TCP-ACT 1684668671 198.51.100.129:0 srflx < 192.168.1.34:0',
          '18 4/2 TCP-ACT 1684668671 198.51.100.129:0 srflx < 192.168.1.34:0',
          '19 5/1 TCP-ACT 174719231 203.0.113.148:57733 relay < 192.168.1.34:50012',
          '20 5/2 TCP-ACT 174719231 203.0.113.148:57733 relay < 192.168.1.34:50012',
          '21 6/1 TCP-PASS 174326015 203.0.113.148:57733 relay < 192.168.1.34:50012',
        ],
      },
    ],
  },
  SIPE_STUB_MULTIPART: {
    body: multipart.SIPE_STUB_MULTIPART,
    line: 16,
    connection: '192.168.1.34',
    fallbackMedia: 1,
    media: [
      {
        head: [22, 'audio', 'RTP/AVP'],
        label: undefined,
        default: '192.168.1.34:48026',
        iceUfrag: undefined,
        candidates: [
          '23 10/1 UDP 183501311 203.0.113.148:61217 relay < 192.168.1.34:48026',
          '24 10/2 UDP 183501310 203.0.113.148:49199 relay < 192.168.1.34:48038',
          '25 11/1 TCP-ACT 90833407 203.0.113.148:57010 relay < 192.168.1.34:48017',
          '26 11/2 TCP-ACT 90833407 203.0.113.148:57010 relay < 192.168.1.34:48017',
          '27 12/1 TCP-PASS 90440191 203.0.113.148:57010 relay < 192.168.1.34:48017',
          '28 12/2 TCP-PASS 90440191 203.0.113.148:57010 relay < 192.168.1.34:48017',
          '29 4/1 UDP 2028995071 192.168.1.34:48026 host',
          '30 4/2 UDP 2028995070 192.168.1.34:48038 host',
          '31 5/1 TCP-ACT 1013580287 192.168.1.34:48017 host',
        ],
      },
    ],
  },
  NEWER_STACK: {
    body: offers.NEWER_STACK,
    line: 1,
    connection: undefined,
    fallbackMedia: 0,
    media: [
      {
        head: [2, 'unknown', ''],
        label: undefined,
        default: undefined,
        iceUfrag: undefined,
        candidates: [
          '2 4/1 UDP 1258289663 203.0.113.73:53160 relay < 198.51.100.178:50009',
          '3 4/2 UDP 1258289150 203.0.113.73:53156 relay < 198.51.100.178:50011',
          '4 1/1 UDP 2130706431 10.50.1.20:50010 host',
          '5 1/2 UDP 2130705918 10.50.1.20:50011 host',
          '6 2/1 TCP-ACT 2121006078 10.50.1.20:50004 host',
          '7 2/2 TCP-ACT 2121006078 10.50.1.20:50004 host',
          '8 3/1 UDP 1694497791 198.51.100.178:50009 srflx < 10.50.1.20:50009',
        ],
      },
    ],
  },
  B2BUA: {
    body: others.B2BUA,
    line: 1,
    connection: undefined,
    fallbackMedia: 0,
    media: [
      {
        head: [1, 'unknown', ''],
        label: undefined,
        default: undefined,
        iceUfrag: undefined,
        candidates: [
          '1 1/1 UDP 2136431 198.51.100.125:56070 host',
          '2 1/2 UDP 2136430 198.51.100.125:56071 host',
          '3 4/1 UDP 1677215 203.0.113.5:60014 relay < 198.51.100.125:56070',
          '4 4/2 UDP 1677214 203.0.113.5:60015 relay < 198.51.100.125:56071',
        ],
      },
    ],
  },
};
