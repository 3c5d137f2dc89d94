import type { ArrowType } from '@sluice/sdk/manifest';
import type { SourceField } from './source.ts';

/** Arrow columnar format, "Extension Types": what a field's metadata names. */
export function extensionName({ metadata }: Pick<SourceField, 'metadata'>): string | undefined {
  return metadata.get('ARROW:extension:name');
}

/** The extension types that Sluice has, where they are stored as they should be. */
export function extensionType(field: Pick<SourceField, 'type' | 'metadata'>): ArrowType | undefined {
  const { type } = field;
  switch (extensionName(field)) {
    case 'arrow.json':
      return type.kind === 'utf8' ? { kind: 'json' } : undefined;
    case 'arrow.uuid':
      return type.kind === 'fixed-binary' && type.byteWidth === 16 ? { kind: 'uuid' } : undefined;
    default:
      return undefined;
  }
}
