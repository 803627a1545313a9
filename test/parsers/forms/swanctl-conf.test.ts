import { expect, test } from 'vitest';
import { at, damage, facts, lawsOf } from './unix-run.ts';

const TEXT_1 = `# gateway
connections {
  rw {
    version = 1
    local_addrs = 203.0.113.1
    pools = rw, dhcp
    local {
      auth = psk
      id = vpn.contoso.com
    }
    remote { auth = xauth-eap }
    children {
      net { local_ts = 10.0.0.0/8,172.16.0.0/12  # split
        esp_proposals = aes128gcm16
      }
      all {
        remote_ts = dynamic
      }
    }
  }
  lan {
    children {
      lan {
        mode = pass
        start_action = trap
        local_ts = 192.168.1.0/24
        remote_ts = 192.168.1.0/24[tcp/443]
      }
    }
  }
}
pools {
  rw {
    addrs = 10.20.30.0/24
    dns = 10.10.0.20
  }
}
secrets {
  ike-anna {
    id = anna@contoso.com
    secret = "pools { x"
  }
}`;

const EXPECTED_1 = [
  {
    kind: 'ipsec.connection',
    at: at(3),
    form: 'swanctl-conf',
    name: 'rw',
    version: 1,
    localAddresses: ['203.0.113.1'],
    remoteAddresses: [],
    children: [
      { name: 'net', line: 13, mode: 'tunnel', localTs: ['10.0.0.0/8', '172.16.0.0/12'], remoteTs: ['dynamic'] },
      { name: 'all', line: 16, mode: 'tunnel', localTs: ['dynamic'], remoteTs: ['dynamic'] },
    ],
    pools: ['10.20.30.0/24', 'dhcp'],
  },
  {
    kind: 'ipsec.connection',
    at: at(21),
    form: 'swanctl-conf',
    name: 'lan',
    localAddresses: [],
    remoteAddresses: [],
    children: [
      { name: 'lan', line: 23, mode: 'pass', localTs: ['192.168.1.0/24'], remoteTs: ['192.168.1.0/24[tcp/443]'] },
    ],
  },
];

test('connections, pools and a shunt', () => {
  expect(facts(TEXT_1)).toEqual(EXPECTED_1);
});

const TEXT_2 = `charon {
  load_modular = yes
  load = aes sha1 unity! kernel-netlink
  plugins {
    include strongswan.d/charon/*.conf
  }
}`;

const EXPECTED_2 = [
  { kind: 'ipsec.plugins', at: at(1), form: 'swanctl-conf', names: ['aes', 'sha1', 'unity', 'kernel-netlink'] },
];

test('an explicit list of plugins', () => {
  expect(facts(TEXT_2)).toEqual(EXPECTED_2);
});

test('secrets and identities are not kept', () => {
  expect(JSON.stringify(facts(TEXT_1))).not.toMatch(/anna|pools \{|ike-/);
});

test('sections in one line', () => {
  const text = 'connections {\n  rw { version = 2\n pools = rw }\n  lan { children { lan { mode = drop } } } }';
  expect(facts(text)).toEqual([
    {
      kind: 'ipsec.connection',
      at: at(2),
      form: 'swanctl-conf',
      name: 'rw',
      version: 2,
      localAddresses: [],
      remoteAddresses: [],
      children: [],
      pools: ['rw'],
    },
    {
      kind: 'ipsec.connection',
      at: at(4),
      form: 'swanctl-conf',
      name: 'lan',
      localAddresses: [],
      remoteAddresses: [],
      children: [{ name: 'lan', line: 4, mode: 'drop', localTs: ['dynamic'], remoteTs: ['dynamic'] }],
    },
  ]);
});

test('a section that is not closed is damage', () => {
  expect(damage(TEXT_1.split('\n').slice(0, 27).join('\n'))).toEqual([[at(27), 'swanctl.conf: section not closed']]);
});

// Pools that stand below the connections complete them, so that a cut there changes them.
lawsOf('swanctl.conf', TEXT_1.replace(/^pools \{[^}]*\}\n\}\n/m, ''));
