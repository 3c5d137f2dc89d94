import { declareBuild } from './build.ts';
import { declareCheck } from './check.ts';
import type { DeclareCommand } from './command.ts';
import { declareDdl } from './ddl.ts';
import { declareDescribe } from './describe.ts';
import { declareDiff } from './diff.ts';
import { declareInit } from './init.ts';
import { declareList } from './list.ts';
import { declarePack } from './pack.ts';
import { declarePublish } from './publish.ts';

/** Every command, in the order in which help names them. */
export const commands: readonly DeclareCommand[] = [
  declareInit,
  declareCheck,
  declareBuild,
  declareList,
  declareDescribe,
  declareDdl,
  declareDiff,
  declarePack,
  declarePublish,
];
