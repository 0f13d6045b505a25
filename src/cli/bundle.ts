import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';
import { workflowsPath } from '../roles/task-queues.ts';

// Run by the launcher after compiling, so that a worker starts without bundling its workflows again.
const logger = new DefaultLogger('ERROR');
const { code } = await bundleWorkflowCode({ workflowsPath: workflowsPath(), logger });
await writeFile(new URL('../workflow-bundle.js', import.meta.url), code);
