import { udf } from '@sluice/sdk';

export class Places {
  // error: no properties in common with type 'CheckedOptions
  @udf
  static bare(text: string): string {
    return text;
  }

  // error: @udf() stands on a method whose parameters and result have types
  @udf()
  field = 1;

  // error: @udf() stands on a method whose parameters and result have types
  @udf()
  get accessor(): string {
    return '';
  }
}

// error: a rest parameter has no Arrow mapping: take an array instead
export const rest = udf({}, (...values) => values.length);

// error: parameter #0 has no Arrow mapping
export const loose = udf({}, (value: any): any => value);
