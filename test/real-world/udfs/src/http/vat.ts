import { serviceUrl } from '@shared/http.ts';
import { RetryableError, type UdfContext, type UdfLifecycle, udf } from '@sluice/sdk';
import { XMLParser } from 'fast-xml-parser';

interface Registration {
  valid: boolean;
  name: string | null;
}

/** VAT numbers, asked of a SOAP service that is slow, allows few calls, and says that it is busy with status 200. */
export class VatRegister implements UdfLifecycle {
  readonly #xml = new XMLParser({ removeNSPrefix: true, parseTagValue: false });
  #url = '';

  open(): void {
    this.#url = serviceUrl('VAT_URL');
  }

  @udf({
    async: true,
    deterministic: true,
    maxInFlight: 4,
    rateLimit: { perSecond: 1000, burst: 10 },
    timeout: '300ms',
    retry: { retries: 1, backoff: '1ms', when: (error) => error instanceof TypeError },
    onError: 'capture',
  })
  async vatRegistration(number: string, { signal }: UdfContext): Promise<Registration> {
    const [, country, digits] =
      /^([A-Z]{2})(\w{2,12})$/.exec(number.replace(/[\s.-]/g, '').toUpperCase()) ?? [];
    if (country === undefined) throw new RangeError(`'${number}' does not begin with a country`);
    const response = await fetch(this.#url, {
      method: 'POST',
      headers: { 'content-type': 'text/xml', soapaction: '' },
      body: `<s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/"><s:Body><checkVat><countryCode>${country}</countryCode><vatNumber>${digits}</vatNumber></checkVat></s:Body></s:Envelope>`,
      signal,
    });
    const { Body } = this.#xml.parse(await response.text()).Envelope;
    if (Body.Fault !== undefined) throw new RetryableError(Body.Fault.faultstring);
    const { valid, name } = Body.checkVatResponse;
    return { valid: valid === 'true', name: name === '---' ? null : name };
  }
}
