import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import type { UdfModel } from '@sluice/sdk/manifest';
import { type Format, formatOf, knownEndings, type OutputFormat } from '../rows/formats.ts';
import { type BindingOptions, bindParameters, UsageError } from '../running/bindings.ts';
import { type Inputs, openInputs } from '../running/inputs.ts';
import { type OutputPlan, openOutput } from '../running/output.ts';
import { type Prepared, prepare } from '../running/prepare.ts';
import { showProgress } from '../running/progress.ts';
import { reportRefusal } from '../running/refusal.ts';
import { RunReport } from '../running/report.ts';
import type { OnError } from '../running/run-rows.ts';
import { StatusLine } from '../status-line.ts';
import { exitCode, ReaderGone, type Terminal } from '../terminal.ts';
import { unknownFunction } from '../unknown-function.ts';

/** Options of `sluice run`. */
export interface RunCommandOptions extends BindingOptions {
  readonly package: string;
  readonly out: string;
  readonly from?: Format;
  readonly to?: OutputFormat;
  readonly output?: string;
  readonly delimiter?: string;
  readonly as?: string;
  readonly onlyResult?: boolean;
  readonly onError?: OnError;
  readonly groupBy?: readonly string[];
  readonly json?: boolean;
}

/** `sluice run <functions> [files…]` */
export async function runRun(
  names: readonly string[],
  files: readonly string[],
  options: RunCommandOptions,
  terminal: Terminal,
): Promise<number> {
  const status = new StatusLine(terminal);
  const abort = new AbortController();
  setMaxListeners(0, abort.signal); // Each batch at work listens to it.
  // From the first moment on: reading and building may take long too.
  const release = terminal.onInterrupt?.(() => abort.abort(new DOMException('interrupted', 'AbortError')));
  try {
    if (files.length === 0 && (terminal.stdin === undefined || terminal.stdin.isTerminal)) {
      throw new UsageError(
        'no rows to run on: name files, or pipe rows in, as in `cat people.csv | sluice run …`',
      );
    }
    const prepared = await prepare(options.package, options, terminal, status);
    if ('code' in prepared) return prepared.code;
    const models = chooseModels(names, prepared.models, options);
    return await runModels(models, prepared, files, options, terminal, status, abort.signal);
  } catch (error) {
    status.clear();
    if (abort.signal.aborted) return exitCode.cancelled;
    if (error instanceof ReaderGone) return exitCode.ok;
    return reportRefusal(error, terminal);
  } finally {
    release?.();
  }
}

function chooseModels(
  names: readonly string[],
  all: readonly UdfModel[],
  { package: where, as, groupBy = [] }: RunCommandOptions,
): readonly UdfModel[] {
  const models = names.map((name, at) => {
    const model = all.find((each) => each.name === name);
    if (model === undefined) throw new UsageError(unknownFunction(name, all, where));
    if (names.indexOf(name) !== at) throw new UsageError(`function ${name} is named twice: name it once`);
    return model;
  });
  const alone = models.find(({ kind }) => kind === 'table' || kind === 'aggregate');
  if (models.length > 1 && alone !== undefined) {
    const what = alone.kind === 'table' ? 'a table function' : 'an aggregate';
    throw new UsageError(`${alone.name} is ${what}, whose rows are not those of the input: run it alone`);
  }
  if (models.length > 1 && as !== undefined) {
    throw new UsageError('--as names one result, and there are several functions: leave it out');
  }
  if (groupBy.length > 0 && alone?.kind !== 'aggregate') {
    throw new UsageError(`--group-by is for aggregates, and ${names.join(', ')} gives a result for each row`);
  }
  return models;
}

async function runModels(
  models: readonly UdfModel[],
  prepared: Prepared,
  files: readonly string[],
  options: RunCommandOptions,
  terminal: Terminal,
  status: StatusLine,
  signal: AbortSignal,
): Promise<number> {
  const bindings = bindParameters(models, options);
  const inputs = await openInputs(
    files.length === 0 ? ['-'] : files,
    { format: options.from, delimiter: options.delimiter },
    terminal,
  );
  const plan = planOutput(options, inputs, terminal);
  const [{ load }, rows] = await Promise.all([import('@sluice/runtime'), import('@sluice/runtime/rows')]);
  const report = new RunReport(prepared.root, options.json === true, terminal, status);
  const udfs = await load(prepared.location, { signal, output: 'stderr' });
  const output = await openOutput(plan, rows, terminal);
  let snapshot = async (): Promise<{ readonly inFlight: number }> => ({ inFlight: 0 });
  const hide = showProgress(status, terminal.live === true, async () =>
    report.progress((await snapshot()).inFlight, inputs.part()),
  );
  try {
    const [model] = models;
    if (model?.kind === 'aggregate') {
      const { runAggregate } = await import('../running/run-aggregate.ts');
      const { groupBy: by = [], as = model.name, onError = model.options.onError } = options;
      const run = { model, udfs, bindings: bindings[0] ?? [], by, as, onError };
      const onRows = (count: number): void => report.addRows(count);
      const { piece, failures } = await runAggregate(inputs.chunks(), run, { rows, signal, onRows });
      report.addFailures(failures);
      if (piece !== undefined) {
        report.addGroups(piece, rows, as);
        await output.sink.write(piece);
      }
    } else {
      const { RESULT, runRows } = await import('../running/run-rows.ts');
      const targets = models.map((each, at) => ({
        model: each,
        handle: udfs.udf(each.name, {
          as: RESULT,
          onError: 'capture',
          ...(each.kind === 'table' ? { input: 'omit' as const } : {}),
        }),
        bindings: bindings[at] ?? [],
        as: options.as ?? each.name,
        onError: options.onError ?? each.options.onError,
      }));
      snapshot = async () => {
        const all = await Promise.all(targets.map(({ handle }) => handle.snapshot()));
        return { inFlight: all.reduce((sum, each) => sum + each.inFlight, 0) };
      };
      const typed = plan.format !== 'csv' && plan.format !== 'table';
      const onlyResult = options.onlyResult === true;
      for await (const answer of runRows(inputs.chunks(), targets, { rows, signal, onlyResult, typed })) {
        report.addFailures(answer.failures);
        await output.sink.write(answer.piece);
        report.addRows(answer.chunk.rowCount);
      }
    }
    await output.sink.end();
  } finally {
    hide();
    await output.close();
    await udfs.close({ graceMs: signal.aborted ? 0 : 5000 });
  }
  signal.throwIfAborted();
  return report.end();
}

function planOutput(
  { to, output, delimiter }: RunCommandOptions,
  inputs: Inputs,
  terminal: Terminal,
): OutputPlan {
  const separator = delimiter ?? (output?.toLowerCase().endsWith('.tsv') ? '\t' : ',');
  const plan = { file: output, delimiter: separator };
  const path = output === undefined ? undefined : resolve(terminal.workingDirectory, output);
  if (inputs.all.some(({ source }) => source.path !== undefined && source.path === path)) {
    throw new UsageError(`${output} is read and cannot be written at once: name another file with -o`);
  }
  if (to !== undefined) return { ...plan, format: to };
  if (output !== undefined) {
    const format = formatOf(output);
    if (format !== undefined) return { ...plan, format };
    throw new UsageError(`the ending of ${output} says no format: use one of ${knownEndings}, or --to`);
  }
  const [first] = inputs.all;
  return { ...plan, format: terminal.stdoutIsTerminal === true ? 'table' : (first?.format ?? 'json') };
}
