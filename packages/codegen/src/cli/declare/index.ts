import { declareBuild } from './build.ts';
import { declareCheck } from './check.ts';
import type { DeclareCommand } from './command.ts';
import { declareDdl } from './ddl.ts';
import { declareDescribe } from './describe.ts';
import { declareDev } from './dev.ts';
import { declareDiff } from './diff.ts';
import { declareInit } from './init.ts';
import { declareList } from './list.ts';
import { declarePack } from './pack.ts';
import { declarePublish } from './publish.ts';
import { declareRun } from './run.ts';

/** Every command, in the order in which help names them. */
export const commands: readonly DeclareCommand[] = [
  declareInit,
  declareCheck,
  declareBuild,
  declareList,
  declareDescribe,
  declareRun,
  declareDev,
  declareDdl,
  declareDiff,
  declarePack,
  declarePublish,
];
