import { udf } from '@sluice/sdk';
import { UAParser } from 'ua-parser-js';

type DeviceClass = 'desktop' | 'mobile' | 'tablet' | 'bot' | 'other';

interface Client {
  browser: string | null;
  browserMajor: string | null;
  os: string | null;
  device: DeviceClass;
}

const BOT = /bot|crawler|spider|slurp/i;

/** Browser, operating system and kind of device of a User-Agent header. */
export const parseUserAgent = udf({ deterministic: true }, (userAgent: string): Client => {
  const { browser, os, device } = new UAParser(userAgent).getResult();
  return {
    browser: browser.name ?? null,
    browserMajor: browser.version?.split('.')[0] ?? null,
    os: os.name ?? null,
    device: classOf(userAgent, device.type),
  };
});

function classOf(userAgent: string, type: string | undefined): DeviceClass {
  if (BOT.test(userAgent)) return 'bot';
  if (type === 'mobile' || type === 'tablet') return type;
  return type === undefined ? 'desktop' : 'other';
}
