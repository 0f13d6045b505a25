import { type FileMode, type FileTree, file, type TreeFile } from '../../../git/store/file-tree.ts';
import { type Code, code, type Part, render } from '../../code/code.ts';

/** Collects the files of an SDK. */
export class FileWriter {
  readonly #files = new Map<string, TreeFile>();
  readonly #package: string;
  readonly #header: Code;

  constructor(packageName: string, header: Code) {
    this.#package = packageName;
    this.#header = header;
  }

  /** A module of the package, by its path below it: `types.pet`. An empty module has no header. */
  python(module: string, content: Code): void {
    this.text(
      this.pathOf(module),
      content.text === ''
        ? content
        : code`
      ${this.#header}

      ${content}
    `,
    );
  }

  pythonWithHeader(module: string, content: (header: Code) => Code): void {
    this.text(this.pathOf(module), content(this.#header));
  }

  /** A Python file outside the package. */
  pythonFile(path: string, content: Code): void {
    this.text(
      path,
      code`
      ${this.#header}

      ${content}
    `,
    );
  }

  text(path: string, content: Part, mode: FileMode = '100644'): void {
    const written = render(content);
    // Lines rarely end in spaces, and checking is much faster than replacing.
    const tidy = (/[ \t]$/m.test(written) ? written.replaceAll(/[ \t]+$/gm, '') : written)
      .replaceAll(/\n{4,}/g, '\n\n\n')
      .replace(/\n+$/, '');
    this.raw(path, tidy === '' ? '' : `${tidy}\n`, mode);
  }

  raw(path: string, content: string | Buffer, mode: FileMode = '100644'): void {
    if (this.#files.has(path)) throw new Error(`${path} is written twice`);
    this.#files.set(path, file(content, mode));
  }

  has(path: string): boolean {
    return this.#files.has(path);
  }

  pathOf(module: string): string {
    return `src/${this.#package}/${module.replaceAll('.', '/')}.py`;
  }

  tree(): FileTree {
    return new Map([...this.#files].sort(([left], [right]) => (left < right ? -1 : 1)));
  }
}
