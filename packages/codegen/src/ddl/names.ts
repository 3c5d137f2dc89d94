/** The engines that functions can be declared to; apart, so that help loads nothing else. */
export const engineNames = ['arroyo', 'clickhouse', 'databend', 'duckdb', 'risingwave', 'spark'] as const;

/** The name of an engine on the command line. */
export type EngineName = (typeof engineNames)[number];
