import { asRecord, show, unknownOption, writtenIn } from './option-values.ts';
import type { AggregateOptions } from './options.ts';
import { OPTIONS, type OptionProblem, resolveOptions } from './resolve-options.ts';
import type { ResolvedOptions } from './resolved-options.ts';

const AGGREGATE_OPTIONS: readonly string[] = Object.keys({
  name: 0,
  onError: 0,
  deterministic: 0,
} satisfies Record<keyof AggregateOptions, 0>);

/** `resolveOptions` of `@aggregate(options)`, which takes fewer. */
export function resolveAggregateOptions(options: unknown): {
  readonly name: string | undefined;
  readonly options: ResolvedOptions;
  readonly problems: readonly OptionProblem[];
} {
  const problems: OptionProblem[] = [];
  const given = options === undefined ? {} : asRecord(options);
  if (given === undefined) {
    const message = `options must be an object such as { deterministic: true }, not ${show(options)}`;
    problems.push({ option: 'options', message });
  }
  const own: Record<string, unknown> = {};
  for (const [option, value] of writtenIn(given ?? {})) {
    if (AGGREGATE_OPTIONS.includes(option)) own[option] = value;
    else problems.push({ option, ...refusal(option) });
  }
  const resolved = resolveOptions(own);
  return { ...resolved, problems: [...problems, ...resolved.problems] };
}

function refusal(option: string): Omit<OptionProblem, 'option'> {
  if (OPTIONS.includes(option)) {
    return {
      message: `an aggregate has no option '${option}': its options are ${AGGREGATE_OPTIONS.join(', ')}`,
    };
  }
  const [message, hint] = unknownOption(option, AGGREGATE_OPTIONS);
  // An option of functions may be meant, and an aggregate has not all of them.
  const known = hint !== undefined && 'meant' in hint && AGGREGATE_OPTIONS.includes(hint.meant);
  return known ? { message, hint } : { message };
}
