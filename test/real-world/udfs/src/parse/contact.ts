import { udf } from '@sluice/sdk';
import IBAN from 'iban';
import isEmail from 'validator/lib/isEmail.js';
import normalizeEmail from 'validator/lib/normalizeEmail.js';

export class Contact {
  /** The address that two spellings of one mailbox share. */
  @udf({ deterministic: true })
  static mailbox(email: string): string | null {
    if (!isEmail(email)) return null;
    const normalised = normalizeEmail(email);
    return normalised === false ? null : normalised;
  }

  @udf({ deterministic: true })
  static iban(text: string): { valid: boolean; printed: string | null; country: string | null } {
    if (!IBAN.isValid(text)) return { valid: false, printed: null, country: null };
    return {
      valid: true,
      printed: IBAN.printFormat(text, ' '),
      country: IBAN.electronicFormat(text).slice(0, 2),
    };
  }
}
