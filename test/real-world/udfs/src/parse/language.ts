import { type Int32, udf } from '@sluice/sdk';
// From its parts: the whole of `natural` brings the clients of four databases and a dictionary of 30 MB.
import { JaroWinklerDistance } from 'natural/lib/natural/distance/index.js';
import { SentimentAnalyzer } from 'natural/lib/natural/sentiment/index.js';
import { PorterStemmer } from 'natural/lib/natural/stemmers/index.js';
import { WordTokenizer } from 'natural/lib/natural/tokenizers/index.js';

const tokenizer = new WordTokenizer();
const analyzer = new SentimentAnalyzer('English', PorterStemmer, 'afinn');

/** The stems of a text's words, without those that carry no meaning. */
export const stems = udf({ deterministic: true }, (text: string): string[] =>
  PorterStemmer.tokenizeAndStem(text, false),
);

export const sentiment = udf({ deterministic: true }, (text: string): number | null => {
  const tokens = tokenizer.tokenize(text);
  return tokens.length === 0 ? null : analyzer.getSentiment(tokens);
});

export const nameSimilarity = udf({ deterministic: true }, (a: string, b: string): number =>
  JaroWinklerDistance(a, b, { ignoreCase: true }),
);

/** How many of each word there are, the most frequent first. */
export const wordCounts = udf({ deterministic: true }, (text: string): Map<string, Int32> => {
  const counts = new Map<string, number>();
  for (const token of tokenizer.tokenize(text.toLowerCase())) counts.set(token, (counts.get(token) ?? 0) + 1);
  return new Map([...counts].sort(([a, n], [b, m]) => m - n || (a < b ? -1 : 1)));
});
