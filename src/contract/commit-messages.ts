import { z } from 'zod';
import { TargetName } from './target-schemas.ts';

const Ref = z.string().min(1).max(255).describe('A branch, a tag or a commit of the SDK repository.');

export const GenerateCommitMessageQuery = z.object({ target: TargetName });

export const GenerateCommitMessageBody = z
  .object({ base_ref: Ref, head_ref: Ref })
  .meta({ id: 'GenerateCommitMessage' });

export const GeneratedCommitMessage = z
  .object({ ai_commit_message: z.string() })
  .meta({ id: 'GeneratedCommitMessage' });
