import type { RecordField } from '#contract';
import { useProblemWords, useText } from '#parts';
import { useId, useLayoutEffect, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useTranslation } from 'react-i18next';
import { Underlay } from '../app/marked-text.tsx';
import { useUnitWords } from '../app/unit-words.ts';
import { mend, type RuleMark } from './rule-check.ts';
import { complete, type Completion, type Completions } from './rule-completion.ts';

interface RuleInputProps {
  /** What is written here; a rule, unless it is said. */
  readonly label?: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly fields: readonly RecordField[];
  readonly marks: readonly RuleMark[];
}

/** A rule as text, with what is wrong underlined and names offered while it is typed. */
export function RuleInput({ label, value, onChange, fields, marks }: RuleInputProps) {
  const { t } = useTranslation();
  const listId = useId();
  const problemsId = useId();
  const box = useRef<HTMLTextAreaElement>(null);
  const [offer, setOffer] = useState<Completions>();
  const [chosen, setChosen] = useState(0);
  const putCaret = useCaret(box);

  // A name that is being chosen is not yet wrong.
  const shown = offer ? marks.filter((mark) => mark.to < offer.from || mark.from > offer.to) : marks;
  const write = (text: string, caret: number) => {
    onChange(text);
    setOffer(complete(text, caret, fields));
    setChosen(0);
  };
  const take = (option: Completion) => {
    if (!offer) return;
    putCaret(offer.from + option.insert.length);
    onChange(value.slice(0, offer.from) + option.insert + value.slice(offer.to));
    setOffer(undefined);
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (!offer) return;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move !== undefined) setChosen((chosen + move + offer.options.length) % offer.options.length);
    else if (event.key === 'Enter' || event.key === 'Tab') take(offer.options[chosen]!);
    else if (event.key === 'Escape') setOffer(undefined);
    else return;
    event.preventDefault();
  };
  return (
    <div className="rule-input">
      <div className="marked-box">
        <Underlay text={value} marks={shown} anchor={offer?.from} />
        <textarea
          ref={box}
          className="marked-text"
          value={value}
          rows={4}
          spellCheck={false}
          autoCapitalize="off"
          aria-label={label ?? t('understand.rule.title')}
          aria-autocomplete="list"
          aria-controls={listId}
          aria-activedescendant={offer ? `${listId}-${chosen}` : undefined}
          aria-invalid={shown.length > 0}
          aria-describedby={problemsId}
          onChange={(event) => write(event.target.value, event.target.selectionStart)}
          onKeyDown={onKeyDown}
          onBlur={() => setOffer(undefined)}
        />
        <Offer id={listId} offer={offer} chosen={chosen} onTake={take} />
      </div>
      <RuleProblems id={problemsId} text={value} marks={shown} onMend={onChange} />
    </div>
  );
}

/** Puts the caret where it belongs once the text that was written by us is on the page. */
function useCaret(box: RefObject<HTMLTextAreaElement | null>): (place: number) => void {
  const wanted = useRef<number | undefined>(undefined);
  useLayoutEffect(() => {
    if (wanted.current === undefined) return;
    box.current?.setSelectionRange(wanted.current, wanted.current);
    wanted.current = undefined;
  });
  return (place) => {
    wanted.current = place;
  };
}

interface OfferProps {
  readonly id: string;
  readonly offer: Completions | undefined;
  readonly chosen: number;
  readonly onTake: (option: Completion) => void;
}

function Offer({ id, offer, chosen, onTake }: OfferProps) {
  const { t } = useTranslation();
  const label = useText();
  const unit = useUnitWords();
  return (
    <ul id={id} role="listbox" aria-label={t('understand.rule.offers')} className="rule-offer" hidden={!offer}>
      {offer?.options.map((option, i) => (
        <li
          key={option.insert}
          id={`${id}-${i}`}
          role="option"
          aria-selected={i === chosen}
          // The text box keeps the focus; a click would take it before it is heard.
          onMouseDown={(event) => {
            event.preventDefault();
            onTake(option);
          }}
        >
          <code>{option.insert}</code>
          <span className="rule-offer-label">
            {option.field && label(option.field.label)}
            {option.field?.unit && <span className="quiet"> {unit(option.field.unit)}</span>}
          </span>
        </li>
      ))}
    </ul>
  );
}

interface RuleProblemsProps {
  readonly id: string;
  readonly text: string;
  readonly marks: readonly RuleMark[];
  readonly onMend: (text: string) => void;
}

function RuleProblems({ id, text, marks, onMend }: RuleProblemsProps) {
  const { t } = useTranslation();
  const words = useProblemWords();
  return (
    <ul id={id} className="rule-problems" aria-live="polite">
      {marks.map((mark) => (
        <li key={`${mark.from} ${mark.code}`}>
          {words({ code: mark.code, message: mark.message ?? mark.code, parameters: mark.params })}{' '}
          {mark.suggestion !== undefined && (
            <button type="button" className="gl-link" onClick={() => onMend(mend(text, mark))}>
              {t('understand.rule.take', { suggestion: mark.suggestion })}
            </button>
          )}
        </li>
      ))}
    </ul>
  );
}
