/** Packets of UDP and SCTP that a link has seen from a host. */
export interface Sightings {
  /** From an address that the host has at the link. */
  own: number;
  /** From another. */
  strange: number;
}

/** What `tc` has of a filter, as far as it matters here. */
interface Filter {
  pref: number;
  options?: { actions?: { stats: { packets: number } }[] };
}

const transports = [17, 132];

/** The number of the first filter for strangers; those of lower numbers are asked first. */
const strangers = 100;

/**
 * Has a device count what comes in by it, before anything else befalls that, by whether it is from
 * one of these addresses: lines for `tc`.
 */
export function sightingFilters(device: string, addresses: readonly string[]): string[] {
  const own = addresses.flatMap((address) =>
    transports.map((transport) => matching(transport, address.split('/')[0]!)),
  );
  const strange = ['0.0.0.0/0', '::/0'].flatMap((any) =>
    transports.map((transport) => matching(transport, any)),
  );
  const add = (match: string, number: number): string =>
    `filter add dev ${device} ingress pref ${number} ${match} action pass`;
  return [
    `qdisc add dev ${device} clsact`,
    ...own.map((match, index) => add(match, 1 + index)),
    ...strange.map((match, index) => add(match, strangers + index)),
  ];
}

/** What the filters have counted, from what `tc` shows of them in JSON. */
export function sightingsIn(json: string): Sightings {
  const seen: Sightings = { own: 0, strange: 0 };
  for (const { pref, options } of JSON.parse(json) as Filter[]) {
    const packets = options?.actions?.[0]?.stats.packets ?? 0;
    seen[pref < strangers ? 'own' : 'strange'] += packets;
  }
  return seen;
}

function matching(transport: number, source: string): string {
  const [protocol, header] = source.includes(':') ? ['ipv6', 'ip6'] : ['ip', 'ip'];
  const matches = `match ${header} protocol ${transport} 0xff match ${header} src ${source}`;
  return `protocol ${protocol} u32 ${matches}`;
}
