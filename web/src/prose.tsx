import Markdown from 'react-markdown';
import gfm from 'remark-gfm';

/**
 * Renders untrusted Markdown. Elements are created one by one: HTML is shown as text, links must have a harmless
 * scheme, and pictures, which would be loaded from other servers, are replaced by their alternative text.
 * `fileAddress`: URL of a file that is named by a path.
 */
export function Prose({ text, fileAddress }: { text: string; fileAddress?: (path: string) => string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={[gfm]}
        components={{
          a: ({ href, children }) =>
            href === undefined || href === '' ? (
              <span>{children}</span>
            ) : (
              <a
                href={addressOf(href, fileAddress)}
                target={/^https?:/.test(href) ? '_blank' : undefined}
                rel="noreferrer nofollow"
              >
                {children}
              </a>
            ),
          // The heading of the view is above those of a text in it.
          h1: 'h2',
          h2: 'h3',
          h3: 'h4',
          h4: 'h5',
          h5: 'h6',
          img: ({ alt }) => <span className="picture">{alt ?? 'picture'}</span>,
          pre: ({ children }) => (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, also by keyboard
            <pre tabIndex={0}>{children}</pre>
          ),
        }}
      >
        {text}
      </Markdown>
    </div>
  );
}

function addressOf(href: string, fileAddress: ((path: string) => string) | undefined): string {
  if (fileAddress === undefined || /^([a-z][a-z0-9+.-]*:|#|\/\/)/i.test(href)) return href;
  const [path = ''] = href.replace(/^(\.\/|\/)+/, '').split(/[#?]/, 1);
  return fileAddress(path);
}
