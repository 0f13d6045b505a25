/** Who signs the ID tokens of GitHub's and gitlab.com's jobs, as `iss` says it. */
export const GITHUB = 'https://token.actions.githubusercontent.com';
export const GITLAB = 'https://gitlab.com';
