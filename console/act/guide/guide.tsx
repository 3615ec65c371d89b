import { EmptyState } from '#parts';
import { Button } from 'antd';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../../app/page.tsx';
import type { FileMark } from '../campaign-file.ts';
import { valuesOf, withValue } from './campaign-text.ts';
import { EditingProvider } from './fields.tsx';
import { Cost, When } from './steps-later.tsx';
import { guideSteps, How, stepOf, Test, What, Who, type GuideStep } from './steps.tsx';

interface GuideProps {
  readonly text: string;
  readonly marks: readonly FileMark[];
  readonly onText: (text: string) => void;
  readonly fresh: boolean;
  readonly step: GuideStep;
  readonly onStep: (step: string) => void;
}

/** The same file, decided step by step. A step that has something to mend says so. */
export function Guide({ text, marks, onText, fresh, step, onStep }: GuideProps) {
  const { t } = useTranslation();
  const values = useMemo(() => valuesOf(text), [text]);
  const editing = useMemo(
    () => ({
      values,
      put: (path: Parameters<typeof withValue>[1], value: unknown) => onText(withValue(text, path, value)),
    }),
    [values, text, onText],
  );
  const wrong = useMemo(() => new Set(marks.map((mark) => stepOfLine(text, mark.line))), [marks, text]);
  const next = guideSteps[guideSteps.indexOf(step) + 1];
  if (typeof values !== 'object' || values === null)
    return (
      <Panel>
        <EmptyState
          title={t('act.guide.unreadable')}
          action={<Button onClick={() => onStep('text')}>{t('act.guide.toText')}</Button>}
        >
          {t('act.guide.unreadableAdvice')}
        </EmptyState>
      </Panel>
    );
  return (
    <Panel>
      <div className="guide">
        <nav className="guide-steps" aria-label={t('act.guide.guided')}>
          {guideSteps.map((one, i) => (
            <button
              key={one}
              type="button"
              className={one === step ? 'guide-step guide-step-open' : 'guide-step'}
              aria-current={one === step ? 'step' : undefined}
              onClick={() => onStep(one)}
            >
              <span className="guide-number-of">{i + 1}</span>
              {t(`act.guide.steps.${one}`)}
              {wrong.has(one) && <span className="guide-wrong" title={t('act.file.check')} />}
            </button>
          ))}
        </nav>
        <EditingProvider value={editing}>
          <div className="guide-fields">
            <h2>{t(`act.guide.asks.${step}`)}</h2>
            <Step step={step} fresh={fresh} />
            {next && (
              <Button className="guide-next" onClick={() => onStep(next)}>
                {t('act.guide.next', { step: t(`act.guide.steps.${next}`) })}
              </Button>
            )}
          </div>
        </EditingProvider>
      </div>
    </Panel>
  );
}

function Step({ step, fresh }: { step: GuideStep; fresh: boolean }) {
  switch (step) {
    case 'who':
      return <Who fresh={fresh} />;
    case 'what':
      return <What />;
    case 'how':
      return <How />;
    case 'test':
      return <Test />;
    case 'when':
      return <When />;
    case 'cost':
      return <Cost />;
  }
}

/** The step that decides the part of the file a line belongs to: the nearest key at the margin, at or above it. */
function stepOfLine(text: string, line: number): GuideStep {
  const lines = text.split('\n').slice(0, line).toReversed();
  const key = lines.map((one) => /^([a-z_]+):/.exec(one)?.[1]).find((one) => one !== undefined);
  return (key !== undefined && stepOf[key]) || 'who';
}
