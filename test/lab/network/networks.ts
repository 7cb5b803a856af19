import { Host, Link, type LinkEnd } from '../../helpers/namespaces';

/** Hosts "A" and "Z", and what is between them. */
export interface Network {
  hosts: { a: Host; z: Host };
  links: readonly Link[];
}

/** A network, and the addresses of it that are used. */
export interface Layout {
  title: string;
  build: () => Promise<Network>;
  addresses: { a: readonly string[]; z: readonly string[] };
}

export const twoPaths: Layout = {
  title: 'by two paths',
  build: buildTwoLinks,
  addresses: { a: ['198.51.100.1', '203.0.113.1'], z: ['198.51.100.2', '203.0.113.2'] },
};

export const twoPathsOfIPv6: Layout = {
  title: 'by two paths of IPv6',
  build: buildTwoLinks,
  addresses: { a: ['2001:db8:1::1', '2001:db8:2::1'], z: ['2001:db8:1::2', '2001:db8:2::2'] },
};

export const onePath: Layout = {
  title: 'by one path',
  build: buildTwoLinks,
  addresses: { a: ['198.51.100.1'], z: ['198.51.100.2'] },
};

/** Neither A nor Z knows what packets have to pass through. */
export const narrowPath: Layout = {
  title: 'through two routers',
  build: buildNarrowPath,
  addresses: { a: ['198.51.100.1'], z: ['203.0.113.1'] },
};

export const narrowMtu = 1280;

/** Slow enough for messages to be under way at any time. */
const slowly = 'netem rate 20mbit';

async function buildTwoLinks(): Promise<Network> {
  const [a, z] = await startTwoHosts();
  const ends1: [LinkEnd, LinkEnd] = [
    { host: a, addresses: ['198.51.100.1/24', '2001:db8:1::1/64'] },
    { host: z, addresses: ['198.51.100.2/24', '2001:db8:1::2/64'] },
  ];
  const ends2: [LinkEnd, LinkEnd] = [
    { host: a, addresses: ['203.0.113.1/24', '2001:db8:2::1/64'] },
    { host: z, addresses: ['203.0.113.2/24', '2001:db8:2::2/64'] },
  ];
  const links = [Link.lay('path1', ends1, slowly), Link.lay('path2', ends2, slowly)];
  return { hosts: { a, z }, links: await Promise.all(links) };
}

async function buildNarrowPath(): Promise<Network> {
  const [[a, west], [east, z]] = await Promise.all([startTwoHosts(), startTwoHosts()]);
  const ends = (first: Host, second: Host, subnet: string): [LinkEnd, LinkEnd] => [
    { host: first, addresses: [`${subnet}.1/24`] },
    { host: second, addresses: [`${subnet}.2/24`] },
  ];
  const links = await Promise.all([
    Link.lay('wide1', ends(a, west, '198.51.100')),
    Link.lay('narrow', ends(west, east, '192.0.2')),
    Link.lay('wide2', ends(z, east, '203.0.113')),
  ]);
  a.ip('route add default via 198.51.100.2');
  z.ip('route add default via 203.0.113.2');
  for (const [router, next] of [
    [west, '192.0.2.2'],
    [east, '192.0.2.1'],
  ] as const) {
    router.set('ipv4.ip_forward', 1);
    router.ip(`link set narrow mtu ${narrowMtu}`, `route add default via ${next}`);
  }
  return { hosts: { a, z }, links };
}

function startTwoHosts(): Promise<[Host, Host]> {
  return Promise.all([Host.start(), Host.start()]);
}
