import { changesBetween } from './changes/index.ts';
import { changesMessage } from './changes/message.ts';
import { diagnose as diagnoseFiles } from './diagnose.ts';

// What a thread of `Descriptions` can be asked for, by name. Tasks and answers are copied between threads.

export type DiagnoseTask = ReadonlyMap<string, string>;
export const diagnose = diagnoseFiles;

/** Two prepared descriptions, as JSON. */
export interface MessageTask {
  readonly before: string;
  readonly after: string;
}
export async function message({ before, after }: MessageTask): Promise<string> {
  return changesMessage(changesBetween(JSON.parse(before), JSON.parse(after)));
}
