import { declineReasons, type ResultKind } from '#contract';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNow } from '../app/clock.ts';
import { localDay } from '../offline/day-plan.ts';

/** What a result still needs: a day, a reason, or nothing. */
export interface Finishing {
  readonly followUpOn?: string;
  readonly declineReason?: (typeof declineReasons)[number];
}
interface FinishProps {
  kind: ResultKind;
  disabled: boolean;
  onSave: (more?: Finishing) => void;
}

/** The second tap: a day, a reason, or just saving; at the thumb. */
export function Finish(props: FinishProps) {
  const { t } = useTranslation('field');
  const { kind, disabled, onSave } = props;
  if (kind === 'declined') return <Reasons {...props} />;
  if (kind === 'considering') return <Days {...props} />;
  return (
    <div className="f-thumb">
      <button
        type="button"
        className={kind === 'do_not_disturb' ? 'f-big f-big-bad' : 'f-big'}
        disabled={disabled}
        onClick={() => onSave()}
      >
        {kind === 'do_not_disturb' ? t('result.saveDnd') : t('result.save', { result: t(`result.${kind}`) })}
      </button>
    </div>
  );
}

function Reasons({ disabled, onSave }: FinishProps) {
  const { t } = useTranslation('field');
  return (
    <div className="f-thumb f-thumb-choices" role="group" aria-label={t('result.whyDeclined')}>
      <h2>{t('result.whyDeclined')}</h2>
      {declineReasons.map((reason) => (
        <button
          key={reason}
          type="button"
          className="f-choice"
          disabled={disabled}
          onClick={() => onSave({ declineReason: reason })}
        >
          {t(`result.reason.${reason}`)}
        </button>
      ))}
    </div>
  );
}

function Days({ disabled, onSave }: FinishProps) {
  const { t } = useTranslation('field');
  const now = useNow();
  const inDays = (days: number) => localDay(new Date(now + days * 86_400_000));
  return (
    <div className="f-thumb f-thumb-choices" role="group" aria-label={t('result.when')}>
      <h2>{t('result.when')}</h2>
      {([1, 3, 7] as const).map((days) => (
        <button
          key={days}
          type="button"
          className="f-choice"
          disabled={disabled}
          onClick={() => onSave({ followUpOn: inDays(days) })}
        >
          {days === 1 ? t('result.tomorrow') : days === 7 ? t('result.nextWeek') : t('result.inDays', { count: days })}
        </button>
      ))}
      <OtherDay disabled={disabled} least={inDays(1)} onDay={(followUpOn) => onSave({ followUpOn })} />
    </div>
  );
}

function OtherDay({ disabled, least, onDay }: { disabled: boolean; least: string; onDay: (day: string) => void }) {
  const { t } = useTranslation('field');
  const [day, setDay] = useState('');
  return (
    <span className="f-other-day">
      <input
        type="date"
        aria-label={t('result.otherDay')}
        min={least}
        value={day}
        onChange={(event) => setDay(event.target.value)}
      />
      {day !== '' && (
        <button type="button" className="f-choice" disabled={disabled} onClick={() => onDay(day)}>
          {t('result.save', { result: day })}
        </button>
      )}
    </span>
  );
}
