import { readFileSync } from 'node:fs';
import { load } from '@sluice/runtime';
import { Float64, Table, Utf8, vectorFromArray } from 'apache-arrow';

const BATCH_ROWS = 1000;
const flights = JSON.parse(
  readFileSync(new URL('../data/flights-10k.json', import.meta.resolve('vega-datasets')), 'utf8'),
);
const column = (name, type) =>
  vectorFromArray(
    flights.map((flight) => flight[name]),
    type,
  );
const [whole] = new Table({
  origin: column('origin', new Utf8()),
  destination: column('destination', new Utf8()),
  miles: column('distance', new Float64()),
  delay: column('delay', new Float64()),
}).batches;
const batches = Array.from({ length: Math.ceil(whole.numRows / BATCH_ROWS) }, (_, at) =>
  whole.slice(at * BATCH_ROWS, (at + 1) * BATCH_ROWS),
);

const udfs = await load('.');
const hours = udfs.udf('hours_gate_to_gate', { as: 'hours' });
const visits = udfs.udf('visits', { as: 'airport' });

// Flights, with their hours; then a row for each airport that they visit, beside all that is known of the flight.
const stats = udfs.aggregate('delay_stats', { as: 'delays' });
const half = () => stats.open({ by: ['airport'] });
const parts = [half(), half()];
let turn = 0;
for await (const batch of visits.stream(hours.stream(batches))) await parts[turn++ % 2].update(batch);

// Each part has aggregated every other batch, as two threads or machines would have; a third merges what they have.
const total = half();
for (const part of parts) await total.merge(await part.state());
const airports = (await total.finish())
  .toArray()
  .map(({ airport, delays }) => ({ airport, ...delays?.toJSON() }));
airports.sort((a, b) => b.flights - a.flights);
const rounded = (value) => (typeof value === 'number' ? Math.round(value * 10) / 10 : value);
console.table(
  airports
    .slice(0, 5)
    .map((row) => Object.fromEntries(Object.entries(row).map(([name, value]) => [name, rounded(value)]))),
);
await Promise.all([...parts, total].map((session) => session.close()));
await udfs.close();
