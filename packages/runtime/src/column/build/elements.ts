import type { RowOrder } from './builder.ts';
import { SpansBuilder } from './spans.ts';

/** A builder of rows of elements, which have a builder of their own. */
export abstract class ElementsBuilder extends SpansBuilder {
  /** `takeSpans`, with the order in which the elements leave their builder. */
  protected takeElements(
    count: number,
    order: RowOrder,
    validity: Int32Array | null,
  ): { offsets: Int32Array; elements: RowOrder; elementCount: number } {
    const { offsets, inOrder } = this.takeSpans(count, order, validity);
    const elementCount = offsets[count] as number;
    if (inOrder) return { offsets, elements: null, elementCount };
    const elements = new Int32Array(elementCount);
    for (let at = 0; at < count; at++) {
      const end = offsets[at + 1] as number;
      let from = this.startOf(order === null ? at : (order[at] as number));
      for (let element = offsets[at] as number; element < end; element++) elements[element] = from++;
    }
    return { offsets, elements, elementCount };
  }
}
