// File generated from our OpenAPI spec by Kiln. See CONTRIBUTING.md for details.

export interface Commit {
  repo: Commit.Repo;

  sha: string;

  stats: Commit.Stats | null;

  tree_oid: string | null;
}

export namespace Commit {
  export interface Repo {
    branch: string;

    name: string;

    owner: string;
  }

  export interface Stats {
    additions: number;

    deletions: number;

    total: number;
  }
}

export type Target =
  | 'typescript'
  | 'node'
  | 'python'
  | 'go'
  | 'java'
  | 'kotlin'
  | 'ruby'
  | 'terraform'
  | 'cli'
  | 'php'
  | 'csharp'
  | 'openapi'
  | 'sql';

export type FileInput = FileInput.Content | FileInput.URL;

export namespace FileInput {
  export interface Content {
    content: string;
  }

  export interface URL {
    /**
     * URL from which Kiln fetches the file during this request.
     */
    url: string;
  }
}
