import { Command } from 'commander';
import { VERSION } from '../runtime/version.ts';
import { addApi } from './api.ts';
import { addBackup } from './backup.ts';
import { addDemo } from './demo-command.ts';
import { addDoctor } from './doctor.ts';
import { addKeys } from './keys.ts';
import { addMigrate } from './migrate.ts';
import { addOrgs } from './orgs.ts';
import { addSetup } from './setup.ts';
import { addTest } from './test.ts';
import { addUp } from './up.ts';
import { addUsers } from './users.ts';
import { addWorker } from './worker.ts';

const COMMANDS = [
  addUp,
  addDemo,
  addOrgs,
  addUsers,
  addKeys,
  addApi,
  addWorker,
  addMigrate,
  addBackup,
  addSetup,
  addDoctor,
  addTest,
];

/** `kiln` with its commands. */
export function createProgram(): Command {
  const program = new Command('kiln')
    .description('A durable, self-hosted SDK build service.')
    .version(VERSION);
  for (const add of COMMANDS) add(program);
  return program;
}
