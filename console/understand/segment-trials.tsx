import type { KMeasures, SegmentationDetail } from '#contract';
import { Chart, linesOption, useFormat, useTokens } from '#parts';
import { useTranslation } from 'react-i18next';

const curves = ['silhouette', 'davies_bouldin', 'gap', 'stability'] as const;

/** How each number of groups did, and why one was taken. */
export function SegmentTrials({ of }: { of: SegmentationDetail }) {
  const { t } = useTranslation();
  const format = useFormat();
  const chosen = of.groupList.filter(({ kind }) => kind === 'found').length;
  return (
    <>
      <p>
        <strong>{t('understand.segments.trials.chosen', { k: chosen })}</strong> {t('understand.segments.trials.rule')}
      </p>
      <div className="segment-curves">
        {curves.map((measure) => (
          <Curve key={measure} measure={measure} trials={of.measures} chosen={chosen} />
        ))}
      </div>
      <p className="quiet">
        {t('understand.segments.trials.smallest', {
          shares: of.measures.map(({ k, smallest }) => `${k}: ${format.percent(smallest)}`).join(' · '),
        })}
      </p>
    </>
  );
}

function Curve(props: {
  readonly measure: (typeof curves)[number];
  readonly trials: readonly KMeasures[];
  readonly chosen: number;
}) {
  const { measure, trials, chosen } = props;
  const { t } = useTranslation();
  const look = useTokens();
  const format = useFormat();
  const write = (value: number) => format.aligned(value, 3);
  const name = t(`understand.segments.trials.${measure}`);
  const error = (trial: KMeasures) => (measure === 'gap' ? trial.gap_error : 0);
  return (
    <Chart
      title={name}
      note={t(`understand.segments.trials.${measure}About`)}
      file={`segments-${measure}`}
      height={170}
      table={{
        header: [t('understand.segments.trials.k'), name],
        rows: trials.map((trial) => [trial.k, trial[measure]]),
        shown: trials.map((trial) => [String(trial.k), write(trial[measure])]),
      }}
      option={linesOption(
        look,
        [
          {
            name: '',
            meaning: 'treated',
            points: trials.map((trial) => ({
              value: trial[measure],
              ...(measure === 'gap' && { low: trial.gap - error(trial), high: trial.gap + error(trial) }),
            })),
          },
        ],
        {
          steps: trials.map(({ k }) => (k === chosen ? `▲${k}` : String(k))),
          write,
          tick: (value) => format.decimal(value, 1),
        },
      )}
    />
  );
}
