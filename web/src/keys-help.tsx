import { useEffect, useRef } from 'react';

const KEYS = [
  ['/', 'search the list, the files or the log'],
  ['j, k', 'next and previous row of any list; Enter opens it'],
  ['g p', 'all projects'],
  ['g b', 'builds of the project'],
  ['g s', 'settings'],
  ['?', 'this list'],
] as const;

/** The keyboard shortcuts, over the view. */
export function KeysHelp({ close }: { close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog ref={dialog} className="keys" aria-labelledby="keys-title" onClose={close}>
      <h2 id="keys-title">Keyboard</h2>
      <dl>
        {KEYS.map(([key, what]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <form method="dialog">
        <button type="submit">Close</button>
      </form>
    </dialog>
  );
}
