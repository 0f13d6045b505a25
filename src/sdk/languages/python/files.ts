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
    const text = tidy(render(content));
    this.raw(path, text === '' ? '' : `${text}\n`, mode);
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

/** What ends a line for `$` in an expression, beside `\n`. */
const OTHER_ENDS = /[\r\u2028\u2029]/;

/** Without spaces at the ends of lines, more than two empty lines in a row, and empty lines at the end. */
function tidy(written: string): string {
  // Each is rare, and looking for text is much faster than replacing by an expression.
  const even = written.split('\n').map(withoutSpacesAtEnd).join('\n');
  const close = even.includes('\n\n\n\n') ? even.replaceAll(/\n{4,}/g, '\n\n\n') : even;
  return close.endsWith('\n') ? close.replace(/\n+$/, '') : close;
}

function withoutSpacesAtEnd(line: string): string {
  if (OTHER_ENDS.test(line)) return line.replaceAll(/[ \t]+$/gm, '');
  return line.endsWith(' ') || line.endsWith('\t') ? line.replace(/[ \t]+$/, '') : line;
}
