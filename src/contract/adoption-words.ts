import type { Evidence, KeptBecause } from './adoptions.ts';

/** The evidence for the base, in words. */
export const EVIDENCE_WORDS: Readonly<Record<Evidence, string>> = {
  named: 'named by you',
  tracking_file: 'found by the tracking file',
  generated_branch: 'found by the branch `generated`',
  header: 'found by header lines',
};

/** Why a file stays as the team has it, in words. */
export const KEPT_WORDS: Readonly<Record<KeptBecause, string>> = {
  edited_obsolete: 'edited; Kiln does not generate it',
  owned_by_team: 'yours',
  used_by_workflow: 'used by one of your workflows',
  custom_and_generated: 'yours; Kiln generates one too',
};
