/** What a site profile may hold, as JSON Schema (2020-12); written to profile.schema.json for editors. */

const PREFIX = '^[0-9A-Fa-f.:]+(/[0-9]{1,3})?$';
const ADDRESS = '^[0-9A-Fa-f.:]+$';
const list = (pattern: string, description: string) => ({
  type: 'array',
  description,
  maxItems: 1000,
  items: { type: 'string', pattern, maxLength: 64 },
});

export const PROFILE_SCHEMA = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  $id: 'profile.schema.json',
  title: 'Site profile of sfbdiag',
  description: 'What a site knows about its VPN and its Skype for Business servers. Every field may be left out.',
  type: 'object',
  additionalProperties: false,
  properties: {
    vpn: {
      type: 'object',
      additionalProperties: false,
      description: 'The VPN of the users.',
      properties: {
        product: {
          description: 'Whose words the fixes use.',
          enum: ['globalprotect', 'anyconnect', 'strongswan', 'windows', 'fortigate', 'openvpn', 'wireguard'],
        },
        pools: list(PREFIX, 'Ranges from which VPN clients get their tunnel address.'),
        fullTunnel: {
          type: 'boolean',
          description: 'All traffic is meant to go through the tunnel: media in it is no fault then.',
        },
        exclusions: list(PREFIX, 'Prefixes that are meant to go beside the tunnel.'),
        resolvers: list(ADDRESS, 'DNS servers that VPN clients are meant to ask.'),
      },
    },
    internal: list(PREFIX, "Ranges that only the organisation's network reaches."),
    external: list(PREFIX, "The site's public Skype for Business and Exchange addresses."),
    servers: {
      type: 'array',
      description: 'Names of Skype for Business and Exchange, and what they are meant to resolve to.',
      maxItems: 1000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['name'],
        properties: {
          name: { type: 'string', minLength: 1, maxLength: 253, pattern: '^[^\\s]+$' },
          kind: { enum: ['sfb', 'exchange'], description: 'sfb where not given.' },
          inside: list(ADDRESS, 'Addresses for clients inside.'),
          outside: list(ADDRESS, 'Addresses for clients outside and for VPN clients.'),
        },
      },
    },
    accepted: {
      type: 'array',
      description: 'Findings that the site knows and lives with.',
      maxItems: 1000,
      items: {
        type: 'object',
        additionalProperties: false,
        required: ['rule', 'reason'],
        properties: {
          rule: { type: 'string', description: 'Id of the rule, see "sfbdiag rules".', maxLength: 64 },
          subject: {
            type: 'string',
            description: 'What the finding is about; * stands for anything. Not given = all findings of the rule.',
            minLength: 1,
            maxLength: 256,
          },
          reason: { type: 'string', minLength: 1, maxLength: 300 },
          until: {
            type: 'string',
            description: 'Last day, such as 2026-06-30; compared with the newest time of the input, or --as-of.',
            pattern: '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
          },
        },
      },
    },
  },
} as const;

/** A profile that fits the schema. */
export interface Profile {
  readonly vpn?: {
    readonly product?: (typeof PROFILE_SCHEMA)['properties']['vpn']['properties']['product']['enum'][number];
    readonly pools?: readonly string[];
    readonly fullTunnel?: boolean;
    readonly exclusions?: readonly string[];
    readonly resolvers?: readonly string[];
  };
  readonly internal?: readonly string[];
  readonly external?: readonly string[];
  readonly servers?: readonly {
    readonly name: string;
    readonly kind?: 'sfb' | 'exchange';
    readonly inside?: readonly string[];
    readonly outside?: readonly string[];
  }[];
  readonly accepted?: readonly {
    readonly rule: string;
    readonly subject?: string;
    readonly reason: string;
    readonly until?: string;
  }[];
}
