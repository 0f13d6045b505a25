/** Issuers (`iss`) of the ID tokens of GitHub's and gitlab.com's jobs. */
export const GITHUB = 'https://token.actions.githubusercontent.com';
export const GITLAB = 'https://gitlab.com';
