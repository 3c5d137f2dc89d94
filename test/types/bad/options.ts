import { udf } from '@sluice/sdk';

export class Options {
  // error: timeout: '5 parsecs' is not a duration such as '5s', '500ms' or '1 minute'
  @udf({ async: true, timeout: '5 parsecs' })
  static async parsecs(text: string): Promise<string> {
    return text;
  }

  // error: timeout: '1.5s' is not a duration
  @udf({ async: true, timeout: '1.5s' })
  static async fraction(text: string): Promise<string> {
    return text;
  }

  // error: timeout: '' is not a duration
  @udf({ async: true, timeout: '' })
  static async empty(text: string): Promise<string> {
    return text;
  }

  // error: timeout: ' 5s' is not a duration
  @udf({ async: true, timeout: ' 5s' })
  static async blank(text: string): Promise<string> {
    return text;
  }

  // error: timeout: '5S' is not a duration
  @udf({ async: true, timeout: '5S' })
  static async capital(text: string): Promise<string> {
    return text;
  }

  // error: timeout: '5' is not a duration
  @udf({ async: true, timeout: '5' })
  static async unitless(text: string): Promise<string> {
    return text;
  }

  // error: ordered needs async: true
  @udf({ ordered: true })
  static ordered(text: string): string {
    return text;
  }

  // error: maxInFlight needs async: true
  @udf({ async: false, maxInFlight: 5 })
  static maxInFlight(text: string): string {
    return text;
  }

  // error: window needs async: true
  @udf({ deterministic: true, window: { rows: 5 } })
  static window(text: string): string {
    return text;
  }

  // error: timeout needs async: true
  @udf({ timeout: '5s' })
  static timeout(text: string): string {
    return text;
  }

  // error: maxInFlight: 0 is not a whole number from 1 to 1 000 000
  @udf({ async: true, maxInFlight: 0 })
  static async zero(text: string): Promise<string> {
    return text;
  }

  // error: maxInFlight: -1 is not a whole number from 1 to 1 000 000
  @udf({ async: true, maxInFlight: -1 })
  static async negative(text: string): Promise<string> {
    return text;
  }

  // error: maxInFlight: 1.5 is not a whole number from 1 to 1 000 000
  @udf({ async: true, maxInFlight: 1.5 })
  static async half(text: string): Promise<string> {
    return text;
  }

  // error: maxInFlight: 1000001 is not a whole number from 1 to 1 000 000
  @udf({ async: true, maxInFlight: 1_000_001 })
  static async tooMany(text: string): Promise<string> {
    return text;
  }

  // error: window: 0 is not a whole number of at least 1
  @udf({ async: true, window: 0 })
  static async noWindow(text: string): Promise<string> {
    return text;
  }

  // error: window.bytes: -5 is not a whole number of at least 1
  @udf({ async: true, window: { bytes: -5 } })
  static async noBytes(text: string): Promise<string> {
    return text;
  }

  // error: 'orderd' does not exist
  @udf({ async: true, orderd: true })
  static async unknown(text: string): Promise<string> {
    return text;
  }

  // error: 'retries' does not exist
  @udf({ retries: 3 })
  static retries(text: string): string {
    return text;
  }

  // error: Type 'string' is not assignable to type 'number'
  @udf({ async: true, maxInFlight: '1' })
  static async text(text: string): Promise<string> {
    return text;
  }

  // error: not assignable to type 'ErrorPolicy
  @udf({ onError: 'ignore' })
  static policy(text: string): string {
    return text;
  }
}

// error: ordered needs async: true
export const ordered = udf({ ordered: true }, (text: string): string => text);

// error: timeout: '5 fortnights' is not a duration
export const late = udf({ async: true, timeout: '5 fortnights' }, async (text: string): Promise<string> => text);
