import { udf } from '@sluice/sdk';
import { Marked } from 'marked';
import slugify from 'slugify';

const marked = new Marked({ gfm: true });

export const renderMarkdown = udf({ deterministic: true }, (text: string): string =>
  marked.parse(text, { async: false }).trim(),
);

export default udf({ name: 'to_slug', deterministic: true }, (title: string): string =>
  slugify.default(title, { lower: true, strict: true, locale: 'de' }),
);
