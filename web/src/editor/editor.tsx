import {
  autocompletion,
  type CompletionSource,
  closeBrackets,
  completionKeymap,
} from '@codemirror/autocomplete';
import { defaultKeymap, history, historyKeymap, indentWithTab } from '@codemirror/commands';
import { yaml } from '@codemirror/lang-yaml';
import { HighlightStyle, indentUnit, syntaxHighlighting } from '@codemirror/language';
import { EditorState } from '@codemirror/state';
import { drawSelection, EditorView, keymap, lineNumbers } from '@codemirror/view';
import { tags } from '@lezer/highlight';
import { useEffect, useRef } from 'react';
import { pageRequests } from '../page-requests.ts';
import { choicesAt, placeAt, type Schema } from './completion.ts';

export interface EditorProps {
  readonly label: string;
  /** The text to begin with; to replace what was edited, give the editor another `key`. */
  readonly initial: string;
  readonly onChange: (text: string) => void;
}

/**
 * An editor of the config file with completion by its JSON Schema. Loaded when it is first shown. It alone holds its
 * text: one that came back from its parent would be older than what was typed meanwhile.
 */
export default function Editor({ label, initial, onChange }: EditorProps) {
  const host = useRef<HTMLDivElement>(null);
  const changed = useRef(onChange);
  changed.current = onChange;

  // biome-ignore lint/correctness/useExhaustiveDependencies: made once
  useEffect(() => {
    if (host.current === null) return;
    // The content security policy allows no inline styles; a shadow root's adopted style sheets are no elements.
    const root = host.current.shadowRoot ?? host.current.attachShadow({ mode: 'open' });
    const made = new EditorView({
      root,
      parent: root,
      state: EditorState.create({
        doc: initial,
        extensions: [
          lineNumbers(),
          history(),
          drawSelection(),
          yaml(),
          indentUnit.of('  '),
          closeBrackets(),
          syntaxHighlighting(COLOURS),
          autocompletion({ override: [bySchema()], activateOnTyping: true }),
          keymap.of([...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
          EditorView.contentAttributes.of({ 'aria-label': label }),
          EditorView.updateListener.of(({ docChanged, state }) => {
            if (docChanged) changed.current(state.doc.toString());
          }),
          THEME,
        ],
      }),
    });
    return () => made.destroy();
  }, []);

  return <div ref={host} className="code-editor" />;
}

/** The page's own colours, which are readable in the dark theme too. */
const COLOURS = HighlightStyle.define([
  { tag: tags.propertyName, color: 'var(--link)' },
  { tag: tags.string, color: 'var(--good)' },
  { tag: tags.comment, color: 'var(--soft)', fontStyle: 'italic' },
  { tag: [tags.keyword, tags.bool, tags.number], color: 'var(--busy)' },
]);

const THEME = EditorView.theme({
  '&': { height: '28rem', fontSize: '0.85rem', color: 'var(--ink)', backgroundColor: 'var(--card)' },
  '&.cm-focused': { outline: '2px solid var(--accent)' },
  '.cm-scroller': { fontFamily: 'var(--mono)' },
  '.cm-gutters': { backgroundColor: 'var(--card)', color: 'var(--soft)', border: '0' },
  '.cm-cursor': { borderLeftColor: 'var(--ink)' },
  '.cm-tooltip': { backgroundColor: 'var(--card)', color: 'var(--ink)', border: '1px solid var(--line)' },
});

/** Completions by this Kiln's published schema, fetched on first use. */
function bySchema(): CompletionSource {
  let schema: Promise<Schema | null> | null = null;
  return async ({ state, pos, explicit }) => {
    const place = placeAt(state.doc.toString(), pos);
    if (place === null || (!explicit && place.from === pos)) return null;
    schema ??= pageRequests.schema().catch(() => null);
    const known = await schema;
    if (known === null) return null;
    return {
      from: place.from,
      options: choicesAt(known, place).map(({ label, text, detail }) => ({
        label,
        apply: text,
        type: place.kind === 'key' ? 'property' : 'constant',
        ...(detail === '' ? {} : { info: detail }),
      })),
      validFor: /^[\w$./*@-]*$/,
    };
  };
}
