import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { z } from 'zod';
import type { FileTree } from '../../../src/git/store/file-tree.ts';
import { generateSdk } from '../../../src/sdk/generate.ts';
import type { Language } from '../../../src/sdk/language.ts';

/** A request that a generated SDK sent. */
const Sent = z.object({
  method: z.string(),
  /** Path and query. */
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  body: z.string(),
});
export type Sent = z.infer<typeof Sent>;

const folders: string[] = [];

/** Removes the SDKs that were written; to be called after all tests. */
export function removeSdks(): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

/** The SDK of the project `acme` for a description. */
export function sdkOf(
  language: Language,
  target: 'cli' | 'go' | 'python' | 'typescript',
  description: object,
  config = '',
): FileTree {
  return generateSdk(language, {
    target,
    project: 'acme',
    description: JSON.stringify(description),
    config,
    descriptionMd5: '',
    packageName: 'acme',
    packageVersion: '1.0.0',
    repository: { host: 'github.com', owner: 'acme', name: `acme-${target}`, isProduction: true },
  }).files;
}

export function textOf(files: FileTree, name: string): string {
  const found = files.get(name);
  if (found === undefined) throw new Error(`There is no ${name} among ${[...files.keys()].join(', ')}.`);
  return found.content.toString('utf8');
}

function write(files: FileTree, wanted: (name: string) => boolean = () => true): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'kiln-sent-'));
  folders.push(folder);
  for (const [name, { content }] of files) {
    if (!wanted(name)) continue;
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), content);
  }
  return folder;
}

/** The requests that calls of a client in TypeScript send; every response is `{}`. */
// biome-ignore lint/suspicious/noExplicitAny: the client is generated during the test
export async function sentByTypeScript(files: FileTree, call: (client: any) => Promise<unknown>) {
  const folder = write(files, (name) => name.startsWith('src/'));
  const { default: Client } = await import(
    /* @vite-ignore */ pathToFileURL(path.join(folder, 'src/index.ts')).href
  );
  const sent: Sent[] = [];
  const fetch = async (url: string, init: RequestInit) => {
    const request = new Request(url, init);
    const { pathname, search } = new URL(url);
    sent.push({
      method: request.method,
      url: pathname + search,
      headers: Object.fromEntries(request.headers),
      body: await request.text(),
    });
    return request.method === 'HEAD'
      ? new Response(null, { headers: { 'content-type': 'application/json' } })
      : Response.json({});
  };
  await call(new Client({ apiKey: 'a b;c', baseURL: 'https://acme.test', fetch }));
  return sent;
}

const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2022', 'dom', 'dom.iterable', 'dom.asynciterable'],
    module: 'esnext',
    moduleResolution: 'bundler',
    types: [],
    strict: true,
    exactOptionalPropertyTypes: true,
    allowImportingTsExtensions: true,
    noEmit: true,
  },
  include: ['src', 'use.ts'],
};

/** What the compiler says of an SDK in TypeScript and of code that uses it: empty if both compile. */
export function typeErrors(files: FileTree, use: string): string {
  const folder = write(files, (name) => name.startsWith('src/'));
  writeFileSync(path.join(folder, 'use.ts'), use);
  writeFileSync(path.join(folder, 'tsconfig.json'), JSON.stringify(TSCONFIG));
  const tsc = path.resolve('node_modules/typescript/bin/tsc');
  return spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' }).stdout;
}

/** The requests that Go statements send, with a `client` of the generated SDK and a `ctx`; every response is `{}`. */
export function sentByGo(files: FileTree, statements: string): Sent[] {
  const folder = write(files);
  mkdirSync(path.join(folder, 'sent'));
  writeFileSync(path.join(folder, 'sent/main.go'), goProgram('github.com/acme/acme-go', statements));
  const env = { ...process.env, ACME_API_KEY: 'a b;c' };
  const printed = execFileSync('go', ['run', './sent'], { cwd: folder, encoding: 'utf8', env });
  return z.array(Sent).parse(JSON.parse(printed));
}

const SERVER = `
type sent struct {
	Method  string            \`json:"method"\`
	URL     string            \`json:"url"\`
	Headers map[string]string \`json:"headers"\`
	Body    string            \`json:"body"\`
}

func serve() (*httptest.Server, *[]sent) {
	all := []sent{}
	return httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		headers := map[string]string{}
		for name := range r.Header {
			headers[strings.ToLower(name)] = strings.Join(r.Header.Values(name), "; ")
		}
		all = append(all, sent{r.Method, r.RequestURI, headers, string(body)})
		w.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(w, "{}")
	})), &all
}
`;

function goProgram(module: string, statements: string): string {
  return `package main

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"strings"
	"time"

	acme "${module}"
	"${module}/option"
)
${SERVER}
func check(err error) {
	if err != nil {
		panic(err)
	}
}

func main() {
	server, all := serve()
	ctx, _ := context.WithTimeout(context.Background(), time.Minute)
	client := acme.NewClient(option.WithBaseURL(server.URL))
	${statements}
	check(json.NewEncoder(os.Stdout).Encode(*all))
}
`;
}
