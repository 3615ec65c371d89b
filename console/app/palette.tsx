import { useRouter } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useFound, type Found } from './palette-found.ts';
import './palette.css';

/** Finds anything by name; the whole of it by keyboard: type, arrows, Enter, Escape. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation();
  const router = useRouter();
  const list = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const { found, searching } = useFound(text);
  const chosen = found[Math.min(at, found.length - 1)];
  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  const open = (one: Found | undefined) => {
    if (!one) return;
    onClose();
    router.history.push(one.to);
  };
  const keyed = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) setAt((found.length + Math.min(at, found.length - 1) + step) % Math.max(1, found.length));
    else if (event.key === 'Enter' && !event.nativeEvent.isComposing) open(chosen);
    else return;
    event.preventDefault();
  };
  return (
    <dialog
      ref={dialog}
      className="palette"
      aria-label={t('app.find')}
      onClose={onClose}
      onClick={(event) => event.target === dialog.current && onClose()}
    >
      <div className="palette-body">
        <input
          className="palette-input"
          autoFocus
          role="combobox"
          aria-expanded="true"
          aria-controls={list}
          aria-activedescendant={chosen && idOf(list, chosen.key)}
          aria-label={t('app.find')}
          placeholder={t('app.findHint')}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => (setText(event.target.value), setAt(0))}
          onKeyDown={keyed}
        />
        <FoundList id={list} found={found} chosen={chosen} onPoint={setAt} onOpen={open} />
        <p className="palette-foot" role="status">
          {searching ? t('app.finding') : found.length === 0 ? t('app.foundNothing') : t('app.findKeys')}
        </p>
      </div>
    </dialog>
  );
}

const idOf = (list: string, key: string): string => `${list} ${key}`.replaceAll(' ', '-');

interface FoundListProps {
  readonly id: string;
  readonly found: readonly Found[];
  readonly chosen: Found | undefined;
  readonly onPoint: (index: number) => void;
  readonly onOpen: (one: Found) => void;
}

function FoundList({ id, found, chosen, onPoint, onOpen }: FoundListProps) {
  const { t } = useTranslation();
  return (
    <ul id={id} role="listbox" aria-label={t('app.found')} className="palette-list">
      {found.map((one, i) => (
        <li
          key={one.key}
          id={idOf(id, one.key)}
          ref={one === chosen ? intoView : null}
          role="option"
          aria-selected={one === chosen}
          className="palette-found"
          onClick={() => onOpen(one)}
          onPointerMove={() => onPoint(i)}
        >
          <span className="palette-kind">{t(`app.kinds.${one.kind}`)}</span>
          <span className="palette-name">{one.name}</span>
          <span className="palette-about">{one.about}</span>
        </li>
      ))}
    </ul>
  );
}

const intoView = (element: HTMLElement | null): void => element?.scrollIntoView({ block: 'nearest' });
