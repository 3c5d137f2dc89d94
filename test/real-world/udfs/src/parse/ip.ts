import { type FixedSizeBinary, type UInt8, udf } from '@sluice/sdk';
import ipaddr from 'ipaddr.js';

type Address =
  | { family: 'v4'; octets: UInt8[]; range: string }
  | { family: 'v6'; bytes: FixedSizeBinary<16>; range: string };

/** An IP address taken apart. */
export const parseIp = udf({ deterministic: true, onError: 'capture' }, (text: string): Address => {
  const address = ipaddr.process(text); // throws what it does not know
  if (address instanceof ipaddr.IPv4) {
    return { family: 'v4', octets: address.octets, range: address.range() };
  }
  const { parts } = address as ipaddr.IPv6;
  const bytes = Uint8Array.from(parts.flatMap((part) => [part >> 8, part & 0xff]));
  return { family: 'v6', bytes, range: address.range() };
});

export const inSubnet = udf({ deterministic: true, onError: 'null' }, (ip: string, subnet: string): boolean =>
  ipaddr.process(ip).match(ipaddr.parseCIDR(subnet) as [ipaddr.IPv4, number]),
);
