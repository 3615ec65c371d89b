import { useLayoutEffect, useRef } from 'react';
import './marked-text.css';

/** A stretch of a text that is wrong. */
export interface Mark {
  readonly from: number;
  readonly to: number;
}

/**
 * Under a plain text box of the class `marked-text`, in one box of the class `marked-box`: the text once more, with marks; `anchor` is where the offer of completions hangs, as the
 * CSS variables x and y.
 */
export function Underlay({
  text,
  marks,
  anchor,
}: {
  text: string;
  marks: readonly Mark[];
  anchor?: number | undefined;
}) {
  const layer = useRef<HTMLPreElement>(null);
  const caret = useRef<HTMLSpanElement>(null);
  useLayoutEffect(() => {
    const box = layer.current?.parentElement;
    if (!box || !caret.current || !layer.current) return;
    const left = Math.min(caret.current.offsetLeft, Math.max(0, layer.current.clientWidth - 320));
    box.style.setProperty('--x', `${left}px`);
    box.style.setProperty('--y', `${caret.current.offsetTop + caret.current.offsetHeight}px`);
  });
  return (
    <pre className="marked-under" ref={layer} aria-hidden="true">
      {segments(text, marks).map((segment) => (
        <span key={segment.from} className={segment.marked ? 'marked-wrong' : undefined}>
          {text.slice(segment.from, segment.to)}
        </span>
      ))}
      {/* A last empty line has no height unless something stands in it. */}
      {'\u200b'}
      {anchor !== undefined && (
        <span className="marked-measure">
          {text.slice(0, anchor)}
          <span ref={caret}>{'\u200b'}</span>
        </span>
      )}
    </pre>
  );
}

/** The text cut at the edges of the marks. A mark of nothing (something is missing here) is drawn on its neighbour. */
export function segments(text: string, marks: readonly Mark[]) {
  const spans = marks.map(({ from, to }) => (to > from ? { from, to } : { from: Math.max(0, from - 1), to: from + 1 }));
  const edges = [0, text.length, ...spans.flatMap(({ from, to }) => [from, to])].filter((e) => e <= text.length);
  const cuts = [...new Set(edges)].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((from, i) => {
    const to = cuts[i + 1]!;
    return { from, to, marked: spans.some((span) => span.from <= from && to <= span.to) };
  });
}
