import { type Int32, udf } from '@sluice/sdk';
import * as cheerio from 'cheerio';
import sanitize from 'sanitize-html';

interface Page {
  title: string | null;
  description: string | null;
  canonical: string | null;
  links: string[];
  words: Int32;
}

/** What a crawler keeps of a page. */
export const scrapePage = udf({ deterministic: true }, (html: string): Page => {
  const $ = cheerio.load(html);
  $('script, style, noscript').remove();
  const words =
    $('body')
      .text()
      .match(/\p{L}+/gu) ?? [];
  return {
    title: $('title').first().text().trim() || null,
    description: $('meta[name=description]').attr('content') ?? null,
    canonical: $('link[rel=canonical]').attr('href') ?? null,
    links: $('a[href]')
      .map((_, a) => $(a).attr('href'))
      .get(),
    words: words.length,
  };
});

/** HTML of a customer with nothing in it that runs. */
export const safeHtml = udf({ deterministic: true }, (html: string): string =>
  sanitize(html, { allowedTags: ['b', 'i', 'em', 'strong', 'a', 'p'], allowedAttributes: { a: ['href'] } }),
);
